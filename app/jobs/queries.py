"""Which work is due."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.jobs.models import Job


async def due(session: AsyncSession, names: tuple[str, ...], at: datetime, limit: int) -> list[Job]:
    """Due rows and rows whose lease has run out, oldest first, locked so that no second worker takes them."""
    ready = or_(
        (Job.state == "due") & (Job.due_at <= at),
        (Job.state == "leased") & (Job.lease_until <= at),
    )
    rows = select(Job).where(ready, Job.name.in_(names)).order_by(Job.due_at, Job.seq).limit(limit)
    return list((await session.scalars(rows.with_for_update(skip_locked=True))).all())


async def due_ids(session: AsyncSession, viewer: Viewer, names: tuple[str, ...], limit: int) -> list[str]:
    """Ids of due rows, oldest first."""
    at = now(session)
    rows = select(Job.id).where(Job.state == "due", Job.due_at <= at, Job.name.in_(names))
    return list((await session.scalars(rows.order_by(Job.due_at, Job.seq).limit(limit))).all())


async def take(session: AsyncSession, job_id: str, at: datetime) -> Job | None:
    """A due row, locked; None where another worker was quicker."""
    row = select(Job).where(Job.id == job_id, Job.state == "due", Job.due_at <= at).with_for_update(skip_locked=True)
    found: Job | None = await session.scalar(row)
    return found


async def find(session: AsyncSession, key: str) -> Job | None:
    """The job planned under a key."""
    found: Job | None = await session.scalar(select(Job).where(Job.key == key))
    return found


async def next_due_at(session: AsyncSession, viewer: Viewer, names: tuple[str, ...]) -> datetime | None:
    """When the next known job will be due; None where nothing waits."""
    found: datetime | None = await session.scalar(
        select(func.min(Job.due_at)).where(Job.state == "due", Job.name.in_(names)))
    return found


async def count_by_state(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
    """How many jobs stand in each state."""
    viewer.require("job:read")
    rows = await session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict(rows.all())


async def failed(session: AsyncSession, viewer: Viewer, limit: int = 50) -> list[Job]:
    """Jobs that were given up, newest first, for ops."""
    viewer.require("job:read")
    rows = select(Job).where(Job.state == "failed").order_by(Job.seq.desc()).limit(limit)
    return list((await session.scalars(rows)).all())
