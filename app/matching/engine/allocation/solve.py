"""Allocate all open campaigns at once: canonical order in, picks with prices, shortfalls and their proof out."""

from dataclasses import replace

import numpy as np

from app.matching.engine.allocation import floor as floors
from app.matching.engine.allocation import sharing
from app.matching.engine.allocation.certificate import Certified, certify
from app.matching.engine.allocation.problem import Allocation, Floats, Floor, Ints, Mask, Prices, Problem, Shortfall
from app.matching.engine.allocation.repair import missing, settle_ties
from app.matching.engine.allocation.rows import Of, Rows, build


def allocate(problem: Problem) -> Allocation:
    """The picks worth most within all hard limits, with as few people missing in the minima as possible.

    The same for any order of the pairs. ValueError where shapes differ, a pair occurs twice or a value is no number.
    """
    order = np.lexsort((problem.campaign, problem.person))
    problem = _ordered(problem, order)
    _check(problem)
    if problem.floor is None:
        rows = build(problem)
        found, floor = certify(rows), None
    else:
        rows, found, target, values = floors.allocate(problem, problem.floor)
        shares = sharing.shares(problem, rows, found.taken, values)
        floor = Floor(problem.floor, target, float(shares.min(initial=1.0)), values, shares)
    if not (rows.of == Of.FLOOR).any() and found.taken.any():
        found = replace(found, taken=settle_ties(rows, found.taken))
    return _told(problem, rows, found, floor, order)


def _ordered(problem: Problem, order: Ints) -> Problem:
    """The same problem with its pairs sorted by consumer, then campaign."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return replace(
        problem, person=problem.person[order], campaign=problem.campaign[order], value=problem.value[order],
        caps=None if problem.caps is None else problem.caps[order],
        keys=tuple(replace(key, key=key.key[order]) for key in problem.keys),
        quotas=tuple(replace(quota, pairs=np.sort(place[quota.pairs])) for quota in problem.quotas),
        frozen=None if problem.frozen is None else np.sort(place[problem.frozen]),
    )


def _check(problem: Problem) -> None:
    twice = (np.diff(problem.person) == 0) & (np.diff(problem.campaign) == 0)
    if twice.any():
        raise ValueError(f"consumer {problem.person[int(np.argmax(twice))]} stands twice for one campaign")
    if not np.isfinite(problem.value).all():
        raise ValueError("every value is a finite number")


def _told(problem: Problem, rows: Rows, found: Certified, floor: Floor | None, order: Ints) -> Allocation:
    """The allocation in the places of the problem as it was given."""
    is_picked = problem.is_frozen
    is_picked[rows.places[found.taken]] = True
    picked = np.flatnonzero(is_picked)
    value = float(problem.value[picked].sum())
    soft = rows.is_soft
    lost = float(missing(rows, found.taken)[soft] @ rows.ceiling[soft])
    had = float(problem.value[problem.is_frozen].sum())
    return Allocation(
        order[picked], value, max(found.bound + lost + had, value), found.gap(rows), found.method,
        _prices(problem, rows, found, order), tuple(_shortfalls(problem, is_picked)), floor,
        np.bincount(problem.campaign[picked], minlength=len(problem.seats)),
    )


def _shortfalls(problem: Problem, is_picked: Mask) -> list[Shortfall]:
    found = []
    for quota in problem.quotas:
        reached = int(np.count_nonzero(is_picked[quota.pairs]))
        if reached < quota.minimum:
            available = len(np.unique(problem.person[quota.pairs]))
            found.append(Shortfall(quota.campaign, quota.name, quota.minimum, reached, available))
    return found


def _prices(problem: Problem, rows: Rows, found: Certified, order: Ints) -> Prices:
    prices = found.priced.prices

    def summed(of: Of, count: int) -> Floats:
        return np.bincount(rows.number[rows.of == of], prices[rows.of == of], minlength=count).astype(np.float64)

    floors = np.zeros(len(problem.seats))
    bound = rows.of == Of.FLOOR
    floors[rows.number[bound]] = prices[bound] / sharing.typical(rows)
    consumers, reduced = np.full((2, len(order)), np.nan)
    best = found.priced.best[rows.block]
    keys = rows.across @ (prices * (rows.of == Of.KEY))
    consumers[order[rows.places]] = best + keys
    reduced[order[rows.places]] = found.priced.reduced - best
    return Prices(
        summed(Of.SEATS, len(problem.seats)),
        summed(Of.MAXIMUM, len(problem.quotas)) - summed(Of.MINIMUM, len(problem.quotas)), consumers, reduced, floors,
    )
