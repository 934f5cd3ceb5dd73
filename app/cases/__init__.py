"""Help for consumers, and tasks for ops."""
