"""Brands: the pure rules."""
