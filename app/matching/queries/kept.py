"""The bodies that are kept of people: of everybody, or of those who changed since they were read last."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import compress
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, CompoundSelect, LargeBinary, and_, func, literal, null, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.consumers.models import Consent, Consumer
from app.core.work import now
from app.matching.engine.columns import Ints
from app.matching.engine.packed.layout import Layout, Records, joined, readable, taken
from app.matching.models import PackedPerson

BLOCK = 20_000
"""Bodies that are read at once."""
MOST_IN_A_ROW = 100_000
"""Bodies that PostgreSQL brings into one row."""
SENT = np.dtype(">i8")
"""How PostgreSQL sends a whole number."""
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Since:
    """What a reader knows already: all changes before one (0: none), as they were on a day."""

    change: int
    day: date


@dataclass(frozen=True, slots=True)
class Kept:
    """Seqs of all who are to be read; and seqs and records of those of them whose bodies may be used."""

    touched: Ints
    known: Ints
    packed: Records


async def kept(session: AsyncSession, layout: Layout, since: Since, most_in_a_row: int = MOST_IN_A_ROW) -> Kept:
    """All who changed since, and all whose consent has ended since: no change tells that, so their bodies may not be
    used."""
    can_string = since.change and session.get_bind().dialect.name == "postgresql"
    found = await _in_a_row(session, layout, since, most_in_a_row) if can_string else None
    read, ended = found or await _in_blocks(session, layout, since)
    stands = ~np.isin(read.known, ended)
    whole = read if stands.all() else Kept(read.touched, read.known[stands], taken(read.packed, stands))
    return Kept(np.union1d(read.touched, ended), whole.known, whole.packed)


async def _in_blocks(session: AsyncSession, layout: Layout, since: Since) -> tuple[Kept, Ints]:
    """However many they are, some at a time; and seqs of those whose consent has ended."""
    rows = select(PackedPerson.consumer_seq, PackedPerson.body, literal(False)).where(_has_changed(since))
    ended = select(Consumer.seq, null(), literal(True)).join(Consent, Consent.consumer_id == Consumer.id)
    both: CompoundSelect[int, bytes | None, bool] = union_all(rows, ended.where(_has_ended(since, now(session))))
    stream = await session.stream(both.execution_options(yield_per=BLOCK))
    seqs, known, packed = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, layout.record)]
    over: list[int] = []
    async for block in stream.partitions():
        numbers, bodies, ends = zip(*block, strict=True)
        seq, (fits, records) = np.array(numbers, np.int64), readable(bodies, layout)
        seqs.append(seq)
        known.append(seq[fits])
        packed.append(records)
        over += compress(numbers, ends)
    return Kept(np.concatenate(seqs), np.concatenate(known), joined(packed)), np.array(over, np.int64)


async def _in_a_row(session: AsyncSession, layout: Layout, since: Since, most: int) -> tuple[Kept, Ints] | None:
    """The same, brought into one row by PostgreSQL, for many rows cost more than what is in them; None where more have
    changed than one row should hold."""
    some = select(PackedPerson.consumer_seq.label("seq"), PackedPerson.body).where(_has_changed(since))
    few = some.limit(most + 1).subquery()
    ended = select(_strung(func.int8send(Consumer.seq))).join(Consent, Consent.consumer_id == Consumer.id)
    fits = and_(func.length(few.c.body) == layout.record.itemsize, has_mark(few.c.body, layout))
    seq = func.int8send(few.c.seq)
    row = (await session.execute(select(
        _strung(seq), _strung(seq, fits), _strung(few.c.body, fits),
        ended.where(_has_ended(since, now(session))).scalar_subquery()))).one()
    touched, known, over = (np.frombuffer(row[at] or b"", SENT).astype(np.int64) for at in (0, 1, 3))
    if len(touched) > most:
        return None
    return Kept(touched, known, np.frombuffer(row[2] or b"", layout.record)), over


def _strung(column: ColumnElement[Any], only: ColumnElement[bool] | None = None) -> ColumnElement[bytes]:
    """All values of a column, or those of some rows, one after the other."""
    whole = func.string_agg(column, literal(b"", LargeBinary), type_=LargeBinary)
    return whole if only is None else whole.filter(only)


def has_mark(body: ColumnElement[bytes | None] | InstrumentedAttribute[bytes | None],
             layout: Layout) -> ColumnElement[bool]:
    """Is a body of this layout?"""
    return func.substr(body, 1, 4) == layout.fingerprint.to_bytes(4, "little")


def _has_changed(since: Since) -> ColumnElement[bool]:
    # A range, where half of it would do: a store that knows nothing yet of its own sizes expects few in it and looks
    # them up, instead of reading everybody.
    return PackedPerson.changed_in.between(since.change, LAST) if since.change else true()


def _has_ended(since: Since, at: datetime) -> ColumnElement[bool]:
    if since.day == date.min:
        return Consent.until <= at
    # A day more than is needed: a body is written a little after it was packed, and clocks differ.
    return Consent.until.between(datetime.combine(since.day - timedelta(days=1), time(), UTC), at)
