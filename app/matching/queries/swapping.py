"""Who may take the place of a pick: the first of the waiting list, then the ranks behind it."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.consumers.rules import ACTIVE
from app.core.viewer import Viewer
from app.matching.models import Match
from app.matching.queries import get_run, in_order, latest_run, visible_to
from app.matching.rules import APPROVED, PROPOSED
from app.seats.models import Seat

MOST = 10
"""So many of the waiting list, and so many of the ranks behind it."""


@dataclass(frozen=True, slots=True)
class Comes:
    """Somebody who may take a place, from the waiting list or from behind it."""

    consumer_id: str
    rank: int
    fit: float
    is_waiting: bool


async def who_may_come(session: AsyncSession, viewer: Viewer, run_id: str) -> list[Comes]:
    """Of a campaign's latest run those who may take a place, best first; of an earlier run nobody."""
    run = await get_run(session, viewer, run_id)
    latest = await latest_run(session, viewer, run.campaign_id)
    if latest is None or latest.id != run.id:
        return []
    rows = in_order(visible_to(viewer).where(
        Match.run_id == run.id, Match.is_on_waitlist, Match.state.in_((PROPOSED, APPROVED)))).limit(MOST)
    waiting = [Comes(one.consumer_id, one.rank, one.fit, True) for one in (await session.scalars(rows)).all()]
    behind = {int(seq): (rank, fit) for seq, rank, fit in run.facts.get("next", ())}
    is_taken = exists().where(Match.consumer_id == Consumer.id, Match.state.in_((PROPOSED, APPROVED)))
    is_seated = exists().where(Seat.consumer_id == Consumer.id, Seat.campaign_id == run.campaign_id)
    free = select(Consumer.seq, Consumer.id).where(
        Consumer.seq.in_(behind), Consumer.state == ACTIVE, Consumer.refuses_automatic.is_(False), ~is_taken,
        ~is_seated)
    found = [Comes(who, *behind[seq], False) for seq, who in (await session.execute(free)).all()]
    return [*waiting, *sorted(found, key=lambda one: one.rank)[:MOST]]
