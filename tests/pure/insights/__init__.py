"""Reports: the rules that need no store."""
