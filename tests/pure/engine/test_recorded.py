"""A run that was recorded gives the same bytes again; a person can be taken out of it; damage is named."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from app.matching.engine.columns import Row
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.outlook import blank, draw
from app.matching.engine.quotas import Ages, Genders, Quota, Tiers
from app.matching.engine.recorded import RecordDamaged, dump, load, run_again, without
from app.matching.engine.run import Result, match
from app.matching.engine.wants import High, Low, Want
from tests.pure.engine.people import TODAY, audience, row

WANTS = (Want("reading", 3, High()), Want("cooking", 1, Low()))
CRITERIA = Criteria(TODAY, ages=(18, 60), tiers=(1, 2, 3),
                    platforms=(Platform("weibo", "preferred", followers=(1, 4)),),
                    musts=(Condition("reading", "at_least", 2),))
QUOTAS = (Quota("women", Genders(("female",)), minimum=6), Quota("young", Ages(18, 30), maximum=8),
          Quota("capitals", Tiers((1,)), minimum=2))


def crowd(count: int = 60) -> list[Row]:
    chance = Random(3)
    return [row(seq, gender=chance.choice(("female", "male")), tier=chance.randint(1, 4),
                birth_month=1980 * 12 + chance.randint(0, 300), phone_key=chance.choice(("a", "b", None, None)),
                accounts=[{"platform": chance.choice(("weibo", "bilibili")), "band": chance.randint(0, 5)}],
                traits={"reading": chance.randint(1, 5), "cooking": chance.choice((None, 1, 4))})
            for seq in range(count)]


def a_run(rows: list[Row]) -> Result:
    people = audience(*rows)
    chance = np.random.default_rng(5)
    outlook = replace(
        blank(len(people)), p_publish=chance.random(len(people)), is_newcomer=chance.random(len(people)) < .5,
        is_held_out=chance.random(len(people)) < .1, newcomer_share=.3, control_share=.2)
    return match(people, WANTS, CRITERIA, QUOTAS, 12, 6, outlook, seed=9)


def record(result: Result) -> bytes:
    return dump(result.audience, result.outlook, result.parameters, 9).record


def test_a_recorded_run_is_run_again_byte_for_byte() -> None:
    first = a_run(crowd())
    again = run_again(record(first))
    for name in ("order", "chosen", "waitlist", "fit", "value", "codes", "ranks", "control", "contributions"):
        assert getattr(again, name).tobytes() == getattr(first, name).tobytes(), name
    assert (again.counts, again.parameters) == (first.counts, first.parameters)
    assert record(again) == record(first)


def test_a_record_of_earlier_days_tells_less_and_is_run_again_all_the_same() -> None:
    first = a_run(crowd())
    criteria: Any = first.parameters["criteria"]
    asked = {**first.parameters, "criteria": {name: value for name, value in criteria.items() if name != "never"}}
    known: Any = ()
    less = replace(first.audience, had_product=known, open_offer=known)
    again = run_again(dump(less, first.outlook, asked, 9).record)
    assert (again.chosen.tobytes(), again.waitlist.tobytes()) == (first.chosen.tobytes(), first.waitlist.tobytes())


def test_a_person_is_taken_out_and_the_others_stay() -> None:
    first = a_run(crowd())
    left, outlook, _ = load(without(record(first), 7))
    assert left.seq.tolist() == [seq for seq in first.audience.seq.tolist() if seq != 7]
    assert len(outlook.p_publish) == len(left)
    assert without(record(first), 999) == record(first)


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"x" * 100])
def test_a_damaged_record_is_named(damage: bytes) -> None:
    with pytest.raises(RecordDamaged):
        load(damage)
    with pytest.raises(RecordDamaged):
        load(record(a_run(crowd()))[:-20])


def test_who_is_held_out_is_never_picked_and_control_seats_are_drawn_among_the_rest() -> None:
    found = a_run(crowd())
    picked = set(found.chosen.tolist()) | set(found.waitlist.tolist())
    assert not picked & set(np.flatnonzero(found.outlook.is_held_out).tolist())
    assert len(found.control) == 2
    assert set(found.control.tolist()) <= set(found.chosen.tolist())
    assert len(found.chosen) == 12
    assert found.counts["HELD_OUT"] > 0


def test_newcomers_get_their_seats_where_there_are_some() -> None:
    found = a_run(crowd())
    assert np.count_nonzero(found.outlook.is_newcomer[found.chosen]) >= 4


def test_who_publishes_more_surely_comes_first_among_equals() -> None:
    people = audience(*(row(seq, traits={"reading": 4}) for seq in range(3)))
    sure = replace(blank(3), p_publish=np.array([.5, .9, .7]))
    assert match(people, WANTS[:1], Criteria(TODAY), outlook=sure).order.tolist() == [1, 2, 0]


def test_a_lot_is_drawn_whatever_the_order_of_rows() -> None:
    seqs = np.arange(1000)
    mixed = np.random.default_rng(1).permutation(seqs)
    assert seqs[draw(seqs, 4)].tolist() == mixed[draw(mixed, 4)].tolist()
    first = np.array([seqs[draw(seqs, seed)][0] for seed in range(2000)])
    assert 400 < first.mean() < 600
    assert draw(seqs, 4).tolist() != draw(seqs, 5).tolist()
