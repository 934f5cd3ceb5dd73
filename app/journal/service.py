"""Recording what happened, and sealing it."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Table, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import Moved
from app.core.viewer import Viewer
from app.core.work import Happened, insert_at_end, new_id, now, unit
from app.journal.models import Entry, Seal, Unsealed
from app.journal.queries import HASHED, facts_of
from app.journal.rules import FIRST, seal_of

SEALER_LOCK = 0x6461_7265
MOST_SEALS = 2000
ENTRY, UNSEALED = insert(cast(Table, Entry.__table__)), insert(cast(Table, Unsealed.__table__))


class Subject(Protocol):
    """Anything with an id can be what an entry is about."""

    @property
    def id(self) -> str:
        """By which it is known."""


async def record(session: AsyncSession, viewer: Viewer, happened: Moved | str, subject: Subject,
                 **facts: Any) -> str:
    """Write one entry about a thing and tell the open Work, whose reactions follow. Facts: ids, codes, numbers.

    Returns the entry's id; the row itself is inserted at the end of the unit, together with the others.
    """
    if isinstance(happened, Moved):
        facts = {"was": happened.was, "state": happened.state, **facts}
    event = happened.event if isinstance(happened, Moved) else happened
    entry_id = new_id(session, "ent")
    insert_at_end(session, ENTRY, {
        "id": entry_id, "event": event, "actor_id": viewer.actor_id, "actor_kind": viewer.kind,
        "subject_type": getattr(subject, "__tablename__", type(subject).__name__.lower()), "subject_id": subject.id,
        "subject_version": getattr(subject, "version", 0) or 0, "facts": facts, "caused_by": viewer.caused_by,
        "at": now(session)})
    insert_at_end(session, UNSEALED, {"entry_id": entry_id})
    unit(session).happened.append(Happened(entry_id, event, subject.id, facts, subject))
    return entry_id


async def record_many(session: AsyncSession, viewer: Viewer, event: str, subject_type: str,
                      subjects: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Write one entry about each of many things (id, facts), as an import does, and tell the open Work of each."""
    for subject_id, facts in subjects:
        entry_id = new_id(session, "ent")
        insert_at_end(session, ENTRY, {
            "id": entry_id, "event": event, "actor_id": viewer.actor_id, "actor_kind": viewer.kind,
            "subject_type": subject_type, "subject_id": subject_id, "subject_version": 0, "facts": facts,
            "caused_by": viewer.caused_by, "at": now(session)})
        insert_at_end(session, UNSEALED, {"entry_id": entry_id})
        unit(session).happened.append(Happened(entry_id, event, subject_id, facts, None))


async def seal(session: AsyncSession, viewer: Viewer) -> int:
    """Seal what waits, in order, under a lock: sealing order is the order. Returns how many were sealed."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEALER_LOCK})
    waiting = (await session.execute(
        select(*HASHED).join(Unsealed, Unsealed.entry_id == Entry.id).order_by(Entry.seq).limit(MOST_SEALS))).all()
    if not waiting:
        return 0
    last = await session.scalar(select(Seal).order_by(Seal.number.desc()).limit(1))
    number, previous, rows = last.number if last else 0, last.hash if last else FIRST, []
    for entry in waiting:
        number, previous = number + 1, seal_of(previous, facts_of(entry))
        rows.append({"number": number, "entry_id": entry.id, "hash": previous, "at": now(session)})
    await session.execute(insert(Seal), rows)
    for start in range(0, len(waiting), 500):
        ids = [entry.id for entry in waiting[start:start + 500]]
        await session.execute(delete(Unsealed).where(Unsealed.entry_id.in_(ids)))
    return len(waiting)
