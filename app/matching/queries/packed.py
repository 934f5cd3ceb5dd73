"""The packed snapshot of everybody, made right from what changed in the store since it was read last."""

from dataclasses import replace

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now, resource, unit
from app.journal.models import Entry
from app.matching.engine.packed.blank import empty
from app.matching.engine.packed.keeper import Keeper
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.snapshot import Snapshot, patched, rows_of
from app.matching.models import PackedPerson
from app.matching.queries.bodies import Missing, changed, layout_of, missing
from app.matching.queries.kept import Since


async def everybody(session: AsyncSession, viewer: Viewer) -> Snapshot:
    """All who are not erased as the store has them now. What a transaction that writes sees is not kept: it may yet be
    undone."""
    keeper, layout, today = resource(session, Keeper), layout_of(session), now(session).date()
    # Asked before anybody is read: what changes meanwhile is read again next time, never left out.
    up_to, seen = await _end(session)
    held = keeper.held(layout) or await _stored(session, keeper, layout, up_to) or empty(layout)
    fresh, has_gone = await _refreshed(session, viewer, held, up_to, seen)
    if unit(session).only_reads:
        keeper.keep(fresh, today, anew=has_gone)
    return fresh


async def tidy(session: AsyncSession, viewer: Viewer) -> Missing | None:
    """Bring the file up to date where there is one, so that nobody who was erased stays in it for long; and pack those
    whose bodies are missing. None: nobody's is."""
    keeper = resource(session, Keeper)
    if keeper.path is not None and keeper.path.exists():
        await everybody(session, viewer)
    return await missing(session, viewer)


async def _stored(session: AsyncSession, keeper: Keeper, layout: Layout, up_to: int) -> Snapshot | None:
    """The file, if this store is the one that it was read from and has not been set back since."""
    found = keeper.stored(layout)
    if found is None or found.up_to > up_to:
        return None
    return found if await session.scalar(select(Entry.id).where(Entry.id == found.seen)) else None


async def _end(session: AsyncSession) -> tuple[int, str]:
    """The change up to which, without it, all can be seen and none will come any more; and the newest entry."""
    newest = select(Entry.id).order_by(Entry.seq.desc()).limit(1).scalar_subquery()
    up_to, seen = (await session.execute(select(_next_change(session), newest))).one()
    return up_to, seen or ""


def _next_change(session: AsyncSession) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    last = select(func.max(PackedPerson.changed_in)).scalar_subquery()
    return func.coalesce(last, 0) + 1


async def _refreshed(session: AsyncSession, viewer: Viewer, held: Snapshot, up_to: int,
                     seen: str) -> tuple[Snapshot, bool]:
    """What is held with all that changed laid over it, and whether somebody has gone who is in it."""
    today = now(session).date()
    touched, seq, packed = await changed(session, viewer, Since(held.up_to, held.as_of))
    if not len(touched):
        return replace(held, up_to=max(up_to, held.up_to), seen=seen, as_of=today), False
    gone = np.setdiff1d(touched, seq, assume_unique=True)
    fresh = patched(held, seq, packed, gone, max(up_to, held.up_to), today)
    return replace(fresh, seen=seen), any(len(rows_of(table, gone)) for table in held.tables)
