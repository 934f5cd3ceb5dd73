"""Planning work for later, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import idempotency
from app.core.viewer import Viewer, system
from app.core.work import new_id, now, unit
from app.jobs import queries
from app.jobs.models import Job
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.rules import DONE_KEPT, LEASE, MOST_ATTEMPTS, pause_after


@dataclass(frozen=True, slots=True)
class Claim:
    """A leased job, as plain values."""

    job_id: str
    lease: str
    name: str
    args: dict[str, Any]


async def plan(session: AsyncSession, name: str, due_at: datetime | None = None, *, key: str | None = None,
               **args: Any) -> Job:
    """Plan a job (default: now). Under a key there is one job at most: planning anew moves it to the new time."""
    job = await queries.find(session, key) if key else None
    if job is None:
        job = Job(id=new_id(session, "job"), key=key)
        session.add(job)
    job.name, job.args, job.due_at = name, args, due_at or now(session)
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
            await plan(session, kind.name, key=kind.name)


async def do_in_store(session: AsyncSession, viewer: Viewer, job_id: str, registry: Registry) -> None:
    """Do database-only work and mark it done in one transaction; nothing where another worker was quicker."""
    job = await queries.take(session, job_id, now(session))
    kind = registry.kinds[job.name] if job else None
    if job is None or not isinstance(kind, InStore):
        return
    await kind.verb(session, system(job.id), **job.args)
    await finish(session, job, kind.every)


async def claim(session: AsyncSession, viewer: Viewer, names: tuple[str, ...], limit: int) -> list[Claim]:
    """Lease due jobs whose work is done outside any transaction."""
    claims = []
    for job in await queries.due(session, names, now(session), limit):
        job.state, job.lease, job.lease_until = "leased", new_id(session, "lease"), now(session) + LEASE
        claims.append(Claim(job.id, job.lease, job.name, dict(job.args)))
    return claims


async def record_outcome(session: AsyncSession, viewer: Viewer, claim: Claim, kind: Outside, plan: Any,
                         outcome: Any) -> None:
    """Record what came of leased work, with the done-mark; nothing where the lease was lost to another worker."""
    job = await session.scalar(_locked(claim.job_id, claim.lease))
    if job is None:
        return
    if plan is not None:
        await kind.record(session, system(claim.job_id), plan, outcome)
    await finish(session, job, kind.every)


async def fail(session: AsyncSession, viewer: Viewer, job_id: str, lease: str | None, error: str,
               registry: Registry) -> None:
    """Plan another try after a pause, or give up after the last; what returns by itself is never given up."""
    job = await session.scalar(_locked(job_id, lease))
    if job is None:
        return
    job.attempts += 1
    job.error, job.lease_until, job.lease = error[:2000], None, None
    if job.attempts >= MOST_ATTEMPTS and registry.kinds[job.name].every is None:
        job.state = "failed"
    else:
        job.state = "due"
        job.due_at = now(session) + pause_after(job.attempts, unit(session).chance.random())


def _locked(job_id: str, lease: str | None) -> Select[Job]:
    rows = select(Job).where(Job.id == job_id).with_for_update()
    return rows if lease is None else rows.where(Job.lease == lease)


async def tidy(session: AsyncSession, viewer: Viewer) -> None:
    """Delete finished jobs and answered keys that nobody asks for any more."""
    await session.execute(delete(Job).where(Job.state == "done", Job.done_at < now(session) - DONE_KEPT))
    await idempotency.forget_old(session, now(session))

