"""Consumers: the rules that need no store."""
