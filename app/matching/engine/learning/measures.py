"""How good a score is: AUC with its uncertainty, log loss, Brier, calibration by decile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
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
    """AUC of a score and of the one it would replace over the pairs of a hit and a miss of the same block, so that a
    rate that drifts from block to block is nobody's skill, and the standard error that chance gives their difference.
    """

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


def gain(score: Floats, cold: Floats, hit: Mask, block: Ints) -> Gain:
    """Both AUCs within blocks 0.. and the noise of their difference: its standard deviation over all ways in which the
    hits of each block could have fallen on its people (van Elteren 1960). All of shape (people,); NaN where no block
    holds a hit and a miss."""
    ours, before = _ranks_within(score, block), _ranks_within(cold, block)
    return Gain(_auc_within(ours, hit, block), _auc_within(before, hit, block), _chance(ours - before, hit, block))


def auc_error(score: Floats, hit: Mask, block: Ints) -> float:
    """The same noise of one AUC within blocks; NaN where no block holds a hit and a miss."""
    return _chance(_ranks_within(score, block), hit, block)


def comparable(hit: Mask, block: Ints) -> Mask:
    """Who stands in a block with a hit and a miss, and so in a pair; shape (people,)."""
    hits, misses = _kinds(hit, block)
    return np.asarray((hits * misses > 0)[block], np.bool_)


def _kinds(hit: Mask, block: Ints) -> tuple[Ints, Ints]:
    blocks = int(block.max(initial=-1)) + 1
    return np.bincount(block[hit], minlength=blocks), np.bincount(block[~hit], minlength=blocks)


def _ranks_within(score: Floats, block: Ints) -> Floats:
    ranks = np.empty(len(score))
    for one in np.unique(block):
        ranks[block == one] = ranks_of(score[block == one])
    return ranks


def _auc_within(ranks: Floats, hit: Mask, block: Ints) -> float:
    hits, misses = _kinds(hit, block)
    pairs = float((hits * misses).sum())
    above = ranks[comparable(hit, block) & hit].sum() - (hits * (hits + 1) / 2)[misses > 0].sum()
    return float(above / pairs) if pairs else float("nan")


def _chance(ranks: Floats, hit: Mask, block: Ints) -> float:
    """Standard deviation of the hits' sum of ranks, drawn from each block without replacement, by pair."""
    hits, misses = _kinds(hit, block)
    size, pairs = hits + misses, hits * misses
    spread = ranks - (np.bincount(block, ranks) / np.maximum(size, 1))[block]
    squares = np.bincount(block, spread**2)[pairs > 0]
    variance = (pairs[pairs > 0] / (size * (size - 1))[pairs > 0] * squares).sum()
    return float(np.sqrt(variance) / pairs.sum()) if pairs.any() else float("nan")


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
