"""The campaign floor: nine tenths of what each could get alone, or the largest share that all can have."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from app.matching.engine.allocation.floor import alone
from app.matching.engine.allocation.problem import Problem
from app.matching.engine.allocation.solve import allocate
from tests.pure.engine.allocations import drawn, keeps_all_limits


def test_what_a_campaign_gets_alone_is_its_best_people() -> None:
    problem = Problem(np.array([1, 1, 2, 3]), np.array([0, 1, 0, 0]), np.array([0.9, 0.5, 0.7, 0.8]), np.array([2, 1]))
    assert alone(problem).tolist() == pytest.approx([1.7, 0.5])


@pytest.mark.parametrize("seed", range(8))
def test_what_a_campaign_gets_alone_is_the_optimum_where_its_quotas_cross(seed: int) -> None:
    problem = drawn("crossing", seed)
    values = alone(problem)
    for number in range(len(problem.seats)):
        own = problem.campaign == number
        where = np.cumsum(own) - 1
        single = replace(
            problem, person=problem.person[own], campaign=np.zeros(int(own.sum()), np.int64), value=problem.value[own],
            seats=problem.seats[number:number + 1], caps=None if problem.caps is None else problem.caps[own], keys=(),
            quotas=tuple(replace(quota, campaign=0, pairs=where[quota.pairs]) for quota in problem.quotas
                         if quota.campaign == number), penalty=problem.price_of_missing)
        assert values[number] == pytest.approx(allocate(single).value, rel=1e-4)


def test_a_floor_within_reach_is_reached() -> None:
    value = np.array([1.0, 0.95, 0.9, 0.1, 0.05, 0.1])
    problem = Problem(np.array([1, 2, 3, 1, 2, 3]), np.array([0, 0, 0, 1, 1, 1]), value, np.array([2, 1]), floor=0.9)
    found = allocate(problem)
    assert found.floor is not None
    assert found.floor.target == 0.9
    assert found.floor.reached >= 0.9


def largest_share(problem: Problem, values: np.ndarray) -> float:
    """Every way of giving each consumer at most one gift, tried out."""
    best = 0.0
    people = np.unique(problem.person)
    choices = [[-1, *np.flatnonzero(problem.person == who).tolist()] for who in people]
    for picked in product(*choices):
        places = np.array([pair for pair in picked if pair >= 0], np.int64)
        seated = np.bincount(problem.campaign[places], minlength=len(values))
        if (seated <= problem.seats).all():
            got = np.bincount(problem.campaign[places], problem.value[places], minlength=len(values))
            best = max(best, float((got / values).min()))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_where_not_all_can_have_it_all_get_the_largest_share_that_all_can_have(seed: int) -> None:
    chance = np.random.default_rng(seed)
    person, campaign = np.nonzero(np.ones((7, 3), bool))
    problem = Problem(person, campaign, chance.random(21) * np.array([1, 1, 9])[campaign], np.array([4, 3, 4]),
                      floor=0.9)
    found, share = allocate(problem), min(0.9, largest_share(problem, alone(problem)))
    assert found.floor is not None
    assert found.floor.reached >= share - 1e-6
    assert keeps_all_limits(problem, found)


@pytest.mark.parametrize("kind", ["dense", "crossing", "keys", "frozen", "unmeetable"])
def test_the_floor_costs_value_only_and_no_minimum(kind: str) -> None:
    for seed in range(4):
        problem = drawn(kind, seed)
        plain = allocate(problem)
        asked = Problem(problem.person, problem.campaign, problem.value, problem.seats, problem.caps, problem.keys,
                        problem.quotas, problem.frozen, floor=0.9)
        found = allocate(asked)
        assert found.floor is not None
        assert found.floor.reached <= found.floor.shares.min()
        assert keeps_all_limits(asked, found)
        missing = [sum(short.minimum - short.reached for short in one.shortfalls) for one in (plain, found)]
        assert missing[1] == missing[0]
        assert found.value <= plain.value * (1 + 1e-4)
