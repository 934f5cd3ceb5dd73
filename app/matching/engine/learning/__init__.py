"""What outcomes teach: shrunk rates, the anchored model, calibrated probabilities and the cards that keep them."""
