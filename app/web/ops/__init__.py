"""Pages of ops, under /ops."""
