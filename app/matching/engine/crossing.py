"""Picks where parts cross: people of one part fill another one too, so that no single order of them is proven best."""

from collections.abc import Sequence
from dataclasses import replace

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
