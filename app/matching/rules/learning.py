"""What past offers teach: lessons of a brand or a category become a card, used only where it beats the brief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from app.matching.engine.fit import Floats
from app.matching.engine.kinds import Scale
from app.matching.engine.learning.anchored import Scaling
from app.matching.engine.learning.cards import Card
from app.matching.engine.learning.choice import ENOUGH, learn
from app.matching.engine.learning.outcomes import Outcomes
from app.matching.engine.learning.rates import ACCEPTING
from app.matching.rules.asked import kinds_of
from app.questionnaires.traits import TraitSpec

NOT_LEARNED_FROM = ("about:", "body:", "account:", "share:")
"""Demographics, the body and reach are eligibility or quotas, never a score."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one offer: whose, the fit in standard deviations of its own run, whether it was a yes, when."""

    seq: int
    fit: float
    hit: bool
    on: date


@dataclass(frozen=True)
class Lessons:
    """Everything that is learned from at once: per scope its outcomes; everybody's answers by seq."""

    today: date
    keys: tuple[str, ...]
    answers: Mapping[int, Sequence[float]]
    scopes: Mapping[str, Sequence[Told]]


def learnable(catalogue: Mapping[str, TraitSpec]) -> tuple[str, ...]:
    """The traits that a model may read: scales that say what people like and do, none of them sensitive."""
    kinds = kinds_of(catalogue)
    return tuple(sorted(
        key for key, spec in catalogue.items()
        if isinstance(kinds[key], Scale) and not spec.sensitive and not key.startswith(NOT_LEARNED_FROM)))


def learn_all(lessons: Lessons) -> dict[str, Card]:
    """A card for each scope with enough outcomes."""
    everybody = np.array(list(lessons.answers.values()), np.float64).reshape(-1, len(lessons.keys))
    scaling = replace(Scaling.of(everybody, np.zeros(len(everybody))), fit_mean=0.0, fit_spread=1.0)
    return {scope: learn(_outcomes(lessons, told), scaling, ACCEPTING, lessons.today)
            for scope, told in sorted(lessons.scopes.items()) if len(told) >= ENOUGH}


def _outcomes(lessons: Lessons, told: Sequence[Told]) -> Outcomes:
    nothing = [np.nan] * len(lessons.keys)
    answers: Floats = np.array([lessons.answers.get(one.seq, nothing) for one in told], np.float64)
    return Outcomes(
        lessons.keys, answers, np.array([one.fit for one in told], np.float64),
        np.array([one.hit for one in told], np.bool_), np.array([one.on.toordinal() for one in told], np.int64),
        np.array([one.seq for one in told], np.int64))
