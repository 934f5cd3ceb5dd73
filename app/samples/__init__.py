"""Parcels on their way, stock movements, and delivery troubles."""
