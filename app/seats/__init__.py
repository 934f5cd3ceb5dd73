"""One row per person and campaign, from the first offer to the outcome."""
