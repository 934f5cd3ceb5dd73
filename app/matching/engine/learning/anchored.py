"""The anchored model: logistic regression that starts from the brief's fit and deviates only as outcomes insist."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.i18n import Text, text
from app.matching.engine.learning.newton import evidence, logistic
from app.matching.engine.learning.outcomes import Outcomes

Floats = NDArray[np.float64]

ANCHOR = 5.0
"""z(fit) enters five times as large as an answer, so its weight costs 25 times less: the brief is the prior."""
RIDGE = 100.0
"""Penalty w^2 / 2 on a weight beside the summed log loss: 1 / C with C = .01."""
DEVIATION_RIDGES = (RIDGE, 4 * RIDGE, 16 * RIDGE)
"""On the answers' weights the outcomes themselves choose how firmly the brief holds, by their marginal likelihood."""


@dataclass(frozen=True)
class Scaling:
    """Means and standard deviations of a population's answers by key, and of its fit; a spread of 0 mutes a trait."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    fit_mean: float
    fit_spread: float

    @staticmethod
    def of(answers: Floats, fit: Floats) -> "Scaling":
        """Of answers (people, traits), NaN = unanswered, and fit (people,); the order of people cannot show."""
        moments = [_moments(column) for column in answers.T]
        fit_mean, fit_spread = _moments(fit)
        return Scaling(tuple(m for m, _ in moments), tuple(s for _, s in moments), fit_mean, fit_spread)

    def standard(self, answers: Floats) -> Floats:
        """Standardised answers, 0 = the mean where unanswered; shape (people, traits)."""
        spreads = np.array(self.spreads)
        divisor = np.where(spreads > 0, spreads, np.inf)
        return np.asarray(np.nan_to_num((answers - np.array(self.means)) / divisor, nan=0.0), np.float64)

    def standard_fit(self, fit: Floats) -> Floats:
        """z(fit); shape (people,)."""
        return (fit - self.fit_mean) / (self.fit_spread or 1.0)


@dataclass(frozen=True)
class Anchored:
    """A fitted model: log-odds = intercept + fit_weight z(fit) + sum of weights x standardised answers."""

    keys: tuple[str, ...]
    scaling: Scaling
    intercept: float
    fit_weight: float
    weights: tuple[float, ...]

    def log_odds(self, answers: Floats, fit: Floats) -> Floats:
        """The score of people: answers (people, traits) by `keys`, fit (people,); shape (people,)."""
        brief = self.intercept + self.fit_weight * self.scaling.standard_fit(fit)
        return np.asarray(brief + self.scaling.standard(answers) @ np.array(self.weights), np.float64)

    def contributions(self, answers: Floats) -> Floats:
        """Log-odds by which each answer moves a person beyond the brief, 0 where unanswered; shape (people, traits)."""
        return np.asarray(self.scaling.standard(answers) * np.array(self.weights), np.float64)


@dataclass(frozen=True)
class Learnt:
    """What outcomes taught about one trait: log-odds and odds by a standard deviation more, and a sentence of it."""

    key: str
    weight: float
    odds: float
    sentence: Text


def learnt(model: Anchored, titles: Mapping[str, Text], most: int = 5) -> tuple[Learnt, ...]:
    """The strongest deviations from the brief, strongest first; titles name the traits in both languages."""
    ranked = sorted(zip(model.keys, model.weights, strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(Learnt(key, weight, float(np.exp(weight)), _sentence(titles.get(key, text(key)), weight))
                 for key, weight in ranked[:most] if weight)


def _sentence(title: Text, weight: float) -> Text:
    times = f"{np.exp(weight):.2f}"
    return text(
        f"Who answers “{title.default}” higher suits {'better' if weight > 0 else 'less well'} than the brief alone "
        f"says (odds x {times}).",
        f"“{title.pick('zh-cn')}”回答越高，实际比需求所示{'更合适' if weight > 0 else '更不合适'}（胜算 × {times}）。",
    )


def train(outcomes: Outcomes, scaling: Scaling) -> Anchored:
    """The model of some outcomes, which hold at least one hit and one miss."""
    ordered = outcomes.ordered()
    features = np.column_stack((ANCHOR * scaling.standard_fit(ordered.fit), scaling.standard(ordered.answers)))
    target, best, found = ordered.hit.astype(np.float64), -np.inf, np.zeros(features.shape[1] + 1)
    for ridge in DEVIATION_RIDGES:
        ridges = np.full(features.shape[1], ridge)
        ridges[0] = RIDGE
        weights = logistic(features, target, ridges)
        if (explained := evidence(features, target, ridges, weights)) > best:
            best, found = explained, weights
    return Anchored(outcomes.keys, scaling, float(found[0]), ANCHOR * float(found[1]), tuple(found[2:].tolist()))


def _moments(column: Floats) -> tuple[float, float]:
    known = np.sort(column[~np.isnan(column)])
    return (float(known.mean()), float(known.std())) if len(known) else (0.0, 0.0)
