"""All campaigns allocated at once against HiGHS on the same pairs, and 200 small problems in whole numbers."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from app.matching.engine.allocation.problem import Allocation, Problem, Quota
from app.matching.engine.allocation.solve import allocate
from tests.pure.engine import allocations

CAMPAIGNS = int(os.environ.get("CAMPAIGNS", "100"))
PAIRS, SEATS = 2_700, 500  # of each campaign
PEOPLE = int(os.environ.get("PEOPLE", str(900 * CAMPAIGNS)))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
EACH = 25
T = TypeVar("T")


def drawn(seed: int, people: int = PEOPLE) -> Problem:
    """Candidates by a shared and an own liking, nine quota cells a campaign: three tiers, each in two bands."""
    chance = np.random.default_rng(seed)
    person = np.concatenate([np.sort(chance.choice(people, PAIRS, replace=False)) for _ in range(CAMPAIGNS)])
    campaign = np.repeat(np.arange(CAMPAIGNS), PAIRS)
    liking = 0.5 * chance.normal(size=people)[person] + chance.normal(size=len(person))
    value = chance.uniform(0.5, 1.0, CAMPAIGNS)[campaign] / (1 + np.exp(-liking))
    tier, band = chance.choice(3, people, p=[0.2, 0.3, 0.5]), chance.choice(3, people)
    quotas = []
    for number in range(CAMPAIGNS):
        at = np.arange(number * PAIRS, (number + 1) * PAIRS)
        for t, most in enumerate((0.3, 0.35, 0.6)):
            inside = at[tier[person[at]] == t]
            quotas.append(Quota(number, f"tier {t}", inside, int(0.15 * SEATS), int(most * SEATS)))
            quotas += [Quota(number, f"tier {t}, band {b}", inside[band[person[inside]] == b], int(0.04 * SEATS),
                             int(0.2 * SEATS)) for b in range(2)]
    return Problem(person, campaign, value, np.full(CAMPAIGNS, SEATS), quotas=tuple(quotas))


def highs(problem: Problem) -> Callable[[], float]:
    """The linear program of the same limits, laid out beforehand; answers its optimum."""
    count, minima = len(problem.person), [quota for quota in problem.quotas if quota.minimum]
    people, owner = np.unique(problem.person, return_inverse=True)
    at = [owner, len(people) + problem.campaign]
    first = len(people) + CAMPAIGNS
    maxima = [quota for quota in problem.quotas if quota.maximum is not None]
    at += [np.full(len(quota.pairs), first + number) for number, quota in enumerate(maxima + minima)]
    columns = [np.arange(count)] * 2 + [quota.pairs for quota in maxima + minima]
    signs = [np.full(len(row), 1.0 if number < 2 + len(maxima) else -1.0) for number, row in enumerate(at)]
    slack = np.arange(len(minima))
    matrix = coo_array((np.concatenate([*signs, -np.ones(len(minima))]), (
        np.concatenate([*at, first + len(maxima) + slack]), np.concatenate([*columns, count + slack]))))
    limit = np.concatenate([np.ones(len(people)), problem.seats, [quota.maximum for quota in maxima],
                            [-quota.minimum for quota in minima]])
    cost = np.append(-problem.value, np.full(len(minima), problem.price_of_missing))
    rows = matrix.tocsr()
    # HiGHS is many times quicker with the upper bounds that the consumers' rows imply.
    bounds = np.column_stack([np.zeros(len(cost)), np.append(np.ones(count), np.full(len(minima), np.inf))])
    return lambda: -float(linprog(cost, A_ub=rows, b_ub=limit, bounds=bounds, method="highs").fun)


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """Seconds and what came out."""
    begun = time.perf_counter()
    found = run()
    return time.perf_counter() - begun, found


def worst_error() -> float:
    """The largest share of the optimum that any of the 200 small problems misses."""
    errors = []
    for kind in allocations.KINDS:
        for seed in range(EACH):
            problem = allocations.drawn(kind, seed)
            found = allocate(problem)
            assert found.gap <= 1e-4
            assert allocations.keeps_all_limits(problem, found)
            errors.append((allocations.optimum(problem) - allocations.worth(problem, found.picked)) / found.value)
    return max(0.0, *errors)


def main() -> None:
    """Both sides in turn, medians, then the small problems."""
    ours: list[float] = []
    theirs: list[float] = []
    gaps: list[float] = []
    for seed in range(ROUNDS):
        problem = drawn(seed)
        program = highs(problem)
        seconds, found = timed(lambda problem=problem: allocate(problem))
        slow, optimum = timed(program)
        ours.append(seconds)
        theirs.append(slow)
        gaps.append(told(problem, found, seconds, slow, optimum))
    print(f"RATIO allocation_floor_time_of_highs {floor_time() / statistics.median(theirs):.4f}")
    print(f"RATIO allocation_time_of_highs {statistics.median(ours) / statistics.median(theirs):.4f}")
    print(f"RATIO allocation_gap {max(gaps):.2e}")
    print(f"RATIO allocation_worst_error {worst_error():.2e}")


def floor_time() -> float:
    """Seconds of the campaign floor where it binds: so few people that not every campaign gets nine tenths by itself;
    prints what was asked, what all can have at most, and what was reached."""
    problem = drawn(0, PEOPLE * 2 // 3)
    seconds, found = timed(lambda: allocate(replace(problem, floor=0.9)))
    held = found.floor
    assert held is not None
    print(f"{len(problem.person)} pairs with a floor of {held.asked:.0%}: all can have at most {held.target:.1%}, "
          f"each reached {held.reached:.1%} in {seconds:.2f} s, gap {found.gap:.1e}")
    return seconds


def told(problem: Problem, found: Allocation, seconds: float, slow: float, optimum: float) -> float:
    """One line; answers the certified gap, which is no less than the true one."""
    reached = allocations.worth(problem, found.picked)
    print(f"{len(problem.person)} pairs, {len(found.picked)} seats, {len(found.shortfalls)} shortfalls: "
          f"{seconds:.2f} s by {found.method}, HiGHS {slow:.2f} s; "
          f"worth {reached:.3f} of {optimum:.3f}, gap {found.gap:.1e}")
    assert found.bound >= optimum - 1e-6 * optimum
    return found.gap


if __name__ == "__main__":
    main()
