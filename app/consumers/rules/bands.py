"""Follower bands: the sign-up form's choices as steps from 1, and the step of a plain number."""

from bisect import bisect_right
from functools import lru_cache

BANDS = ("under_300", "300_1000", "1000_5000", "5000_20000", "20000_50000", "over_50000")
FROM = (300, 1000, 5000, 20000, 50000)
"""The fewest followers of the second band and of each after it."""


@lru_cache(maxsize=1024)
def band_of(declared: str | None) -> int:
    """The band from 1 of a declared choice or number of followers; 0 where it is not known."""
    if declared in BANDS:
        return BANDS.index(declared) + 1
    try:
        return bisect_right(FROM, float(declared or "")) + 1
    except ValueError:
        return 0
