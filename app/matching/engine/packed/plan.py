"""A brief's fit on packed columns: a quick whole-number score that is never more than a known step off, and the exact
order of the few that may be picked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Invalid
from app.matching.engine.columns import Ints
from app.matching.engine.faults import nobody_answered
from app.matching.engine.fit import grade
from app.matching.engine.kinds import Column, Kind, Mask, Multiple, Number, blank
from app.matching.engine.packed.layout import answered_bit, trait
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.wants import AnyOf, Want

View = Callable[[str], Column]
"""Some people's columns by name."""
Scores = NDArray[np.uint16]
TOP = 65000
"""The score of a perfect fit; everybody's is at least 1."""
NARROW, WIDE = 1 << 8, 1 << 16
NEAR = 1e-11
"""Scores closer than this are compared as fractions; floats err by less than a thousandth of it."""


@dataclass(frozen=True, eq=False)
class Trait:
    """One wanted trait: what to take of its column, and the exact agreement of each level; level 0 = the mean."""

    name: str
    weight: int
    agreements: tuple[Fraction, ...]
    bits: np.unsignedinteger[Any] | None = None

    def levels(self, view: View) -> Column:
        """Everybody's level, 0 = unanswered: the code, or how many wanted choices were taken and one."""
        column = view(self.name)
        return column if self.bits is None else np.bitwise_count(column & self.bits)


def traits_of(snapshot: Snapshot, wants: Sequence[Want]) -> tuple[Trait, ...]:
    """The wants with their exact means over all consenting people; Invalid names each that nobody answered."""
    found = [_trait(snapshot, want) for want in wants]
    if faults := tuple(
        nobody_answered(("traits", place, "trait"), want.key)
        for place, (want, one) in enumerate(zip(wants, found, strict=True)) if one is None
    ):
        raise Invalid(faults)
    return tuple(one for one in found if one is not None)


def _trait(snapshot: Snapshot, want: Want) -> Trait | None:
    asked = want.key, repr(want.want)
    if asked not in snapshot.graded:
        snapshot.graded[asked] = _graded(snapshot, want)
    agreements, bits = snapshot.graded[asked]
    return Trait(trait(want.key), want.weight, agreements, bits) if agreements else None


def _graded(snapshot: Snapshot, want: Want) -> tuple[tuple[Fraction, ...], np.unsignedinteger[Any] | None]:
    """The exact agreement of each level, the mean first; none where nobody answered."""
    kind, counts = snapshot.layout.specs[want.key], snapshot.tally(want.key)
    agreements, bits = _levels(snapshot, want, kind)
    if isinstance(kind, Multiple) and isinstance(want.want, AnyOf):
        people = int(counts[63])
        total = Fraction(sum(int(counts[kind.choices.index(choice)]) for choice in want.want.choices),
                         len(want.want.choices))
    else:
        told = counts[1:len(agreements)].tolist()
        people = sum(told)
        whole = lcm(*(a.denominator for a in agreements))
        total = Fraction(sum(n * a.numerator * (whole // a.denominator)
                             for n, a in zip(told, agreements[1:], strict=True)), whole)
    return ((total / people, *agreements[1:]) if people else ()), bits


def _levels(snapshot: Snapshot, want: Want, kind: Kind) -> tuple[Sequence[Fraction], np.unsignedinteger[Any] | None]:
    if isinstance(kind, Number):
        values = snapshot.values(want.key)
        graded = grade(kind, want.want, values)
        return [graded.agreements[level] for level in graded.levels.tolist()], None
    agreements = grade(kind, want.want, blank(kind, 0)).agreements
    if isinstance(kind, Multiple) and isinstance(want.want, AnyOf):
        bit = answered_bit(kind)
        return agreements, np.min_scalar_type(bit).type(kind.bits(want.want.choices) | bit)
    return agreements, None


@dataclass(frozen=True, eq=False)
class Quick:
    """Scores by table: the levels of several traits make one place in one table, so a person costs few look-ups."""

    groups: tuple[tuple[tuple[tuple[Trait, ...], ...], Column], ...]
    off: int

    @classmethod
    def of(cls, traits: Sequence[Trait]) -> "Quick":
        """Tables of at most 2^16 places, each of strands of at most 2^8."""
        total = sum(one.weight for one in traits)
        shares = {one.name: np.array([TOP * one.weight * a.numerator // (total * a.denominator)
                                      for a in one.agreements], np.uint16) for one in traits}
        strands = _packed([(one,) for one in sorted(traits, key=lambda one: -len(one.agreements))], NARROW)
        groups = []
        for strand_group in _packed([(strand,) for strand in strands], WIDE):
            table = np.zeros(1, np.uint16)
            for one in (one for strand in strand_group for one in strand):
                table = np.add.outer(table, shares[one.name]).ravel()
            groups.append((strand_group, table))
        groups[0] = (groups[0][0], groups[0][1] + np.uint16(1))
        return cls(tuple(groups), len(traits))

    def places(self, view: View) -> list[Column]:
        """Everybody's place in each table; shape (people,)."""
        return [_place(strands, view) for strands, _ in self.groups]

    def scores(self, places: Sequence[Column]) -> Scores:
        """1 + TOP x fit, at most `off` too low; shape (people,)."""
        # Every place lies inside its table; "wrap" spares the check.
        found = [table.take(place, mode="wrap") for (_, table), place in zip(self.groups, places, strict=True)]
        return sum(found[1:], found[0])

    def levels(self, places: Sequence[Column]) -> tuple[dict[str, Column], Ints]:
        """Each trait's level in every combination of places that occurs, and each person's combination."""
        found: dict[str, Column] = {}
        combination = np.zeros(len(places[0]), np.int64)
        for (strands, table), place in zip(self.groups, places, strict=True):
            keys, combination = _distinct(combination * len(table) + place)
            before, left = np.divmod(keys, len(table))
            found = {name: levels[before] for name, levels in found.items()}
            for one in reversed([one for strand in strands for one in strand]):
                left, found[one.name] = np.divmod(left, len(one.agreements))
        return found, combination


def _size(item: Any) -> int:
    return len(item.agreements) if isinstance(item, Trait) else prod(map(_size, item))


def _packed(items: Sequence[tuple[Any, ...]], most: int) -> list[tuple[Any, ...]]:
    """First fit: items joined as long as the product of their sizes stays within most."""
    bins: list[tuple[Any, ...]] = []
    for item in items:
        fits = next((at for at, held in enumerate(bins) if _size(held) * _size(item) <= most), None)
        if fits is None:
            bins.append(item)
        else:
            bins[fits] += item
    return bins


def _place(strands: tuple[tuple[Trait, ...], ...], view: View) -> Column:
    place = _strand(strands[0], view)
    for strand in strands[1:]:
        place = np.multiply(place, _size(strand), dtype=np.uint16)
        place += _strand(strand, view)
    return place


def _strand(strand: tuple[Trait, ...], view: View) -> Column:
    place = strand[0].levels(view)
    for one in strand[1:]:
        place = place * np.uint8(len(one.agreements))
        place += one.levels(view)
    return place


@dataclass(frozen=True, eq=False)
class Exact:
    """Exact places by fit: a key of what was answered (points in 1/denominator) and which traits were not."""

    traits: tuple[Trait, ...]
    tables: tuple[NDArray[Any], ...]
    span: int
    denominator: int

    @classmethod
    def of(cls, traits: Sequence[Trait]) -> "Exact":
        """Keys in 64 bits where they fit, else Python's own whole numbers."""
        denominator = lcm(*(a.denominator for one in traits for a in one.agreements[1:]))
        span = sum(one.weight for one in traits) * denominator + 1
        dtype: Any = np.int64 if span << len(traits) < 1 << 62 else object
        tables = tuple(np.array([span << k, *(one.weight * a.numerator * (denominator // a.denominator)
                                              for a in one.agreements[1:])], dtype) for k, one in enumerate(traits))
        return cls(tuple(traits), tables, span, denominator)

    def keys(self, levels: Mapping[str, Column]) -> NDArray[Any]:
        """The key of each combination of levels."""
        return np.asarray(sum(table[levels[one.name]] for one, table in zip(self.traits, self.tables, strict=True)))

    def places(self, levels: Mapping[str, Column]) -> tuple[Ints, Mask]:
        """The place (0 = best, equal where exactly equal) of each combination of levels, and whether its coverage is
        below one half."""
        keys, inverse = _distinct(self.keys(levels))
        unanswered, points = keys // self.span, keys % self.span
        absent = [np.asarray(unanswered >> k & 1, np.bool_) for k in range(len(self.traits))]
        missing = sum((one.weight * gone for one, gone in zip(self.traits, absent, strict=True)),
                      np.zeros(len(keys), np.int64))
        value = points.astype(np.float64) / self.denominator
        for one, gone in zip(self.traits, absent, strict=True):
            value += gone * float(one.weight * one.agreements[0])
        is_thin = 2 * missing > sum(one.weight for one in self.traits)
        return self._placed(keys, value)[inverse], is_thin[inverse]

    def _placed(self, keys: NDArray[Any], value: NDArray[np.float64]) -> Ints:
        order = np.argsort(-value, kind="stable")
        place = np.empty(len(keys), np.int64)
        place[order] = np.arange(len(keys))
        if (np.diff(value[order]) > -NEAR).any():
            exact = [self._value(key) for key in keys.tolist()]
            at = {score: rank for rank, score in enumerate(sorted(set(exact), reverse=True))}
            place = np.array([at[score] for score in exact], np.int64)
        return place

    def _value(self, key: int) -> Fraction:
        unanswered, points = divmod(key, self.span)
        return sum((one.weight * one.agreements[0] for k, one in enumerate(self.traits) if unanswered >> k & 1),
                   Fraction(points, self.denominator))


def _distinct(key: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """The different keys, ascending, and each one's place among them."""
    if key.dtype == object or (most := int(key.max(initial=0))) > WIDE:
        return np.unique(key, return_inverse=True)
    present = np.flatnonzero(np.bincount(key))
    places = np.zeros(most + 1, np.int64)
    places[present] = np.arange(len(present))
    return present, places[key]
