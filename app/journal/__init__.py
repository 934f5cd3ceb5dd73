"""Everything that happened, once: entries and their seals."""
