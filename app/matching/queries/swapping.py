"""Who may take the place of a pick: the first of the waiting list, then the ranks behind it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.consumers.models import Consumer
from app.consumers.rules import ACTIVE
from app.core.viewer import Viewer
from app.matching.models import Match, Run
from app.matching.queries import get_run, in_order, latest_run, visible_to
from app.matching.rules import APPROVED, PROPOSED
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, OFFERED, WAITING

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
    """Of a campaign's latest run those who may take a place, best first, but whom another campaign has or had in the
    same round behind the others; of an earlier run nobody."""
    run = await get_run(session, viewer, run_id)
    latest = await latest_run(session, viewer, run.campaign_id)
    if latest is None or latest.id != run.id:
        return []
    rows = in_order(visible_to(viewer).where(
        Match.run_id == run.id, Match.is_on_waitlist, Match.state.in_((PROPOSED, APPROVED)),
    ).order_by(_is_elsewhere(run, Match.consumer_id))).limit(MOST)
    waiting = [Comes(one.consumer_id, one.rank, one.fit, True) for one in (await session.scalars(rows)).all()]
    behind = {int(seq): (rank, fit) for seq, rank, fit in run.facts.get("next", ())}
    is_taken = exists().where(Match.consumer_id == Consumer.id, Match.state.in_((PROPOSED, APPROVED)))
    is_seated = exists().where(Seat.consumer_id == Consumer.id, Seat.campaign_id == run.campaign_id)
    free = select(Consumer.seq, Consumer.id, _is_elsewhere(run, Consumer.id)).where(
        Consumer.seq.in_(behind), Consumer.state == ACTIVE, Consumer.refuses_automatic.is_(False), ~is_taken,
        ~is_seated)
    found = sorted((is_elsewhere, *behind[seq], who) for seq, who, is_elsewhere in (await session.execute(free)).all())
    return [*waiting, *(Comes(who, rank, fit, False) for _, rank, fit, who in found[:MOST])]


def _is_elsewhere(run: Run, who: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether another campaign has somebody: a place in it, a seat that is open, or a unit of the same round."""
    other, its = aliased(Match), aliased(Run)
    in_round = other.run_id.in_(select(its.id).where(its.round_id == run.round_id)) if run.round_id else false()
    return or_(
        exists().where(other.consumer_id == who, other.campaign_id != run.campaign_id, other.is_on_waitlist.is_(False),
                       or_(other.state.in_((PROPOSED, APPROVED)), in_round)),
        exists().where(Seat.consumer_id == who, Seat.campaign_id != run.campaign_id,
                       Seat.state.in_((OFFERED, WAITING, ACCEPTED))))
