"""Matching: the rules that need no store."""
