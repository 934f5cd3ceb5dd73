"""Picks straight from a snapshot are the picks of the engine, whoever the people are and whatever is asked."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.core.errors import Invalid
from app.matching.engine import run
from app.matching.engine.columns import Audience
from app.matching.engine.criteria import Criteria
from app.matching.engine.kinds import Kind, Number, Scale
from app.matching.engine.packed import snapshot
from app.matching.engine.packed.asked import Asked, Picked
from app.matching.engine.packed.best import Best
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.reach import Part
from app.matching.engine.packed.select import top, top_of_many
from app.matching.engine.quotas import Quota
from app.matching.engine.wants import High, Trapezoid, Want
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import records
from tests.pure.engine.people import TODAY, audience


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



@pytest.mark.parametrize("seed", range(4))
def test_a_wide_brief_over_many_scales_and_fine_numbers_is_exact_too(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    specs: dict[str, Kind] = {**{f"s{place}": Scale(0, 10) for place in range(9)}, "height": Number(0, 400)}
    people = audience(*({"seq": seq, "consent": True, "traits": {
        key: chance.randint(0, 10) if key != "height" else chance.randint(0, 3999) / 10
        for key in specs if chance.random() < 0.8}} for seq in range(700)), specs=specs)
    layout = Layout(specs, ())
    packed = snapshot.build(tmp_path / "people.packed", layout, people.seq, records(people, layout), 1, TODAY)
    wanted = (*(Want(f"s{place}", place + 1, High()) for place in range(9)),
              Want("height", 3, Trapezoid(9, 99, 200, 390.5)))
    asked = Asked(wanted, Criteria(TODAY), units=20, waitlist=5)
    assert plain(top(packed, asked)) == by_the_engine(people, asked)


@pytest.mark.parametrize("seed", range(20))
def test_a_rising_cut_off_keeps_everybody_who_may_be_among_the_best(seed: int) -> None:
    chance = np.random.default_rng(seed)
    need, off = int(chance.integers(0, 40)), int(chance.integers(1, 4))
    scores = chance.integers(0, 60, 5 * 2000).astype(np.uint16)
    best = Best(need, off)
    for start in range(0, len(scores), 2000):
        best.add(scores[start:start + 2000], start)
    best.settle()
    order = np.argsort(-scores.astype(int), kind="stable")
    cut = max(int(scores[order[need - 1]]) - off, 1) if need else 1 << 16
    kept = np.sort(np.concatenate([*best.rows, np.zeros(0, np.int64)]))
    assert kept.tolist() == np.flatnonzero(scores >= cut).tolist()
    assert best.seen == np.count_nonzero(scores)
