"""One person asked by hand: the figures that a run would have given him, against that run's own means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.matching.engine import columns, eligibility
from app.matching.engine.columns import Row
from app.matching.engine.eligibility import Code
from app.matching.engine.fit import Mean, contributions, grade
from app.matching.engine.wants import as_json
from app.matching.rules.asked import Brief


@dataclass(frozen=True, slots=True)
class Figures:
    """Every rule that fails; the fit, the share of the weights that is answered, trait key to its part as a match keeps
    it, and the safety questions left unanswered."""

    codes: tuple[Code, ...]
    fit: float
    coverage: float
    contributions: dict[str, dict[str, Any]]
    must_confirm: tuple[str, ...]


def figures(row: Row, brief: Brief, means: Mapping[str, Sequence[int]], mean_fit: float) -> Figures:
    """The figures of one person; `means` are a run's, trait to numerator and denominator, as is `mean_fit`."""
    audience, wanted = columns.build([row], brief.kinds), brief.wants
    graded = [grade(audience.specs[want.key], want.want, audience.traits[want.key]) for want in wanted]
    found = [Mean(*means[want.key]) for want in wanted]
    points = contributions(graded, [want.weight for want in wanted], found)[0].tolist()
    parts, total, known = {}, sum(want.weight for want in wanted), 0
    for want, one, mean, lift in zip(wanted, graded, found, points, strict=True):
        level = int(one.levels[0])
        agreement = float(one.agreements[level]) if level else mean.value
        known += want.weight if level else 0
        parts[want.key] = {"points": lift, "agreement": round(agreement, 12), "is_answered": level > 0,
                           "weight": want.weight, "want": as_json(want)["want"]}
    return Figures(
        eligibility.failing(audience, brief.criteria, 0), mean_fit + sum(points) / 100, known / total, parts,
        tuple(key for key in brief.criteria.contraindications if not audience.answered(key)[0]))
