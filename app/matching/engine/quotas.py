"""Quotas: how many of the picked should come from a part of the people, at least (soft) and at most (hard)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

import numpy as np

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.matching.engine import faults
from app.matching.engine.columns import GENDERS, Audience
from app.matching.engine.conditions import Condition, choice_faults, met
from app.matching.engine.faults import Where
from app.matching.engine.kinds import Kind, Mask, Number, Scale

MOST_QUOTAS = 60


@dataclass(frozen=True)
class Tiers:
    """People of some city tiers."""

    tiers: tuple[int, ...]


@dataclass(frozen=True)
class OnPlatform:
    """People with an account on a platform, verified where asked."""

    platform: str
    verified: bool = False


@dataclass(frozen=True)
class Followers:
    """People whose follower band on a platform lies from low to high."""

    platform: str
    low: int
    high: int


@dataclass(frozen=True)
class Genders:
    """People of some genders."""

    genders: tuple[str, ...]


@dataclass(frozen=True)
class Ages:
    """People whose age in completed years lies from low to high."""

    low: int
    high: int


@dataclass(frozen=True)
class Chose:
    """People who chose any of these answers of a single or multiple choice."""

    key: str
    choices: tuple[str, ...]


Cell = Tiers | OnPlatform | Followers | Genders | Ages | Chose


@dataclass(frozen=True)
class Quota:
    """A named cell with its soft minimum and its hard maximum (None = as many as there are units)."""

    name: str
    cell: Cell
    minimum: int = 0
    maximum: int | None = None


def members(audience: Audience, cell: Cell, today: date) -> Mask:
    """Who belongs to a cell; shape (people,). Unknown belongs to none."""
    match cell:
        case Tiers(tiers):
            inside = np.isin(audience.tier, np.array([tier for tier in tiers if tier], np.uint8))
        case OnPlatform(platform, verified):
            inside = audience.on_platform(platform, verified)
        case Followers(platform, low, high):
            band = audience.band(platform)
            inside = (band != 0) & (band >= low) & (band <= high)
        case Genders(genders):
            inside = np.isin(audience.gender, np.array([GENDERS.index(g) + 1 for g in genders], np.uint8))
        case Ages(low, high):
            years = audience.years(today)
            inside = (years >= max(low, 0)) & (years <= high)
        case Chose(key, choices):
            inside = met(audience, Condition(key, "any_of", choices))
    return np.asarray(inside, np.bool_)


def faults_in(quotas: Sequence[Quota], specs: Mapping[str, Kind], where: Where = ()) -> list[Fault]:
    """A sentence at each place that is wrong."""
    found = [fault for place, quota in enumerate(quotas) for fault in _quota_faults(quota, specs, (*where, place))]
    names = [quota.name for quota in quotas]
    for place, name in enumerate(names):
        if name in names[:place]:
            words = text(f"Two quotas are called “{name}”.", f"有两个配额都叫“{name}”。")
            found.append(Fault((*where, place, "name"), "name_twice", words))
    if len(quotas) > MOST_QUOTAS:
        found.append(faults.malformed(where, f"At most {MOST_QUOTAS} quotas.", f"最多 {MOST_QUOTAS} 个配额。"))
    return found


def parse(entries: Sequence[Mapping[str, object]], specs: Mapping[str, Kind], where: Where = ()) -> tuple[Quota, ...]:
    """Checked quotas from their stored form {name, of, minimum, maximum}, `of` being one of {tiers: [1]}, {platform,
    verified}, {platform, low, high}, {genders: []}, {ages: [18, 24]}, {trait, choices: []}; Invalid with pointers."""
    read = [_read(entry) for entry in entries]
    if all(quota is not None for quota in read):
        found = faults_in([quota for quota in read if quota is not None], specs, where)
    else:
        found = [fault for place, quota in enumerate(read) for fault in (
            _unread(entries[place], (*where, place)) if quota is None else _quota_faults(
                quota, specs, (*where, place)))]
    if found:
        raise Invalid(tuple(found))
    return tuple(quota for quota in read if quota is not None)


def as_json(quota: Quota) -> dict[str, object]:
    """The stored form that `parse` reads."""
    match quota.cell:
        case Ages(low, high):
            of: dict[str, object] = {"ages": [low, high]}
        case Chose(key, choices):
            of = {"trait": key, "choices": list(choices)}
        case cell:
            of = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(cell).items()}
    return {"name": quota.name, "of": of, "minimum": quota.minimum, "maximum": quota.maximum}


def _read(entry: Mapping[str, object]) -> Quota | None:
    name, minimum, maximum = entry.get("name"), entry.get("minimum", 0), entry.get("maximum")
    cell = _cell(entry.get("of"))
    is_known = not set(entry) - {"name", "of", "minimum", "maximum"}
    if cell and is_known and isinstance(name, str) and _is_whole(minimum) and (maximum is None or _is_whole(maximum)):
        return Quota(name, cell, cast(int, minimum), cast(int | None, maximum))
    return None


def _cell(of: object) -> Cell | None:
    match of:
        case {"tiers": [*tiers], **rest} if not rest and tiers and all(map(_is_whole, tiers)):
            return Tiers(tuple(tiers))
        case {"platform": str(platform), "low": low, "high": high, **rest} if (
                not rest and _is_whole(low) and _is_whole(high)):
            return Followers(platform, cast(int, low), cast(int, high))
        case {"platform": str(platform), **rest} if set(rest) <= {"verified"} and isinstance(
                rest.get("verified"), bool | None):
            return OnPlatform(platform, rest.get("verified") is True)
        case {"genders": [*genders], **rest} if not rest and genders:
            return Genders(tuple(map(str, genders)))
        case {"ages": [low, high], **rest} if not rest and _is_whole(low) and _is_whole(high):
            return Ages(low, high)
        case {"trait": str(key), "choices": [*choices], **rest} if not rest:
            return Chose(key, tuple(map(str, choices)))
    return None


NO_QUOTA = ("A quota has a name, a part of people, a minimum and a maximum.", "配额需要名称、人群、最小值和最大值。")
NO_PART = ("A part of people is one of tiers, platform, genders, ages, or trait with choices.",
           "人群只能是 tiers、platform、genders、ages，或 trait 加 choices 之一。")
NO_NUMBER = ("Please give a whole number.", "请填写整数。")
PARTS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "tiers": ((), "Please give a list of city tiers, such as [1, 2].", "请填写城市级别的列表，例如 [1, 2]。"),
    "genders": ((), "Please give a list of genders.", "请填写性别的列表。"),
    "ages": ((), "Please give the lowest and the highest age, such as [18, 24].",
             "请填写最低和最高年龄，例如 [18, 24]。"),
    "trait": (("choices",), "Please give a trait with a list of its choices.", "请填写一个特征和它的选项列表。"),
    "platform": (("verified", "low", "high"),
                 "Please give a platform with “verified” true or false, or with “low” and “high” bands of followers.",
                 "请填写平台，并填写 verified（true 或 false），或粉丝级别 low 和 high。")}
"""By the name that tells what a part is of: what may stand beside it, and what it looks like."""


def _unread(entry: Mapping[str, object], where: Where) -> Iterator[Fault]:
    """What is wrong with a quota that cannot be read, at its place."""
    of = entry.get("of")
    numbers = [name for name in ("minimum", "maximum") if name in entry and not _is_whole(entry[name])
               and not (name == "maximum" and entry[name] is None)]
    yield from (faults.malformed((*where, name), *NO_NUMBER) for name in numbers)
    if _cell(of) is not None:
        if not numbers:
            yield faults.malformed(where, *NO_QUOTA)
        return
    named = next((name for name in PARTS if isinstance(of, Mapping) and name in of), None)
    if not isinstance(of, Mapping) or named is None or set(of) - {named, *PARTS[named][0]}:
        yield faults.malformed((*where, "of"), *NO_PART)
        return
    inside: list[tuple[tuple[str | int, ...], object]] = [((name,), of[name]) for name in ("low", "high") if name in of]
    listed = of[named]
    if named in ("tiers", "ages") and isinstance(listed, list):
        inside += [((named, place), one) for place, one in enumerate(listed)]
    wrong = [at for at, one in inside if not _is_whole(one)]
    yield from (faults.malformed((*where, "of", *at), *NO_NUMBER) for at in wrong)
    if not wrong:
        yield faults.malformed((*where, "of"), *PARTS[named][1:])


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _quota_faults(quota: Quota, specs: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    if quota.minimum < 0 or (quota.maximum is not None and quota.maximum < quota.minimum):
        yield _range_fault(quota, (*where, "minimum"))
    match quota.cell:
        case Tiers(tiers) if not all(0 < tier < 256 for tier in tiers):
            yield faults.malformed((*where, "of"), "A tier is a number from 1.", "城市级别从 1 开始。")
        case Genders(genders):
            yield from (faults.unknown_choice((*where, "of"), g, GENDERS) for g in genders if g not in GENDERS)
        case Ages(low, high) if low > high:
            yield faults.ages_fall((*where, "of"), low, high)
        case Followers(_, low, high) if low > high:
            yield faults.bands_fall((*where, "of"), low, high)
        case Chose(key, choices):
            yield from _trait_faults(key, choices, specs, (*where, "of"))


def _range_fault(quota: Quota, where: Where) -> Fault:
    if quota.maximum is None or quota.minimum < 0:
        return faults.malformed(where, f"The minimum of “{quota.name}” is {quota.minimum}; make it 0 or more.",
                                f"“{quota.name}”的下限是 {quota.minimum}，请改为 0 或以上。")
    return faults.malformed(
        where,
        f"“{quota.name}” asks for at least {quota.minimum:,} but at most {quota.maximum:,}; lower the minimum to "
        f"{quota.maximum:,}, or raise the maximum to {quota.minimum:,}.",
        f"“{quota.name}”的下限 {quota.minimum:,} 高于上限 {quota.maximum:,}；请把下限改为 {quota.maximum:,}，"
        f"或把上限提高到 {quota.minimum:,}。")


def _trait_faults(key: str, choices: Sequence[str], specs: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    kind = specs.get(key)
    if kind is None:
        yield faults.unknown_trait(where, key, specs)
    elif isinstance(kind, Scale | Number):
        yield faults.does_not_fit(where, "quota", kind, "must")
    else:
        yield from choice_faults(kind, choices, where)
