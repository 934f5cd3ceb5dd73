"""Who of the best gets the units and who waits, when the best of every pattern of quota parts stand in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np

from app.matching.engine import pick
from app.matching.engine.columns import Ints
from app.matching.engine.kinds import Mask
from app.matching.engine.packed.asked import Asked, Picked
from app.matching.engine.packed.reach import Part
from app.matching.engine.pick import Shortfall
from app.matching.engine.quotas import Ages, Cell, Genders, Tiers


@dataclass(frozen=True)
class Shares:
    """What each pattern of parts is owed and may have at most, the first being people of no part."""

    owed: Sequence[int]
    room: Sequence[int]

    def most(self, units: int) -> list[int]:
        """How many of each can matter."""
        return [min(room, max(owed, units)) for owed, room in zip(self.owed, self.room, strict=True)]


def shares(parts: Sequence[Part], seated: Sequence[int], units: int) -> Shares:
    """What parts that do not overlap are owed of some units when so many of their people are seated already."""
    rooms = [units if part.maximum is None else max(part.maximum - held, 0)
             for part, held in zip(parts, seated, strict=True)]
    owed = [max(part.minimum - held, 0) for part, held in zip(parts, seated, strict=True)]
    return Shares((0, *map(min, owed, rooms)), (units, *rooms))


def take(kinds: Ints, units: int, given: Shares) -> Mask:
    """Who of the people in order (the number of their part, 0 = none) is taken: first what every part is owed, then the
    best by order as far as there is room. The same picks as `pick.pick` where no two parts overlap."""
    by_kind = np.argsort(kinds.astype(np.uint8), kind="stable")
    sizes = np.bincount(kinds, minlength=len(given.room))
    rank = np.empty(len(kinds), np.int64)
    rank[by_kind] = np.arange(len(kinds)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    owed, room = np.array(given.owed)[kinds], np.array(given.room)[kinds]
    taken = np.asarray(rank < owed, np.bool_)
    free = units - int(np.count_nonzero(taken))
    if free < 0:
        taken[np.flatnonzero(taken)[units:]] = False
        return taken
    taken[np.flatnonzero(~taken & (rank < room))[:free]] = True
    return taken


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


@dataclass(frozen=True, eq=False)
class Ballot:
    """How one campaign's picks are made: its parts, and the parts (as bits) of the people who hold seats already."""

    asked: Asked
    holding: Ints

    @cached_property
    def is_apart(self) -> bool:
        """Can nobody belong to two parts?"""
        return are_apart(self.asked.parts)

    @cached_property
    def seated(self) -> list[int]:
        """How many holders belong to each part."""
        return [int(np.count_nonzero(self.holding >> place & 1)) for place in range(len(self.asked.parts))]

    @cached_property
    def shares(self) -> tuple[Shares, Shares]:
        """What parts are owed of the units, and of the waitlist, which keeps their proportions."""
        whole, waitlist = self.asked.units + len(self.holding), self.asked.waitlist
        waiting = [_scaled(part, whole, waitlist) for part in self.asked.parts]
        return (shares(self.asked.parts, self.seated, self.asked.units),
                shares(waiting, [0] * len(waiting), waitlist))

    def needs(self) -> Callable[[int], int]:
        """How many of a pattern can matter, the best by exact order first."""
        now, later = self.shares
        if self.is_apart:
            most = [a + b for a, b in zip(now.most(self.asked.units), later.most(self.asked.waitlist), strict=True)]
            return lambda pattern: most[pattern.bit_length()]
        enough = max(self.asked.units, *now.owed) + max(self.asked.waitlist, *later.owed)
        return lambda pattern: enough

    def picked(self, seq: Ints, patterns: Ints, seen: Callable[[int], int]) -> Picked:
        """The picks from people in order; `seen` tells how many belong to a part in all."""
        chosen, waiting = self._apart(patterns) if self.is_apart else self._together(patterns)
        shortfalls = []
        for place, (part, held) in enumerate(zip(self.asked.parts, self.seated, strict=True)):
            reached = held + int(np.count_nonzero(patterns[chosen] >> place & 1))
            if reached < part.minimum:
                shortfalls.append(Shortfall(part.name, part.minimum, reached, held + seen(place)))
        return Picked(seq[chosen], seq[waiting], tuple(shortfalls))

    def _apart(self, patterns: Ints) -> tuple[Ints, Ints]:
        now, later = self.shares
        kinds = np.frexp(patterns.astype(np.float64))[1].astype(np.int64)
        taken = take(kinds, self.asked.units, now)
        if not self.asked.waitlist:
            return np.flatnonzero(taken), np.zeros(0, np.int64)
        rest = np.flatnonzero(~taken)
        return np.flatnonzero(taken), rest[take(kinds[rest], self.asked.waitlist, later)]

    def _together(self, patterns: Ints) -> tuple[Ints, Ints]:
        everyone = np.concatenate([patterns, self.holding])
        parts = [pick.Part(part.name, np.asarray(everyone >> place & 1, np.bool_), part.minimum, part.maximum)
                 for place, part in enumerate(self.asked.parts)]
        found = pick.pick(np.arange(len(patterns)), self.asked.units, self.asked.waitlist, parts,
                          np.arange(len(patterns), len(everyone)))
        return found.chosen, found.waitlist


def cross(patterns: Sequence[int], parts: int) -> bool:
    """Do two parts overlap, neither lying within the other?"""
    return any({pattern >> one & 1 | (pattern >> other & 1) << 1 for pattern in patterns} >= {1, 2, 3}
               for one, other in combinations(range(parts), 2))


def _scaled(part: Part, whole: int, waitlist: int) -> Part:
    """The same part for the waitlist, as `pick.pick` scales it."""
    if not whole:
        return replace(part, minimum=0, maximum=None if part.maximum else part.maximum)
    maximum = None if part.maximum is None else -(-part.maximum * waitlist // whole)
    return replace(part, minimum=-(-part.minimum * waitlist // whole), maximum=maximum)
