"""What a campaign asks of its people before any fit counts: age, region, platforms, musts, safety, cap windows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.core.errors import Fault
from app.matching.engine import conditions, faults
from app.matching.engine.conditions import Condition, choice_faults
from app.matching.engine.faults import Where
from app.matching.engine.kinds import Kind, Multiple, Single

REGION_DIGITS = 6


@dataclass(frozen=True)
class Platform:
    """A platform of the campaign: only a required one excludes, a preferred one comes first among equal fit; a follower
    range (bands, inclusive) counts where the platform is required or preferred."""

    name: str
    role: Literal["required", "preferred", "accepted"] = "accepted"
    proof: Literal["declared", "verified"] = "declared"
    followers: tuple[int, int] | None = None


@dataclass(frozen=True)
class Criteria:
    """What a campaign asks of its people: inclusive ages, regions as prefixes of six-digit codes, windows in days (0 =
    none), `never`: what says that a person asked never to be sent such a thing; contraindications as a safety
    question and the answers to it that exclude."""

    today: date
    ages: tuple[int | None, int | None] = (None, None)
    is_age_gated: bool = False
    regions: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    platforms: tuple[Platform, ...] = ()
    musts: tuple[Condition, ...] = ()
    must_nots: tuple[Condition, ...] = ()
    never: tuple[Condition, ...] = ()
    contraindications: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gift_days: int = 30
    brand_days: int = 90
    rival_days: int = 0


def faults_in(criteria: Criteria, specs: Mapping[str, Kind], where: Where = ()) -> list[Fault]:
    """A sentence at each place that is wrong."""
    return [
        *conditions.faults_in(criteria.musts, specs, (*where, "musts")),
        *conditions.faults_in(criteria.must_nots, specs, (*where, "must_nots")),
        *_plain_faults(criteria, where),
        *_safety_faults(criteria.contraindications, specs, (*where, "contraindications")),
    ]


def _plain_faults(criteria: Criteria, where: Where) -> Iterator[Fault]:
    low, high = criteria.ages
    if low is not None and high is not None and low > high:
        yield faults.ages_fall((*where, "ages"), low, high)
    elif (low or 0) < 0:
        yield faults.malformed((*where, "ages"), "An age is a number from 0.", "年龄从 0 开始。")
    for place, code in enumerate(criteria.regions):
        if not (code.isascii() and code.isdigit() and len(code) <= REGION_DIGITS):
            yield faults.not_a_region((*where, "regions", place))
    for place, platform in enumerate(criteria.platforms):
        if platform.followers and platform.followers[0] > platform.followers[1]:
            yield faults.bands_fall((*where, "platforms", place, "followers"), *platform.followers)
    for name in ("gift_days", "brand_days", "rival_days"):
        if getattr(criteria, name) < 0:
            yield faults.malformed((*where, name), "Days cannot be negative.", "天数不能为负。")


def _safety_faults(stated: Mapping[str, Sequence[str]], specs: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    for key, choices in stated.items():
        kind = specs.get(key)
        if kind is None:
            yield faults.unknown_trait((*where, key), key, specs)
        elif isinstance(kind, Single | Multiple):
            yield from choice_faults(kind, choices, (*where, key))
        else:
            yield faults.does_not_fit((*where, key), "contraindication", kind, "must_not")
