"""Picks: the best by order under hard maxima with soft minima, as good as trying every subset."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.columns import month_of
from app.matching.engine.criteria import Criteria
from app.matching.engine.pick import Part, Picks, one_per_key, pick
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, OnPlatform, Quota, Tiers, members
from app.matching.engine.run import match
from app.matching.engine.wants import High, Want
from tests.pure.engine import reference
from tests.pure.engine.people import TODAY, audience, row


def part(name: str, people: str, minimum: int = 0, maximum: int | None = None) -> Part:
    """A part drawn as one letter a person: x belongs."""
    return Part(name, np.array([letter == "x" for letter in people]), minimum, maximum)


def picked(count: int, units: int, *parts: Part, waitlist: int = 0, held: list[int] | None = None) -> Picks:
    holding = None if held is None else np.array(held, np.int64)
    order = np.setdiff1d(np.arange(count), np.array(held or [], np.int64))
    return pick(order, units, waitlist, parts, holding)


bounds = st.tuples(st.integers(0, 4), st.none() | st.integers(0, 3)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1]))
sizes_of_three = st.lists(bounds, min_size=3, max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.integers(0, 6), sizes_of_three)
def test_disjoint_quotas_give_the_best_of_all_subsets(cells: list[int], units: int, sizes: list[Any]) -> None:
    parts = [Part(str(c), np.array(cells) == c, *sizes[c]) for c in range(3)]
    picks = pick(np.arange(len(cells)), units, 0, parts)
    assert tuple(picks.chosen.tolist()) == reference.best_pick(len(cells), min(units, len(cells)), parts)
    assert picks.is_exact


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.integers(0, 6), sizes_of_three)
def test_nested_quotas_give_the_best_of_all_subsets_where_they_say_so(
    cells: list[int], units: int, sizes: list[Any],
) -> None:
    kinds = np.array(cells)
    masks = (kinds == 0, kinds <= 1, kinds == 2)
    parts = [Part(str(q), mask, *sizes[q]) for q, mask in enumerate(masks)]
    picks = pick(np.arange(len(cells)), units, 0, parts)
    assert all(p.maximum is None or p.members[picks.chosen].sum() <= p.maximum for p in parts)
    if picks.is_exact:
        assert tuple(picks.chosen.tolist()) == reference.best_pick(len(cells), min(units, len(cells)), parts)
    else:
        assert picks.shortfalls


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=12), st.integers(0, 6), sizes_of_three)
def test_crossing_quotas_keep_every_maximum_and_name_every_shortfall(
    kinds: list[int], units: int, sizes: list[Any],
) -> None:
    parts = [Part(str(q), (np.array(kinds) >> q & 1).astype(bool), *sizes[q]) for q in range(3)]
    picks = pick(np.arange(len(kinds)), units, 3, parts)
    reached = {p.name: int(p.members[picks.chosen].sum()) for p in parts}
    assert all(p.maximum is None or reached[p.name] <= p.maximum for p in parts)
    assert {s.name: s.reached for s in picks.shortfalls} == {
        p.name: reached[p.name] for p in parts if reached[p.name] < p.minimum}
    assert all(a < b for a, b in pairwise(picks.chosen.tolist()))
    assert not set(picks.chosen.tolist()) & set(picks.waitlist.tolist())


def test_without_quotas_the_units_go_by_order_and_the_next_wait() -> None:
    picks = picked(6, 3, waitlist=2)
    assert (picks.chosen.tolist(), picks.waitlist.tolist(), picks.is_exact) == ([0, 1, 2], [3, 4], True)


def test_a_minimum_reserves_seats_and_a_maximum_is_hard() -> None:
    picks = picked(6, 3, part("small towns", "....xx", minimum=1), part("readers", "xx....", maximum=1))
    assert picks.chosen.tolist() == [0, 2, 4]


def test_a_minimum_that_cannot_be_met_is_named_and_stops_nothing() -> None:
    picks = picked(5, 3, part("small towns", "....x", minimum=2))
    assert picks.chosen.tolist() == [0, 1, 4]
    [short] = picks.shortfalls
    assert (short.name, short.minimum, short.reached, short.available) == ("small towns", 2, 1, 1)


def test_people_who_hold_seats_already_count() -> None:
    picks = picked(6, 2, part("men", "xx.x..", minimum=2, maximum=2), held=[0])
    assert picks.chosen.tolist() == [1, 2]
    full = picked(6, 2, part("men", "xxx...", maximum=2), held=[0, 1])
    assert full.chosen.tolist() == [3, 4]


def test_the_waitlist_keeps_the_proportions_so_that_someone_fitting_waits() -> None:
    picks = picked(12, 4, part("a", "xxxxxxxx....", 2, 2), part("b", "........xxxx", 2, 2), waitlist=2)
    assert picks.chosen.tolist() == [0, 1, 8, 9]
    assert picks.waitlist.tolist() == [2, 10]
    assert picked(6, 2, part("never", "x.....", maximum=0), waitlist=9).waitlist.tolist() == [3, 4, 5]


def test_nobody_is_picked_twice_for_one_phone_or_address() -> None:
    phones, addresses = np.array([7, 8, 7, -1, -1]), np.array([1, 2, 3, 2, 3])
    first = one_per_key(np.array([4, 0, 1, 2, 3]), phones, addresses)
    assert first.tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(("cell", "who"), [
    (Tiers((1, 2)), [1, 2]), (OnPlatform("weibo"), [1, 2]), (OnPlatform("weibo", verified=True), [2]),
    (OnPlatform("orkut"), []), (Followers("weibo", 2, 4), [1]), (Genders(("female",)), [1]), (Ages(20, 25), [2]),
    (Chose("home", ("flat",)), [3]), (Chose("pets", ("dog", "cat")), [1]),
])
def test_a_cell_holds_its_people_and_nobody_unknown(cell: Cell, who: list[int]) -> None:
    crowd = audience(
        row(1, tier=1, accounts=[{"platform": "weibo", "band": 2}], gender="female", traits={"pets": ["dog", "bird"]}),
        row(2, tier=2, accounts=[{"platform": "weibo", "verified": True}], birth_month=month_of(2001, 1)),
        row(3, traits={"home": "flat", "pets": []}),
    )
    assert crowd.seq[members(crowd, cell, TODAY)].tolist() == who


def test_a_run_counts_every_stage_and_fills_its_quotas() -> None:
    crowd = audience(
        *(row(seq, tier=1 + seq % 3, traits={"reading": 5 - seq % 5}) for seq in range(30)),
        row(30, tier=1, consent=False), row(31, tier=3, has_seat=True, holds_seat=True, address_key="x"),
        row(32, address_key="x"), row(33, phone_key="y", traits={"reading": 5}), row(34, phone_key="y"),
    )
    quotas = (Quota("third tier", Tiers((3,)), minimum=5), Quota("first tier", Tiers((1,)), maximum=2))
    result = match(crowd, [Want("reading", 5, High())], Criteria(TODAY), quotas, units=10, waitlist=5)
    tiers = crowd.tier[result.chosen].tolist()
    assert tiers.count(3) == 4
    assert tiers.count(1) == 2
    assert result.shortfalls == ()
    shown = {name: count for name, count in result.counts.items() if count}
    assert shown == {"people": 35, "NO_CONSENT": 1, "SEATED": 1, "CAP_KEY": 1, "eligible": 32, "thin": 1, "same_key": 1,
                     "chosen": 10, "waitlist": 5}
