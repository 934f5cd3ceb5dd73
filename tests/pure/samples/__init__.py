"""Tests of the rules of parcels."""
