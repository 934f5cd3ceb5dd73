"""Which minima of a joint round really bound: a price that only mirrors that of the units is told as theirs."""

from collections.abc import Mapping

import numpy as np

from app.matching.engine.pick import Part
from app.matching.engine.run import Result

TINY = 1e-9


def settled(result: Result, seat: float, worths: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """A campaign's price of a unit and of each quota (below 0: of its minimum). Where nobody outside a minimum would
    have come before its own, the minimum cost nothing; what it seemed to cost is no worth of a unit either."""
    found = dict(worths)
    for part in result.parts:
        worth = found[part.name]
        if worth < 0 and not _bound(result, part):
            found[part.name] = 0.0
            seat = max(seat + worth, 0.0) if part.members[result.chosen].all() else seat
    return seat, found


def _bound(result: Result, part: Part) -> bool:
    """Whether somebody outside the part who got nothing here is worth more than the least of those inside who did."""
    rest = result.order[~np.isin(result.order, result.chosen)]
    outside, inside = rest[~part.members[rest]], result.chosen[part.members[result.chosen]]
    if not len(outside) or not len(inside):
        return False
    return bool(result.value[outside].max() > result.value[inside].min() + TINY)
