"""What is to be allocated and what came out, as plain values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNKNOWN = -1
PENALTY = 10.0  # a person missing in a minimum costs this many times the largest value


@dataclass(frozen=True)
class CapKey:
    """What several consumers may share (a phone, a household's address): shape of the pairs, -1 where unknown."""

    name: str
    key: Ints
    most: int = 1


@dataclass(frozen=True)
class Quota:
    """A cell of one campaign: places of its pairs, a soft minimum and a hard maximum (None: as many as seats)."""

    campaign: int
    name: str
    pairs: Ints
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class Problem:
    """Candidate pairs and their limits.

    person, campaign, value: shape (pairs,); stable consumer numbers, campaign numbers 0.., expected values >= 0. A pair
    occurs once. seats: shape (campaigns,), units still held or free. caps: shape (pairs,), what the pair's consumer may
    get in all (None: one). frozen: places of pairs that have their seat already: they use seats, caps and quotas and
    stay. floor: the share of what it could get alone that each campaign should reach, or None. penalty: what a person
    missing in a minimum costs, None: ten times the largest value.
    """

    person: Ints
    campaign: Ints
    value: Floats
    seats: Ints
    caps: Ints | None = None
    keys: tuple[CapKey, ...] = ()
    quotas: tuple[Quota, ...] = ()
    frozen: Ints | None = None
    floor: float | None = None
    penalty: float | None = None

    @property
    def price_of_missing(self) -> float:
        """What a person missing in a minimum costs, in units of value."""
        if self.penalty is not None:
            return self.penalty
        return PENALTY * float(self.value.max(initial=0.0)) or 1.0

    @property
    def is_frozen(self) -> Mask:
        """Which pairs have their seat already; shape (pairs,)."""
        mask = np.zeros(len(self.person), np.bool_)
        mask[[] if self.frozen is None else self.frozen] = True
        return mask


@dataclass(frozen=True)
class Shortfall:
    """A minimum that was not reached, and how many different people could have counted in it."""

    campaign: int
    name: str
    minimum: int
    reached: int
    available: int


@dataclass(frozen=True)
class Floor:
    """The share of its value alone that each campaign was to reach, and what it reached; shapes (campaigns,)."""

    asked: float
    target: float
    reached: float
    alone: Floats
    shares: Floats


@dataclass(frozen=True)
class Prices:
    """What one more unit of a limit would be worth: what binds. A quota's price is negative where its minimum binds.
    floors: (campaigns,), by what part of itself a value counts more where the campaign's floor binds.

    seats: (campaigns,); quotas: (quotas,) as given; consumers: (pairs,), the price of the pair's consumer or household;
    reduced: (pairs,), the value less all prices: nought for who is picked at these prices, below it the distance from a
    seat; both NaN for pairs that had no part in it: frozen ones, and those whose gift or seat is taken by a frozen one.
    """

    seats: Floats
    quotas: Floats
    consumers: Floats
    reduced: Floats
    floors: Floats


@dataclass(frozen=True)
class Allocation:
    """The picked places (sorted by consumer, then campaign; frozen ones among them) with the proof of their worth.

    value: sum of the picked values; bound: no allocation with as few missing in the minima is worth more; gap:
    (bound - value) / bound; method: "dual", "lp" or "milp", the first that brought the gap under the wanted one.
    """

    picked: Ints
    value: float
    bound: float
    gap: float
    method: str
    prices: Prices
    shortfalls: tuple[Shortfall, ...]
    floor: Floor | None
    seated: Ints
