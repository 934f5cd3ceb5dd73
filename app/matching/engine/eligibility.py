"""Who may be picked at all: ordered rules, each with a reason code; the first that fails decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import UNKNOWN, Audience, Bytes, Days, Ints
from app.matching.engine.conditions import Condition, met
from app.matching.engine.criteria import REGION_DIGITS, Criteria, Platform
from app.matching.engine.kinds import Mask

YOUNGEST = 14
YOUNGEST_FOR_GATED = 18


class Code(IntEnum):
    """Why somebody was left out, in the order in which the rules are asked; 0 = eligible."""

    ELIGIBLE = 0
    NO_CONSENT = 1
    PAUSED = 2
    UNDER_AGE = 3
    AGE_OUTSIDE = 4
    REGION = 5
    PLATFORM = 6
    FOLLOWERS = 7
    MUST = 8
    MUST_NOT = 9
    UNANSWERED = 10
    CONTRAINDICATED = 11
    OPEN_GIFT = 12
    GIFT_CAP = 13
    BRAND_CAP = 14
    RIVAL_COOLDOWN = 15
    CONFLICT = 16
    HELD = 17
    SEATED = 18
    CAP_KEY = 19
    SAME_PRODUCT = 20
    NEVER_WANTED = 21
    INVITED = 22


@dataclass(frozen=True)
class Stage:
    """One rule of the funnel: how many fell at it and how many were left after it."""

    code: Code
    fell: int
    left: int


@dataclass(frozen=True, eq=False)
class Screening:
    """Codes (people,) with 0 for eligible; the funnel; who must confirm a safety answer when accepting (people,)."""

    codes: Bytes
    funnel: tuple[Stage, ...]
    confirm: Mask

    @property
    def eligible(self) -> Mask:
        """Who may be picked; shape (people,)."""
        return np.asarray(self.codes == 0, np.bool_)


def screen(audience: Audience, criteria: Criteria) -> Screening:
    """Everybody's first failing rule, and what each rule cost."""
    codes = np.zeros(len(audience), np.uint8)
    funnel: list[Stage] = []
    left = len(audience)
    for code, fails in RULES:
        fallen = fails(audience, criteria) & (codes == 0)
        codes[fallen] = code
        fell = int(np.count_nonzero(fallen))
        left -= fell
        funnel.append(Stage(code, fell, left))
    return Screening(codes, tuple(funnel), to_confirm(audience, criteria))


def failing(audience: Audience, criteria: Criteria, index: int) -> tuple[Code, ...]:
    """Every rule that one person fails, not only the first."""
    return tuple(code for code, fails in RULES if fails(audience, criteria)[index])


def prefers(audience: Audience, criteria: Criteria) -> Mask:
    """Who has an account on a preferred platform, proven and in range as asked; shape (people,)."""
    preferred = (platform for platform in criteria.platforms if platform.role == "preferred")
    return _any(audience, (_has(audience, platform) & _in_range(audience, platform) for platform in preferred))


def _nobody(audience: Audience) -> Mask:
    return np.zeros(len(audience), np.bool_)


def _any(audience: Audience, masks: Iterator[Mask]) -> Mask:
    return reduce(np.logical_or, masks, _nobody(audience))


def _under_age(audience: Audience, criteria: Criteria) -> Mask:
    years = audience.years(criteria.today)
    if criteria.is_age_gated:
        return np.asarray(years < YOUNGEST_FOR_GATED, np.bool_)
    return np.asarray((years != UNKNOWN) & (years < YOUNGEST), np.bool_)


def _age_outside(audience: Audience, criteria: Criteria) -> Mask:
    low, high = criteria.ages
    if low is None and high is None:
        return _nobody(audience)
    years = audience.years(criteria.today)
    return np.asarray((years < (low or 0)) | (years > (high if high is not None else 200)), np.bool_)


def _region(audience: Audience, criteria: Criteria) -> Mask:
    outside = _nobody(audience)
    if criteria.regions:
        inside = (audience.region // 10 ** (REGION_DIGITS - len(code)) == int(code) for code in criteria.regions)
        outside = ~_any(audience, inside)
    if criteria.tiers:
        outside = outside | ~np.isin(audience.tier, np.array(criteria.tiers, np.uint8))
    return outside


def _required(criteria: Criteria) -> Iterator[Platform]:
    return (platform for platform in criteria.platforms if platform.role == "required")


def _has(audience: Audience, platform: Platform) -> Mask:
    return audience.on_platform(platform.name, platform.proof == "verified")


def _in_range(audience: Audience, platform: Platform) -> Mask:
    if platform.followers is None:
        return ~_nobody(audience)
    low, high = platform.followers
    band = audience.band(platform.name)
    return np.asarray((band != 0) & (band >= low) & (band <= high), np.bool_)


def _platform(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (~_has(audience, platform) for platform in _required(criteria)))


def _followers(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (~_in_range(audience, platform) for platform in _required(criteria)))


def _must(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (audience.answered(c.key) & ~met(audience, c) for c in criteria.musts))


def _must_not(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (met(audience, condition) for condition in criteria.must_nots))


def _never_wanted(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (met(audience, condition) for condition in criteria.never))


def _unanswered(audience: Audience, criteria: Criteria) -> Mask:
    return _any(audience, (~audience.answered(condition.key) for condition in criteria.musts))


def _contraindicated(audience: Audience, criteria: Criteria) -> Mask:
    stated = criteria.contraindications.items()
    return _any(audience, (met(audience, Condition(key, "any_of", choices)) for key, choices in stated))


def to_confirm(audience: Audience, criteria: Criteria) -> Mask:
    """A missing safety answer is never guessed: the person confirms it."""
    return _any(audience, (~audience.answered(key) for key in criteria.contraindications))


def _within(last_on: Days, days: int, today: date) -> Mask:
    return np.asarray((last_on != UNKNOWN) & (today.toordinal() - last_on < days), np.bool_)


def _gift_cap(audience: Audience, criteria: Criteria) -> Mask:
    return _within(audience.last_gift_on, criteria.gift_days, criteria.today)


def _brand_cap(audience: Audience, criteria: Criteria) -> Mask:
    return _within(audience.last_brand_gift_on, criteria.brand_days, criteria.today)


def _rival(audience: Audience, criteria: Criteria) -> Mask:
    return _within(audience.last_rival_gift_on, criteria.rival_days, criteria.today)


def _cap_key(audience: Audience, criteria: Criteria) -> Mask:
    """Phone and address are cap keys like the person: whoever shares one with a holder or a capped person waits."""
    holds = audience.holds_seat | _gift_cap(audience, criteria) | _brand_cap(audience, criteria)
    return _shares(audience.phone_key, holds) | _shares(audience.address_key, holds)


def _shares(keys: Ints, holds: NDArray[np.bool_]) -> Mask:
    """Who has a key of somebody else that holds."""
    found = np.zeros(len(keys), np.bool_)
    known = np.flatnonzero(keys != UNKNOWN)
    if holds[known].any():
        _, inverse = np.unique(keys[known], return_inverse=True)
        holders = np.bincount(inverse[holds[known]], minlength=int(inverse.max()) + 1)
        found[known] = holders[inverse] > holds[known]
    return found


RULES: tuple[tuple[Code, Callable[[Audience, Criteria], Mask]], ...] = (
    (Code.NO_CONSENT, lambda audience, _: ~audience.consent),
    (Code.PAUSED, lambda audience, _: audience.paused),
    (Code.UNDER_AGE, _under_age),
    (Code.AGE_OUTSIDE, _age_outside),
    (Code.REGION, _region),
    (Code.PLATFORM, _platform),
    (Code.FOLLOWERS, _followers),
    (Code.MUST, _must),
    (Code.MUST_NOT, _must_not),
    (Code.UNANSWERED, _unanswered),
    (Code.CONTRAINDICATED, _contraindicated),
    (Code.OPEN_GIFT, lambda audience, _: audience.open_gift),
    (Code.GIFT_CAP, _gift_cap),
    (Code.BRAND_CAP, _brand_cap),
    (Code.RIVAL_COOLDOWN, _rival),
    (Code.CONFLICT, lambda audience, _: audience.conflict),
    (Code.HELD, lambda audience, _: audience.flagged),
    (Code.SEATED, lambda audience, _: audience.has_seat),
    (Code.CAP_KEY, _cap_key),
    (Code.SAME_PRODUCT, lambda audience, _: audience.had_product),
    (Code.NEVER_WANTED, _never_wanted),
    (Code.INVITED, lambda audience, _: audience.open_offer),
)
