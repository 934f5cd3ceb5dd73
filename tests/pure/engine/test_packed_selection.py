"""Picks straight from a snapshot are the picks of the engine, whoever the people are and whatever is asked."""

from pathlib import Path
from random import Random

import pytest

from app.core.errors import Invalid
from app.matching.engine import run
from app.matching.engine.columns import Audience
from app.matching.engine.packed.asked import Asked, Picked
from app.matching.engine.packed.reach import Part
from app.matching.engine.packed.select import top, top_of_many
from app.matching.engine.quotas import Quota
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.people import audience


def a_campaign(chance: Random) -> Asked:
    units = chance.randint(0, 25)
    quotas = tuple(map(Part.of, crowds.quotas(chance, units)))
    return Asked(crowds.wants(chance), crowds.criteria(chance), quotas, units, chance.randint(0, 12))


def by_the_engine(people: Audience, asked: Asked) -> tuple[list[int], list[int], list[tuple[str, int, int, int]]]:
    quotas = [Quota(part.name, part.cells[0], part.minimum, part.maximum) for part in asked.parts]
    found = run.match(people, asked.wants, asked.criteria, quotas, asked.units, asked.waitlist)
    return (people.seq[found.chosen].tolist(), people.seq[found.waitlist].tolist(),
            [(s.name, s.minimum, s.reached, s.available) for s in found.shortfalls])


def plain(picked: Picked) -> tuple[list[int], list[int], list[tuple[str, int, int, int]]]:
    return (picked.chosen.tolist(), picked.waitlist.tolist(),
            [(s.name, s.minimum, s.reached, s.available) for s in picked.shortfalls])


@pytest.mark.parametrize("seed", range(60))
def test_the_picks_are_those_of_the_engine(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    people = audience(*crowds.crowd(chance, chance.choice((5, 60, 250))))
    packed = crowds.kept(tmp_path, people)
    asked = [a_campaign(chance) for _ in range(4)]
    expected = []
    for one in asked:
        try:
            expected.append(by_the_engine(people, one))
        except Invalid:
            with pytest.raises(Invalid, match="Nobody has answered"):
                top(packed, one)
            return
    seats = [crowds.seats(people, one.criteria) for one in asked]
    assert [plain(top(packed, *both)) for both in zip(asked, seats, strict=True)] == expected
    assert list(map(plain, top_of_many(packed, list(zip(asked, seats, strict=True))))) == expected

