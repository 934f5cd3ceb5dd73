"""Campaigns: what a brand gives, to whom, what is asked, and when."""
