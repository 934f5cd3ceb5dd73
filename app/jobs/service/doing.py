"""What becomes of work: done in its own transaction, recorded under its lease, or tried again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer, system
from app.core.work import now, unit
from app.jobs import queries
from app.jobs.models import Job
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.rules import MOST_ATTEMPTS, NotNow, jittered, pause_after
from app.jobs.service import lanes
from app.jobs.service.claiming import Claim
from app.jobs.service.planning import finish


async def do_in_store(session: AsyncSession, viewer: Viewer, job_id: str, registry: Registry) -> None:
    """Do database-only work and mark it done in one transaction; nothing where another worker was quicker."""
    job = await queries.take(session, job_id, now(session))
    kind = registry.kinds[job.name] if job else None
    if job is None or not isinstance(kind, InStore):
        return
    await kind.verb(session, system(job.id), **job.args)
    await finish(session, job.id, None, kind.every)


async def record_outcome(session: AsyncSession, viewer: Viewer, claim: Claim, kind: Outside, plan: Any,
                         outcome: Any) -> None:
    """Record what came of leased work, with the done-mark; nothing where the lease was lost to another worker."""
    if not await finish(session, claim.job_id, claim.lease, kind.every):
        return
    if claim.lane is not None:
        lanes.note_open(session, claim.lane)
    if plan is not None:
        await kind.record(session, system(claim.job_id), plan, outcome)
    if claim.lane is not None and claim.is_struck:
        await lanes.praise(session, claim.lane)


async def fail(session: AsyncSession, viewer: Viewer, job_id: str, lease: str | None, error: Exception,
               registry: Registry) -> None:
    """Plan another try after a pause, or give up after the last; what returns by itself is never given up."""
    job = await session.scalar(_locked(job_id, lease))
    if job is None:
        return
    job.attempts += 1
    job.error, job.lease_until, job.lease = f"{type(error).__name__}: {error}"[:2000], None, None
    if isinstance(error, NotNow) and error.rests is not None and job.lane is not None:
        await lanes.rest(session, job.lane, error.rests)
    if job.attempts >= MOST_ATTEMPTS and registry.kinds[job.name].every is None:
        job.state = "failed"
    else:
        job.state, job.due_at = "due", now(session) + _pause(session, job, error)


def _pause(session: AsyncSession, job: Job, error: Exception) -> timedelta:
    chance = unit(session).chance.random()
    named = error.pause if isinstance(error, NotNow) else None
    return pause_after(job.attempts, chance) if named is None else jittered(named, chance)


def _locked(job_id: str, lease: str | None) -> Select[Job]:
    rows = select(Job).where(Job.id == job_id).with_for_update()
    return rows if lease is None else rows.where(Job.lease == lease)
