"""Planning work for later, taking it back, and tidying up what is done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists
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

PLAN_ONCE: Mapping[str, Any] = {
    name: dialect.insert(Job.__table__).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
"""By dialect: of two workers that begin at once on a new store, both plan what returns and neither fails."""


async def plan(session: AsyncSession, name: str, due_at: datetime | None = None, *, key: str | None = None,
               lane: str | None = None, **args: Any) -> Job:
    """Plan a job (default: now), in a lane where it must spare somebody.

    Under a key there is one job at most: planning anew moves it to the new time.
    """
    job = await queries.find(session, key) if key else None
    if job is None:
        job = Job(id=new_id(session, "job"), key=key)
        session.add(job)
    if lane is not None:
        open_lane(session, lane)
    job.name, job.args, job.due_at, job.lane = name, args, due_at or now(session), lane
    job.state, job.attempts, job.lease_until, job.lease, job.error, job.done_at = "due", 0, None, None, None, None
    return job


async def cancel(session: AsyncSession, key: str) -> bool:
    """Take back what is planned under a key and not begun; tells whether there was such a thing."""
    gone = await session.scalars(delete(Job).where(Job.key == key, Job.state == "due").returning(Job.id))
    return gone.first() is not None


async def finish(session: AsyncSession, job: Job, again_in: timedelta | None = None) -> None:
    """Mark a job done, or plan its next turn where it returns."""
    job.done_at, job.lease_until, job.lease, job.error = now(session), None, None, None
    if again_in is None:
        job.state = "done"
    else:
        job.state, job.attempts, job.due_at = "due", 0, now(session) + again_in


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
