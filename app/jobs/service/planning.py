"""Planning work for later, taking it back, and tidying up what is done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import idempotency
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.jobs import queries
from app.jobs.models import Job, Lane
from app.jobs.registry import Registry
from app.jobs.rules import DONE_KEPT
from app.jobs.service.lanes import open_lane

NEW: Mapping[str, Any] = {
    name: dialect.insert(Job.__table__) for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
PLAN_ONCE = {name: new.on_conflict_do_nothing() for name, new in NEW.items()}
"""By dialect: of two workers that begin at once on a new store, both plan what returns and neither fails."""
PLAN = {name: new.on_conflict_do_update(index_elements=["key"], set_={
    column.name: new.excluded[column.name] for column in new.table.columns if column.name not in ("seq", "key")})
    for name, new in NEW.items()}
"""By dialect: of two plans under one key the later stands."""
ENDED = update(cast(Table, Job.__table__)).where(
    Job.id == bindparam("of"), Job.lease.is_not_distinct_from(bindparam("held"))).values(
    done_at=bindparam("at"), lease_until=None, lease=None, error=None).returning(Job.id)
DONE = ENDED.values(state="done")
AGAIN = ENDED.values(state="due", attempts=0, due_at=bindparam("next"))


async def plan(session: AsyncSession, name: str, due_at: datetime | None = None, *, key: str | None = None,
               lane: str | None = None, **args: Any) -> Job:
    """Plan a job (default: now), in a lane where it must spare somebody.

    Under a key there is one job at most: planning anew moves it to the new time.
    """
    if lane is not None:
        open_lane(session, lane)
    planned = {"id": new_id(session, "job"), "name": name, "key": key, "lane": lane, "args": args,
               "due_at": due_at or now(session), "state": "due", "attempts": 0, "lease_until": None, "lease": None,
               "error": None, "done_at": None}
    await session.execute(PLAN[session.get_bind().dialect.name], planned)
    return Job(**planned)


async def cancel(session: AsyncSession, key: str) -> bool:
    """Take back what is planned under a key and not begun; tells whether there was such a thing."""
    gone = await session.scalars(delete(Job).where(Job.key == key, Job.state == "due").returning(Job.id))
    return gone.first() is not None


async def finish(session: AsyncSession, job_id: str, lease: str | None, again_in: timedelta | None = None) -> bool:
    """Mark a job done, or plan its next turn where it returns; tells whether it was still held under this lease."""
    held = {"of": job_id, "held": lease, "at": now(session)}
    found: str | None = await session.scalar(DONE, held) if again_in is None else await session.scalar(
        AGAIN, held | {"next": now(session) + again_in})
    return found is not None


async def plan_returning(session: AsyncSession, viewer: Viewer, registry: Registry) -> None:
    """See to it that every returning job has its row."""
    for kind in registry.returning:
        if await queries.find(session, kind.name) is None:
            await session.execute(PLAN_ONCE[session.get_bind().dialect.name], {
                "id": new_id(session, "job"), "name": kind.name, "key": kind.name, "args": {}, "due_at": now(session),
                "state": "due", "attempts": 0})


async def tidy(session: AsyncSession, viewer: Viewer) -> None:
    """Delete finished jobs, lanes without work, and answered keys that nobody asks for any more."""
    await session.execute(delete(Job).where(Job.state == "done", Job.done_at < now(session) - DONE_KEPT))
    is_used = exists().where(Job.lane == Lane.name)
    await session.execute(delete(Lane).where(~is_used, Lane.not_before.is_(None) | (Lane.not_before < now(session))))
    await idempotency.forget_old(session, now(session))
