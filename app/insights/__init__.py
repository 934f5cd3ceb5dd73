"""Read-only reports."""
