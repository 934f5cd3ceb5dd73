"""Pages of consumers, under /me."""
