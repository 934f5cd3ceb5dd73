"""A campaign as it is stored becomes what the engine is asked: kinds of traits, wants, criteria, quotas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from app.brands.rules import FROM_EIGHTEEN
from app.campaigns.rules.traits import kinds
from app.consumers.rules.regions import area
from app.matching.engine import conditions, quotas, wants
from app.matching.engine.columns import GENDERS
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.kinds import Kind, Multiple, Single
from app.matching.engine.quotas import Chose, Quota
from app.matching.engine.wants import Want
from app.questionnaires.traits import TraitSpec

GENDER, NEVER = "about:gender", "wish:never"
NEVER_OF: dict[str, tuple[str, ...]] = {
    "skincare": ("skincare",), "makeup": ("makeup",), "parenting": ("baby",), "pets": ("pet_supplies",),
    "gadgets": ("electronics",), "cars": ("car_accessories",), "alcohol": ("alcohol",), "health": ("supplements",),
}
"""What a person never wants to be sent, for the categories of products that say exactly that."""


@dataclass(frozen=True)
class Asked:
    """A campaign's wishes as plain stored values; ages, regions, tiers, genders and followers stand in `audience`."""

    today: date
    traits: Sequence[Mapping[str, Any]]
    musts: Sequence[Mapping[str, Any]] = ()
    must_nots: Sequence[Mapping[str, Any]] = ()
    quotas: Sequence[Mapping[str, Any]] = ()
    audience: Mapping[str, Any] = field(default_factory=dict)
    platforms: Sequence[tuple[str, str]] = ()
    needs_verified_account: bool = False
    categories: frozenset[str] = frozenset()
    contraindications: Sequence[Mapping[str, Sequence[str]]] = ()
    gift_days: int = 30
    brand_days: int = 90
    rival_days: int = 0


@dataclass(frozen=True)
class Brief:
    """What the engine is asked, and the kinds of exactly the traits that it will read; of the musts so many, the first
    ones, are the brand's own."""

    wants: tuple[Want, ...]
    criteria: Criteria
    quotas: tuple[Quota, ...]
    kinds: Mapping[str, Kind]
    own_musts: int = 0


def kinds_of(catalogue: Mapping[str, TraitSpec]) -> dict[str, Kind]:
    """The engine's kind of every trait, and of gender where no questionnaire asks it."""
    return {GENDER: Single(GENDERS)} | kinds(catalogue)


def brief(asked: Asked, catalogue: Mapping[str, TraitSpec], learned: Iterable[str] = ()) -> Brief:
    """The brief of a campaign, with the kinds of traits that a model has learned from; Invalid names what does not fit
    the catalogue by its place in the campaign."""
    known = kinds_of(catalogue)
    wanted = wants.parse(asked.traits, known, ("traits",))
    criteria = _criteria(asked, known)
    parts = quotas.parse(asked.quotas, known, ("quotas",))
    keys = {want.key for want in wanted} | {c.key for c in (*criteria.musts, *criteria.must_nots, *criteria.never)}
    keys |= set(criteria.contraindications) | {quota.cell.key for quota in parts if isinstance(quota.cell, Chose)}
    keys |= set(learned)
    return Brief(wanted, criteria, parts, {key: known[key] for key in sorted(keys & known.keys())}, len(asked.musts))


def _criteria(asked: Asked, known: Mapping[str, Kind]) -> Criteria:
    ages = asked.audience.get("ages") or (None, None)
    genders = tuple(asked.audience.get("genders") or ())
    musts = conditions.parse(asked.musts, known, ("musts",))
    return Criteria(
        today=asked.today, ages=(ages[0], ages[1]), is_age_gated=bool(asked.categories & FROM_EIGHTEEN),
        regions=tuple(map(area, asked.audience.get("regions") or ())), tiers=tuple(asked.audience.get("tiers") or ()),
        platforms=_platforms(asked),
        musts=(*musts, *((Condition(GENDER, "any_of", genders),) if genders else ())),
        must_nots=conditions.parse(asked.must_nots, known, ("must_nots",)), never=_never(asked.categories, known),
        contraindications=_united(asked.contraindications), gift_days=asked.gift_days, brand_days=asked.brand_days,
        rival_days=asked.rival_days)


def _platforms(asked: Asked) -> tuple[Platform, ...]:
    followers = asked.audience.get("followers") or {}
    proof: Literal["declared", "verified"] = "verified" if asked.needs_verified_account else "declared"
    return tuple(
        Platform(name, cast(Literal["required", "preferred", "accepted"], need), proof, _range(followers.get(name)))
        for name, need in sorted(asked.platforms))


def _range(bands: Sequence[int] | None) -> tuple[int, int] | None:
    return (bands[0], bands[1]) if bands else None


def _never(categories: Iterable[str], known: Mapping[str, Kind]) -> tuple[Condition, ...]:
    """Nobody is sent what he asked never to be sent."""
    kind = known.get(NEVER)
    chosen = {choice for category in categories for choice in NEVER_OF.get(category, ())}
    told = tuple(sorted(chosen & set(kind.choices))) if isinstance(kind, Multiple) else ()
    return (Condition(NEVER, "any_of", told),) if told else ()


def _united(stated: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """All products' contraindications as one: what excludes from one of them excludes from the campaign."""
    keys = sorted({key for one in stated for key in one})
    return {key: tuple(sorted({choice for one in stated for choice in one.get(key, ())})) for key in keys}
