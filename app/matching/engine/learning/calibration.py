"""From a score to a probability: Platt's curve from 200 outcomes on, a stated curve shrunk to the prior before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from app.matching.engine.learning.newton import logistic
from app.matching.engine.learning.rates import Prior

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ENOUGH = 200
"""Outcomes from which the curve is fitted."""
SLOPE = 0.85
"""Log-odds by a standard deviation of the score before that: what a score of AUC .725 has (Phi(slope / sqrt 2))."""


@dataclass(frozen=True)
class Curve:
    """P = 1 / (1 + exp(-(level + slope z))), z = (score - centre) / spread; slope >= 0, so that order never turns."""

    centre: float
    spread: float
    level: float
    slope: float
    is_fitted: bool

    def probability(self, score: Floats) -> Floats:
        """The probability of each score; same shape."""
        return np.asarray(expit(self.level + self.slope * (score - self.centre) / self.spread), np.float64)


def calibrate(score: Floats, hit: Mask, prior: Prior, centre: float, spread: float) -> Curve:
    """The curve of some outcomes, shape (outcomes,): Platt's with his prior-corrected targets from ENOUGH of both kinds
    on; before that SLOPE, through the rate shrunk to the prior at the outcomes' mean shrunk to the centre."""
    spread = spread if spread > 0 else 1.0
    order = np.lexsort((hit, score))
    z, hit = (score[order] - centre) / spread, hit[order]
    hits, misses = int(hit.sum()), int((~hit).sum())
    if len(z) >= ENOUGH and hits and misses:
        return _platt(z, hit, hits, misses, centre, spread)
    known = prior.a + prior.b + len(z)
    level = float(logit((prior.a + hits) / known)) - SLOPE * float(z.sum()) / known
    return Curve(centre, spread, level, SLOPE, False)


def _platt(z: Floats, hit: Mask, hits: int, misses: int, centre: float, spread: float) -> Curve:
    target = np.where(hit, (hits + 1) / (hits + 2), 1 / (misses + 2))
    level, slope = logistic(z[:, None], target, np.zeros(1))
    if slope < 0:
        return Curve(centre, spread, float(logit(target.mean())), 0.0, True)
    return Curve(centre, spread, float(level), float(slope), True)


def expected_value(fits: Floats, publishes: Floats) -> Floats:
    """Expected value of a pick, v = P(fit) x p(publish); same shape. ValueError outside 0..1."""
    for p in (fits, publishes):
        if not ((p >= 0) & (p <= 1)).all():
            raise ValueError("a probability lies between 0 and 1")
    return fits * publishes
