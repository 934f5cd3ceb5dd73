"""One person packed by himself is the record of the slow and obvious way; nothing that a row says makes it fail."""

from random import Random
from typing import Any

import pytest

from app.matching.engine import columns
from app.matching.engine.columns import Row
from app.matching.engine.kinds import Multiple, Number, Scale, Single
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.packer import Packer
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import bodies, records
from tests.pure.engine.people import SPECS

WIDE = Layout({
    **SPECS, "many": Multiple(tuple(f"c{number}" for number in range(63))), "some": Multiple(tuple("abcdefgh")),
    "days": Number(0, 365), "steps": Scale(-2, 200), "one": Single(tuple(f"s{number}" for number in range(255))),
}, tuple(f"network{number:02d}" for number in range(40)))


def reference(rows: list[Row], layout: Layout) -> list[bytes]:
    return bodies(records(columns.build(rows, layout.specs), layout))


def wide(chance: Random, seq: int) -> Row:
    """Somebody with every kind of answer and up to forty networks."""
    answers: dict[str, Any] = {
        "many": [f"c{number}" for number in chance.sample(range(63), chance.randint(0, 63))],
        "some": chance.sample("abcdefgh", chance.randint(0, 8)), "days": chance.choice((0, 1, 364.5, 365)),
        "steps": chance.randint(-2, 200), "one": f"s{chance.randint(0, 254)}"}
    return {**crowds.person(chance, seq), "traits": {k: v for k, v in answers.items() if chance.random() < 0.7},
            "accounts": [{"platform": name, "verified": chance.random() < 0.5, "band": chance.randint(0, 15)}
                         for name in (*WIDE.platforms, "elsewhere") if chance.random() < 0.5]}


@pytest.mark.parametrize("seed", range(4))
def test_a_body_is_the_record_of_the_obvious_way(seed: int) -> None:
    chance = Random(seed)
    for layout, rows in ((crowds.LAYOUT, crowds.crowd(chance, 60)), (WIDE, [wide(chance, seq) for seq in range(60)])):
        rows.sort(key=lambda row: row["seq"])
        assert [Packer(layout).body(row) for row in rows] == reference(rows, layout)


def test_of_somebody_who_told_nothing_everything_is_unknown() -> None:
    nobody = Row(seq=3)
    assert [Packer(WIDE).body(nobody)] == reference([nobody], WIDE)


@pytest.mark.parametrize("answers", [
    {"reading": 77}, {"reading": "often"}, {"reading": True}, {"home": ["flat"]}, {"home": "tent"}, {"pets": "dog"},
    {"pets": ["dog", "snake"]}, {"pets": [["dog"]]}, {"height": float("inf")}, {"height": "tall"}, {"reading": None},
    {"no such": 3},
])
def test_an_answer_that_its_kind_does_not_know_is_none(answers: dict[str, Any]) -> None:
    packer, told = Packer(crowds.LAYOUT), {"cooking": 4}
    assert packer.body({"seq": 1, "traits": told | answers}) == packer.body({"seq": 1, "traits": told})


@pytest.mark.parametrize("beyond", [{"birth_month": 1 << 15}, {"birth_month": -(1 << 20)}, {"region": 1 << 31}])
def test_a_number_that_no_record_can_hold_is_unknown(beyond: Any) -> None:
    assert Packer(crowds.LAYOUT).body({"seq": 1, **beyond}) == Packer(crowds.LAYOUT).body({"seq": 1})
