"""How good a score is: AUC with its uncertainty, log loss, Brier, calibration by decile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
CLOSEST = 1e-15
"""A probability is kept so far from 0 and 1 in the log loss."""


@dataclass(frozen=True)
class Decile:
    """A tenth of the people by probability: how many, the mean probability, the share of hits."""

    count: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Gain:
    """AUC of a score and of the one it would replace on the same people, and the standard error of the difference."""

    auc: float
    cold_auc: float
    error: float


def auc(score: Floats, hit: Mask) -> float:
    """P(a hit scores above a miss), ties counting half; NaN without a hit or without a miss."""
    hits = int(hit.sum())
    misses = len(hit) - hits
    if not hits or not misses:
        return float("nan")
    return float((ranks_of(score)[hit].sum() - hits * (hits + 1) / 2) / (hits * misses))


def ranks_of(values: Floats) -> Floats:
    """Ranks from 1 on, equal values sharing the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    shared: Floats = np.cumsum(count) - (count - 1) / 2
    return shared[place]


def gain(score: Floats, cold: Floats, hit: Mask) -> Gain:
    """Paired comparison by placements (DeLong, DeLong and Clarke-Pearson 1988); needs two hits and two misses."""
    (above, below), (cold_above, cold_below) = _placements(score, hit), _placements(cold, hit)
    variance = np.var(above - cold_above, ddof=1) / len(above) + np.var(below - cold_below, ddof=1) / len(below)
    return Gain(float(above.mean()), float(cold_above.mean()), float(np.sqrt(variance)))


def auc_error(score: Floats, hit: Mask) -> float:
    """Standard error of an AUC by the same placements; NaN with fewer than two hits or two misses."""
    if min(hit.sum(), (~hit).sum()) < 2:
        return float("nan")
    above, below = _placements(score, hit)
    return float(np.sqrt(np.var(above, ddof=1) / len(above) + np.var(below, ddof=1) / len(below)))


def _placements(score: Floats, hit: Mask) -> tuple[Floats, Floats]:
    """Of each hit the share of misses below it, of each miss the share of hits above it."""
    ranks = ranks_of(score)
    above = (ranks[hit] - ranks_of(score[hit])) / (~hit).sum()
    below = 1 - (ranks[~hit] - ranks_of(score[~hit])) / hit.sum()
    return above, below


def log_loss(p: Floats, hit: Mask) -> float:
    """Mean of -log of the probability given to what happened; NaN of nobody."""
    if not len(hit):
        return float("nan")
    return float(-np.log(np.clip(np.where(hit, p, 1 - p), CLOSEST, 1)).mean())


def brier(p: Floats, hit: Mask) -> float:
    """Mean squared distance of the probability from what happened; NaN of nobody."""
    return float(np.mean((p - hit) ** 2)) if len(hit) else float("nan")


def deciles(p: Floats, hit: Mask) -> tuple[Decile, ...]:
    """Up to ten groups of ascending probability; equal probabilities stay together, empty groups are left out."""
    group = np.minimum((ranks_of(p) - 0.5) * 10 // max(len(p), 1), 9).astype(np.int64)
    found = [(p[group == tenth], hit[group == tenth]) for tenth in range(10)]
    return tuple(
        Decile(len(some), float(np.sort(some).mean()), float(hits.mean())) for some, hits in found if len(some)
    )


def calibration_error(groups: tuple[Decile, ...]) -> float:
    """Mean distance of predicted from observed over the deciles, weighted by count; NaN of nobody."""
    people = sum(group.count for group in groups)
    gap = sum(group.count * abs(group.predicted - group.observed) for group in groups)
    return gap / people if people else float("nan")
