"""A snapshot: everybody packed in columns by segment, up to one change; refreshed by laying what changed over it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import Ints
from app.matching.engine.kinds import Column, Kind, Multiple, Number, Scale, Single
from app.matching.engine.packed import segments
from app.matching.engine.packed.blocks import SnapshotDamaged, Stored, write
from app.matching.engine.packed.layout import (
    CONSENT,
    Layout,
    Records,
    answered_bit,
    columns_of,
    joined,
    records_of,
    taken,
    trait,
)
from app.matching.engine.packed.segments import Runs

MOST_LAID_OVER = 0.05
"""Share of the people that may lie over a snapshot before it is worth merging."""
NOBODY: Ints = np.zeros(0, np.int64)
KINDS: dict[str, Callable[..., Kind]] = {kind.__name__: kind for kind in (Scale, Single, Multiple, Number)}


class Source(Protocol):
    """Where columns come from: a checked file, or memory."""

    def array(self, name: str) -> Column:
        """A whole column, checked."""

    def unchecked(self, name: str) -> Column:
        """A column whose parts the caller checks before reading them."""

    def check(self, name: str, ranges: Iterable[tuple[int, int]] | None = None) -> None:
        """Make sure of some parts of a column."""


@dataclass(eq=False)
class Laid:
    """People in memory, in the order of their segments; a column is taken out when it is first asked for."""

    packed: Records
    seq: NDArray[np.uint32]
    base: Source
    specs: Mapping[str, Kind]
    taken: dict[str, Column] = field(default_factory=dict)

    def array(self, name: str) -> Column:
        """A column; numbers as places in their table of values."""
        if name not in self.taken:
            self.taken[name] = self._column(name)
        return self.taken[name]

    def _column(self, name: str) -> Column:
        if name == "seq":
            return self.seq
        key = name.removeprefix("trait:")
        if name.startswith("values:") or isinstance(self.specs.get(key), Number):
            key = key.removeprefix("values:")
            self.taken[f"values:{key}"], codes = _coded(self.base.array(f"values:{key}"), self.packed[trait(key)])
            return self.taken[name] if name.startswith("values:") else codes
        return np.ascontiguousarray(self.packed[name])

    unchecked = array

    def check(self, name: str, ranges: Iterable[tuple[int, int]] | None = None) -> None:
        """Memory is trusted."""


def _coded(known: Column, numbers: Column) -> tuple[Column, Column]:
    """A table of values with new ones added, and each number's place in it; place 0 = unanswered."""
    told = ~np.isnan(numbers)
    more = np.setdiff1d(numbers[told], known[1:])
    values = np.concatenate([known, more])
    order = np.argsort(values[1:], kind="stable")
    codes = np.zeros(len(numbers), np.min_scalar_type(len(values) - 1))
    codes[told] = order[np.searchsorted(values[1:], numbers[told], sorter=order)] + 1
    return values, codes


@dataclass(frozen=True, eq=False)
class Table:
    """People in the order of their segments, cut into runs; `dead` are the rows, ascending, that no longer hold."""

    source: Source
    runs: Runs
    dead: Ints = field(default_factory=lambda: NOBODY)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everybody up to a change number. Nothing in it ever changes: a refresh is another snapshot over the same file.
    `seen` names what its reader saw last in the store that it was read from, so that it is not taken for another's;
    `as_of` is the day it was read on; `tallied` and `graded` only keep what has been worked out."""

    layout: Layout
    up_to: int
    people: int
    base: Table
    tail: Table | None = None
    seen: str = ""
    as_of: date = date.min
    tallied: dict[str, Ints] = field(default_factory=dict)
    graded: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The file's people, and those laid over them."""
        return (self.base,) if self.tail is None else (self.base, self.tail)

    @property
    def needs_merging(self) -> bool:
        """Has so much changed that a new file is worth its writing?"""
        return len(self.base.dead) + _size(self.tail) > MOST_LAID_OVER * max(self.people, 1000)

    def values(self, key: str) -> Column:
        """The different answers to a number by code; code 0 is not-a-number."""
        return (self.tail or self.base).source.array(f"values:{key}")

    def tally(self, key: str) -> Ints:
        """How many consenting people gave each code of a trait; of a multiple choice, how many chose each bit, and last
        how many answered."""
        if key not in self.tallied:
            size = len(self.values(key)) if isinstance(self.layout.specs[key], Number) else 0
            counts = _padded(self.base.source.array(f"tally:{key}"), size)
            if len(self.base.dead):
                counts = counts - _tally(self.layout.specs[key], *self._answers(self.base, key, self.base.dead), size)
            if self.tail:
                counts = counts + _tally(self.layout.specs[key], *self._answers(self.tail, key), size)
            self.tallied[key] = counts
        return self.tallied[key]

    def _answers(self, table: Table, key: str, rows: Any = slice(None)) -> tuple[Column, Column]:
        return table.source.array(trait(key))[rows], table.source.array("flags")[rows]


def _size(table: Table | None) -> int:
    return int(table.runs["stop"][-1]) if table and len(table.runs) else 0


def _padded(counts: Ints, size: int) -> Ints:
    return np.concatenate([counts, np.zeros(max(size - len(counts), 0), np.int64)])


def _tally(kind: Kind, column: Column, flags: Column, size: int = 0) -> Ints:
    codes = column[flags & CONSENT != 0]
    if not isinstance(kind, Multiple):
        return np.bincount(codes, minlength=size or 256)
    chosen = [np.count_nonzero(codes & codes.dtype.type(1 << bit)) for bit in range(len(kind.choices))]
    told = np.count_nonzero(codes & codes.dtype.type(answered_bit(kind)))
    return np.array([*chosen, *[0] * (63 - len(chosen)), told], np.int64)


def build(path: Path, layout: Layout, seq: Column, packed: Records, up_to: int, today: date,
          seen: str = "") -> Snapshot:
    """Write a snapshot of people in any order and open it."""
    arrays, meta = _columns(layout, seq, packed, up_to, today)
    write(path, arrays, {**meta, "seen": seen})
    return opened(path)


def _columns(layout: Layout, seq: Column, packed: Records, up_to: int,
             today: date) -> tuple[dict[str, Column], dict[str, object]]:
    packed, numbers, found = _sorted(layout, seq, packed, today)
    by_seq = np.argsort(numbers, kind="stable").astype(np.uint32)
    arrays: dict[str, Column] = {
        "runs": found, "seq": numbers, "index:seq": numbers[by_seq], "index:row": by_seq,
        **columns_of(packed, (packed.dtype.names or ())[1:])}
    for key, kind in layout.specs.items():
        name, size = trait(key), 0
        if isinstance(kind, Number):
            values, codes = _coded(np.array([np.nan]), arrays[name])
            size = len(values)
            arrays[name], arrays[f"values:{key}"] = codes, values
        arrays[f"tally:{key}"] = _tally(kind, arrays[name], arrays["flags"], size)
    specs = {key: [type(kind).__name__, *vars(kind).values()] for key, kind in layout.specs.items()}
    return arrays, {"platforms": layout.platforms, "specs": specs, "up_to": up_to, "people": len(seq),
                    "as_of": today.isoformat()}


def _sorted(layout: Layout, seq: Column, packed: Records, today: date) -> tuple[Records, NDArray[np.uint32], Runs]:
    """Records, seqs and runs in the order of segments."""
    if len(seq) and (int(seq.min()) < 0 or int(seq.max()) >= 1 << 32):
        raise ValueError("a seq is a whole number below 2^32")
    keys = segments.keys(packed, len(layout.platforms), today)
    by_seq = np.argsort(seq, kind="stable")
    order = by_seq[np.argsort(keys[by_seq], kind="stable")]
    packed = taken(packed, order)
    return packed, seq[order].astype(np.uint32), segments.runs(packed, keys[order])


def opened(path: Path) -> Snapshot:
    """Map a snapshot; SnapshotDamaged where it is cut short, foreign or spoilt. Columns are checked when first used."""
    stored = Stored(path)
    try:
        meta = stored.meta
        specs = {key: KINDS[name](*(tuple(value) if isinstance(value, list) else value for value in values))
                 for key, (name, *values) in meta["specs"].items()}
        layout = Layout(specs, tuple(meta["platforms"]))
        return Snapshot(layout, meta["up_to"], meta["people"], Table(stored, stored.array("runs")),
                        seen=meta["seen"], as_of=date.fromisoformat(meta["as_of"]))
    except (KeyError, TypeError, ValueError) as wrong:
        raise SnapshotDamaged(path, "its header", "describes no audience") from wrong


def rows_of(table: Table, seqs: Column) -> Ints:
    """The rows of those of some seqs that stand in a table and hold; ascending."""
    if isinstance(table.source, Laid):
        return np.flatnonzero(np.isin(table.source.seq, seqs))
    known = table.source.array("index:seq")
    wanted = np.sort(seqs[(seqs >= 0) & (seqs < 1 << 32)]).astype(np.uint32)
    wanted = wanted[np.append(True, wanted[1:] != wanted[:-1])] if len(wanted) else wanted
    places = np.searchsorted(known, wanted)
    places = places[known[np.minimum(places, len(known) - 1)] == wanted] if len(known) else places[:0]
    rows = np.sort(table.source.array("index:row")[places]).astype(np.int64)
    return rows[~np.isin(rows, table.dead, assume_unique=True)] if len(table.dead) else rows


def patched(snapshot: Snapshot, seq: Column, packed: Records, gone: Sequence[int] | Column, up_to: int,
            today: date) -> Snapshot:
    """The snapshot with some people changed or new and others gone; the same answers as one built anew. Who reads the
    old one meanwhile goes on reading it unharmed."""
    touched = np.concatenate([np.asarray(seq, np.int64), np.asarray(gone, np.int64)])
    dead = rows_of(snapshot.base, touched)
    if snapshot.tail:
        laid = snapshot.tail.source
        assert isinstance(laid, Laid)
        keep = ~np.isin(laid.seq, touched)
        seq = np.concatenate([laid.seq[keep], seq])
        packed = joined([taken(laid.packed, keep), packed])
    packed, numbers, found = _sorted(snapshot.layout, np.asarray(seq, np.int64), packed, today)
    tail = Laid(packed, numbers, snapshot.base.source, snapshot.layout.specs)
    dead = np.sort(np.concatenate([snapshot.base.dead, dead]))
    people = int(snapshot.base.runs["stop"][-1] if len(snapshot.base.runs) else 0) - len(dead) + len(seq)
    return Snapshot(snapshot.layout, up_to, people, Table(snapshot.base.source, snapshot.base.runs, dead),
                    Table(tail, found), snapshot.seen, today)


def everyone(snapshot: Snapshot) -> tuple[Column, Records]:
    """Seqs and records of all who hold; shape (people,), in no order."""
    seqs, records = [], []
    for table in snapshot.tables:
        if isinstance(table.source, Laid):
            packed, seq = table.source.packed, table.source.seq
        else:
            seq = table.source.array("seq")
            packed = records_of({name: _as_told(table.source, snapshot.layout, name)
                                 for name in (snapshot.layout.record.names or ())[1:]}, snapshot.layout.record)
            packed["layout"] = snapshot.layout.fingerprint
        alive = np.delete(np.arange(len(seq)), table.dead)
        seqs.append(seq[alive])
        records.append(taken(packed, alive))
    return np.concatenate(seqs), joined(records)


def _as_told(source: Source, layout: Layout, name: str) -> Column:
    """A column as records hold it: numbers themselves, not their places."""
    key, column = name.removeprefix("trait:"), source.array(name)
    is_number = name != key and isinstance(layout.specs[key], Number)
    return source.array(f"values:{key}")[column] if is_number else column


def merged(snapshot: Snapshot, path: Path, today: date) -> Snapshot:
    """A new file of everybody who holds; the old one may go on being read."""
    snapshot_seq, packed = everyone(snapshot)
    return build(path, snapshot.layout, snapshot_seq, packed, snapshot.up_to, today, snapshot.seen)
