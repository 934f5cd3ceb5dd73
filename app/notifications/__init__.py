"""Messages to people, rendered and sent."""
