"""Campaigns: the pure rules."""
