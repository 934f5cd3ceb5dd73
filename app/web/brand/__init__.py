"""Pages of brands, under /brand."""
