"""How a seat ends: completed, missed, excused, released, or over with its campaign."""

import math
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules import LIVE
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.states import Moved
from app.core.viewer import Viewer
from app.core.work import Happened, now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, EXCUSE, NO_SHOW, REASONS, RUN, SEAT
from app.seats.service import clock, offers, stock

DAYS_FOR_ANOTHER = 7
"""So many days at least somebody has for another post in the place of one that did not count."""


async def leave(session: AsyncSession, viewer: Viewer, seat: Seat, happened: Moved) -> Seat:
    """End an accepted seat without an outcome: what was not handed over for packing returns to the units."""
    if returns := seat.exported_at is None:
        await stock.give_back(session, seat.campaign_id, stock.lines_of(seat))
    seat.changed_at = now(session)
    await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id,
                         reason=seat.reason, unit_returns=returns)
    return seat


async def excuse(session: AsyncSession, viewer: Viewer, seat_id: str, reason: str) -> Seat:
    """Excuse a seat without penalty, for a reason of the closed list; it leaves every denominator."""
    viewer.require(EXCUSE)
    if reason not in REASONS:
        raise Invalid.at("reason", text("Please choose one of the reasons.", "请选择一个原因。"), "no_such_reason")
    seat = await queries.locked(session, viewer, seat_id)
    happened = SEAT.move(seat, "excuse", viewer)
    seat.reason = reason
    return await leave(session, viewer, seat, happened)


async def count_verified(session: AsyncSession, viewer: Viewer, seat_id: str, *,
                         is_late: bool | None = None) -> Seat:
    """A promised post was verified for the first time; with the last one the seat completes.

    `is_late` says whether the post came in after the deadline; None: decided by the present moment.
    """
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.verified_count >= seat.deliverable_count:
        return seat
    seat.verified_count += 1
    seat.changed_at = now(session)
    late = is_late if is_late is not None else seat.deadline_at is not None and now(session) > seat.deadline_at
    seat.is_late = seat.is_late or late
    if seat.verified_count == seat.deliverable_count and await _may_complete(session, seat):
        happened = SEAT.move(seat, "complete", viewer)
        seat.completed_at = now(session)
        seat.settled_at = seat.settled_at or now(session)
        await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id,
                             consumer_id=seat.consumer_id, is_late=seat.is_late)
    return seat


async def uncount_verified(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """A post that was verified does not count after all: a seat that had its outcome is open again for another one."""
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if not seat.verified_count:
        return seat
    seat.verified_count -= 1
    seat.changed_at = now(session)
    if SEAT.can(seat.state, "reopen"):
        happened = SEAT.move(seat, "reopen", viewer)
        seat.completed_at = seat.settled_at = None
        await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id,
                             consumer_id=seat.consumer_id)
    wanted = now(session) + timedelta(days=DAYS_FOR_ANOTHER)
    if seat.state == ACCEPTED and seat.deadline_at is not None and seat.deadline_at < wanted:
        seat.extended_days += math.ceil((wanted - seat.deadline_at) / timedelta(days=1))
        await clock.set_deadline(session, viewer, seat)
    return seat


async def _may_complete(session: AsyncSession, seat: Seat) -> bool:
    """An accepted seat may; a missed one while its campaign is still open."""
    return seat.state == ACCEPTED or (
        seat.state == NO_SHOW and (await queries.campaign_of(session, seat)).state == LIVE)


async def settle(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """The window has closed and what came in time is decided: a seat that is not complete is missed.

    A seat whose clock stands still or still runs is left as it is.
    """
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state != ACCEPTED or seat.received_at is None or not seat.deliverable_count:
        return seat
    await clock.set_deadline(session, viewer, seat)
    if seat.deadline_at is None or now(session) <= seat.deadline_at:
        return seat
    happened = SEAT.move(seat, "miss", viewer)
    seat.settled_at = seat.changed_at = now(session)
    await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id,
                         verified_count=seat.verified_count, deliverable_count=seat.deliverable_count)
    return seat


async def end_with_campaign(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A cancelled campaign: offers and waits are withdrawn, who has nothing yet is excused, the others go on."""
    await offers.close_all(session, viewer, happened.subject_id, "withdraw")
    for seat in await queries.of_campaign(session, happened.subject_id, (ACCEPTED,)):
        if seat.exported_at is None:
            await excuse(session, viewer, seat.id, "campaign_cancelled")


async def close_with_campaign(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A completed campaign: what was not answered is over, so is the wait."""
    await offers.close_all(session, viewer, happened.subject_id, "expire")
