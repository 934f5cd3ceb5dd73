"""Consumers: their answers, traits, social accounts, sealed addresses and consents."""
