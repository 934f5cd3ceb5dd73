"""Which quotas really bound: of a run by what is full, of a round by prices that do not only mirror the units'."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.matching.engine import crossing
from app.matching.engine.columns import Ints
from app.matching.engine.pick import Part, pick
from app.matching.engine.run import Result, worth

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Filled:
    """A quota after a run: what it asked, how many of it were picked, how many held a seat before, and how many there
    were to choose from, those seated among them."""

    name: str
    minimum: int
    maximum: int | None
    picked: int
    seated: int
    available: int

    @property
    def is_short(self) -> bool:
        """Whether fewer than its minimum have a unit."""
        return self.picked + self.seated < self.minimum

    @property
    def is_full(self) -> bool:
        """Whether nobody more of it may have a unit."""
        return self.maximum is not None and self.picked + self.seated >= self.maximum


def filled(result: Result) -> list[dict[str, Any]]:
    """How a run filled each quota, the seats for newcomers behind them, as it is kept."""
    seats = np.flatnonzero(result.audience.holds_seat)

    def count(part: Part, people: Ints) -> int:
        return int(np.count_nonzero(part.members[people]))
    return [asdict(Filled(part.name, part.minimum, part.maximum, count(part, result.chosen), count(part, seats),
                          count(part, result.order) + count(part, seats) + part.behind)) for part in result.parts]


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


def picked_under(result: Result, apart: Ints, parts: Sequence[Part], *, draws: bool = True) -> Ints:
    """Whom a run by itself would pick by the order under other quotas, or if no seats were drawn by lot; `apart`: all
    who could be picked, in order, one for each phone and address."""
    control = result.control if draws else result.control[:0]
    held = np.append(np.flatnonzero(result.audience.holds_seat), control)
    units = int(str(result.parameters["units"])) - len(control)
    left = apart[~np.isin(apart, control)]
    found = pick(left, units, 0, parts, held)
    if found.is_exact or result.parameters["by_order"]:
        return found.chosen
    return crossing.best(left, worth(result.fits, result.value, left), units, 0, parts, held).chosen


def changed(parts: Sequence[Part], part: Part, other: Part) -> list[Part]:
    """The parts with another in place of one, or without it where the other asks nothing."""
    asks = other.minimum or other.maximum is not None
    return [other if one is part else one for one in parts if one is not part or asks]
