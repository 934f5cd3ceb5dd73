"""The bodies that are kept of people: of everybody, or of those who changed since they were read last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import compress
from typing import Any, TypeVarTuple

import numpy as np
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    LargeBinary,
    Select,
    Text,
    and_,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.consumers.models import Consent, Consumer
from app.core.work import now
from app.matching.engine.columns import Ints
from app.matching.engine.packed.layout import Layout, Records, joined, readable, taken
from app.matching.models import Packed, PackedPerson, SettledPerson

Row = TypeVarTuple("Row")
BLOCK = 20_000
"""Bodies that are read at once."""
MOST_IN_A_ROW = 100_000
"""Bodies that a store brings into one row."""
SENT = np.dtype(">i8")
"""How a whole number is strung."""
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Strings:
    """How a store strings all values of a column: what a number and some bytes are put as, how they are joined, and how
    the whole is read."""

    number: Callable[[Any], ColumnElement[Any]]
    body: Callable[[ColumnElement[Any]], ColumnElement[Any]]
    join: Callable[[ColumnElement[Any]], Any]
    read: Callable[[Any], bytes]


STRINGS = {
    "postgresql": Strings(func.int8send, lambda body: body,
                          lambda each: func.string_agg(each, literal(b"", LargeBinary), type_=LargeBinary),
                          lambda whole: whole or b""),
    "sqlite": Strings(lambda number: func.printf("%016X", number), func.hex,
                      lambda each: func.group_concat(each, "", type_=Text), lambda whole: bytes.fromhex(whole or ""))}
"""By dialect; SQLite joins no bytes, but hexadecimal digits."""


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
    found = await _in_a_row(session, layout, since, most_in_a_row) if since.change else None
    read, ended = found or await _in_blocks(session, layout, since)
    stands = ~np.isin(read.known, ended)
    whole = read if stands.all() else Kept(read.touched, read.known[stands], taken(read.packed, stands))
    return Kept(np.union1d(read.touched, ended), whole.known, whole.packed)


async def _in_blocks(session: AsyncSession, layout: Layout, since: Since) -> tuple[Kept, Ints]:
    """However many they are, some at a time; and seqs of those whose consent has ended."""
    rows = everyone(lambda who: select(who.consumer_seq, who.body, literal(False)).where(_has_changed(who, since)))
    ended = select(Consumer.seq, null(), literal(True)).join(Consent, Consent.consumer_id == Consumer.id)
    whole: CompoundSelect[int, bytes | None, bool] = union_all(*rows, ended.where(_has_ended(since, now(session))))
    stream = await session.stream(whole.execution_options(yield_per=BLOCK))
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
    """The same, brought into one row by the store, for many rows cost more than what is in them; None where more have
    changed than one row should hold."""
    strings = STRINGS[session.get_bind().dialect.name]
    some = everyone(lambda who: select(who.consumer_seq.label("seq"), who.body).where(_has_changed(who, since)))
    few = union_all(*some).limit(most + 1).subquery()
    ended = select(strings.join(strings.number(Consumer.seq))).join(Consent, Consent.consumer_id == Consumer.id)
    fits = and_(func.length(few.c.body) == layout.record.itemsize, has_mark(few.c.body, layout))
    seq = strings.number(few.c.seq)
    row = (await session.execute(select(
        strings.join(seq), strings.join(seq).filter(fits), strings.join(strings.body(few.c.body)).filter(fits),
        ended.where(_has_ended(since, now(session))).scalar_subquery()))).one()
    seqs, fitting, bodies, over = map(strings.read, row)
    touched, known, gone = (np.frombuffer(each, SENT).astype(np.int64) for each in (seqs, fitting, over))
    if len(touched) > most:
        return None
    return Kept(touched, known, np.frombuffer(bodies, layout.record)), gone


def everyone(asked: Callable[[type[Packed]], Select[*Row]]) -> tuple[Select[*Row], Select[*Row]]:
    """The same of who has changed lately and of who has not: together everybody, once."""
    has_changed = exists().where(PackedPerson.consumer_seq == SettledPerson.consumer_seq)
    return asked(PackedPerson), asked(SettledPerson).where(~has_changed)


def has_mark(body: ColumnElement[bytes | None] | InstrumentedAttribute[bytes | None],
             layout: Layout) -> ColumnElement[bool]:
    """Is a body of this layout?"""
    return func.substr(body, 1, 4) == layout.fingerprint.to_bytes(4, "little")


def _has_changed(who: type[Packed], since: Since) -> ColumnElement[bool]:
    # A range, where half of it would do: a store that knows nothing yet of its own sizes expects few in it and looks
    # them up, instead of reading everybody.
    return who.changed_in.between(since.change, LAST) if since.change else true()


def _has_ended(since: Since, at: datetime) -> ColumnElement[bool]:
    if since.day == date.min:
        return Consent.until <= at
    # A day more than is needed: a body is written a little after it was packed, and clocks differ.
    return Consent.until.between(datetime.combine(since.day - timedelta(days=1), time(), UTC), at)
