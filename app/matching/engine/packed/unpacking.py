"""A snapshot's people, or some of them, as the engine's audience."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import numpy as np

from app.matching.engine.columns import UNKNOWN, Audience, Ints
from app.matching.engine.kinds import Column, Number
from app.matching.engine.packed import layout
from app.matching.engine.packed.layout import CONFLICT, CONSENT, FLAGGED, HIGHEST_BAND, PAUSED, trait, widened
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.reading import Reads


def alive(snapshot: Snapshot) -> list[Ints]:
    """The rows of each table that hold."""
    return [np.delete(np.arange(len(table.source.array("seq"))), table.dead) for table in snapshot.tables]


def audience(snapshot: Snapshot, keys: Collection[str], reads: Reads | None = None,
             rows: Sequence[Ints] | None = None) -> Audience:
    """Everybody who holds, or the people of some rows of each table, by ascending seq, with the wanted traits and what
    is read; the rest is as though unknown. Nothing is said of seats and cap keys: whoever knows them for a campaign
    puts them in by `dataclasses.replace`."""
    told = _Taken(snapshot, alive(snapshot) if rows is None else rows)
    reads, count = reads or Reads(), len(told.order)
    flags = told("flags")
    specs = {key: snapshot.layout.specs[key] for key in keys}
    traits = {key: snapshot.values(key)[codes] if isinstance(kind, Number) else widened(kind, codes)
              for key, kind in specs.items() for codes in (told(trait(key)),)}

    def fact(name: str, is_read: bool, unsaid: int) -> Column:
        return told(name) if is_read else _alike(count, unsaid, snapshot.layout.record[name])

    nobody, never = _alike(count, False, np.bool_), _alike(count, UNKNOWN, np.int32)
    declared, verified, bands = _accounts(told, snapshot.layout.platforms, reads)
    return Audience(
        specs=specs, platforms=snapshot.layout.platforms, seq=told("seq").astype(np.int64), traits=traits,
        birth_month=told("birth_month").astype(np.int32), region=fact("region", reads.regions, UNKNOWN),
        tier=fact("tier", reads.tiers, 0), gender=fact("gender", reads.genders, 0),
        consent=flags & CONSENT != 0, paused=flags & PAUSED != 0, flagged=flags & FLAGGED != 0,
        conflict=flags & CONFLICT != 0, open_gift=nobody, has_seat=nobody, holds_seat=nobody, had_product=nobody,
        open_offer=nobody, declared=declared, verified=verified, bands=bands, last_gift_on=never,
        last_brand_gift_on=never, last_rival_gift_on=never, phone_key=_alike(count, UNKNOWN, np.int64),
        address_key=_alike(count, UNKNOWN, np.int64))


def by_seq(seq: Column) -> Ints:
    """The order of different seqs; by their places among all numbers where these are not too many to look through."""
    most = int(seq.max(initial=0)) + 1
    if most > 8 * len(seq):
        return np.argsort(seq, kind="stable")
    place = np.full(most, -1, np.int32)
    place[seq] = np.arange(len(seq), dtype=np.int32)
    return place[place >= 0].astype(np.int64)


class _Taken:
    """Columns of some rows of each table, by seq."""

    def __init__(self, snapshot: Snapshot, rows: Sequence[Ints]) -> None:
        self.tables, self.rows = snapshot.tables, rows
        self.order: Any = slice(None)
        self.order = by_seq(self("seq"))

    def __call__(self, name: str) -> Column:
        found = [table.source.array(name)[rows] for table, rows in zip(self.tables, self.rows, strict=True)]
        return np.asarray((np.concatenate(found) if len(found) > 1 else found[0])[self.order])


def _alike(count: int, value: int, dtype: Any) -> Column:
    """A column in which all are alike; it takes no room."""
    return np.broadcast_to(np.array(value, dtype), (count,))


def _accounts(told: _Taken, platforms: Sequence[str], reads: Reads) -> tuple[Column, Column, Column]:
    """Declared and verified accounts as bits, and follower bands, of the platforms that are read."""
    count, places = len(told.order), [at for at, name in enumerate(platforms) if reads.platform(name)]
    if not places:
        nothing = _alike(count, 0, np.uint64)
        return nothing, nothing, np.broadcast_to(np.uint8(0), (count, len(platforms)))
    bands = np.zeros((count, len(platforms)), np.uint8, order="F")
    bits, words = np.uint64(sum(1 << at for at in places)), cache(told)
    for at in places:
        column, shift = layout.bands(at)
        bands[:, at] = words(column) >> shift & HIGHEST_BAND
    return told("declared").astype(np.uint64) & bits, told("verified").astype(np.uint64) & bits, bands
