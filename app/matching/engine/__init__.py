"""The pure heart of matching: numpy arrays in, picks with reasons out."""
