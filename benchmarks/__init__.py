"""Figures: each script runs both sides in one run and prints `RATIO name value` last."""
