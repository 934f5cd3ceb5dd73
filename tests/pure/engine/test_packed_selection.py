"""The best people straight from a snapshot are those of the engine, whoever the people are and whatever is asked."""

from collections.abc import Sequence
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
from app.matching.engine.packed.asked import Asked, Part, Shortlist
from app.matching.engine.packed.best import Best
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.select import shortlist
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Quota
from app.matching.engine.wants import High, Trapezoid, Want
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import records
from tests.pure.engine.people import TODAY, audience


def a_campaign(chance: Random, seqs: list[int]) -> tuple[Asked, tuple[Quota, ...]]:
    need = chance.randint(0, 25)
    quotas = crowds.quotas(chance, need)
    parts = tuple(Part((quota.cell,), chance.choice((None, need // 2))) for quota in quotas)
    apart = np.array([*chance.sample(seqs, len(seqs) // 5), 10 ** 6], np.int64)
    return Asked(crowds.wants(chance), crowds.criteria(chance), parts, need, apart), quotas


def by_the_engine(people: Audience, asked: Asked, quotas: Sequence[Quota]) -> dict[int, list[int]]:
    """The seqs of each pattern of parts, best first, of those who are not apart."""
    found, each = run.match(people, asked.wants, asked.criteria, quotas), dict[int, list[int]]()
    for at in found.order[~np.isin(people.seq[found.order], asked.apart)].tolist():
        pattern = sum(1 << place for place, part in enumerate(found.parts) if part.members[at])
        each.setdefault(pattern, []).append(int(people.seq[at]))
    return each


def told(found: Shortlist) -> dict[int, list[int]]:
    """The seqs of each pattern of parts, best first."""
    return {pattern: found.seq[found.patterns == pattern].tolist() for pattern in found.seen}


def agree(packed: Snapshot, found: Shortlist, asked: Asked, expected: dict[int, list[int]]) -> None:
    """The best needed of each pattern are there, each in his place, and all who are not are counted."""
    assert dict(found.seen) == {pattern: len(seqs) for pattern, seqs in expected.items()}
    for pattern, seqs in told(found).items():
        need = asked.needed(pattern)
        assert seqs[:need] == expected[pattern][:need]
        assert len(seqs) + found.behind.get(pattern, 0) == len(expected[pattern])
    tables = zip(packed.tables, found.rows, strict=True)
    assert sorted(found.seq.tolist()) == sorted(
        seq for table, rows in tables for seq in table.source.array("seq")[rows].tolist())


@pytest.mark.parametrize("seed", range(60))
def test_the_best_of_each_pattern_are_those_of_the_engine(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    people = audience(*crowds.crowd(chance, chance.choice((5, 60, 250)), is_plain=True))
    packed = crowds.kept(tmp_path, people)
    for asked, quotas in [a_campaign(chance, people.seq.tolist()) for _ in range(4)]:
        try:
            expected = by_the_engine(people, asked, quotas)
        except Invalid:
            with pytest.raises(Invalid, match="Nobody has answered"):
                shortlist(packed, asked)
        else:
            agree(packed, shortlist(packed, asked), asked, expected)


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
    asked = Asked(wanted, Criteria(TODAY), need=25)
    agree(packed, shortlist(packed, asked), asked, by_the_engine(people, asked, ()))


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
