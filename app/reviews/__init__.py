"""One row per promised post: submitted, checked, followed."""
