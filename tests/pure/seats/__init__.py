"""The rules of seats, without a store."""
