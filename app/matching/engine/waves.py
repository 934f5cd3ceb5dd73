"""How many to offer in the next wave: the free units while there is time, more near the deadline at a bounded risk."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import numpy as np
from scipy.special import bdtrc, gammaincinv, gammaln, xlogy

from app.matching.engine.columns import Ints
from app.matching.engine.fit import Floats
from app.matching.engine.kinds import Mask

SPREAD = 0.25
"""Standard deviation of the campaign factor before anybody has answered, its mean being 1."""
TOLERANCE = 0.05
"""The most that P(accepts > free) may be over all waves of a campaign."""
UNFILLED = 0.01
"""Waves of exactly the free units are in time where they leave at most this share of all units."""
INTEREST_ODDS = 3.0
"""What interest shown beforehand multiplies the odds of accepting by, until outcomes say better."""
MOST_EXACT = 300
"""Up to so many free units the chance is exact, beyond them Hoeffding's bound stands in for it."""
MOST_OFFERS_EACH = 2
"""An offer that expired is made once more in a later wave."""
NOTHING = np.zeros(0)


class Why(StrEnum):
    """What decided the size of a wave."""

    NOTHING_FREE = "nothing_free"
    TOO_LATE = "too_late"
    NOBODY_LEFT = "nobody_left"
    IN_TIME = "in_time"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class Factor:
    """What is known of the factor f by which a campaign's acceptance differs from expectation: a gamma distribution of
    this shape and rate; its mean is (accepted + kappa) / (sum p + kappa)."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """The factor expected."""
        return self.shape / self.rate

    @property
    def spread(self) -> float:
        """Its standard deviation."""
        return float(self.shape ** 0.5 / self.rate)

    def nodes(self, count: int = 64) -> tuple[Floats, Floats]:
        """Values and weights (sum 1) for integrals over the factor: Gauss-Legendre between far quantiles."""
        places, weights = _legendre(count)
        low, high = (float(gammaincinv(self.shape, at)) / self.rate for at in (1e-9, 1 - 1e-9))
        values = low + (high - low) * places
        dense = weights * np.exp(xlogy(self.shape - 1, values * self.rate) - values * self.rate - gammaln(self.shape))
        return values, dense / dense.sum()


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a campaign stands: units neither accepted nor held back, p of each open offer, how many said yes and the
    sum of p over all who answered or let their offer expire, days until the last day for offers, the answer window in
    days, and the summed p_added of the waves before."""

    free: int
    days_left: int
    window_days: int
    accepted: int = 0
    expected: float = 0.0
    risked: float = 0.0
    open_p: Floats = field(default_factory=lambda: NOTHING)

    @property
    def waves_left(self) -> int:
        """Waves that can still be started, the next one included."""
        return 1 + self.days_left // self.window_days if self.days_left >= 0 else 0


@dataclass(frozen=True)
class Wave:
    """The next wave and why: offers to make, offers open with them, expected accepts among these, P(accepts > free),
    how much of it this wave adds and the most that it was allowed to add; `is_exact` is false where p_over is
    Hoeffding's bound. What the waves add is together no less than the campaign's chance of more yeses than units."""

    offers: int
    why: Why
    free: int
    open: int
    waves_left: int
    factor: Factor
    expected: float
    p_over: float
    p_added: float
    allowed: float
    is_exact: bool


def factor(accepted: int, expected: float, spread: float = SPREAD) -> Factor:
    """The factor after `accepted` yeses where the sum of p was `expected`. A gamma law with kappa = 1 / spread^2 is
    conjugate to Poisson yeses, so that the mean is (accepted + kappa) / (expected + kappa)."""
    kappa = spread ** -2
    return Factor(kappa + accepted, kappa + expected)


def with_interest(p: Floats, has_interest: Mask, odds: float = INTEREST_ODDS) -> Floats:
    """Acceptance p, shape (people,), with the odds of those who showed interest multiplied."""
    return np.where(has_interest, odds * p / (1 - p + odds * p), p)


def queue(order: Ints, offers: Ints, is_settled: Mask) -> Ints:
    """Whom to offer next, best first: by order those never offered, then those whose offer expired once. `offers`
    counts the expired offers and `is_settled` marks an open offer or an answer, both of shape (people,)."""
    left = order[~is_settled[order] & (offers[order] < MOST_OFFERS_EACH)]
    return left[np.argsort(offers[left], kind="stable")]


def next_wave(standing: Standing, p: Floats, tolerance: float = TOLERANCE, spread: float = SPREAD) -> Wave:
    """The size of the next wave from the acceptance p of the people in `queue` order, shape (people,): as many open as
    units are free while such waves fill the campaign in time, else as many as the deadline rule allows."""
    known, left = factor(standing.accepted, standing.expected, spread), standing.waves_left
    room = max(standing.free - len(standing.open_p), 0)
    offers, before, allowed, why = min(room, len(p)), over(standing.open_p, standing.free, known), 0.0, Why.IN_TIME
    if not standing.free or not left or not len(p):
        offers = 0
        why = Why.NOTHING_FREE if not standing.free else Why.NOBODY_LEFT if left else Why.TOO_LATE
    elif not _is_in_time(standing, p[:max(room, 1)], known):
        allowed, why = max(tolerance - standing.risked, 0.0) / 2 ** (left - 1), Why.DEADLINE
        offers = most(standing.open_p, p, standing.free, known, before + allowed)
    together = np.concatenate((standing.open_p, p[:offers]))
    p_over = over(together, standing.free, known) if offers else before
    return Wave(offers, why, standing.free, len(together), left, known, float(known.mean * together.sum()), p_over,
                p_over - before, allowed, standing.free <= MOST_EXACT)


def over(p: Floats, free: int, known: Factor) -> float:
    """P(accepts > free) of open offers with these p: the Poisson binomial law with p f, capped at 1, averaged over f; a
    bound above it where more than MOST_EXACT units are free."""
    if free > MOST_EXACT:
        return bound(len(p), float(p.sum()), free, known)
    values, weights = known.nodes()
    return float(1 - weights @ counts(np.minimum(np.outer(values, p), 1.0), free).sum(axis=1))


def bound(many: int, total: float, free: int, known: Factor) -> float:
    """A bound above P(accepts > free) of `many` offers whose p sum to `total`: given f the tail is at most that of
    equal p's where free is no less than the mean (Hoeffding 1956, Ann. Math. Stat. 27:713-721), else at most 1."""
    if many <= free:
        return 0.0
    values, weights = known.nodes(512)
    mean = np.minimum(values * total, many)
    return float(weights @ np.where(mean > free, 1.0, bdtrc(float(free), many, np.minimum(mean, free) / many)))


def counts(p: Floats, most_counted: int) -> Floats:
    """P(exactly c of the independent events), c = 0..most_counted, for each row of p, shape (rows, events)."""
    chances = np.zeros((len(p), most_counted + 1))
    chances[:, 0] = 1.0
    for column in p.T:
        add_event(chances, column)
    return chances


def most(open_p: Floats, p: Floats, free: int, known: Factor, allowed: float) -> int:
    """The most further offers, in order, with which P(accepts > free) stays at or under `allowed`."""
    if free > MOST_EXACT:
        return _most_by_bound(open_p, p, free, known, allowed)
    values, weights = known.nodes()
    chances = counts(np.minimum(np.outer(values, open_p), 1.0), free)
    for place, chance in enumerate(p.tolist()):
        add_event(chances, np.minimum(values * chance, 1.0))
        if len(open_p) + place >= free and 1 - weights @ chances.sum(axis=1) > allowed:
            return place
    return len(p)


def _most_by_bound(open_p: Floats, p: Floats, free: int, known: Factor, allowed: float) -> int:
    totals = float(open_p.sum()) + np.concatenate(([0.0], np.cumsum(p)))
    low, high = min(max(free - len(open_p), 0), len(p)), len(p)
    while low < high:
        middle = (low + high + 1) // 2
        fits = bound(len(open_p) + middle, float(totals[middle]), free, known) <= allowed
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def add_event(chances: Floats, p: Floats) -> None:
    """Take one more event into P(count), shape (rows, counts), with p a row; what passes the last count drops out."""
    moved = chances * p[:, None]
    chances -= moved
    chances[:, 1:] += moved[:, :-1]


def _is_in_time(standing: Standing, p: Floats, known: Factor) -> bool:
    """Whether waves of exactly the free units leave next to nothing by the last one."""
    refused = 1 - min(known.mean * float(p.mean()), 1.0)
    units = standing.free + standing.accepted
    return bool(standing.free * refused ** standing.waves_left <= UNFILLED * units)


@lru_cache(maxsize=8)
def _legendre(count: int) -> tuple[Floats, Floats]:
    places, weights = np.polynomial.legendre.leggauss(count)
    return (places + 1) / 2, weights / 2
