"""An audience against musts, the law and itself, and quotas of which nobody is left: told where, and how to mend it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from app.core.i18n import Text, text
from app.matching.engine import quotas
from app.matching.engine.audience_lines import Room
from app.matching.engine.columns import GENDERS, Audience, build, month_of
from app.matching.engine.conditions import Condition, Op
from app.matching.engine.contradictions import contradictions
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.eligibility import screen
from app.matching.engine.emptied import emptied
from app.matching.engine.faults import by_title
from app.matching.engine.kinds import Kind, Multiple, Number, Single
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, OnPlatform, Quota, Tiers

TODAY = date(2026, 3, 1)
SPECS: dict[str, Kind] = {"gender": Single(GENDERS), "birth": Number(1900, 2100),
                          "home": Single(("flat", "house", "farm")), "pets": Multiple(("cat", "dog", "fish"))}
TITLES: dict[str, Text] = {"pets": text("Pets", "宠物"), "pets=dog": text("A dog", "狗"), "home": text("Home", "住处"),
                           "gender": text("Gender", "性别"), "gender=male": text("Male", "男"),
                           "weibo": text("Weibo", "微博")}
ROOM = Room("gender", "birth", (TODAY, TODAY))
Row = tuple[str, Op, Any]


def conditions(*rows: Row) -> tuple[Condition, ...]:
    return tuple(Condition(*row) for row in rows)


@pytest.mark.parametrize(("room", "musts", "must_nots", "where", "words"), [
    ({"genders": ("female",)}, [("gender", "is", "male")], [], ("musts", 0),
     "the audience takes only “female”, and “Gender” must be “Male”. Add “Male” to the audience's genders"),
    ({"genders": ("female",)}, [], [("gender", "any_of", ("female",))], ("must_nots", 0), "Take one of the two away."),
    ({"ages": (18, 30)}, [("birth", "at_most", 1980)], [], ("musts", 0),
     "the audience is aged 18 to 30, and “birth” must be at most 1980. “at most 1995” here would just fit"),
    ({"ages": (40, None)}, [("birth", "at_least", 1990)], [], ("musts", 0), "“at least 1986” here would just fit"),
    ({"ages": (None, 10)}, [], [], ("audience", "ages"),
     "nobody under 14 can be picked for this, and the audience is aged up to 10. Raise its highest age to 14."),
    ({"ages": (15, 17), "youngest": 18}, [], [], ("audience", "ages"), "Raise its highest age to 18."),
    ({"reached": (1,), "tiers": (3, 4)}, [], [], ("audience", "tiers"),
     "the audience's regions lie in “1”, and the audience's city tiers are “3”, “4”. Add “1” to the city tiers, or"),
    ({"reached": (0,), "tiers": (3,)}, [], [], ("audience", "tiers"), "Take the regions or the city tiers away."),
])
def test_an_audience_that_nobody_can_be_is_named_by_its_row(
    room: dict[str, Any], musts: list[Row], must_nots: list[Row], where: tuple[str, Any], words: str,
) -> None:
    asked = conditions(*musts), conditions(*must_nots)
    [fault] = [by_title(one, TITLES) for one in contradictions(*asked, SPECS, replace(ROOM, **room))]
    assert (fault.where, fault.code) == (where, "contradictory")
    assert words in fault.message.default


@pytest.mark.parametrize(("cell", "room", "musts", "must_nots", "words"), [
    (Ages(40, 50), {"ages": (18, 30)}, [], [], "the audience is aged 18 to 30; raise its highest age to 40, or lower"),
    (Ages(16, 20), {"ages": (25, None)}, [], [], "the audience is aged from 25; lower its lowest age to 20, or"),
    (Ages(10, 16), {"youngest": 18}, [], [], "nobody under 18 can be picked for this; let this quota reach up to 18"),
    (Ages(210, 220), {}, [], [], "nobody can be in this part of the people; choose another one"),
    (Ages(20, 30), {}, [("birth", "at_most", 1980)], [],
     "must 1 says that “birth” must be at most 1980; make it “at most 1995”"),
    (Genders(("male",)), {"genders": ("female",)}, [], [],
     "the audience takes only “female”; add “Male” to its genders"),
    (Genders(("male",)), {}, [("gender", "is", "female")], [], "“Gender” must be “female”; add “Male” to it, or"),
    (Tiers((3,)), {"tiers": (1, 2)}, [], [], "the audience's city tiers are “1”, “2”; add “3” to them"),
    (Tiers((3,)), {"reached": (1,)}, [], [], "the audience's regions lie in “1”; add a region that lies in “3”"),
    (Followers("weibo", 1, 2), {"followers": {"weibo": (3, 5)}}, [], [],
     "asks for follower bands 3 to 5 on “Weibo”; let its bands begin at 2"),
    (Followers("weibo", 6, 6), {"followers": {"weibo": (3, 5)}}, [], [], "let its bands reach up to 6"),
    (Chose("home", ("farm",)), {}, [("pets", "answered", None), ("home", "is", "flat")], [],
     "must 2 says that “Home” must be “flat”; add “farm” to it, or lower this minimum to 0."),
    (Chose("home", ("flat",)), {}, [("home", "none_of", ("flat", "house"))], [], "leave “flat” out of it"),
    (Chose("pets", ("dog",)), {}, [], [("pets", "any_of", ("dog", "cat"))], (
        "must-not 1 says that “Pets” must not be one of “A dog”, “cat”; leave “A dog” out of it")),
    (Chose("pets", ("dog",)), {}, [], [("pets", "any_of", ("dog",))], "take it away, or lower this minimum to 0."),
    (Chose("home", ("flat",)), {}, [], [("home", "none_of", ("house", "farm"))], "add “flat” to it"),
    (Chose("home", ("flat",)), {}, [], [("home", "answered", None)], "take it away"),
    (Chose("home", ("flat", "farm")), {}, [("home", "none_of", ("flat",))], [("home", "is", "farm")],
     "the audience and the conditions together leave nobody in it; loosen one of them"),
])
def test_a_minimum_of_people_who_are_left_out_names_the_row_and_the_smallest_change(
    cell: Cell, room: dict[str, Any], musts: list[Row], must_nots: list[Row], words: str,
) -> None:
    asked = conditions(*musts), conditions(*must_nots)
    told = list(emptied([Quota("Some", cell, 5)], *asked, SPECS, replace(ROOM, **room), TITLES))
    assert [(fault.where, fault.code) for fault in told] == [((0, "minimum"), "nobody_in_quota")]
    assert words in told[0].message.default
    assert not list(emptied([Quota("Some", cell, 0, 3)], *asked, SPECS, replace(ROOM, **room), TITLES))


def test_a_quota_keeps_its_name_and_chinese_says_the_same() -> None:
    [fault] = emptied([Quota("pets=dog", Chose("pets", ("dog",)), 1)], (), conditions(("pets", "any_of", ("dog",))),
                      SPECS, ROOM, TITLES)
    assert fault.message.default.startswith("“pets=dog” asks for at least 1 person, but")
    assert fault.message.zh_cn == (
        "“pets=dog”至少需要 1 人，但第 1 条排除条件要求“宠物”不能属于“狗”；请删除该条件，或把这项下限改为 0。")


@pytest.mark.parametrize(("cell", "room", "musts"), [
    (Chose("pets", ("dog",)), {}, [("pets", "any_of", ("cat",))]),
    (OnPlatform("weibo"), {"followers": {"weibo": (1, 1)}}, []),
    (Ages(30, 40), {"ages": (18, 30)}, []), (Followers("weibo", 1, 2), {"followers": {"douyin": (3, 5)}}, []),
    (Ages(20, 30), {}, [("home", "is", "flat")]), (Tiers((3, 1)), {"tiers": (1,)}, []),
    (Genders(("male",)), {"genders": ("female",)}, [("gender", "is", "male")]),
])
def test_a_minimum_that_somebody_can_fill_is_left_alone_and_one_of_contradictory_rows_is_not_told_twice(
    cell: Cell, room: dict[str, Any], musts: list[Row],
) -> None:
    assert not list(emptied([Quota("Some", cell, 5)], conditions(*musts), (), SPECS, replace(ROOM, **room), TITLES))


REGIONS = {310000: 1, 330100: 2, 440600: 3, 441200: 4, None: 0}
VARIED: dict[str, list[dict[str, Any]]] = {
    "gender": [{"gender": one, "traits": {"gender": one} if one else {}} for one in (None, *GENDERS)],
    "age": [{"birth_month": None}, *(
        {"birth_month": month, "traits": {"birth": month // 12} if told else {}}
        for month in range(month_of(1994, 1), month_of(2014, 1)) for told in (False, True))],
    "tier": [{"region": region, "tier": tier} for region, tier in REGIONS.items()],
    "bands": [{"accounts": [{"platform": "weibo", "band": band}]} for band in range(7)],
    "home": [{"traits": {"home": one} if one else {}} for one in (None, "flat", "house", "farm")],
    "pets": [{"traits": {}}, *(
        {"traits": {"pets": [one for at, one in enumerate(("cat", "dog", "fish")) if n >> at & 1]}} for n in range(8))],
}


@lru_cache(maxsize=36)
def everybody(*kinds: str) -> Audience:
    """Everybody who can be, as far as these two kinds of things go."""
    rows: list[Any] = []
    for parts in product(*(VARIED[kind] for kind in kinds)):
        traits = {key: value for part in parts for key, value in part.get("traits", {}).items()}
        rows.append({"seq": len(rows) + 1, "consent": True} | {
            key: value for part in parts for key, value in part.items()} | {"traits": traits})
    return build(rows, SPECS)


def some_conditions(chance: Random, kinds: tuple[str, ...], most: int) -> Iterator[Condition]:
    for _ in range(chance.randint(0, most)):
        key = {"age": "birth"}.get(kind := chance.choice(kinds), kind)
        kind_of = SPECS.get(key)
        if isinstance(kind_of, Number):
            yield Condition(key, chance.choice(("at_least", "at_most", "is")), chance.randint(1996, 2013))
        elif isinstance(kind_of, Single | Multiple):
            named = tuple(chance.sample(kind_of.choices, chance.randint(1, len(kind_of.choices))))
            yield Condition(key, chance.choice(("any_of", "none_of")), named)


def some_cell(chance: Random, kind: str) -> Cell:
    low, high = sorted((chance.randint(12, 29), chance.randint(12, 29)))
    match kind:
        case "gender":
            return Genders(tuple(chance.sample(GENDERS, chance.randint(1, 2))))
        case "age":
            return Ages(low, high)
        case "tier":
            return Tiers(tuple(chance.sample((1, 2, 3, 4), chance.randint(1, 3))))
        case "bands":
            return Followers("weibo", low % 6 + 1, max(low % 6 + 1, high % 6 + 1))
    choices = {"home": ("flat", "house", "farm"), "pets": ("cat", "dog", "fish")}[kind]
    return Chose(kind, tuple(chance.sample(choices, chance.randint(1, 2))))


def some_room(chance: Random, kinds: tuple[str, ...]) -> tuple[Room, Criteria]:
    """An audience as a brief says it, and as the ranking asks it."""
    low, high = sorted((chance.randint(12, 29), chance.randint(12, 29)))
    codes = chance.sample([310000, 330100, 440600, 441200], chance.randint(0, 2)) if "tier" in kinds else []
    bands = (low % 6 + 1, max(low % 6 + 1, high % 6 + 1))
    room = replace(
        ROOM, youngest=chance.choice((14, 18)),
        ages=chance.choice([(None, None), (low, None), (None, high), (low, high)]) if "age" in kinds else (None, None),
        genders=tuple(chance.sample(GENDERS, chance.randint(0, 2))) if "gender" in kinds else (),
        tiers=tuple(chance.sample((1, 2, 3, 4), chance.randint(0, 2))) if "tier" in kinds else (),
        reached=tuple(sorted(REGIONS[code] for code in codes)),
        followers={"weibo": bands} if "bands" in kinds and chance.random() < 0.7 else {})
    if "age" not in kinds:
        room = replace(room, youngest=14)
    return room, Criteria(
        TODAY, ages=room.ages, is_age_gated=room.youngest == 18, regions=tuple(map(str, codes)), tiers=room.tiers,
        platforms=tuple(Platform("weibo", "required", "declared", bands) for bands in room.followers.values()),
        musts=conditions(("gender", "any_of", room.genders)) if room.genders else ())


@pytest.mark.parametrize("seed", range(4))
def test_a_row_is_named_exactly_where_nobody_of_all_who_can_be_would_be_picked(seed: int) -> None:
    chance, seen = Random(seed), np.zeros(4, int)
    for _ in range(150):
        kinds = tuple(sorted(chance.sample(sorted(VARIED), 2)))
        people, (room, criteria) = everybody(*kinds), some_room(chance, kinds)
        musts = tuple(some_conditions(chance, kinds, 2))
        must_nots = tuple(some_conditions(chance, kinds, 1))
        asked = replace(criteria, musts=(*musts, *criteria.musts), must_nots=must_nots)
        mix = [Quota(f"part {n}", some_cell(chance, chance.choice(kinds)), chance.randint(0, 2)) for n in range(3)]
        left = screen(people, asked).eligible
        told = {int(fault.where[0]) for fault in emptied(mix, musts, must_nots, SPECS, room, {})}
        is_contradictory = bool(list(contradictions(musts, must_nots, SPECS, room)))
        assert is_contradictory == (not left.any()), (room, musts, must_nots)
        nobody = {at for at, one in enumerate(mix) if one.minimum and not (
            left & quotas.members(people, one.cell, TODAY)).any()}
        assert told <= nobody, (room, musts, must_nots, mix)
        assert is_contradictory or told == nobody, (room, musts, must_nots, mix)
        seen += (is_contradictory, not is_contradictory, bool(told), not told)
    assert (seen > 20).all()
