"""The problem as blocks (at most one pair each) and priced rows: what the dual, the repair and HiGHS all work on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from scipy.sparse import csr_array

from app.matching.engine.allocation.problem import UNKNOWN, CapKey, Floats, Ints, Mask, Problem


class Of(IntEnum):
    """What a row limits."""

    SEATS = 0
    MAXIMUM = 1
    MINIMUM = 2
    KEY = 3
    FLOOR = 4


@dataclass(frozen=True)
class Rows:
    """Free pairs sorted by block, then consumer and campaign; of each block at most one is taken.

    places: (free,) into the problem's pairs; value, block: (free,); start: (blocks,) first pair of each block.
    matrix: (rows, free), matrix @ x <= limit; a soft row may be passed at `ceiling` a unit, a hard one has no ceiling.
    of, number: (rows,), what each row limits: a campaign, a place in the quotas, or a cap key.
    """

    places: Ints
    value: Floats
    block: Ints
    start: Ints
    matrix: csr_array
    across: csr_array
    limit: Floats
    ceiling: Floats
    of: Ints
    number: Ints

    @property
    def is_soft(self) -> Mask:
        """Rows that may be passed at a price; shape (rows,)."""
        return np.isfinite(self.ceiling)

    def part(self, kept: Ints, share: float = 1.0) -> "Rows":
        """Only these pairs, with limits of campaigns as much smaller."""
        limit = self.limit * np.where(self.of == Of.KEY, 1.0, share)
        _, start, block = np.unique(self.block[kept], return_index=True, return_inverse=True)
        across = csr_array(self.across[kept])
        return replace(self, places=self.places[kept], value=self.value[kept], block=block, start=start,
                       matrix=csr_array(across.T), across=across, limit=limit)


@dataclass(frozen=True)
class Row:
    """One priced row before they are stacked; `at` are places of the problem's pairs."""

    of: Of
    number: int
    at: Ints
    limit: float
    ceiling: float = np.inf
    weight: Floats | float = 1.0


def build(problem: Problem, floors: Floats | None = None) -> Rows:
    """Rows of what is left beside the frozen seats; `floors` (campaigns,) are values that each should reach."""
    frozen = problem.is_frozen
    is_free = ~frozen & (problem.value > 0)
    rows = [*_seats(problem, frozen, is_free)]
    rows += _maxima(problem, frozen, is_free)
    block, shared = _blocks(problem, frozen, is_free)
    rows = [row for row in rows + shared if row.limit < len(row.at)]
    for row in rows:
        if row.limit <= 0:
            is_free[row.at] = False
    rows = [row for row in rows if row.limit > 0]
    rows += _minima(problem, frozen, is_free)
    rows += [] if floors is None else _floors(problem, frozen, is_free, floors)
    return _stack(problem, is_free, block, rows)


def _stack(problem: Problem, is_free: Mask, block: Ints, rows: list[Row]) -> Rows:
    free = np.flatnonzero(is_free)
    places = free[np.lexsort((problem.campaign[free], problem.person[free], block[free]))]
    _, start, label = np.unique(block[places], return_index=True, return_inverse=True)
    where = np.full(len(is_free), UNKNOWN)
    where[places] = np.arange(len(places))
    at = [where[row.at] for row in rows]
    inside = [place != UNKNOWN for place in at]
    weight = [np.broadcast_to(row.weight, len(row.at))[keep] for row, keep in zip(rows, inside, strict=True)]
    columns = [place[keep] for place, keep in zip(at, inside, strict=True)]
    indptr = np.cumsum([0, *map(len, columns)])
    shape = (len(rows), len(places))
    # Narrow indices make the products with prices and shares a quarter faster.
    column = np.concatenate([*columns, np.zeros(0, np.int64)]).astype(np.int32)
    matrix = csr_array((np.concatenate([*weight, np.zeros(0)]), column, indptr.astype(np.int32)), shape=shape)
    matrix.sort_indices()
    return Rows(places, problem.value[places].astype(np.float64), label.astype(np.int64), start.astype(np.int64),
                matrix, csr_array(matrix.T), np.array([row.limit for row in rows], np.float64),
                np.array([row.ceiling for row in rows], np.float64), np.array([row.of for row in rows], np.int64),
                np.array([row.number for row in rows], np.int64))


def _seats(problem: Problem, frozen: Mask, is_free: Mask) -> Iterator[Row]:
    left = problem.seats - np.bincount(problem.campaign[frozen], minlength=len(problem.seats))
    order = np.argsort(problem.campaign, kind="stable")
    ends = np.searchsorted(problem.campaign[order], np.arange(len(left) + 1))
    for campaign, room in enumerate(left.tolist()):
        at = order[ends[campaign]:ends[campaign + 1]]
        yield Row(Of.SEATS, campaign, at[is_free[at]], max(room, 0))


def _maxima(problem: Problem, frozen: Mask, is_free: Mask) -> Iterator[Row]:
    for number, quota in enumerate(problem.quotas):
        if quota.maximum is not None:
            used = int(np.count_nonzero(frozen[quota.pairs]))
            yield Row(Of.MAXIMUM, number, quota.pairs[is_free[quota.pairs]], max(quota.maximum - used, 0))


def _minima(problem: Problem, frozen: Mask, is_free: Mask) -> Iterator[Row]:
    """What a minimum still lacks, no more than could be had at all: the rest costs the same whatever is picked."""
    price = problem.price_of_missing
    for number, quota in enumerate(problem.quotas):
        at = quota.pairs[is_free[quota.pairs]]
        missing = quota.minimum - int(np.count_nonzero(frozen[quota.pairs]))
        if missing > 0 and len(at):
            yield Row(Of.MINIMUM, number, at, -min(missing, len(at)), price, -1.0)


def _floors(problem: Problem, frozen: Mask, is_free: Mask, floors: Floats) -> Iterator[Row]:
    """A campaign's floor in typical seats of its own; dearer than a missing person, so that no part of one is sold."""
    had = np.bincount(problem.campaign, problem.value * frozen, minlength=len(floors))
    for campaign, floor in enumerate((floors - had).tolist()):
        at = np.flatnonzero(is_free & (problem.campaign == campaign))
        if floor > 0 and len(at):
            typical = float(problem.value[at].mean())
            weight = -problem.value[at] / typical
            yield Row(Of.FLOOR, campaign, at, -floor / typical, 10 * problem.price_of_missing, weight)


def _blocks(problem: Problem, frozen: Mask, is_free: Mask) -> tuple[Ints, list[Row]]:
    """A block for each pair, and rows for the caps that blocks cannot express; who has no gift left is not free.

    A consumer's pairs are a block where one gift is left; people who share a key with one gift left become one block;
    caps above one and keys that cross such blocks are priced rows.
    """
    _, person = np.unique(problem.person, return_inverse=True)
    caps = np.ones(len(person), np.int64) if problem.caps is None else problem.caps
    left = caps - np.bincount(person, frozen)[person].astype(np.int64)
    is_free &= left > 0
    alone = np.arange(len(person)) + len(person)
    block = np.where(left == 1, person, alone).astype(np.int64)
    several = np.flatnonzero(is_free & (left > 1))
    rows = [Row(Of.KEY, 0, at, int(left[at[0]])) for at in _groups(person, several)]
    for number, key in enumerate(problem.keys, 1):
        rows += _shared(number, key, block, frozen, is_free)
    return block, rows


def _shared(number: int, key: CapKey, block: Ints, frozen: Mask, is_free: Mask) -> Iterator[Row]:
    """Merge the blocks that share a key with one gift left; rows for the keys where that is not possible."""
    known = np.flatnonzero(key.key != UNKNOWN)
    _, named = np.unique(key.key[known], return_inverse=True)
    left = key.most - np.bincount(named, frozen[known])[named].astype(np.int64)
    is_free[known[left <= 0]] = False
    room = np.zeros(len(block), np.int64)
    room[known] = left
    size = np.bincount(block[is_free], minlength=2 * len(block))
    before = block.copy()
    at = np.flatnonzero(is_free[known])
    of_last = np.zeros(len(known), np.int64)
    of_last[named[at]] = before[known[at]]
    is_mixed = np.bincount(named[at], before[known[at]] != of_last[named[at]], minlength=len(known)) > 0
    for group in _groups(named, at[is_mixed[named[at]]]):
        pairs = known[group]
        own = np.unique(before[pairs])
        if room[pairs[0]] == 1 and size[own].sum() == len(pairs):
            block[pairs] = own[0]
        elif len(own) > room[pairs[0]]:
            yield Row(Of.KEY, number, pairs, int(room[pairs[0]]))


def _groups(label: Ints, at: Ints) -> list[Ints]:
    """The places that share a label with another place, a group each, lowest label first."""
    order = at[np.argsort(label[at], kind="stable")]
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [group for group in np.split(order, cuts) if len(group) > 1]
