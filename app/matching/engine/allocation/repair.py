"""From prices to whole seats: who is sure at these prices, who is in doubt, and a greedy choice among the latter."""

from dataclasses import dataclass

import numpy as np

from app.matching.engine.allocation.dual import Priced
from app.matching.engine.allocation.problem import Floats, Ints, Mask
from app.matching.engine.allocation.rows import Of, Rows

DUST = 1e-9


@dataclass(frozen=True)
class Core:
    """What prices decide: pairs surely taken, and the pairs in doubt; both places among the free pairs."""

    sure: Ints
    doubtful: Ints


def core(rows: Rows, priced: Priced, doubt: float) -> Core:
    """Pairs whose exclusion costs more than `doubt` are sure, pairs whose inclusion costs more are left out.

    Where `doubt` is at least the bound less a known allocation's worth, nothing better is lost (reduced-cost fixing).
    Where the sure are too many for a hard row, those nearest to doubt come into doubt with their runners-up.
    """
    reduced, block = priced.reduced, rows.block
    at_top = np.flatnonzero(reduced >= priced.best[block])
    first = at_top[np.unique(block[at_top], return_index=True)[1]]
    others = reduced.copy()
    others[first] = -np.inf
    second = np.maximum(np.maximum.reduceat(others, rows.start), 0.0)
    margin = np.full(len(reduced), -np.inf)
    margin[first] = reduced[first] - second[block[first]]
    is_sure = _bearable(rows, margin, margin > doubt)
    width = np.full(len(rows.start), doubt)
    width[block[first]] += np.maximum(margin[first] - doubt, 0.0)
    is_open = reduced >= (priced.best - width)[block]
    is_decided = np.zeros(len(rows.start), np.bool_)
    is_decided[block[is_sure]] = True
    return Core(np.flatnonzero(is_sure), np.flatnonzero(is_open & ~is_decided[block]))


def _bearable(rows: Rows, margin: Floats, is_sure: Mask) -> Mask:
    """The sure without those of least margin in each hard row that they pass."""
    while True:
        over = np.where(rows.is_soft, 0.0, missing(rows, is_sure))
        crowded = np.flatnonzero(over > DUST)
        if not len(crowded):
            return is_sure
        for row in crowded.tolist():
            members = rows.matrix.indices[rows.matrix.indptr[row]:rows.matrix.indptr[row + 1]]
            members = members[is_sure[members]]
            least = np.argsort(margin[members], kind="stable")[:2 * int(np.ceil(over[row]))]
            is_sure[members[least]] = False


def missing(rows: Rows, taken: Mask) -> Floats:
    """By how much each row is passed; shape (rows,)."""
    return np.maximum(rows.matrix @ taken.astype(np.float64) - rows.limit, 0.0)


def fits(rows: Rows, taken: Mask) -> bool:
    """Whether every hard limit holds."""
    return not (missing(rows, taken)[~rows.is_soft] > DUST).any()


def worth(rows: Rows, taken: Mask) -> float:
    """Value less what is missing in minima and floors."""
    soft = rows.is_soft
    return float(rows.value[taken].sum() - missing(rows, taken)[soft] @ rows.ceiling[soft])


def greedy(rows: Rows, priced: Priced, doubt: float) -> Mask:
    """A whole-number choice within all hard limits: the sure, the doubtful by what prices leave of their value, then
    whoever still finds an open seat."""
    parts = core(rows, priced, doubt)
    taken = np.zeros(len(rows.value), np.bool_)
    taken[parts.sure] = True
    order = parts.doubtful[np.argsort(-priced.reduced[parts.doubtful], kind="stable")]
    _fill(rows, taken, order, is_lacking=True)
    _fill(rows, taken, order)
    full = (rows.limit - rows.matrix @ taken.astype(np.float64) < 1 - DUST) & ~rows.is_soft
    used = np.zeros(len(rows.start), np.bool_)
    used[rows.block[taken]] = True
    late = np.flatnonzero((rows.across @ full.astype(np.float64) == 0) & ~used[rows.block])
    _fill(rows, taken, late[np.argsort(-priced.reduced[late], kind="stable")])
    return taken


def _fill(rows: Rows, taken: Mask, order: Ints, *, is_lacking: bool = False) -> None:
    """Take whoever's block is unused and whose hard rows all have room, in this order; or only while a minimum of
    theirs still lacks somebody."""
    left = rows.limit - rows.matrix @ taken.astype(np.float64)
    room = np.where(rows.is_soft, np.inf, left).tolist()
    lack = np.where(rows.of == Of.MINIMUM, -left, 0.0)
    if is_lacking:
        order = order[rows.across[order] @ (lack > 0).astype(np.float64) != 0]
    needed = lack.tolist()
    used = set(rows.block[taken].tolist())
    chosen = []
    lists = rows.across[order]
    ends, inside = lists.indptr.tolist(), lists.indices.tolist()
    for place, (pair, block) in enumerate(zip(order.tolist(), rows.block[order].tolist(), strict=True)):
        limits = inside[ends[place]:ends[place + 1]]
        if is_lacking and not any(needed[row] > 0 for row in limits):
            continue
        if block not in used and all(room[row] >= 1 for row in limits):
            used.add(block)
            chosen.append(pair)
            for row in limits:
                room[row] -= 1
                needed[row] -= 1
    taken[chosen] = True


def settle_ties(rows: Rows, taken: Mask) -> Mask:
    """The same worth with ties given to the lower consumer: alike is who has the same value in the same rows."""
    used = np.zeros(len(rows.start), np.bool_)
    used[rows.block[taken]] = True
    movable = np.flatnonzero(taken | ~used[rows.block])
    marks = np.random.default_rng(0).integers(1, 1 << 62, len(rows.limit))
    movable = movable[np.argsort(rows.value[movable], kind="stable")]
    same = np.diff(rows.value[movable]) == 0
    movable = movable[np.append(same, False) | np.append(False, same)]
    likeness = np.add.reduceat(np.append(marks[rows.across[movable].indices], 0), rows.across[movable].indptr[:-1])
    order = np.lexsort((rows.places[movable], likeness, rows.value[movable]))
    movable, likeness = movable[order], likeness[order]
    cuts = np.flatnonzero(np.diff(likeness) | np.diff(rows.value[movable]).astype(np.bool_)) + 1
    settled = taken.copy()
    for group in np.split(movable, cuts):
        if 0 < np.count_nonzero(taken[group]) < len(group):
            _lowest(rows, group, settled, used)
    return settled


def _lowest(rows: Rows, group: Ints, taken: Mask, used: Mask) -> None:
    """Seat as many of the group as were seated, the lowest first, each block once."""
    count = int(np.count_nonzero(taken[group]))
    used[rows.block[group[taken[group]]]] = False
    taken[group] = False
    for pair in group.tolist():
        if count and not used[rows.block[pair]]:
            used[rows.block[pair]] = taken[pair] = True
            count -= 1
