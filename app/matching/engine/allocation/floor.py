"""The campaign floor: what each campaign could get alone, and the largest share of it that all can have."""

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from app.matching.engine.allocation import sharing
from app.matching.engine.allocation.certificate import WANTED, Certified, certify
from app.matching.engine.allocation.exact import Small, program
from app.matching.engine.allocation.problem import UNKNOWN, CapKey, Floats, Ints, Problem, Quota
from app.matching.engine.allocation.repair import Core
from app.matching.engine.allocation.rows import Of, Rows, build
from app.matching.engine.allocation.sharing import BELOW, lacking, shares

WHOLE_UP_TO = 20_000
NODES = 2_000


def allocate(problem: Problem, asked: float) -> tuple[Rows, Certified, float, Floats]:
    """The best allocation in which each campaign has the asked share of its value alone, or the largest that all can
    have; with that share and the values alone (campaigns,). Where pairs are many, nearly the largest, and a bound on
    it."""
    values = alone(problem)
    rows = build(problem)
    is_many, found = len(rows.value) > WHOLE_UP_TO, certify(rows, whole=False)

    def has_all() -> bool:
        return bool((shares(problem, rows, found.taken, values) >= asked - BELOW).all())
    # Of a choice that will give way to the floor only the fewest missing have to be proven.
    if found.gap(rows) > WANTED and (not is_many or has_all() or lacking(rows, found.taken)):
        found = certify(rows)
    if has_all():
        return rows, found, asked, values
    if is_many:
        return *sharing.allocate(problem, (rows, found), values, asked), values
    return *_whole(problem, lacking(rows, found.taken), values, asked), values


def _whole(problem: Problem, fewest: float, values: Floats, asked: float) -> tuple[Rows, Certified, float]:
    """The same in whole numbers, with no more than the fewest missing in minima."""
    rows = build(problem, asked * values)
    found = certify(rows)
    if lacking(rows, found.taken) <= fewest and (shares(problem, rows, found.taken, values) >= asked - BELOW).all():
        return rows, found, asked
    target = largest_share(rows, values, asked)
    rows = build(problem, target * (1 - BELOW) * values)
    return rows, certify(rows), target


def alone(problem: Problem) -> Floats:
    """The value each campaign would get if no other picked anybody; shape (campaigns,)."""
    rows = build(problem)
    kept = np.sort(np.append(rows.places, np.flatnonzero(problem.is_frozen)))
    where = np.full(len(problem.person), UNKNOWN)
    where[kept] = np.arange(len(kept))
    single = Problem(
        _apart(problem.person, problem)[kept], problem.campaign[kept], problem.value[kept], problem.seats,
        None if problem.caps is None else problem.caps[kept],
        tuple(CapKey(key.name, _apart(key.key, problem)[kept], key.most) for key in problem.keys),
        tuple(_kept(quota, where) for quota in problem.quotas), where[np.flatnonzero(problem.is_frozen)],
        penalty=problem.price_of_missing,
    )
    rows = build(single)
    found = certify(rows, whole=False)
    if found.gap(rows) > WANTED:
        # No campaign stands in another's way: whole numbers are many times quicker one campaign after the other.
        return np.array([_alone(single, number) for number in range(len(problem.seats))])
    return shares(single, rows, found.taken, np.ones(len(problem.seats)))


def _alone(problem: Problem, number: int) -> float:
    """The value that one campaign would get by itself."""
    own = np.flatnonzero(problem.campaign == number)
    where = np.full(len(problem.person), UNKNOWN)
    where[own] = np.arange(len(own))
    single = replace(
        problem, person=problem.person[own], campaign=np.zeros(len(own), np.int64), value=problem.value[own],
        seats=problem.seats[number:number + 1], caps=None if problem.caps is None else problem.caps[own],
        keys=tuple(replace(key, key=key.key[own]) for key in problem.keys),
        quotas=tuple(replace(_kept(quota, where), campaign=0) for quota in problem.quotas if quota.campaign == number),
        frozen=where[np.flatnonzero(problem.is_frozen & (problem.campaign == number))])
    rows = build(single)
    return float(shares(single, rows, certify(rows).taken, np.ones(1))[0])


def _apart(key: Ints, problem: Problem) -> Ints:
    """The key within each campaign by itself."""
    return np.where(key == UNKNOWN, UNKNOWN, key * len(problem.seats) + problem.campaign)


def _kept(quota: Quota, where: Ints) -> Quota:
    places = where[quota.pairs]
    return replace(quota, pairs=places[places != UNKNOWN])


def largest_share(rows: Rows, values: Floats, asked: float) -> float:
    """The largest share up to the asked one that all campaigns can have beside as few missing in minima as possible.

    One slack stands in all floor rows: by how much the share stays under the asked one.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    everything = Core(np.zeros(0, np.int64), np.arange(len(rows.value)))
    small = program(rows, everything)
    if small is None:
        return 0.0
    cost, matrix, most = _with_one_slack(rows, small, values)
    is_pair = (np.arange(len(cost)) < len(rows.value)).astype(np.int64)
    found = milp(cost, integrality=is_pair, bounds=Bounds(np.zeros(len(most)), most),
                 constraints=LinearConstraint(matrix, ub=small.limit), options={"node_limit": NODES})
    return max(asked - float(found.x[-1]), 0.0) if found.x is not None else 0.0


def _with_one_slack(rows: Rows, small: Small, values: Floats) -> tuple[Floats, csr_array, Floats]:
    """Cost, matrix and upper bounds in which the floor rows' own slacks are replaced by a common last column."""
    floors = np.flatnonzero(rows.of[small.kept] == Of.FLOOR)
    campaigns = rows.number[small.kept[floors]]
    first = rows.matrix.indices[rows.matrix.indptr[small.kept[floors]]]
    typical = -rows.value[first] / rows.matrix.data[rows.matrix.indptr[small.kept[floors]]]
    count = len(rows.value)
    of_slack = rows.of[small.kept[np.flatnonzero(rows.is_soft[small.kept])]]
    kept = np.append(np.ones(count, np.bool_), of_slack != Of.FLOOR)
    column = coo_array((-values[campaigns] / typical, (floors, np.zeros(len(floors), np.int64))),
                       shape=(small.matrix.shape[0], 1))
    cost = np.append(np.zeros(count), np.full(int(np.count_nonzero(kept)) - count, 10.0))
    return np.append(cost, 1.0), csr_array(hstack([small.matrix[:, np.flatnonzero(kept)], column])), np.append(
        small.most[kept], 1.0)
