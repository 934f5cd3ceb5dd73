"""Picks where parts cross: people of one part fill another one too, so that no single order of them is proven best."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from app.matching.engine.allocation.problem import Problem, Quota
from app.matching.engine.allocation.solve import allocate
from app.matching.engine.columns import Ints
from app.matching.engine.fit import Floats
from app.matching.engine.pick import Part, Picks, best_of_each, picks_of, seated_in


def best(order: Ints, worth: Floats, units: int, waitlist: int, parts: Sequence[Part], held: Ints) -> Picks:
    """Units and waitlist from people in order (indices, best first), as the joint allocation of one campaign gives
    them: as few as possible missing in the minima, then worth most, then best by order. `worth`: shape of order."""
    sums = seated_in(parts, held)
    # Of people of the same parts no more can be picked than there are units, and the best of them come first.
    able = best_of_each(order, parts, units)
    people = order[able]
    quotas = tuple(
        Quota(0, part.name, np.flatnonzero(part.members[people]), max(part.minimum - seated, 0),
              None if part.maximum is None else max(part.maximum - seated, 0))
        for part, seated in zip(parts, sums, strict=True))
    found = allocate(Problem(able, np.zeros(len(able), np.int64), worth[able], np.array([units]), quotas=quotas))
    return replace(picks_of(order, np.sort(able[found.picked]), waitlist, units, parts, held), is_exact=True)


def most_under(order: Ints, parts: Sequence[Part], units: int) -> int:
    """How many units people in order can fill under the parts' maxima at most: whole numbers over how many are taken of
    those who belong to the same parts."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # HiGHS weighs 24 MiB: see `allocation.exact`.
    bits = np.zeros(len(order), np.int64)
    for place, part in enumerate(parts):
        bits |= part.members[order].astype(np.int64) << place
    found_in, counts = np.unique(bits, return_counts=True)
    kinds = found_in >> np.arange(len(parts))[:, None] & 1
    limits = [units if part.maximum is None else part.maximum for part in parts]
    found = milp(-np.ones(len(counts)), integrality=np.ones(len(counts), np.int64), bounds=Bounds(0, counts),
                 constraints=LinearConstraint(np.vstack([kinds, np.ones(len(counts))]), ub=[*limits, units]))
    # Nobody taken is always a choice, so there is a best one.
    return round(-float(cast(float, found.fun)))
