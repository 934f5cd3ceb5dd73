"""Allocation: worth what HiGHS finds, proven, within all limits, and the same in any order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.allocation import dual
from app.matching.engine.allocation.problem import Allocation, CapKey, Problem, Quota, Shortfall
from app.matching.engine.allocation.rows import build
from app.matching.engine.allocation.solve import allocate
from tests.pure.engine.allocations import KINDS, drawn, keeps_all_limits, optimum, worth

EACH = 25


def of(pairs: list[tuple[int, int, float]], seats: list[int], **more: object) -> Problem:
    person, campaign, value = zip(*pairs, strict=True)
    return replace(Problem(np.array(person), np.array(campaign), np.array(value), np.array(seats)), **more)


def pairs_of(problem: Problem, found: Allocation) -> list[tuple[int, int]]:
    return list(zip(problem.person[found.picked].tolist(), problem.campaign[found.picked].tolist(), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_random_problems_are_worth_what_highs_finds_and_proven(kind: str) -> None:
    for seed in range(EACH):
        problem = drawn(kind, seed)
        found, best = allocate(problem), optimum(problem)
        reached = worth(problem, found.picked)
        assert keeps_all_limits(problem, found)
        assert best - reached <= 1e-4 * found.value
        assert found.bound - (found.value - reached) >= best - 1e-9 * abs(best)
        assert found.gap <= 1e-4


def test_each_method_is_needed_by_some_problem() -> None:
    methods = {allocate(drawn(kind, seed)).method for kind in ("scales", "crossing", "dense") for seed in range(EACH)}
    assert methods == {"dual", "lp", "milp"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 10_000), st.booleans(), st.data())
def test_no_hard_limit_is_ever_passed(kind: str, seed: int, is_rounded: bool, data: st.DataObject) -> None:
    problem = drawn(kind, seed)
    seats = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(problem.seats), max_size=len(problem.seats))))
    caps = np.array(data.draw(st.lists(st.integers(0, 3), min_size=60, max_size=60)))[problem.person]
    value = np.round(problem.value, 1) if is_rounded else problem.value
    if problem.frozen is None:
        problem = replace(problem, caps=caps)
    problem = replace(problem, seats=seats, value=value)
    assert keeps_all_limits(problem, allocate(problem))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 10_000), st.booleans())
def test_the_order_of_the_pairs_changes_nothing(kind: str, seed: int, is_rounded: bool) -> None:
    problem = drawn(kind, seed)
    if is_rounded:
        problem = replace(problem, value=np.round(problem.value, 1))
    mixed = np.random.default_rng(seed).permutation(len(problem.person))
    place = np.argsort(mixed)
    other = replace(
        problem, person=problem.person[mixed], campaign=problem.campaign[mixed], value=problem.value[mixed],
        caps=None if problem.caps is None else problem.caps[mixed],
        keys=tuple(replace(key, key=key.key[mixed]) for key in problem.keys),
        quotas=tuple(replace(quota, pairs=place[quota.pairs]) for quota in problem.quotas),
        frozen=None if problem.frozen is None else place[problem.frozen],
    )
    found, again = allocate(problem), allocate(other)
    assert pairs_of(problem, found) == pairs_of(other, again)
    assert (found.value, found.bound, found.shortfalls) == (again.value, again.bound, again.shortfalls)
    assert found.prices.reduced[mixed].tobytes() == again.prices.reduced.tobytes()


def test_a_tie_goes_to_the_lower_consumer() -> None:
    problem = of([(person, 0, 0.5) for person in (9, 4, 7, 2, 8)], [2])
    assert pairs_of(problem, allocate(problem)) == [(2, 0), (4, 0)]


def test_joint_allocation_fills_what_one_campaign_after_the_other_leaves_empty() -> None:
    problem = of([(1, 0, 0.9), (2, 0, 0.8), (1, 1, 0.7)], [1, 1])
    found = allocate(problem)
    assert pairs_of(problem, found) == [(1, 1), (2, 0)]
    assert found.value == pytest.approx(1.5)
    assert found.seated.tolist() == [1, 1]


def test_a_household_gets_one_gift() -> None:
    pairs = [(1, 0, 0.9), (2, 0, 0.8), (2, 1, 0.7), (3, 1, 0.1)]
    problem = of(pairs, [2, 2], keys=(CapKey("household", np.array([5, 5, 5, -1])),))
    assert pairs_of(problem, allocate(problem)) == [(1, 0), (3, 1)]


def test_a_minimum_that_cannot_be_met_is_named_and_the_seats_are_filled() -> None:
    pairs = [(1, 0, 0.9), (2, 0, 0.8), (3, 0, 0.1)]
    problem = of(pairs, [2], quotas=(Quota(0, "newcomers", np.array([2]), minimum=2),))
    found = allocate(problem)
    assert found.shortfalls == (Shortfall(0, "newcomers", minimum=2, reached=1, available=1),)
    assert pairs_of(problem, found) == [(1, 0), (3, 0)]
    assert found.prices.quotas[0] < 0 < found.prices.seats[0]


def test_a_frozen_seat_stays_and_uses_up_its_limits() -> None:
    pairs = [(1, 0, 0.1), (1, 1, 0.9), (2, 0, 0.9), (3, 0, 0.8)]
    problem = of(pairs, [2, 1], frozen=np.array([0]), quotas=(Quota(0, "tier 1", np.array([0, 2]), maximum=1),))
    found = allocate(problem)
    assert pairs_of(problem, found) == [(1, 0), (3, 0)]
    assert np.isnan(found.prices.reduced).tolist() == [True, True, True, False]


def test_nothing_to_allocate_is_an_allocation_of_nothing() -> None:
    empty = np.zeros(0, np.int64)
    found = allocate(Problem(empty, empty, np.zeros(0), np.array([3]), quotas=(Quota(0, "all", empty, 1),)))
    assert (len(found.picked), found.value, found.bound, found.gap) == (0, 0.0, 0.0, 0.0)
    assert found.shortfalls == (Shortfall(0, "all", 1, 0, 0),)


def test_a_pair_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="consumer 4 stands twice"):
        allocate(of([(4, 0, 0.5), (4, 0, 0.6)], [1]))


def test_many_pairs_are_priced_on_a_sample_and_still_proven() -> None:
    chance = np.random.default_rng(3)
    person, campaign = np.nonzero(chance.random((9_000, 12)) < 0.5)
    value = chance.random(len(person))
    tier = chance.integers(0, 3, 9_000)[person]
    quotas = tuple(Quota(c, f"tier {t}", np.flatnonzero((campaign == c) & (tier == t)), 150, 220)
                   for c in range(12) for t in range(3))
    problem = Problem(person, campaign, value, np.full(12, 600), quotas=quotas)
    found = allocate(problem)
    assert len(person) > 40_000
    assert found.gap <= 1e-4
    assert found.seated.tolist() == [600] * 12
    assert not found.shortfalls
    assert all(np.isin(quota.pairs, found.picked).sum() <= 220 for quota in quotas)
    assert len(np.unique(person[found.picked])) == 7_200


def test_few_seats_among_many_people_are_priced_by_what_they_are_worth() -> None:
    """Prices that leap over all values at the first step must come down again, or nothing but HiGHS could prove it."""
    draw = np.random.default_rng(7)
    value = 0.3 + 0.23 * draw.random(3000)
    campaign = np.repeat([0, 1], [1200, 1800])
    problem = Problem(np.append(np.arange(1200), np.arange(1800)), campaign, value, np.array([4, 20]))
    rows = build(problem)
    found, _ = dual.cooled(rows)
    best = np.sort(value[:1200])[-4:].sum() + np.sort(value[1200:])[-20:].sum()
    assert found.bound <= best * 1.01
