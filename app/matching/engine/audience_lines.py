"""An audience and a quota's part of people as conditions, so that they can be held against musts and each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from app.matching.engine.columns import GENDERS
from app.matching.engine.conditions import Condition, Op
from app.matching.engine.eligibility import YOUNGEST
from app.matching.engine.faults import Where
from app.matching.engine.kinds import Kind, Scale, Single
from app.matching.engine.packed.segments import births
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, Tiers

Placed = tuple[Where, Condition, bool]
"""A condition with its place, and whether it is a must."""
AGES, TIERS, FOLLOWERS = "audience:ages", "audience:tiers", "audience:followers:"
"""What stands for a trait in the conditions of an audience; of followers, with the platform behind it."""
AGE, TIER, BAND = Scale(0, 200), Scale(0, 9), Scale(1, 20)


@dataclass(frozen=True)
class Room:
    """Whom an audience lets in: inclusive ages and follower bands (of required platforms alone, as no other excludes),
    `reached`: the tiers in which its regions lie, `gender` and `birth`: the traits that tell gender and year of birth,
    `days`: the first and the last on which somebody may be picked."""

    gender: str
    birth: str
    days: tuple[date, date]
    ages: tuple[int | None, int | None] = (None, None)
    youngest: int = YOUNGEST
    genders: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    reached: tuple[int, ...] = ()
    followers: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def kinds_in(room: Room, specs: Mapping[str, Kind], cells: Iterable[Cell] = ()) -> dict[str, Kind]:
    """The kinds of the traits, and of what stands for one in the conditions of an audience or a quota."""
    platforms = {*room.followers, *(cell.platform for cell in cells if isinstance(cell, Followers))}
    return {room.gender: Single(GENDERS), **specs, AGES: AGE, TIERS: TIER,
            **{FOLLOWERS + platform: BAND for platform in platforms}}


def lines(room: Room) -> list[Placed]:
    """What the audience asks, each with its row; the law's age stands with what is given."""
    found: list[Placed] = []
    for name, key, values in (("genders", room.gender, room.genders), ("regions", TIERS, room.reached),
                              ("tiers", TIERS, room.tiers)):
        if values:
            found.append((("audience", name), Condition(key, "any_of", values), True))
    aged: list[tuple[Where, Condition]] = [(("offers",), Condition(AGES, "at_least", room.youngest))]
    aged += [(("audience", "ages"), one) for one in _between(AGES, *room.ages)]
    found += [(where, one, True) for where, one in aged]
    found += [(where, _born(one, room), True) for where, one in aged]
    for platform, bands in room.followers.items():
        found += [(("audience", "followers", platform), one, True) for one in _between(FOLLOWERS + platform, *bands)]
    return found


def conditions_of(cell: Cell, room: Room) -> list[list[Condition]]:
    """What a part of the people asks, all that is asked of one trait together; [] where no brief can leave it empty."""
    match cell:
        case Tiers(tiers):
            return [[Condition(TIERS, "any_of", tiers)]]
        case Genders(genders):
            return [[Condition(room.gender, "any_of", genders)]]
        case Ages(low, high):
            aged = list(_between(AGES, low, high))
            return [aged, [_born(one, room) for one in aged]]
        case Followers(platform, low, high):
            return [list(_between(FOLLOWERS + platform, low, high))]
        case Chose(key, choices):
            return [[Condition(key, "any_of", choices)]]
    return []


def _between(key: str, low: int | None, high: int | None) -> Iterator[Condition]:
    bounds: tuple[tuple[Op, int | None], ...] = (("at_least", low), ("at_most", high))
    return (Condition(key, op, bound) for op, bound in bounds if bound is not None)


def _born(one: Condition, room: Room) -> Condition:
    """A bound of age as one of the year of birth, on the day on which it leaves most people."""
    age = min(max(cast(int, one.value), 0), AGE.high)
    if one.op == "at_least":
        return Condition(room.birth, "at_most", births(room.days[1], age, age)[1] // 12)
    return Condition(room.birth, "at_least", births(room.days[0], age, age)[0] // 12)


def said(where: Where, room: Room) -> tuple[str, str]:
    """A row of the audience in words that `by_title` finds, English and Chinese."""
    match where:
        case ("audience", "genders"):
            listed = [f"“{room.gender}={gender}”" for gender in room.genders]
            return f"the audience takes only {', '.join(listed)}", f"受众性别只限{'、'.join(listed)}"
        case ("audience", "ages"):
            low, high = room.ages
            return f"the audience is aged {_span(low, high, 0)}", f"受众年龄为 {_span(low, high, 1)}"
        case ("audience", "followers", str(platform)):
            low, high = room.followers[platform]
            return (f"the audience asks for follower bands {low} to {high} on “{platform}”",
                    f"受众要求“{platform}”粉丝级别为 {low} 到 {high}")
        case ("audience", str(name)):
            english, chinese = in_tiers(room.reached if name == "regions" else room.tiers)
            if name == "regions":
                return f"the audience's regions lie in {english}", f"受众地区属于{chinese}"
            return f"the audience's city tiers are {english}", f"受众城市级别为{chinese}"
    return f"nobody under {room.youngest} can be picked for this", f"未满 {room.youngest} 岁的人不能入选"


def in_tiers(tiers: Iterable[int]) -> tuple[str, str]:
    """City tiers in words that `by_title` finds."""
    listed = [f"“{TIERS}={tier}”" for tier in tiers]
    return ", ".join(listed), "、".join(listed)


def _span(low: int | None, high: int | None, language: int) -> str:
    if low is not None and high is not None:
        return (f"{low} to {high}", f"{low} 到 {high} 岁")[language]
    if high is None:
        return (f"from {low}", f"{low} 岁及以上")[language]
    return (f"up to {high}", f"{high} 岁及以下")[language]
