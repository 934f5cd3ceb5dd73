"""Who gets the units: the best by order that leave room for soft minima and stay under hard maxima."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import UNKNOWN, Ints
from app.matching.engine.kinds import Mask


@dataclass(frozen=True, eq=False)
class Part:
    """A quota over the people: members has shape (people,). So many of it are `behind`, not among the people at all:
    others of the same parts come before them, more than can be picked."""

    name: str
    members: Mask
    minimum: int = 0
    maximum: int | None = None
    behind: int = 0


@dataclass(frozen=True)
class Shortfall:
    """A minimum that could not be met: how many were asked, how many are picked or seated, how many could have been."""

    name: str
    minimum: int
    reached: int
    available: int


@dataclass(frozen=True, eq=False)
class Picks:
    """Chosen people and the waitlist, both by order; what fell short; whether the pick is proven best: parts that are
    disjoint, or that nest with every minimum met."""

    chosen: Ints
    waitlist: Ints
    shortfalls: tuple[Shortfall, ...]
    is_exact: bool


@dataclass(eq=False)
class _Node:
    """A part's seats: `room` is what its maximum leaves, `owed` what its minimum still asks, `claim` the seats that it
    and the parts inside it need, `reserve` how many of them can be had."""

    owed: int
    room: int
    inside: "list[_Node]" = field(default_factory=list)
    claim: int = 0
    reserve: int = 0

    def claimed(self, owed: int) -> int:
        """Seats needed here if so many were still owed."""
        return max(owed, sum(node.reserve for node in self.inside))

    def settle(self) -> None:
        """Work out claim and reserve from the parts inside."""
        self.claim = self.claimed(self.owed)
        self.reserve = min(self.room, self.claim)


def pick(order: Ints, units: int, waitlist: int = 0, parts: Sequence[Part] = (), held: Ints | None = None) -> Picks:
    """Units and waitlist from people in order (indices, best first). Among all picks of least total shortfall and most
    units the one that is best from the first place on. People who hold seats already count in every part. The waitlist
    keeps the parts' proportions and is promoted in order as far as maxima allow."""
    holding = np.zeros(0, np.int64) if held is None else held
    taken, is_nested, is_disjoint = _greedy(order, units, parts, seated_in(parts, holding))
    found = picks_of(order, taken, waitlist, units, parts, holding)
    return replace(found, is_exact=is_disjoint or (is_nested and not found.shortfalls))


def seated_in(parts: Sequence[Part], held: Ints) -> list[int]:
    """How many people who hold seats belong to each part."""
    return [int(np.count_nonzero(part.members[held])) for part in parts]


def picks_of(order: Ints, taken: Ints, waitlist: int, units: int, parts: Sequence[Part], held: Ints) -> Picks:
    """The picks at some places of the order (ascending), with the waitlist behind them and what fell short."""
    chosen, rest = order[taken], np.delete(order, taken)
    whole = units + len(held)
    waiting, *_ = _greedy(rest, waitlist, [_scaled(part, whole, waitlist) for part in parts], [0] * len(parts))
    return Picks(chosen, rest[waiting], tuple(_shortfalls(order, chosen, parts, seated_in(parts, held))), False)


def best_of_each(order: Ints, parts: Sequence[Part], most: int) -> Ints:
    """Places in the order, ascending: of people of the same parts the best, so many at most."""
    inside = np.array([part.members[order] for part in parts], np.bool_).reshape(len(parts), len(order))
    return _queue(inside, np.arange(len(order)), most)[0]


def one_per_key(order: Ints, *keys: Ints) -> Mask:
    """Who of the order is the first with their phone and their address, so that two picks never share a cap key; shape
    of order."""
    first = np.ones(len(order), np.bool_)
    doubtful = np.zeros(len(order), np.bool_)
    for column in keys:
        known = np.flatnonzero(column[order] != UNKNOWN)
        _, inverse, counts = np.unique(column[order[known]], return_inverse=True, return_counts=True)
        doubtful[known] |= counts[inverse] > 1
    taken: set[tuple[int, int]] = set()
    for place in np.flatnonzero(doubtful).tolist():
        own = {(k, int(column[order[place]])) for k, column in enumerate(keys) if column[order[place]] != UNKNOWN}
        first[place] = not own & taken
        taken |= own if first[place] else set()
    return first


def _scaled(part: Part, whole: int, waitlist: int) -> Part:
    """The same part for another number of seats, rounded up so that no part is left without anyone waiting."""
    if not whole:
        return replace(part, minimum=0, maximum=None if part.maximum else part.maximum)
    maximum = None if part.maximum is None else -(-part.maximum * waitlist // whole)
    return replace(part, minimum=-(-part.minimum * waitlist // whole), maximum=maximum)


def _shortfalls(order: Ints, chosen: Ints, parts: Sequence[Part], sums: Sequence[int]) -> list[Shortfall]:
    found = []
    for part, seated in zip(parts, sums, strict=True):
        reached = seated + int(np.count_nonzero(part.members[chosen]))
        if reached < part.minimum:
            available = seated + int(np.count_nonzero(part.members[order])) + part.behind
            found.append(Shortfall(part.name, part.minimum, reached, available))
    return found


def _greedy(order: Ints, units: int, parts: Sequence[Part], sums: Sequence[int]) -> tuple[Ints, bool, bool]:
    """Places of the picks in the order, whether the parts nest, and whether they are disjoint."""
    if not parts:
        return np.arange(min(units, len(order))), True, True
    inside = np.array([part.members[order] for part in parts], np.bool_).reshape(len(parts), len(order))
    units = min(units, len(order))
    if not (inside.sum(axis=0, dtype=np.uint16) > 1).any():
        return np.flatnonzero(_take_apart(inside, parts, sums, units)), True, True
    ascending = sorted(range(len(parts)), key=lambda q: (int(np.count_nonzero(inside[q])) + parts[q].behind, q))
    inside = inside[ascending]
    nodes, is_nested = _tree(inside, [(parts[q], sums[q]) for q in ascending], units)
    taken = np.array(_take(inside, nodes, np.arange(len(order))), np.int64)
    if not is_nested and nodes[-1].room:
        # Crossing parts may free a reserved seat late: what is left goes by order, minima aside.
        for node in nodes:
            node.owed = node.claim = node.reserve = 0
        more = _take(inside, nodes, np.delete(np.arange(len(order)), taken))
        taken = np.sort(np.append(taken, np.array(more, np.int64)))
    return taken, is_nested, False


def _take_apart(inside: NDArray[np.bool_], parts: Sequence[Part], sums: Sequence[int], units: int) -> Mask:
    """Who is taken where nobody belongs to two parts: first what every part is owed, then the best by order as far as
    there is room; shape (people,)."""
    rooms = [units if part.maximum is None else max(part.maximum - seated, 0)
             for part, seated in zip(parts, sums, strict=True)]
    owed = np.array([0, *(min(max(part.minimum - seated, 0), room)
                          for part, seated, room in zip(parts, sums, rooms, strict=True))])
    kinds = np.zeros(inside.shape[1], np.uint16)
    for place, members in enumerate(inside, 1):
        kinds[members] = place
    by_kind, sizes = np.argsort(kinds, kind="stable"), np.bincount(kinds, minlength=len(owed))
    rank = np.empty(len(kinds), np.int64)
    rank[by_kind] = np.arange(len(kinds)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = rank < owed[kinds]
    free = units - int(np.count_nonzero(taken))
    if free < 0:
        taken[np.flatnonzero(taken)[units:]] = False
    else:
        taken[np.flatnonzero(~taken & (rank < np.array([units, *rooms])[kinds]))[:free]] = True
    return taken


def _tree(inside: NDArray[np.bool_], parts: Sequence[tuple[Part, int]], units: int) -> tuple[list[_Node], bool]:
    """Nodes smallest first, the whole (all units) last; a part hangs in the smallest one that holds all of it."""
    size = [*np.count_nonzero(inside, axis=1).tolist(), inside.shape[1]]
    nodes = [_Node(part.minimum - seated, units if part.maximum is None else max(part.maximum - seated, 0))
             for part, seated in parts]
    nodes.append(_Node(0, units))
    is_nested = True
    available: list[int] = []
    direct = list(size)
    for q, node in enumerate(nodes):
        reachable = max(direct[q], 0) + sum(available[nodes.index(child)] for child in node.inside)
        available.append(min(node.room, size[q], reachable))
        node.owed = max(min(node.owed, available[q]), 0)
        node.settle()
        if q == len(parts):
            break
        shared = np.count_nonzero(inside[q + 1:] & inside[q], axis=1).tolist()
        is_nested = is_nested and all(count in (0, size[q]) for count in shared)
        above = next((q + 1 + at for at, count in enumerate(shared) if count == size[q] > 0), len(parts))
        nodes[above].inside.append(node)
        direct[above] -= size[q]
    return nodes, is_nested


def _take(inside: NDArray[np.bool_], nodes: Sequence[_Node], places: Ints) -> list[int]:
    """Walk the places best first and take whoever fits. People of the same parts are alike: once one of them does not
    fit, none after them will. As long as no part comes near its maximum or its reserved seats, many are taken at once.
    """
    queue, kinds = _queue(inside, places, nodes[-1].room)
    paths = {int(kind): [*(nodes[q] for q in np.flatnonzero(inside[:, queue[at]]).tolist()), nodes[-1]]
             for kind, at in zip(*np.unique(kinds, return_index=True), strict=True)}
    taken: list[int] = []
    while len(queue) and nodes[-1].room:
        if many := max(min(node.room - node.claim for path in paths.values() for node in path), 0):
            for kind, count in enumerate(np.bincount(kinds[:many]).tolist()):
                for node in paths.get(kind, []):
                    node.owed, node.room = max(node.owed - count, 0), node.room - count
            for node in nodes:
                node.settle()
        elif not _seat(paths[int(kinds[0])]):
            del paths[int(kinds[0])]
            queue, kinds = queue[kinds != kinds[0]], kinds[kinds != kinds[0]]
            continue
        taken += queue[:max(many, 1)].tolist()
        queue, kinds = queue[max(many, 1):], kinds[max(many, 1):]
    return taken


def _queue(inside: NDArray[np.bool_], places: Ints, room: int) -> tuple[Ints, Ints]:
    """The best places of each set of parts, no more than there is room for, in order; and the number of each's set."""
    bits = np.zeros(len(places), np.int64)
    for q, members in enumerate(inside):
        bits |= members[places].astype(np.int64) << q
    best = np.sort(np.concatenate([np.flatnonzero(bits == kind)[:room] for kind in np.unique(bits).tolist()]
                                  or [np.zeros(0, np.int64)]))
    return places[best], np.unique(bits[best], return_inverse=True)[1]


def _seat(path: Sequence[_Node]) -> bool:
    """Seat one person in all their parts, smallest first, unless a maximum or a seat reserved for others forbids it."""
    before = [(node, node.owed, node.room, node.claim, node.reserve) for node in path]
    for node, owed, room, claim, _ in before:
        node.owed, node.room = max(owed - 1, 0), room - 1
        node.settle()
        if room < 1 or (node.claim == claim and room - 1 < claim):
            for was, *state in before:
                was.owed, was.room, was.claim, was.reserve = state
            return False
    return True
