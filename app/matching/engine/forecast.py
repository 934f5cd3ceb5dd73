"""What a campaign will bring before it is posted: people, accepts, reviews with an interval, time, and what costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from scipy.special import bdtr, betaincinv, gammaincinv, ndtr, ndtri

from app.matching.engine.columns import Ints
from app.matching.engine.fit import Floats
from app.matching.engine.waves import SPREAD, add_event

LEVEL = 0.8
"""The interval, and the chance that "samples needed" asks for."""
PUBLISH_SPREAD = 0.1
"""Standard deviation of the publishing rate between campaigns, until outcomes say better."""
RISK = 2.0
"""Standard deviations by which a wave near the deadline is expected to stay under the free units, for so small a risk
as `waves.next_wave` allows."""
MOST_WAVES = 26
MOST_STEPS = 300_000
"""Up to so many units x people the law of the seats is exact, beyond it the normal one stands in."""
NODES = 24
FILLED = 0.97
"""The share of the units taken that counts as filled."""


@dataclass(frozen=True, eq=False)
class People:
    """The eligible in the order in which they would be invited: fit, P(accepts an offer), P(a seat publishes), each in
    0..1 and of shape (people,)."""

    fit: Floats
    accept: Floats
    publish: Floats

    def __len__(self) -> int:
        return len(self.accept)


@dataclass(frozen=True)
class Plan:
    """Units, reviews a seat, and days: the answer window, on the way, trial, posting, and from the first offer to the
    last review that counts (None = as long as it takes). Spreads between campaigns: the factor, the publishing rate. Of
    the units no more than `most_seats` can be filled, where maxima of quotas say so."""

    units: int
    deliverables: int = 1
    window_days: int = 3
    shipping_days: int = 5
    trial_days: int = 7
    posting_days: int = 7
    days: int | None = None
    spread: float = SPREAD
    publish_spread: float = PUBLISH_SPREAD
    most_seats: int | None = None

    @property
    def seats(self) -> int:
        """Units that can be filled at all."""
        return self.units if self.most_seats is None else min(self.units, self.most_seats)

    @property
    def waves(self) -> int:
        """Waves whose reviews still come in time."""
        if self.days is None:
            return MOST_WAVES
        spare = self.days - self.window_days - self.shipping_days - self.trial_days - self.posting_days
        return min(1 + spare // self.window_days, MOST_WAVES) if spare >= 0 else 0


@dataclass(frozen=True, eq=False)
class Seats:
    """How many seats are taken: P(exactly a), shape (units + 1,); P(each person takes one), shape (people asked,)."""

    chances: Floats
    each: Floats
    is_exact: bool


@dataclass(frozen=True)
class Forecast:
    """The forecast: `low` to `high` hold the reviews with probability LEVEL at least; `chance` is P(at least the goal)
    and `samples_needed` the fewest units that reach it with probability LEVEL (None: not with these people in this
    time); `fill_days` until every unit is taken (None: not in time)."""

    eligible: int
    waves: int
    accepted: float
    reviews: float
    low: int
    high: int
    chance: float | None
    samples_needed: int | None
    fill_days: int | None
    fit: float
    is_exact: bool


def forecast(people: People, plan: Plan, goal: int | None = None) -> Forecast:
    """What the plan brings from these people. Given the campaign factor people accept independently, the best first,
    until the units or the time run out; a seat publishes all of its reviews or none, with the mean P(publish) of those
    expected to be seated and the publishing spread over it."""
    taken = seats(people, plan)
    law, accepted = _Reviews.of(taken, people, plan), float(taken.each.sum())
    return Forecast(
        len(people), plan.waves, accepted, plan.deliverables * accepted * law.rate,
        plan.deliverables * law.quantile((1 - LEVEL) / 2), plan.deliverables * law.quantile((1 + LEVEL) / 2),
        None if goal is None else law.at_least(-(-goal // plan.deliverables)),
        None if goal is None else samples_needed(people, plan, goal), fill_days(people, plan),
        _mean(people.fit, taken.each), taken.is_exact,
    )


def seats(people: People, plan: Plan, most_steps: int = MOST_STEPS) -> Seats:
    """The law of the seats taken, averaged over the campaign factor."""
    values = _factors(plan.spread)
    p = np.minimum(np.outer(values, people.accept[:_enough(people, plan.seats, float(values[0]))]), 1.0)
    reach = _reach(p, values, plan, plan.waves, is_pressed=True)[-1]
    p = np.where(np.arange(p.shape[1]) < reach[:, None], p, 0.0)[:, :int(reach.max(initial=0))]
    is_exact = plan.seats * p.shape[1] <= most_steps
    chances, still_free = (_exact if is_exact else _normal)(p, plan.seats)
    return Seats(chances.mean(axis=0), (p * still_free).mean(axis=0), is_exact)


def samples_needed(people: People, plan: Plan, goal: int) -> int | None:
    """The fewest units with which P(reviews >= goal) reaches LEVEL; None where no number of units does.

    Looked for near goal / rate: on the scale of the normal law the chance is nearly straight in the units, so that a
    line through the last two tries leads to the next; every fourth try halves what is left.
    """
    least, most = max(-(-goal // plan.deliverables), 1), max(len(people), 1)
    low, high, tried = least - 1, most + 1, list[tuple[int, float]]()
    units = least / max(_mean(people.publish, np.ones(min(least, len(people)))) - plan.publish_spread, 0.1)
    while high - low > 1:
        if len(tried) % 4 == 3 and high <= most:
            units = (low + high) / 2
        at = min(max(ceil(units), low + 1), high - 1)
        found = chance(people, replace(plan, units=at), goal)
        low, high = (low, at) if found >= LEVEL else (at, high)
        tried.append((at, float(ndtri(min(max(found, 1e-9), 1 - 1e-9)) - ndtri(LEVEL))))
        units = _crossing(tried, 2 * at if found < LEVEL else 0.8 * at)
    return high if high <= most else None


def _crossing(tried: Sequence[tuple[int, float]], otherwise: float) -> float:
    """Where the line through the last two tries crosses nought, if it rises."""
    if len(tried) < 2:
        return otherwise
    (one, under), (other, over) = sorted(tried[-2:])
    return one - under * (other - one) / (over - under) if over > under else otherwise


def chance(people: People, plan: Plan, goal: int) -> float:
    """P(at least so many reviews)."""
    return _Reviews.of(seats(people, plan), people, plan).at_least(-(-goal // plan.deliverables))


def fill_days(people: People, plan: Plan) -> int | None:
    """Days until the units are taken but for FILLED, were the campaign as popular as expected: by waves of the free
    units where these are in time, else by larger ones; None where neither is."""
    if plan.seats < plan.units:
        return None
    p = people.accept[None, :_enough(people, plan.units, 0.5)]
    mean, variance = (np.pad(np.cumsum(each), (1, 0)) for each in (p, p * (1 - p)))
    for is_pressed in (False, True):
        asked = _reach(p, np.ones(1), plan, plan.waves, is_pressed)[:, 0]
        room = plan.units - mean[asked]
        # Waves of the free units never pass them, so that chance costs nothing; one larger wave cannot mend another.
        free = _expected_free(room, np.sqrt(variance[asked])) if is_pressed else room
        is_full = free <= max(0.5, (1 - FILLED) * plan.units)
        if is_full.any():
            return int(is_full.argmax()) * plan.window_days
    return None


@dataclass(frozen=True, eq=False)
class _Reviews:
    """Seats that publish: a binomial law over the seats taken and over the publishing rate."""

    taken: Ints
    shares: Floats
    rate: float
    rates: Floats

    @classmethod
    def of(cls, law: Seats, people: People, plan: Plan) -> "_Reviews":
        rate = _mean(people.publish, law.each)
        return cls(*_grouped(law.chances), rate, _rates(rate, plan.publish_spread))

    def at_most(self, many: int) -> float:
        if many < 0:
            return 0.0
        each = bdtr(float(many), np.maximum(self.taken, many), self.rates[:, None])
        return float(np.where(self.taken <= many, 1.0, each).mean(axis=0) @ self.shares)

    def at_least(self, many: int) -> float:
        return min(max(1 - self.at_most(many - 1), 0.0), 1.0)

    def quantile(self, level: float) -> int:
        """The fewest with P(at most so many) >= level."""
        low, high = -1, int(self.taken.max(initial=0))
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.at_most(middle) >= level else (middle, high)
        return high


def _mean(values: Floats, weights: Floats) -> float:
    """The mean over the first people, weighted by their chance of a seat; 0 where nobody has any."""
    total = float(weights.sum())
    return float((weights * values[:len(weights)]).sum()) / total if total else 0.0


def _enough(people: People, units: int, least_factor: float) -> int:
    """How many of the first people fill the units for certain, were the campaign as unpopular as can be."""
    cumulated = np.cumsum(np.minimum(least_factor * people.accept, 1.0))
    return min(int(np.searchsorted(cumulated, units + 6 * units ** 0.5 + 10)) + 1, len(people))


def _reach(p: Floats, values: Floats, plan: Plan, waves: int, is_pressed: bool) -> Ints:
    """People asked after 0..waves waves, shape (waves + 1, factors): in each as many as units are expected to be free
    and, when pressed, as the deadline rule allows, at first as though the factor were 1. More units never ask
    fewer people."""
    mean, variance = (np.pad(np.cumsum(each, axis=1), ((0, 0), (1, 0))) for each in (p, p * (1 - p)))
    rows, asked, refused = np.arange(len(p)), [np.zeros(len(p), np.int64)], 1 - p.sum(axis=1) / max(p.shape[1], 1)
    for wave in range(waves):
        accepted = mean[rows, asked[-1]]
        free = _expected_free(plan.seats - accepted, np.sqrt(variance[rows, asked[-1]]))
        # A twentieth of a unit is nobody to ask for.
        upto = np.ceil(asked[-1] + free - 0.05).astype(np.int64)
        if is_pressed:
            unsure = np.sqrt(1 / (plan.spread ** -2 + accepted) + refused / np.maximum(free, 1e-9))
            aim = accepted + free / (1 + RISK * unsure) * (1.0 if wave else values)
            upto = np.maximum(upto, [int(np.searchsorted(row, at)) for row, at in zip(mean, aim, strict=True)])
        asked.append(np.minimum(upto, p.shape[1]))
    return np.array(asked, np.int64)


def _expected_free(room: Floats, spread: Floats) -> Floats:
    """The mean of what is left, never below 0, where it is normal with this mean and spread."""
    steady = np.maximum(spread, 1e-9)
    return np.asarray(room * ndtr(room / steady) + steady * np.exp(-(room / steady) ** 2 / 2) / (2 * np.pi) ** 0.5)


def _exact(p: Floats, units: int) -> tuple[Floats, Floats]:
    """P(a seats taken) of shape (factors, units + 1), and P(a unit is free when a person is asked), shape of p."""
    chances, still_free = np.zeros((len(p), units)), np.empty_like(p)
    chances[:, :1] = 1.0
    for place, column in enumerate(p.T):
        still_free[:, place] = chances.sum(axis=1)
        add_event(chances, column)
    return np.hstack((chances, np.maximum(1 - chances.sum(axis=1, keepdims=True), 0.0))), still_free


def _normal(p: Floats, units: int) -> tuple[Floats, Floats]:
    """The same by the normal law with the exact mean and variance, corrected for continuity."""
    mean, variance = np.cumsum(p, axis=1), np.maximum(np.cumsum(p * (1 - p), axis=1), 1e-12)
    free = ndtr((units - 0.5 - mean) / np.sqrt(variance))
    edges = (np.arange(units) + 0.5 - mean[:, -1:]) / np.sqrt(variance[:, -1:])
    below = np.hstack((np.zeros((len(p), 1)), ndtr(edges), np.ones((len(p), 1))))
    return np.diff(below, axis=1), np.hstack((np.ones((len(p), 1)), free[:, :-1]))


def _grouped(chances: Floats, most_groups: int = 256) -> tuple[Ints, Floats]:
    """Numbers of seats and their chances, neighbours thrown together where there are very many."""
    kept = np.flatnonzero(chances > 1e-12)
    step = ceil(len(kept) / most_groups) or 1
    starts = np.arange(0, len(kept), step)
    shares = np.add.reduceat(chances[kept], starts)
    taken = np.rint(np.add.reduceat(kept * chances[kept], starts) / shares).astype(np.int64)
    return taken, shares / shares.sum()


def _factors(spread: float) -> Floats:
    """Equally likely values of the campaign factor: the gamma law of `waves.factor`, its mean kept."""
    values = gammaincinv(spread ** -2, (np.arange(NODES) + 0.5) / NODES)
    return np.asarray(values / values.mean())


def _rates(mean: float, spread: float) -> Floats:
    """Equally likely publishing rates: a beta law with this mean and spread."""
    if not 0 < mean < 1 or not spread:
        return np.array([mean])
    both = max(mean * (1 - mean) / spread ** 2 - 1, 1.0)
    return np.asarray(betaincinv(mean * both, (1 - mean) * both, (np.arange(NODES) + 0.5) / NODES))
