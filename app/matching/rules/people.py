"""The people of a run: everybody as packed, and over them what seats and shared keys say for one campaign."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from app.matching.engine.columns import UNKNOWN, Audience, Ints
from app.matching.engine.kinds import Column
from app.matching.engine.packed import unpacking
from app.matching.engine.packed.snapshot import Snapshot, rows_of
from app.matching.engine.reading import Reads


@dataclass(slots=True)
class Gifts:
    """What a person's seats say for one campaign; `has_offer`: an offer that he may take up only if he leaves this."""

    has_seat: bool = False
    holds_seat: bool = False
    has_product: bool = False
    has_offer: bool = False
    is_open: bool = False
    last_on: date | None = None
    last_of_brand_on: date | None = None
    last_of_rival_on: date | None = None


@dataclass(frozen=True)
class People:
    """Everybody; by seq the gifts of those who have any, and of those who share a phone or an address the number of it,
    the same for all who share it."""

    everybody: Snapshot
    gifts: Mapping[int, Gifts] = field(default_factory=dict)
    phones: Mapping[int, int] = field(default_factory=dict)
    addresses: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def told_of(self) -> Ints:
        """Seqs, ascending, of all of whom a seat or a shared key says something."""
        return np.array(sorted({*self.gifts, *self.phones, *self.addresses}), np.int64)

    def audience(self, keys: Collection[str], reads: Reads | None = None,
                 rows: Sequence[Ints] | None = None) -> Audience:
        """Everybody, or the people of some rows, with the wanted traits and what is read, by seq."""
        bare = unpacking.audience(self.everybody, keys, reads, rows)
        places, is_there = bare.places(self.gifts)
        told: dict[str, Any] = {name: _laid(getattr(bare, name), places[is_there], values[is_there])
                                for name, values in self._of_gifts.items()}
        for name, shared in (("phone_key", self.phones), ("address_key", self.addresses)):
            places, is_there = bare.places(shared)
            told[name] = _laid(getattr(bare, name), places[is_there], np.array([*shared.values()], np.int64)[is_there])
        return replace(bare, **told)

    @cached_property
    def _of_gifts(self) -> Mapping[str, Column]:
        """What seats say, a column each, in the order of `gifts`."""
        gifts = self.gifts.values()
        return {
            "open_gift": np.array([one.is_open for one in gifts], np.bool_),
            "has_seat": np.array([one.has_seat for one in gifts], np.bool_),
            "holds_seat": np.array([one.holds_seat for one in gifts], np.bool_),
            "had_product": np.array([one.has_product for one in gifts], np.bool_),
            "open_offer": np.array([one.has_offer for one in gifts], np.bool_),
            "last_gift_on": np.array([_day(one.last_on) for one in gifts], np.int32),
            "last_brand_gift_on": np.array([_day(one.last_of_brand_on) for one in gifts], np.int32),
            "last_rival_gift_on": np.array([_day(one.last_of_rival_on) for one in gifts], np.int32),
        }

    def rows(self, seqs: Ints) -> list[Ints]:
        """The rows of some people in each table."""
        return [rows_of(table, seqs) for table in self.everybody.tables]


def _day(on: date | None) -> int:
    return UNKNOWN if on is None else on.toordinal()


def _laid(column: Column, places: Ints, values: Column) -> Column:
    """A column with other values at some places."""
    if not len(places):
        return column
    laid = column.copy()
    laid[places] = values
    return laid
