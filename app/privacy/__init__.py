"""Export and erase, across the house."""
