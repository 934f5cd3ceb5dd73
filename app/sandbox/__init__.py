"""The demo world: people with correlated lives, brands, a simulated social network, and the weeks they play."""
