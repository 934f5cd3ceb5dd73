"""What one campaign asks of a snapshot, and whom it may get of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.criteria import Criteria
from app.matching.engine.packed.snapshot import NOBODY
from app.matching.engine.quotas import Ages, Cell, Genders, Tiers
from app.matching.engine.wants import Want


@dataclass(frozen=True)
class Part:
    """A part of the people by one cell, or by several that must all hold; of people who belong to no other part no more
    than `most` can matter (None: as of anybody)."""

    cells: tuple[Cell, ...]
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """What one campaign asks of a snapshot, checked as `run.check` does it: the best `need` of each pattern of parts,
    without the people whose seqs are in `apart`, of whom more is known than a snapshot tells."""

    wants: tuple[Want, ...]
    criteria: Criteria
    parts: tuple[Part, ...] = ()
    need: int = 0
    apart: Ints = field(default_factory=lambda: NOBODY)

    @cached_property
    def needed(self) -> Callable[[int], int]:
        """How many of a pattern of parts can matter."""
        if not are_apart(self.parts):
            return lambda pattern: self.need
        each = [self.need, *(self.need if part.most is None else min(part.most, self.need) for part in self.parts)]
        return lambda pattern: each[pattern.bit_length()]


@dataclass(frozen=True, eq=False)
class Shortlist:
    """People in order, best first: seqs, and the parts that each belongs to as bits; their rows in each table of the
    snapshot; and how many people there are of each pattern of parts, with those behind them."""

    seq: Ints
    patterns: Ints
    rows: tuple[Ints, ...]
    seen: Mapping[int, int]

    @cached_property
    def behind(self) -> Mapping[int, int]:
        """How many of each pattern stand behind all who are here."""
        here = dict(zip(*map(np.ndarray.tolist, np.unique(self.patterns, return_counts=True)), strict=True))
        left = {pattern: many - here.get(pattern, 0) for pattern, many in self.seen.items()}
        return {pattern: many for pattern, many in left.items() if many}


@lru_cache(maxsize=256)
def are_apart(parts: tuple[Part, ...]) -> bool:
    """Can nobody belong to two of the parts, whoever they are?"""
    return all(
        any(_excludes(cell, other) for cell in one.cells for other in another.cells)
        for place, one in enumerate(parts) for another in parts[:place])


def _excludes(cell: Cell, other: Cell) -> bool:
    match cell, other:
        case Tiers(one), Tiers(two):
            return not {*one} & {*two}
        case Genders(many), Genders(more):
            return not {*many} & {*more}
        case Ages(low, high), Ages(least, most):
            return high < least or most < low
    return False
