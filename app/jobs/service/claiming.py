"""Claiming due work whose doing takes place outside any transaction: nobody else has it while its lease lasts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.jobs import queries
from app.jobs.models import Job, Lane
from app.jobs.rules import LEASE


@dataclass(frozen=True, slots=True)
class Claim:
    """A leased job, as plain values; `is_struck`: its lane was told to wait the last time."""

    job_id: str
    lease: str
    name: str
    args: dict[str, Any]
    lane: str | None = None
    is_struck: bool = False


async def claim(session: AsyncSession, viewer: Viewer, names: tuple[str, ...], limit: int, *,
                in_lanes: int | None = None, lease: timedelta = LEASE) -> list[Claim]:
    """Lease due jobs: so many outside any lane, so many in lanes, of which none admits more than its most at once."""
    lost = await queries.lost(session, now(session))
    if lost:
        await session.execute(update(Job).where(Job.seq.in_(lost)).values(state="due", lease=None, lease_until=None))
    free = await queries.due(session, names, now(session), limit) if limit else []
    there = limit if in_lanes is None else in_lanes
    lanes = await queries.open_lanes(session, now(session), there) if there else []
    queued = (await _in_lanes(session, lanes, names))[:there] if lanes else []
    struck = {lane.name for lane in lanes if lane.strikes}
    return await _leased(session, [*free, *queued], lease, struck)


async def _in_lanes(session: AsyncSession, lanes: list[Lane], names: tuple[str, ...]) -> list[int]:
    """The oldest due work of the open lanes, which stay locked to the end of this transaction."""
    at, found = now(session), list[int]()
    for pick in await queries.heads(session, lanes, names, at):
        found += pick.jobs
        if pick.lane.gap:
            pick.lane.not_before = at + timedelta(seconds=pick.lane.gap)
    return found


async def _leased(session: AsyncSession, jobs: list[int], lease: timedelta, struck: set[str]) -> list[Claim]:
    if not jobs:
        return []
    held = update(Job).where(Job.seq.in_(jobs), Job.state == "due").values(
        state="leased", lease=new_id(session, "lease"), lease_until=now(session) + lease)
    rows = await session.execute(
        held.returning(Job.id, Job.lease, Job.name, Job.args, Job.lane).execution_options(synchronize_session=False))
    return [Claim(row.id, row.lease, row.name, row.args, row.lane, row.lane in struck) for row in rows]
