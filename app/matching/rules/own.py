"""How one person stands towards a campaign: every rule that holds him back, what it hangs on, and how far he fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.matching.engine import columns, eligibility
from app.matching.engine.columns import Audience, Row, month_of
from app.matching.engine.conditions import Condition, met
from app.matching.engine.criteria import Criteria
from app.matching.engine.eligibility import YOUNGEST_FOR_GATED, Code
from app.matching.engine.fit import grade
from app.matching.engine.quotas import members
from app.matching.rules.asked import Brief

FAR = 0.15
"""How much fit the last person picked was ahead, beyond which it was far."""


@dataclass(frozen=True)
class Standing:
    """All rules that one person fails today, the traits that each hangs on, the days on which the waiting ends, the
    networks he lacks; his fit against a run's means, which wanted traits he has not answered, heaviest first, and of
    each quota by its name whether he belongs to it."""

    codes: tuple[Code, ...] = ()
    keys: Mapping[Code, tuple[str, ...]] = field(default_factory=dict)
    waits: Mapping[Code, date] = field(default_factory=dict)
    networks: tuple[str, ...] = ()
    fit: float | None = None
    unanswered: tuple[str, ...] = ()
    has_agreed: bool = True
    refuses: bool = False
    knows_age: bool = True
    knows_region: bool = True
    quotas: Mapping[str, bool] = field(default_factory=dict)


def is_grown_up(birth_month: int | None, today: date) -> bool:
    """Whether a person is surely of the age that alcohol and health products ask; the month of birth must be over."""
    return birth_month is not None and month_of(today.year, today.month) - 1 - birth_month >= 12 * YOUNGEST_FOR_GATED


def standing(row: Row, brief: Brief, means: Mapping[str, Sequence[int]], *, has_agreed: bool = True,
             refuses: bool = False) -> Standing:
    """One person against a campaign as it stands; `means` are a run's, trait to numerator and denominator."""
    audience, criteria = columns.build([row], brief.kinds), brief.criteria
    lacking = tuple(one.name for one in criteria.platforms
                    if one.role == "required" and not audience.on_platform(one.name, one.proof == "verified")[0])
    wanted = sorted(brief.wants, key=lambda want: (-want.weight, want.key))
    return Standing(
        eligibility.failing(audience, criteria, 0), _keys(audience, criteria), _waits(row, criteria), lacking,
        _fit(audience, brief, means), tuple(want.key for want in wanted if not audience.answered(want.key)[0]),
        has_agreed, refuses, row.get("birth_month") is not None, row.get("region") is not None,
        {quota.name: bool(members(audience, quota.cell, criteria.today)[0]) for quota in brief.quotas})


def _keys(audience: Audience, criteria: Criteria) -> dict[Code, tuple[str, ...]]:
    excluding = [Condition(key, "any_of", choices) for key, choices in criteria.contraindications.items()]
    found = {
        Code.MUST: [c.key for c in criteria.musts if audience.answered(c.key)[0] and not met(audience, c)[0]],
        Code.MUST_NOT: [c.key for c in criteria.must_nots if met(audience, c)[0]],
        Code.NEVER_WANTED: [c.key for c in criteria.never if met(audience, c)[0]],
        Code.UNANSWERED: [c.key for c in criteria.musts if not audience.answered(c.key)[0]],
        Code.CONTRAINDICATED: [c.key for c in excluding if met(audience, c)[0]],
    }
    return {code: tuple(dict.fromkeys(keys)) for code, keys in found.items()}


def _waits(row: Mapping[str, Any], criteria: Criteria) -> dict[Code, date]:
    """The first day on which each cap no longer counts."""
    days = {Code.GIFT_CAP: ("last_gift_on", criteria.gift_days),
            Code.BRAND_CAP: ("last_brand_gift_on", criteria.brand_days),
            Code.RIVAL_COOLDOWN: ("last_rival_gift_on", criteria.rival_days)}
    return {code: row[name] + timedelta(days=many) for code, (name, many) in days.items() if row.get(name)}


def _fit(audience: Audience, brief: Brief, means: Mapping[str, Sequence[int]]) -> float | None:
    """The fit against a run's frozen means; None where that run wanted other traits."""
    total = 0.0
    for want in brief.wants:
        if want.key not in means:
            return None
        graded = grade(audience.specs[want.key], want.want, audience.traits[want.key])
        level = int(graded.levels[0])
        numerator, denominator = means[want.key]
        total += want.weight * (float(graded.agreements[level]) if level else numerator / denominator)
    return total / sum(want.weight for want in brief.wants)
