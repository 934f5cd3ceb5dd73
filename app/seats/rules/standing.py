"""How a person answers offers and keeps promises: shrunk rates by the same formula as matching reckons with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.matching.engine.learning.rates import Prior, count, shrunk


@dataclass(frozen=True, slots=True)
class Rate:
    """k of n, both faded, shrunk by a prior Beta(a, b): p = (a + k) / (a + b + n)."""

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


def rate(outcomes: Sequence[Outcome], prior: Prior, now: datetime) -> Rate:
    """One person's shrunk rate; the age of an outcome is counted in whole days."""
    ages = np.array([max((now - one.at).days, 0) for one in outcomes], np.int64)
    found = count(np.zeros(len(ages), np.int64), np.array([one.is_good for one in outcomes], np.bool_), ages, 1)
    return Rate(float(shrunk(found, prior)[0]), float(found.k[0]), float(found.n[0]))
