"""Shrunk rates: what can be said of a person after few outcomes without believing too much."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCEPTING = (4.0, 6.0)
PUBLISHING = (3.0, 2.0)
HALF_LIFE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Rate:
    """k of n, both decayed, shrunk by a Beta(a, b): p = (a + k) / (a + b + n)."""

    p: float
    k: float
    n: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person answers offers and keeps promises; reads no stars and no tone."""

    accepting: Rate
    publishing: Rate


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that was resolved: when, and whether well."""

    at: datetime
    is_good: bool


def rate(outcomes: Iterable[Outcome], prior: tuple[float, float], now: datetime) -> Rate:
    """The shrunk rate of outcomes whose weight halves every 180 days."""
    k = n = 0.0
    for outcome in outcomes:
        weight = 0.5 ** (max(timedelta(0), now - outcome.at) / HALF_LIFE)
        n += weight
        k += weight * outcome.is_good
    a, b = prior
    return Rate((a + k) / (a + b + n), k, n)
