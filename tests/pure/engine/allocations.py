"""Random allocation problems and what HiGHS makes of them, written down plainly: the slow reference."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from app.matching.engine.allocation.problem import UNKNOWN, Allocation, CapKey, Problem, Quota

KINDS = ("dense", "sparse", "scarce", "unmeetable", "scales", "crossing", "keys", "frozen")


@dataclass(frozen=True)
class Limit:
    """At most so many of these pairs; or at least, at a price for each that is missing."""

    pairs: np.ndarray
    limit: int
    is_minimum: bool = False


def limits(problem: Problem) -> list[Limit]:
    """Every limit of the problem, one by one; hard ones no tighter than the frozen pairs already are."""
    caps = np.ones(len(problem.person), int) if problem.caps is None else problem.caps
    found = [Limit(np.flatnonzero(problem.person == who), int(caps[problem.person == who][0]))
             for who in np.unique(problem.person)]
    for key in problem.keys:
        found += [Limit(np.flatnonzero(key.key == name), key.most) for name in np.unique(key.key) if name != UNKNOWN]
    found += [Limit(np.flatnonzero(problem.campaign == campaign), int(seats))
              for campaign, seats in enumerate(problem.seats)]
    for quota in problem.quotas:
        if quota.maximum is not None:
            found.append(Limit(quota.pairs, quota.maximum))
    frozen = problem.is_frozen
    found = [Limit(row.pairs, max(row.limit, int(frozen[row.pairs].sum()))) for row in found]
    return found + [Limit(quota.pairs, quota.minimum, True) for quota in problem.quotas if quota.minimum]


def worth(problem: Problem, picked: np.ndarray) -> float:
    """Value less the price of each person missing in a minimum."""
    taken = np.isin(np.arange(len(problem.person)), picked)
    missing = sum(max(quota.minimum - int(taken[quota.pairs].sum()), 0) for quota in problem.quotas)
    return float(problem.value[picked].sum() - problem.price_of_missing * missing)


def optimum(problem: Problem) -> float:
    """The largest worth, by HiGHS in whole numbers over all pairs."""
    rows = limits(problem)
    hard = sum(not row.is_minimum for row in rows)
    count, minima = len(problem.person), len(rows) - hard
    matrix = lil_array((len(rows), count + minima))
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for number, row in enumerate(rows):
        matrix[number, row.pairs] = 1.0
        if row.is_minimum:
            matrix[number, count + number - hard] = 1.0
            low[number] = row.limit
        else:
            high[number] = row.limit
    least = np.append(problem.is_frozen.astype(float), np.zeros(minima))
    found = milp(np.append(-problem.value, np.full(minima, problem.price_of_missing)),
                 integrality=np.arange(count + minima) < count,
                 bounds=Bounds(least, np.append(np.ones(count), np.full(minima, np.inf))),
                 constraints=LinearConstraint(matrix.tocsr(), low, high), options={"mip_rel_gap": 0.0})
    assert found.status == 0
    return -float(found.fun)


def keeps_all_limits(problem: Problem, found: Allocation) -> bool:
    """Whether no hard limit is passed, and every frozen pair is among the picks."""
    taken = np.isin(np.arange(len(problem.person)), found.picked)
    hard = all(taken[row.pairs].sum() <= row.limit for row in limits(problem) if not row.is_minimum)
    return bool(hard and taken[problem.is_frozen].all() and len(np.unique(found.picked)) == len(found.picked))


def drawn(kind: str, seed: int) -> Problem:
    """A problem of 3 to 6 campaigns and 20 to 50 consumers with what the kind names."""
    chance = np.random.default_rng((KINDS.index(kind), seed))
    campaigns, people = int(chance.integers(3, 7)), int(chance.integers(20, 51))
    density = {"dense": 0.95, "sparse": 0.12}.get(kind, 0.5)
    person, campaign = np.nonzero(chance.random((people, campaigns)) < density)
    mixed = chance.permutation(len(person))
    person, campaign = person[mixed], campaign[mixed]
    value = chance.random(len(person)) ** 2 + 0.01
    if kind == "scales":
        value *= (10.0 ** chance.integers(-2, 3, campaigns))[campaign]
    share = 0.4 if kind == "scarce" else 0.8 if kind == "sparse" else 1.1
    seats = chance.integers(1, int(share * people / campaigns * 1.5) + 3, campaigns)
    quotas = _quotas(kind, chance, person, campaign, seats)
    keys: tuple[CapKey, ...] = ()
    caps = None
    if kind == "keys":
        phone, home = chance.integers(-1, people // 2, people), chance.integers(-1, people // 3, people)
        keys = CapKey("phone", phone[person]), CapKey("household", home[person], int(chance.integers(1, 3)))
        caps = chance.integers(1, 3, people)[person]
    problem = Problem(person, campaign, value, seats, caps, keys, quotas)
    return _freeze(problem, chance) if kind == "frozen" else problem


def _quotas(kind: str, chance: np.random.Generator, person: np.ndarray, campaign: np.ndarray,
            seats: np.ndarray) -> tuple[Quota, ...]:
    tier = chance.integers(0, 3, person.max() + 1)
    is_young, is_new = chance.random((2, person.max() + 1)) < 0.4
    found = []
    for number, units in enumerate(seats.tolist()):
        pairs = np.flatnonzero(campaign == number)
        people = person[pairs]
        cells = {f"tier {t}": tier[people] == t for t in range(3)}
        if kind == "crossing":
            cells |= {"young": is_young[people], "old": ~is_young[people], "new": is_new[people]}
        else:
            cells |= {"young of tier 1": is_young[people] & (tier[people] == 1)}
        for name, inside in cells.items():
            least = int(chance.integers(0, units // 2 + 1)) + units * (kind == "unmeetable" and name == "tier 2")
            most = least + int(chance.integers(0, units // 2 + 2))
            found.append(Quota(number, name, pairs[inside], least, most))
    return tuple(found)


def _freeze(problem: Problem, chance: np.random.Generator) -> Problem:
    """The same with some pairs seated beforehand that keep every limit."""
    taken = np.zeros(len(problem.person), bool)
    for pair in chance.permutation(len(problem.person))[:15].tolist():
        taken[pair] = True
        if any(taken[row.pairs].sum() > row.limit for row in limits(problem) if not row.is_minimum):
            taken[pair] = False
    return Problem(problem.person, problem.campaign, problem.value, problem.seats, problem.caps, problem.keys,
                   problem.quotas, np.flatnonzero(taken))
