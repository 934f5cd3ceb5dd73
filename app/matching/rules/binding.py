"""Which quotas really bound: of a run by what is full, of a round by prices that do not only mirror the units'."""

from collections.abc import Mapping

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.pick import Part
from app.matching.engine.run import Result

TINY = 1e-9


def full(result: Result) -> list[tuple[str, str, int]]:
    """The quotas that bound a pick: (name, "maximum" or "minimum", how many), of maxima that are reached and keep
    somebody out, and of minima for which better people were passed over."""
    inside, rest = np.append(result.chosen, np.flatnonzero(result.audience.holds_seat)), _rest(result)
    found: list[tuple[str, str, int]] = []
    for part in result.parts:
        many = int(np.count_nonzero(part.members[inside]))
        if part.maximum is not None and many >= part.maximum and part.members[rest].any():
            found.append((part.name, "maximum", part.maximum))
        elif part.minimum and many <= part.minimum and bound(result, part):
            found.append((part.name, "minimum", part.minimum))
    return found


def _rest(result: Result) -> Ints:
    return result.order[~np.isin(result.order, result.chosen)]


def settled(result: Result, seat: float, worths: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """A campaign's price of a unit and of each quota (below 0: of its minimum). Where nobody outside a minimum would
    have come before its own, the minimum cost nothing; what it seemed to cost is no worth of a unit either."""
    found = dict(worths)
    for part in result.parts:
        worth = found[part.name]
        if worth < 0 and not bound(result, part):
            found[part.name] = 0.0
            seat = max(seat + worth, 0.0) if part.members[result.chosen].all() else seat
    return seat, found


def bound(result: Result, part: Part) -> bool:
    """Whether somebody outside the part who got nothing here is worth more than the least of those inside who did."""
    rest = _rest(result)
    outside, inside = rest[~part.members[rest]], result.chosen[part.members[result.chosen]]
    if not len(outside) or not len(inside):
        return False
    return bool(result.value[outside].max() > result.value[inside].min() + TINY)
