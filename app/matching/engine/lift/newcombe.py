"""Intervals of a proportion, of a difference of two, and of that difference over several campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from scipy.special import ndtri

LEVEL = 0.95


@dataclass(frozen=True)
class Arm:
    """People assigned to one side whose outcome is known, and how many of them have it; `assigned` counts all, those
    who took no part included."""

    positive: int
    known: int
    assigned: int

    @property
    def rate(self) -> float:
        """Share of the known that have the outcome."""
        return self.positive / self.known


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence limits."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """One campaign: those who were to be invited and those held out."""

    treated: Arm
    held: Arm


def wilson(arm: Arm, level: float = LEVEL) -> Interval:
    """The score interval of a proportion (Wilson 1927, J. Am. Stat. Assoc. 22:209-212)."""
    z, n, p = float(ndtri((1 + level) / 2)), arm.known, arm.rate
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # At 0 and at n the limit is the proportion itself; rounding must not push it past.
    return Interval(p, min((middle - half) / whole, p) if arm.positive else 0.0,
                    max((middle + half) / whole, p) if arm.positive < n else 1.0)


def difference(pair: Compared, level: float = LEVEL) -> Interval:
    """p_T - p_C with the square-and-add interval of the two score intervals: method 10 of Newcombe (1998), Statistics
    in Medicine 17:873-890."""
    treated, held = wilson(pair.treated, level), wilson(pair.held, level)
    estimate = treated.estimate - held.estimate
    return Interval(estimate, estimate - hypot(treated.estimate - treated.low, held.high - held.estimate),
                    estimate + hypot(treated.high - treated.estimate, held.estimate - held.low))


def weights(pairs: Sequence[Compared]) -> list[float]:
    """Each campaign's share (sum 1) in what is pooled: Mantel-Haenszel's n_T n_C / (n_T + n_C)."""
    each = [pair.treated.known * pair.held.known / (pair.treated.known + pair.held.known) for pair in pairs]
    return [weight / sum(each) for weight in each]


def pooled(pairs: Sequence[Compared], level: float = LEVEL) -> Interval:
    """The difference over campaigns, each compared within itself, by Mantel-Haenszel weights, with limits from each
    campaign's Newcombe limits by squares, L = d - sqrt(sum w^2 (d_h - l_h)^2), as Zou and Donner (2008), Statistics in
    Medicine 27:1693-1702. One campaign alone gets its own Newcombe interval; effects may differ between campaigns."""
    shares = weights(pairs)
    each = [difference(pair, level) for pair in pairs]
    estimate = sum(w * d.estimate for w, d in zip(shares, each, strict=True))
    below = hypot(*(w * (d.estimate - d.low) for w, d in zip(shares, each, strict=True)))
    above = hypot(*(w * (d.high - d.estimate) for w, d in zip(shares, each, strict=True)))
    return Interval(estimate, estimate - below, estimate + above)
