"""Every question about what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.journal.models import Entry, Seal, Unsealed
from app.journal.rules import FIRST, READ, canonical, seal_of


@dataclass(frozen=True, slots=True)
class Audit:
    """What a walk along the chain found: seals read, entries yet unsealed, and the first broken number, if any."""

    sealed: int
    unsealed: int
    broken_at: int | None


HASHED = (Entry.id, Entry.event, Entry.actor_id, Entry.actor_kind, Entry.subject_type, Entry.subject_id, Entry.facts,
          Entry.caused_by, Entry.at, Entry.subject_version)
"""The columns that a seal is computed from."""


def facts_of(entry: Entry | Row[Any]) -> dict[str, Any]:
    """The hashed form of a stored entry."""
    return canonical(
        id=entry.id, event=entry.event, actor_id=entry.actor_id, actor_kind=entry.actor_kind,
        subject_type=entry.subject_type, subject_id=entry.subject_id, facts=entry.facts, caused_by=entry.caused_by,
        at=entry.at, subject_version=entry.subject_version)


async def history(session: AsyncSession, viewer: Viewer, subject_id: str) -> list[Entry]:
    """What happened to one thing, oldest first, for ops."""
    viewer.require(READ)
    return await told_of(session, subject_id)


async def told_of(session: AsyncSession, subject_id: str) -> list[Entry]:
    """What happened to one thing, for the export of the person it is."""
    rows = select(Entry).where(Entry.subject_id == subject_id).order_by(Entry.seq)
    return list((await session.scalars(rows)).all())


async def oldest(session: AsyncSession, viewer: Viewer) -> Entry | None:
    """The very first entry; None in a store in which nothing has happened yet."""
    viewer.require(READ)
    return await session.scalar(select(Entry).order_by(Entry.seq).limit(1))


async def newest(session: AsyncSession, viewer: Viewer, ask: Ask, event: str = "") -> Page[Entry]:
    """The journal from its newest entry backward, for ops."""
    viewer.require(READ)
    rows = select(Entry)
    if event:
        rows = rows.where(Entry.event == event)
    return await page(session, rows, Entry.seq, ask, newest_first=True)


def changed_since(subject_type: str, at: datetime) -> Select[str]:
    """Ids of things of one kind with an entry after the last seal before a moment, or not sealed yet."""
    last = select(func.coalesce(func.max(Seal.number), 0)).where(Seal.at < at).scalar_subquery()
    return (
        select(Entry.subject_id)
        .outerjoin(Seal, Seal.entry_id == Entry.id)
        .where(Entry.subject_type == subject_type, or_(Seal.number > last, Seal.number.is_(None)))
        .distinct()
    )


async def audit(session: AsyncSession, viewer: Viewer, batch: int = 5000) -> Audit:
    """Walk the chain and compute every seal anew."""
    viewer.require(READ)
    number, previous = 0, FIRST
    while True:
        rows = await session.execute(
            select(Seal.number, Seal.hash, *HASHED).join(Entry, Entry.id == Seal.entry_id)
            .where(Seal.number > number).order_by(Seal.number).limit(batch))
        found = rows.all()
        for row in found:
            if row.number != number + 1 or row.hash != seal_of(previous, facts_of(row)):
                return Audit(number, await _count_unsealed(session), number + 1)
            number, previous = row.number, row.hash
        if len(found) < batch:
            return Audit(number, await _count_unsealed(session), None)


async def count_waiting(session: AsyncSession, viewer: Viewer) -> int:
    """How many entries wait for the sealer."""
    viewer.require(READ)
    return await _count_unsealed(session)


async def _count_unsealed(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Unsealed)) or 0
