"""The networks: one module each, found by the registry, each with a NETWORK that says all we know of it."""
