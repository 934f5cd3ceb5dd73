"""Which work is due, and which lanes have room for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.jobs.models import Job, Lane
from app.jobs.rules import BATCH, MOST_OF_A_LANE


@dataclass(frozen=True, slots=True)
class Heads:
    """A lane and the numbers of those of its due jobs that may be begun now, the oldest first."""

    lane: Lane
    jobs: list[int]


async def lost(session: AsyncSession, at: datetime) -> list[int]:
    """Numbers of leased rows whose lease has run out, locked: whoever held them has died or is too slow."""
    return list((await session.scalars(LOST, {"at": at})).all())


async def due(session: AsyncSession, names: tuple[str, ...], at: datetime, limit: int) -> list[int]:
    """Numbers of due rows outside any lane, oldest first, locked so that no second worker takes them."""
    rows = select(Job.seq).where(Job.lane.is_(None), Job.state == "due", Job.due_at <= at, Job.name.in_(names))
    rows = rows.order_by(Job.due_at, Job.seq).limit(limit)
    return list((await session.scalars(rows.with_for_update(skip_locked=True))).all())


async def open_lanes(session: AsyncSession, at: datetime, limit: int) -> list[Lane]:
    """Lanes with due work and room for it, the longest waiting first, locked against other claims."""
    return list((await session.scalars(OPEN, {"at": at, "most_lanes": limit})).all())


async def heads(session: AsyncSession, lanes: list[Lane], names: tuple[str, ...], at: datetime) -> list[Heads]:
    """The due jobs of locked lanes that may be begun now; counted only now that nobody else can begin one."""
    most = min(MOST_OF_A_LANE, max(lane.most for lane in lanes))
    row = select(Job.seq).where(_due_in_lane(at), Job.name.in_(names)).order_by(Job.due_at).limit(1).correlate(Lane)
    picks = [row.offset(place).scalar_subquery() for place in range(most)]
    rows = await session.execute(
        select(Lane.name, _busy(), *picks).where(Lane.name.in_([lane.name for lane in lanes])))
    room = {name: (busy, [seq for seq in seqs if seq is not None]) for name, busy, *seqs in rows}
    found = []
    for lane in lanes:
        busy, seqs = room[lane.name]
        free = max(0, lane.most - busy)
        found.append(Heads(lane, seqs[:min(free, 1) if lane.gap else free]))
    return [one for one in found if one.jobs]


def _due_in_lane(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Job.lane == Lane.name, Job.state == "due", Job.due_at <= at)


def _busy() -> ScalarSelect[int]:
    """How much of a lane is leased."""
    return select(func.count()).where(Job.lane == Lane.name, Job.state == "leased").correlate(Lane).scalar_subquery()


def _open() -> Select[Lane]:
    at: BindParameter[datetime] = bindparam("at")
    oldest = select(func.min(Job.due_at)).where(_due_in_lane(at)).correlate(Lane).scalar_subquery()
    rows = select(Lane).where(
        Lane.not_before.is_(None) | (Lane.not_before <= at), _busy() < Lane.most, oldest.is_not(None))
    return rows.order_by(oldest).limit(bindparam("most_lanes")).with_for_update(of=Lane, skip_locked=True)


LOST = select(Job.seq).where(
    Job.state == "leased", Job.lease_until <= bindparam("at")).limit(BATCH).with_for_update(skip_locked=True)
OPEN = _open()


async def due_ids(session: AsyncSession, viewer: Viewer, names: tuple[str, ...], limit: int) -> list[str]:
    """Ids of due rows, oldest first."""
    at = now(session)
    rows = select(Job.id).where(
        Job.lane.is_(None), Job.state == "due", Job.due_at <= at, Job.name.in_(names))
    return list((await session.scalars(rows.order_by(Job.due_at, Job.seq).limit(limit))).all())


async def take(session: AsyncSession, job_id: str, at: datetime) -> Job | None:
    """A due row, locked; None where another worker was quicker."""
    row = select(Job).where(Job.id == job_id, Job.state == "due", Job.due_at <= at).with_for_update(skip_locked=True)
    found: Job | None = await session.scalar(row)
    return found


async def find(session: AsyncSession, key: str) -> Job | None:
    """The job planned under a key."""
    rows = select(Job).where(Job.key == key).execution_options(populate_existing=True)
    found: Job | None = await session.scalar(rows)
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


async def planned(session: AsyncSession, name: str, since: datetime, until: datetime, limit: int) -> list[Job]:
    """Jobs of one kind outside any lane that wait for a moment in this span, what is due last first."""
    rows = select(Job).where(Job.lane.is_(None), Job.state == "due", Job.due_at.between(since, until), Job.name == name)
    return list((await session.scalars(rows.order_by(Job.due_at.desc(), Job.seq).limit(limit))).all())
