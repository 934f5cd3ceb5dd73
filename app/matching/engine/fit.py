"""Lifestyle fit: exact agreement, means, contributions and coverage of every person for one brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, lcm, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Fault, Invalid
from app.matching.engine.columns import Audience, Ints
from app.matching.engine.faults import Where, nobody_answered
from app.matching.engine.kinds import Column, Kind, Mask, Multiple, Number, Scale, Single
from app.matching.engine.wants import AnyOf, High, Low, Near, Table, Trapezoid, Want, Wish

Floats = NDArray[np.float64]
SMALL = 1 << 22
"""Up to so many possible scores are counted in a table instead of sorted."""
NONE = Fraction(0)


@dataclass(frozen=True)
class Mean:
    """The mean agreement of all consented people who answered a trait, as an exact fraction."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float:
        """The fraction as the nearest float."""
        return self.numerator / self.denominator

    @property
    def exact(self) -> Fraction:
        """The fraction itself."""
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, eq=False)
class Graded:
    """A trait seen through a want: everybody's level, shape (people,), 0 = unanswered; the agreement of each level."""

    levels: Column
    agreements: tuple[Fraction, ...]


@dataclass(frozen=True, eq=False)
class Fit:
    """Everybody's fit: fit and coverage in 0..1, places (0 = best, equal where exactly equal), is_thin (coverage below
    one half), each of shape (people,); contributions in points of 100, shape (people, traits). The means, and the mean
    and the standard deviation of the fit, are those of all consenting people."""

    fit: Floats
    places: Ints
    coverage: Floats
    is_thin: Mask
    contributions: Floats
    means: tuple[Mean, ...]
    mean_fit: float
    spread: float


@dataclass(frozen=True)
class Crowd:
    """What is known of all consenting people where only some are measured: the means, and the fit's spread."""

    means: tuple[Mean, ...]
    spread: float


def exact(value: float) -> Fraction:
    """A number as the decimal that was typed, not as the binary that is nearest to it."""
    return Fraction(repr(value))


def grade(kind: Kind, wish: Wish, column: Column) -> Graded:
    """Agreement of each answer: scale (x-low)/span, its turn, 1-|x-t|/span; a table; |chosen and wanted|/|wanted|;
    a trapezoid."""
    match kind, wish:
        case Scale(), High() | Low() | Near():
            return Graded(column, (NONE, *(_on_scale(kind, wish, step) for step in range(kind.span + 1))))
        case Single(choices), Table(agreements):
            return Graded(column, (NONE, *(exact(agreements.get(choice, 0)) for choice in choices)))
        case Multiple(), AnyOf(wanted):
            count = np.bitwise_count(column & np.uint64(kind.bits(wanted)))
            levels = np.where(column != 0, count + 1, 0).astype(np.uint8)
            return Graded(levels, (NONE, *(Fraction(many, len(wanted)) for many in range(len(wanted) + 1))))
        case Number(), Trapezoid():
            known = ~np.isnan(column)
            values, inverse = np.unique(column[known], return_inverse=True)
            levels = np.zeros(len(column), np.int64)
            levels[known] = inverse + 1
            return Graded(levels, (NONE, *(_on_trapezoid(wish, exact(value)) for value in values.tolist())))
    raise TypeError(f"{wish} cannot be asked of {kind}")


def _on_scale(kind: Scale, wish: High | Low | Near, step: int) -> Fraction:
    if isinstance(wish, Near):
        return 1 - Fraction(abs(step - (wish.value - kind.low)), kind.span)
    return Fraction(step if isinstance(wish, High) else kind.span - step, kind.span)


def _on_trapezoid(wish: Trapezoid, x: Fraction) -> Fraction:
    a, b, c, d = (exact(corner) for corner in (wish.a, wish.b, wish.c, wish.d))
    if b <= x <= c:
        return Fraction(1)
    if not a < x < d:
        return NONE
    return (x - a) / (b - a) if x < b else (d - x) / (d - c)


def mean_of(graded: Graded, consent: Mask) -> Mean | None:
    """The exact mean from the histogram of levels over consented people; None where nobody answered."""
    histogram = np.bincount(graded.levels[consent], minlength=len(graded.agreements)).tolist()
    if not (people := sum(histogram[1:])):
        return None
    mean = sum((n * a for n, a in zip(histogram[1:], graded.agreements[1:], strict=True)), NONE) / people
    return Mean(mean.numerator, mean.denominator)


def measure(audience: Audience, wants: Sequence[Want], where: Where = (), crowd: Crowd | None = None) -> Fit:
    """F = sum w a / sum w with the mean for what is unanswered; Invalid names every trait that nobody answered. `crowd`
    tells of everybody where the audience is only a part."""
    graded = [grade(audience.specs[want.key], want.want, audience.traits[want.key]) for want in wants]
    means = crowd.means if crowd else _means(graded, audience.consent, wants, where)
    weights = [want.weight for want in wants]
    scores = _Scores.of(graded, weights, means)
    fit, places, coverage, is_thin = scores.spread()
    mean_fit = mean_of_fit(weights, means)
    spread = crowd.spread if crowd else scores.deviation(fit, audience.consent, mean_fit)
    return Fit(fit[scores.inverse], places[scores.inverse], coverage[scores.inverse], is_thin[scores.inverse],
               contributions(graded, weights, means), means, mean_fit, spread)


def _means(graded: Sequence[Graded], consent: Mask, wants: Sequence[Want], where: Where) -> tuple[Mean, ...]:
    found = [mean_of(one, consent) for one in graded]
    means = tuple(mean for mean in found if mean is not None)
    if len(means) < len(wants):
        raise Invalid(tuple(
            _unanswered(want, (*where, place)) for place, want in enumerate(wants) if found[place] is None
        ))
    return means


def mean_of_fit(weights: Sequence[int], means: Sequence[Mean]) -> float:
    """The mean fit of all consenting people: the unanswered count as the mean, so it is that of the means."""
    return float(sum((w * m.exact for w, m in zip(weights, means, strict=True)), NONE) / sum(weights))


def deviation(fit: Floats, people: Ints, mean_fit: float) -> float:
    """The standard deviation of the fit where so many people have each, shape (fits,); the same bits in any order."""
    many = int(people.sum())
    return sqrt(fsum((people * (fit - mean_fit) ** 2).tolist()) / many) if many else 0.0


def fits_of(keys: Sequence[int], span: int, denominator: int, weights: Sequence[int],
            means: Sequence[Mean]) -> tuple[list[int], int, list[int]]:
    """Of keys (points in 1/denominator + span x bits of what is unanswered) the exact scores, what they are counted
    in, and the weight of what is answered; shape (keys,)."""
    whole, total = lcm(denominator, *(mean.denominator for mean in means)), sum(weights)
    missing = [weight * mean.numerator * (whole // mean.denominator)
               for weight, mean in zip(weights, means, strict=True)]
    of = {bits: (sum(missing[k] for k in range(len(weights)) if bits >> k & 1),
                 total - sum(weights[k] for k in range(len(weights)) if bits >> k & 1))
          for bits in {key // span for key in keys}}
    told = [(divmod(key, span)) for key in keys]
    scores = [points * (whole // denominator) + of[bits][0] for bits, points in told]
    return scores, whole * total, [of[bits][1] for bits, _ in told]


def contributions(graded: Sequence[Graded], weights: Sequence[int], means: Sequence[Mean]) -> Floats:
    """Points of 100 by which each trait lifts a person above the average one, 100 w (a - mean) / sum w; shape (people,
    traits)."""
    points = np.empty((len(graded[0].levels), len(graded)), np.float64, order="F")
    for k, (one, weight, mean) in enumerate(zip(graded, weights, means, strict=True)):
        share = Fraction(100 * weight, sum(weights))
        lift = [0.0, *(float(share * (agreement - mean.exact)) for agreement in one.agreements[1:])]
        points[:, k] = np.array(lift)[one.levels]
    return points


def _unanswered(want: Want, where: Where) -> Fault:
    return nobody_answered((*where, "trait"), want.key)


@dataclass(frozen=True)
class _Scores:
    """Exact scores told apart by one whole number a person: points of what is answered + span x (bits of what is not).

    Points count in 1/denominator, so people of one key have exactly one score. There are far fewer keys than people:
    only keys meet Python's unbounded integers, people meet array look-ups.
    """

    keys: list[int]
    inverse: Ints
    span: int
    denominator: int
    weights: Sequence[int]
    means: Sequence[Mean]

    @classmethod
    def of(cls, graded: Sequence[Graded], weights: Sequence[int], means: Sequence[Mean]) -> "_Scores":
        denominator = lcm(*(agreement.denominator for one in graded for agreement in one.agreements))
        span = sum(weights) * denominator + 1
        most = span << len(graded)
        dtype: Any = np.int64 if most < 1 << 62 else object
        key = np.zeros(len(graded[0].levels), dtype)
        for k, (one, weight) in enumerate(zip(graded, weights, strict=True)):
            points = [span << k, *(int(weight * agreement * denominator) for agreement in one.agreements[1:])]
            key += np.array(points, dtype)[one.levels]
        keys, inverse = _distinct(key, most)
        return cls(keys, inverse, span, denominator, weights, means)

    def spread(self) -> tuple[Floats, Ints, Floats, Mask]:
        """Fit, place, coverage and thinness of each key."""
        scores, whole, known = fits_of(self.keys, self.span, self.denominator, self.weights, self.means)
        place = {score: at for at, score in enumerate(sorted(set(scores), reverse=True))}
        coverage, total = np.array(known, np.int64), sum(self.weights)
        return (np.array([score / whole for score in scores], np.float64),
                np.array([place[score] for score in scores], np.int64), coverage / total, 2 * coverage < total)

    def deviation(self, fit: Floats, consent: Mask, mean_fit: float) -> float:
        """The fit's standard deviation over all who consent."""
        return deviation(fit, np.bincount(self.inverse[consent], minlength=len(fit)), mean_fit)


def _distinct(key: NDArray[Any], most: int) -> tuple[list[int], Ints]:
    """The different keys, ascending, and each person's place among them."""
    if most > SMALL:
        keys, inverse = np.unique(key, return_inverse=True)
        return keys.tolist(), inverse
    present = np.flatnonzero(np.bincount(key))
    places = np.zeros(int(present.max(initial=0)) + 1, np.int64)
    places[present] = np.arange(len(present))
    return present.tolist(), places[key]
