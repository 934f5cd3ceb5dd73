"""The campaign floor where pairs are too many for whole-number proofs: a bound on the share that all can have, and
choices at the prices of the floors that come near to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from app.matching.engine.allocation import dual, repair
from app.matching.engine.allocation.certificate import Certified
from app.matching.engine.allocation.problem import UNKNOWN, Floats, Mask, Problem
from app.matching.engine.allocation.rows import Of, Rows, build

BELOW = 1e-7
HEATS = (0.05, 0.01, 0.002)  # of the mean value
SPARE = (2.0, 1.0, 4.0)
"""By how many typical seats a floor is priced higher than it is: whole seats fall short of it by about as many."""
SHY = (0.995, 0.985)
"""Where not all can have the asked share, which parts of the bound on it are tried."""
PRESSED = 100.0
"""How much dearer a missing person becomes, so that no share is bought with one."""


@dataclass(frozen=True)
class Try:
    """A choice (free,), the least share that a campaign reaches by it, the people missing in minima, its value, and the
    prices at which it was made (rows,)."""

    taken: Mask
    reached: float
    lacking: float
    value: float
    prices: Floats


def shares(problem: Problem, rows: Rows, taken: Mask, values: Floats) -> Floats:
    """Each campaign's value as a share of its value alone, 1 where that is nothing; shape (campaigns,)."""
    got = np.bincount(problem.campaign, problem.value * problem.is_frozen, minlength=len(values))
    places = rows.places[taken]
    got += np.bincount(problem.campaign[places], problem.value[places], minlength=len(values))
    return np.divide(got, values, out=np.ones(len(values)), where=values > 0)


def lacking(rows: Rows, taken: Mask) -> float:
    """How many people are missing in the minima."""
    return float(repair.missing(rows, taken)[rows.of == Of.MINIMUM].sum())


def allocate(problem: Problem, plain: tuple[Rows, Certified], values: Floats,
             asked: float) -> tuple[Rows, Certified, float]:
    """An allocation of many pairs in which each campaign has the asked share of its value alone, or nearly the largest
    that all can have, with a bound on what any such is worth; and the asked share, or the bound on the largest. `plain`
    is the best without a floor; no more people are missing in minima than there."""
    rows, found = plain
    fewest = lacking(rows, found.taken)
    at_once = Try(found.taken, _least(problem, rows, found.taken, values), fewest,
                  float(rows.value[found.taken].sum()), np.zeros(0))

    def best(so_far: Try, aims: Iterable[tuple[float, float]]) -> Try:
        for share, spare in aims:
            so_far = max(so_far, _tried(problem, values, share, spare),
                         key=lambda one: (-max(one.lacking - fewest, 0.0), min(one.reached, asked), one.value))
            if so_far.reached >= asked - BELOW:
                break
        return so_far

    tried, target = best(at_once, [(asked, SPARE[0])]), asked
    if tried.reached < asked - BELOW:
        target = min(largest(build(problem, asked * values), found.priced.prices, asked, fewest), asked)
        less = [(part * target, SPARE[0]) for part in SHY]
        tried = best(tried, less if target < asked else [(asked, spare) for spare in SPARE[1:]])
    return *_proven(problem, values, min(tried.reached, asked), tried), target


def _least(problem: Problem, rows: Rows, taken: Mask, values: Floats) -> float:
    return float(shares(problem, rows, taken, values).min(initial=1.0))


def _tried(problem: Problem, values: Floats, share: float, spare: float) -> Try:
    """The choice at the prices of floors so many seats above a share."""
    many = np.maximum(np.bincount(problem.campaign, minlength=len(values)), 1)
    typical = np.bincount(problem.campaign, problem.value, len(values)) / many
    rows = build(problem, share * values + np.minimum(spare * typical, (1 - share) / 2 * values))
    priced, heat = dual.cooled(rows)
    taken = repair.greedy(rows, priced, 2 * heat)
    return Try(taken, _least(problem, rows, taken, values), lacking(rows, taken),
               float(rows.value[taken].sum()), priced.prices)


def _proven(problem: Problem, values: Floats, share: float, found: Try) -> tuple[Rows, Certified]:
    """A choice with what no other that gives all campaigns the share can pass."""
    rows = build(problem, share * (1 - BELOW) * values)
    start = found.prices if len(found.prices) == len(rows.limit) else dual.opening(rows)
    cooler = dual.descend(rows, start, HEATS[1] * float(rows.value.mean()))
    priced = min(dual.priced(rows, start), dual.priced(rows, cooler), dual.cooled(rows)[0], key=lambda one: one.bound)
    return rows, Certified(found.taken, repair.worth(rows, found.taken), priced.bound, priced, "dual")


def largest(rows: Rows, plain: Floats, asked: float, fewest: float) -> float:
    """A share of their values alone that not all campaigns can pass beside as few missing in minima; `rows` hold floors
    of the asked share, `plain` are good prices of the rows before them.

    The share is one more pair, a part of the asked one, that the floor rows bind to what campaigns get; pairs have no
    value besides. Any prices of that program's dual prove a bound (weak duality)."""
    whole = _with_share(rows)
    floors = rows.of == Of.FLOOR
    start = np.append(plain, np.zeros(len(rows.limit) - len(plain)))
    start[floors] = typical(rows)
    heat, worth = float(rows.value.mean()), whole.value[-1]
    least = np.inf
    for cooler in HEATS:
        start = dual.descend(whole, start, cooler * heat)
        least = min(least, dual.priced(whole, start).bound)
    missed = fewest * float(whole.ceiling[rows.of == Of.MINIMUM].max(initial=0.0))
    return asked * float(least + missed) / float(worth)


def typical(rows: Rows) -> Floats:
    """What a unit of each floor row is, in value."""
    floors = np.flatnonzero(rows.of == Of.FLOOR)
    first = rows.matrix.indptr[floors]
    return np.asarray(-rows.value[rows.matrix.indices[first]] / rows.matrix.data[first])


def _with_share(rows: Rows) -> Rows:
    """The rows with the share as a last pair, worth all the floors at once."""
    floors = rows.of == Of.FLOOR
    needed = np.where(floors, -rows.limit, 0.0)
    worth = float(needed[floors] @ typical(rows))
    across = csr_array(vstack([rows.across, csr_array(needed[None, :])]))
    ceiling = np.where(floors, np.inf, np.where(rows.of == Of.MINIMUM, PRESSED * rows.ceiling, rows.ceiling))
    count = len(rows.value)
    return replace(
        rows, places=np.append(rows.places, UNKNOWN), value=np.append(np.zeros(count), worth),
        block=np.append(rows.block, len(rows.start)), start=np.append(rows.start, count), matrix=csr_array(across.T),
        across=across, limit=np.where(floors, 0.0, rows.limit), ceiling=ceiling)
