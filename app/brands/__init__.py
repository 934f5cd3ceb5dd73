"""Brands, their members, and their catalogue of products and variants."""
