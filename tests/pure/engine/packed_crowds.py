"""Arrangements for the packed audience: random people, briefs and quotas, and what seats say of them."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from app.matching.engine.columns import Audience, Row
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.packed import snapshot
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, OnPlatform, Quota, Tiers
from app.matching.engine.wants import AnyOf, High, Low, Near, Table, Trapezoid, Want, Wish
from tests.pure.engine.packing import records
from tests.pure.engine.people import SPECS, TODAY

PLATFORMS = ("bilibili", "douyin", "weibo")
LAYOUT = Layout(SPECS, PLATFORMS)


def person(chance: Random, seq: int, is_plain: bool = False) -> Row:
    """Somebody with a random life; plain people have neither seats nor shared keys."""
    answers: dict[str, Any] = {
        "reading": chance.randint(1, 5), "cooking": chance.randint(1, 5), "travel": chance.randint(0, 10),
        "home": chance.choice(("flat", "house", "boat")), "height": chance.choice((150.5, 160, 171, 180.25, 190)),
        "pets": chance.sample(("dog", "cat", "bird"), chance.randint(0, 3)),
        "allergies": chance.sample(("nuts", "milk", "none"), chance.randint(0, 1)),
    }
    known = {key: answer for key, answer in answers.items() if chance.random() < 0.75}
    row = Row(
        seq=seq, traits=known, consent=chance.random() < 0.9, paused=chance.random() < 0.05,
        flagged=chance.random() < 0.05, conflict=chance.random() < 0.05, tier=chance.randint(0, 4),
        birth_month=chance.choice((None, *range(1960 * 12, 2014 * 12, 7))),
        gender=chance.choice((None, "female", "male")),
        region=chance.choice((None, 110000, 310101, 320500)),
        accounts=[{"platform": name, "verified": chance.random() < 0.5, "band": chance.randint(0, 5)}
                  for name in PLATFORMS if chance.random() < 0.6])
    if is_plain:
        return row
    return {**row, "open_gift": chance.random() < 0.05, "has_seat": (has := chance.random() < 0.05),
            "holds_seat": has and chance.random() < 0.7, "had_product": seq % 23 == 0,
            "open_offer": seq % 29 == 0,
            "last_gift_on": date(2026, 3, 1) if chance.random() < 0.05 else None,
            "last_rival_gift_on": date(2026, 3, 1) if seq % 19 == 0 else None,
            "phone_key": chance.choice("abcdefgh") if chance.random() < 0.15 else None,
            "address_key": chance.choice("mnopqr") if chance.random() < 0.15 else None}


def crowd(chance: Random, many: int, is_plain: bool = False) -> list[Row]:
    """People in random order."""
    return [person(chance, seq, is_plain) for seq in chance.sample(range(3 * many), many)]


def kept(folder: Path, people: Audience, up_to: int = 7, today: date = TODAY) -> Snapshot:
    """A snapshot of an audience."""
    return snapshot.build(folder / "people.packed", LAYOUT, people.seq, records(people, LAYOUT), up_to, today)


def wants(chance: Random) -> tuple[Want, ...]:
    """One to six wanted traits of any kind."""
    wishes: dict[str, tuple[Wish, ...]] = {
        "reading": (High(), Low()), "cooking": (High(), Near(3)), "travel": (High(), Near(7)),
        "home": (Table({"flat": 1, "boat": 0.3}),), "pets": (AnyOf(("dog",)), AnyOf(("cat", "dog"))),
        "height": (Trapezoid(150, 160.5, 180, 190.1),),
    }
    keys = chance.sample(sorted(wishes), chance.randint(1, len(wishes)))
    return tuple(Want(key, chance.randint(1, 10), chance.choice(wishes[key])) for key in keys)


def criteria(chance: Random) -> Criteria:
    """Any mixture of what a campaign may ask."""
    def maybe(value: Any, otherwise: Any = ()) -> Any:
        return value if chance.random() < 0.3 else otherwise

    roles: Any = chance.choice(("required", "preferred", "accepted"))
    return Criteria(
        TODAY, ages=maybe((chance.choice((None, 0, 18, 25)), chance.choice((None, 40, 30))), (None, None)),
        is_age_gated=maybe(True, False), regions=maybe(("31", "3205")), tiers=maybe((1, 2, 3)),
        platforms=maybe((Platform("weibo", roles, chance.choice(("declared", "verified")), maybe((1, 3), None)),
                         Platform("elsewhere", "preferred"))),
        musts=maybe((chance.choice((Condition("reading", "at_least", 2), Condition("height", "at_most", 180),
                                    Condition("pets", "any_of", ("dog", "cat")), Condition("home", "answered"))),)),
        must_nots=maybe((chance.choice((Condition("home", "is", "boat"), Condition("pets", "none_of", ("bird",)),
                                        Condition("travel", "is", 3))),)),
        never=(Condition("pets", "any_of", ("cat",)),) if roles == "accepted" else (),
        contraindications=maybe({"allergies": ("nuts",)}, {}), rival_days=0 if roles == "accepted" else 60)


CELLS: tuple[tuple[Cell, ...], ...] = (
    (), (Tiers((1,)), Tiers((2, 3))), (Ages(18, 29), Ages(30, 44), Ages(45, 99)), (Genders(("female",)),),
    (Tiers((1, 2, 3)), Tiers((1,)), Tiers((4,))), (Tiers((1, 2)), Ages(18, 40), OnPlatform("weibo", verified=True)),
    (Followers("douyin", 2, 4), Chose("home", ("flat",)), Chose("pets", ("dog",))),
)


def quotas(chance: Random, units: int) -> tuple[Quota, ...]:
    """Quotas that are apart, nested or crossing, their minima met or not."""
    found = []
    for place, cell in enumerate(chance.choice(CELLS)):
        minimum = chance.choice((0, chance.randint(0, units)))
        found.append(Quota(f"part {place}", cell, minimum, chance.choice((None, minimum, minimum + units // 3))))
    return tuple(found)



