"""The floor where pairs are many: a bound on the share that all can have, and a choice near to it."""

from dataclasses import replace

import numpy as np
import pytest

from app.matching.engine.allocation import sharing
from app.matching.engine.allocation.certificate import certify
from app.matching.engine.allocation.floor import WHOLE_UP_TO, alone
from app.matching.engine.allocation.problem import Problem, Quota
from app.matching.engine.allocation.rows import build
from app.matching.engine.allocation.solve import allocate
from tests.pure.engine.allocations import drawn, keeps_all_limits
from tests.pure.engine.test_allocation_floor import largest_share


def many(people: int, seed: int = 0) -> Problem:
    """Twenty campaigns of different worth with 200 seats and 1,100 candidates each, and a tier of which all want some;
    the fewer people, the less there is for everybody."""
    chance = np.random.default_rng(seed)
    person = np.concatenate([np.sort(chance.choice(people, 1100, replace=False)) for _ in range(20)])
    campaign = np.repeat(np.arange(20), 1100)
    liking = 0.5 * chance.normal(size=people)[person] + chance.normal(size=len(person))
    value = chance.uniform(0.3, 1.0, 20)[campaign] / (1 + np.exp(-liking))
    quotas = tuple(Quota(number, "tier", np.flatnonzero((campaign == number) & (person % 4 == 0)), 30, 80)
                   for number in range(20))
    return Problem(person, campaign, value, np.full(20, 200), quotas=quotas, floor=0.9)


@pytest.mark.parametrize("seed", range(6))
def test_no_share_passes_the_bound(seed: int) -> None:
    chance = np.random.default_rng(seed)
    person, campaign = np.nonzero(np.ones((7, 3), bool))
    problem = Problem(person, campaign, chance.random(21) * np.array([1, 1, 9])[campaign], np.array([4, 3, 4]))
    values, rows = alone(problem), build(problem)
    bound = sharing.largest(build(problem, 0.9 * values), certify(rows).priced.prices, 0.9, 0.0)
    assert bound >= min(0.9, largest_share(problem, values)) - 1e-9
    assert bound <= 1.2


@pytest.mark.parametrize("kind", ["dense", "crossing", "keys", "frozen", "unmeetable"])
def test_a_choice_by_prices_keeps_all_limits_and_passes_no_bound(kind: str) -> None:
    for seed in range(4):
        problem = drawn(kind, seed)
        values, rows = alone(problem), build(problem)
        plain = certify(rows)
        told, found, target = sharing.allocate(problem, (rows, plain), values, 0.9)
        assert sharing.lacking(told, found.taken) <= sharing.lacking(rows, plain.taken)
        reached = float(sharing.shares(problem, told, found.taken, values).min())
        assert min(reached, 0.9) <= target + 1e-9
        # What whole-number programming finds for the share reached here is worth no more than the bound.
        again = build(problem, min(reached, 0.9) * (1 - sharing.BELOW) * values)
        assert certify(again).worth <= found.bound + 1e-6


def test_the_floor_is_held_over_more_pairs_than_can_be_proven_whole() -> None:
    problem = many(5000)
    assert len(problem.person) > WHOLE_UP_TO
    plain, found = allocate(replace(problem, floor=None)), allocate(problem)
    got = np.bincount(problem.campaign[plain.picked], problem.value[plain.picked])
    assert found.floor is not None
    assert (got / found.floor.alone).min() < 0.9 <= found.floor.reached
    assert found.floor.target == 0.9
    assert found.gap <= 2e-3
    assert found.value <= plain.value * (1 + 1e-4)
    assert keeps_all_limits(problem, found)


def test_where_not_all_can_have_the_floor_all_come_near_to_what_they_can() -> None:
    found = allocate(many(3500))
    assert found.floor is not None
    assert 0.97 * found.floor.target <= found.floor.reached <= found.floor.target < 0.9
    assert found.bound >= found.value
