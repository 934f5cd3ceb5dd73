"""What besides the order decided about one person of a run: lots, quotas where they bound, keys that are shared, other
campaigns, or nothing but equal worth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from app.matching.engine.columns import UNKNOWN, Ints
from app.matching.engine.eligibility import prefers
from app.matching.engine.kinds import Mask
from app.matching.engine.pick import Part, one_per_key
from app.matching.engine.run import Result
from app.matching.rules.binding import changed, picked_under

BoundKind = Literal["held_out", "elsewhere", "invited", "household", "maximum", "reserved", "by_lot", "drawn",
                    "minimum", "together", "equal", "equal_worth", "equal_round",
                    "waiting"]
ALIKE = 1e-9
"""A difference in worth under this comes from rounding."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What besides the order decided: its kind and, of a quota, its name."""

    kind: BoundKind
    name: str = ""


@dataclass(frozen=True, eq=False)
class Ended:
    """A run and how it ended: who got a unit, and who got one of another campaign of the same round, both of shape
    (people,); whether it was matched together with others."""

    result: Result
    took: Mask
    elsewhere: Mask
    is_joint: bool

    @cached_property
    def drawn(self) -> Mask:
        """Who got a unit by lot."""
        found = np.zeros(len(self.took), np.bool_)
        found[self.result.control] = True
        return found & self.took

    @cached_property
    def last(self) -> int | None:
        """The rank of the last who got a unit by the order, not by lot."""
        ranks = self.result.ranks[self.took & ~self.drawn]
        return int(ranks.max()) if len(ranks) else None

    @cached_property
    def left(self) -> Mask:
        """Who could have had a unit and got none, anywhere."""
        result = self.result
        found = (result.ranks > 0) & ~self.took & ~self.elsewhere & ~result.outlook.is_invited
        for key in (result.audience.phone_key, result.audience.address_key):
            found &= (key == UNKNOWN) | ~np.isin(key, key[self.took])
        return found

    @cached_property
    def apart(self) -> Ints:
        """All who could be picked, in order, one for each phone and address."""
        order, audience = self.result.order, self.result.audience
        return order[one_per_key(order, audience.phone_key, audience.address_key)]

    def has(self, part: Part) -> int:
        """How many of a part got a unit or had one before."""
        return int(np.count_nonzero(part.members & (self.took | self.result.audience.holds_seat)))

    def would_pick(self, place: int, parts: Sequence[Part], *, draws: bool = True) -> bool:
        """Whether the run by itself would pick somebody under other quotas, or if no seats were drawn by lot."""
        return bool(np.isin(place, picked_under(self.result, self.apart, parts, draws=draws)))


def decided(ended: Ended, place: int) -> list[Bound]:
    """What besides the order decided about somebody eligible; empty where the order alone did."""
    if ended.result.codes[place]:
        return []
    if ended.drawn[place]:
        return [Bound("drawn")]
    if ended.took[place]:
        return [*(_raised_in_round if ended.is_joint else _raised)(ended, place)] or _equal(ended, place)
    if ended.result.outlook.is_held_out[place]:
        return [Bound("held_out")]
    return [*_barred(ended, place)] or [*(_passed_in_round if ended.is_joint else _passed)(ended, place)] or [
        *_no_place_to_wait(ended, place)] or _equal(ended, place)


def _barred(ended: Ended, place: int) -> Iterator[Bound]:
    """What keeps somebody from any unit of the campaign, wherever he stands."""
    if ended.elsewhere[place]:
        yield Bound("elsewhere")
    if ended.is_joint and ended.result.outlook.is_invited[place]:
        yield Bound("invited")
    keys = (ended.result.audience.phone_key, ended.result.audience.address_key)
    if any(key[place] != UNKNOWN and bool((ended.took & (key == key[place])).any()) for key in keys):
        yield Bound("household")


def _raised(ended: Ended, place: int) -> list[Bound]:
    """The minima without which somebody would not have been picked: each by itself, else all of them together."""
    parts = ended.result.parts
    mine = [part for part in parts if part.minimum and part.members[place]]
    if not mine or not ended.would_pick(place, parts):
        return []
    found = [part for part in mine if not ended.would_pick(place, changed(parts, part, replace(part, minimum=0)))]
    maxima = [replace(part, minimum=0) for part in parts if part.maximum is not None]
    if not found and not ended.would_pick(place, maxima):
        found = mine
    return [Bound("minimum", part.name) for part in found]


def _passed(ended: Ended, place: int) -> list[Bound]:
    """Without what somebody would have been picked: each quota or the lots by themselves, else all of them together."""
    parts = ended.result.parts
    found = [Bound("maximum", part.name) for part in parts if part.maximum is not None and part.members[place]
             and ended.would_pick(place, changed(parts, part, replace(part, maximum=None)))]
    found += [Bound("reserved", part.name) for part in parts if part.minimum and not part.members[place]
              and ended.would_pick(place, changed(parts, part, replace(part, minimum=0)))]
    if len(ended.result.control) and ended.would_pick(place, parts, draws=False):
        found.append(Bound("by_lot"))
    if found or not ended.would_pick(place, (), draws=False):
        return found
    lots = [] if ended.would_pick(place, ()) else [Bound("by_lot")]
    return [*_tight(ended, place), *lots]


def _tight(ended: Ended, place: int) -> Iterator[Bound]:
    """The quotas that left somebody no room: full ones of his own, and those of others that are no more than met."""
    for part in ended.result.parts:
        if part.members[place] and part.maximum is not None and ended.has(part) >= part.maximum:
            yield Bound("maximum", part.name)
        elif not part.members[place] and part.minimum and ended.has(part) <= part.minimum:
            yield Bound("reserved", part.name)


def _no_place_to_wait(ended: Ended, place: int) -> Iterator[Bound]:
    """The quotas for which places of the waiting list were kept, where somebody does not wait and people who stand
    lower do; the list of a round is not kept with the run."""
    result = ended.result
    if ended.is_joint or np.isin(place, result.waitlist):
        return
    lower = result.waitlist[result.ranks[result.waitlist] > result.ranks[place]]
    yield from (Bound("waiting", part.name) for part in result.parts
                if part.minimum and not part.members[place] and part.members[lower].any())


def _raised_in_round(ended: Ended, place: int) -> Iterator[Bound]:
    """The minima no more than met, for which people who stand higher and got nothing anywhere were passed over."""
    result = ended.result
    ahead = ended.left & (result.ranks < result.ranks[place]) & ~_alike(result, place)
    for part in result.parts:
        if part.maximum is not None and not part.members[place] and ended.has(part) >= part.maximum:
            ahead = ahead & ~part.members
    for part in result.parts:
        if (part.minimum and part.members[place] and ended.has(part) <= part.minimum
                and bool((ahead & ~part.members).any())):
            yield Bound("minimum", part.name)


def _passed_in_round(ended: Ended, place: int) -> list[Bound]:
    """Why somebody got nothing in a round while people who stand lower got units of the campaign, or units are left."""
    result = ended.result
    lower = ended.took & ~ended.drawn & (result.ranks > result.ranks[place]) & ~_alike(result, place)
    is_short = np.count_nonzero(ended.took) < int(str(result.parameters["units"]))
    found = [one for one, part in ((one, _named(result, one.name)) for one in _tight(ended, place))
             if (one.kind == "maximum" and (is_short or bool((lower & ~part.members).any())))
             or (one.kind == "reserved" and bool((lower & part.members).any()))]
    if found:
        return found
    if np.count_nonzero(ended.left & (result.ranks < result.ranks[place])) < np.count_nonzero(ended.drawn):
        return [Bound("by_lot")]
    return [Bound("together")] if lower.any() else []


def _named(result: Result, name: str) -> Part:
    return next(part for part in result.parts if part.name == name)


def _equal(ended: Ended, place: int) -> list[Bound]:
    """Whether the next on the other side of the last unit is worth just as much."""
    result, alike = ended.result, _alike(ended.result, place)
    if ended.is_joint:
        across = ended.left if ended.took[place] else ended.took & ~ended.drawn
        return [Bound("equal_round")] if bool((across & alike).any()) else []
    if ended.took[place]:
        others = np.flatnonzero(ended.left & (result.ranks > result.ranks[place]))
        other = others[np.argsort(result.ranks[others])[:1]]
    else:
        others = np.flatnonzero(ended.took & ~ended.drawn & (result.ranks < result.ranks[place]))
        other = others[np.argsort(-result.ranks[others])[:1]]
    if not len(other) or not alike[other[0]]:
        return []
    liked = prefers(result.audience, result.criteria)
    is_same = result.fits.places[place] == result.fits.places[other[0]] and liked[place] == liked[other[0]]
    return [Bound("equal" if is_same else "equal_worth")]


def _alike(result: Result, place: int) -> Mask:
    """Who is worth just as much; shape (people,)."""
    is_thin = result.fits.is_thin
    return np.asarray((is_thin == is_thin[place]) & (np.abs(result.value - result.value[place]) <= ALIKE), np.bool_)
