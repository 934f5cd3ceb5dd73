"""Shrunk rates of accepting and publishing: p = (a + k) / (a + b + n), with counts that fade and a fitted prior.

Excused seats stand outside every denominator: the caller leaves them out of the outcomes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, expit, logit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

HALF_LIFE = 180.0
"""Days after which an outcome counts half."""
ENOUGH = 200
"""Outcomes from which a prior is fitted."""
MEANS, STRENGTHS = (0.02, 0.98), (1.0, 100.0)
"""Bounds of a fitted prior: its mean a / (a + b) and its strength a + b, in outcomes."""


@dataclass(frozen=True)
class Prior:
    """A beta distribution of people's rates."""

    a: float
    b: float


ACCEPTING, PUBLISHING = Prior(4, 6), Prior(3, 2)


@dataclass(frozen=True, eq=False)
class Counts:
    """Faded outcomes n and successes k of each person, shape (people,), and how many outcomes there were in all."""

    n: Floats
    k: Floats
    outcomes: int


def count(person: Ints, success: Mask, age: Ints, people: int) -> Counts:
    """Sums of the weights 2^(-age / 180) by person: places 0..people-1, whether each outcome succeeded, its age in
    days, all of shape (outcomes,). The order of the outcomes cannot show."""
    order = np.lexsort((success, age, person))
    weight = np.exp2(-age[order] / HALF_LIFE)
    n = np.bincount(person[order], weight, minlength=people)
    k = np.bincount(person[order], weight * success[order], minlength=people)
    return Counts(np.asarray(n, np.float64), np.asarray(k, np.float64), len(person))


def shrunk(counts: Counts, prior: Prior) -> Floats:
    """Everybody's rate, the prior's mean where nothing is known; shape (people,)."""
    return (prior.a + counts.k) / (prior.a + prior.b + counts.n)


def log_likelihood(counts: Counts, prior: Prior) -> float:
    """Of the beta-binomial, without its constant; faded counts count as the fractions they are."""
    n, k, people = _distinct(counts)
    return float(people @ (betaln(prior.a + k, prior.b + n - k) - betaln(prior.a, prior.b)))


def fitted(counts: Counts, default: Prior) -> Prior:
    """The prior of greatest likelihood within the bounds; the default before ENOUGH outcomes or where none is
    likelier."""
    if counts.outcomes < ENOUGH:
        return default
    from scipy.optimize import minimize  # It brings HiGHS along, 24 MiB: loaded by who fits.
    n, k, people = _distinct(counts)

    def loss(at: Floats) -> tuple[float, Floats]:
        mean, strength = expit(at[0]), np.exp(at[1])
        a, b = mean * strength, (1 - mean) * strength
        value = people @ (betaln(a + k, b + n - k) - betaln(a, b))
        shared = digamma(a + b) - digamma(a + b + n)
        by_a = people @ (digamma(a + k) - digamma(a) + shared)
        by_b = people @ (digamma(b + n - k) - digamma(b) + shared)
        by_mean = strength * mean * (1 - mean) * (by_a - by_b)
        return -float(value), -np.array([by_mean, a * by_a + b * by_b])

    start = np.array([logit(default.a / (default.a + default.b)), np.log(default.a + default.b)])
    bounds = [tuple(logit(MEANS)), tuple(np.log(STRENGTHS))]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    mean, strength = float(expit(found.x[0])), float(np.exp(found.x[1]))
    prior = Prior(mean * strength, (1 - mean) * strength)
    return prior if log_likelihood(counts, prior) > log_likelihood(counts, default) else default


def _distinct(counts: Counts) -> tuple[Floats, Floats, Floats]:
    """Each pair (n, k) with n > 0 once, in ascending order, and how many people have it."""
    known = counts.n > 0
    pairs, people = np.unique(np.stack((counts.n[known], counts.k[known])), axis=1, return_counts=True)
    return pairs[0], pairs[1], people.astype(np.float64)
