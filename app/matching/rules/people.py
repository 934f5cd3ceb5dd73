"""The people of a run: everybody as packed, and over them what seats and shared keys say for one campaign."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from app.matching.engine.columns import Audience, Ints
from app.matching.engine.kinds import Column
from app.matching.engine.packed import unpacking
from app.matching.engine.packed.snapshot import Snapshot, rows_of
from app.matching.engine.reading import Reads


@dataclass(slots=True)
class Gifts:
    """What a person's seats say for one campaign."""

    has_seat: bool = False
    holds_seat: bool = False
    is_open: bool = False
    last_on: date | None = None
    last_of_brand_on: date | None = None


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
        bare, gifts = unpacking.audience(self.everybody, keys, reads, rows), self.gifts.items()

        def laid(name: str, told: Mapping[int, Any]) -> Column:
            return _laid(bare, getattr(bare, name), told)

        return replace(
            bare, open_gift=laid("open_gift", {seq: one.is_open for seq, one in gifts}),
            has_seat=laid("has_seat", {seq: one.has_seat for seq, one in gifts}),
            holds_seat=laid("holds_seat", {seq: one.holds_seat for seq, one in gifts}),
            last_gift_on=laid("last_gift_on", {seq: one.last_on.toordinal() for seq, one in gifts if one.last_on}),
            last_brand_gift_on=laid("last_brand_gift_on", {
                seq: one.last_of_brand_on.toordinal() for seq, one in gifts if one.last_of_brand_on}),
            phone_key=laid("phone_key", self.phones), address_key=laid("address_key", self.addresses))

    def rows(self, seqs: Ints) -> list[Ints]:
        """The rows of some people in each table."""
        return [rows_of(table, seqs) for table in self.everybody.tables]


def _laid(bare: Audience, column: Column, told: Mapping[int, Any]) -> Column:
    """A column with what is told of some seqs in its place; of those who are not there nothing is told."""
    if not told:
        return column
    places, is_there = bare.places(told)
    laid = column.copy()
    laid[places[is_there]] = np.array(list(told.values()), column.dtype)[is_there]
    return laid
