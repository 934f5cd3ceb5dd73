"""What moves a seat's clock: packing, shipping, receipt, stops and extensions."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Invalid
from app.core.i18n import text
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat, Stop
from app.seats.rules import ACCEPTED, EXTEND, READ_OWN, RUN, SEAT, STOPS, WHY_MORE_TIME
from app.seats.rules.clock import deadline
from app.seats.rules.refusals import CampaignClosedToOffers

MOST_DAYS = 90
BRIEF_DAYS = 3


def _require(viewer: Viewer) -> None:
    """A consumer may say of the own seat that the parcel is here; everybody else runs seats."""
    viewer.require(READ_OWN if viewer.kind == "consumer" else RUN)


async def set_deadline(session: AsyncSession, viewer: Viewer, seat: Seat) -> None:
    """Compute the deadline anew from receipt, days and stops; a deadline that moved is an entry of its own."""
    if seat.received_at is None:
        return
    campaign = await queries.campaign_of(session, seat)
    days = seat.trial_days + seat.posting_days + seat.extended_days
    until = deadline(seat.received_at, days, campaign.time_zone, await queries.stretches(session, seat))
    if until != seat.deadline_at:
        seat.deadline_at, seat.changed_at = until, now(session)
        await journal.record(session, viewer, "seat.deadline_moved", seat, campaign_id=seat.campaign_id,
                             deadline_at=until.isoformat() if until else None)


async def mark_exported(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """The parcel is handed over for packing: from now on nobody steps back. Not while the campaign is paused."""
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state != ACCEPTED:
        raise WrongState(SEAT.noun, seat.state, "export")
    if seat.exported_at is not None:
        return seat
    if (await queries.campaign_of(session, seat)).paused_at is not None:
        raise CampaignClosedToOffers("paused")
    seat.exported_at = seat.changed_at = now(session)
    await journal.record(session, viewer, "seat.exported", seat, campaign_id=seat.campaign_id,
                         consumer_id=seat.consumer_id)
    return seat


async def mark_shipped(session: AsyncSession, viewer: Viewer, seat_id: str, at: datetime | None = None) -> Seat:
    """A parcel has left; the last one counts. Without a word it counts as received 15 days later."""
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.received_at is None:
        seat.shipped_at, seat.delivered_at = min(at or now(session), now(session)), None
        seat.changed_at = now(session)
    return seat


async def mark_delivered(session: AsyncSession, viewer: Viewer, seat_id: str, at: datetime | None = None) -> Seat:
    """The carrier says delivered. Without a word the parcel counts as received 3 days later."""
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.received_at is None:
        seat.delivered_at = min(at or now(session), now(session))
        seat.changed_at = now(session)
    return seat


async def mark_received(session: AsyncSession, viewer: Viewer, seat_id: str, how: str = "tap",
                        at: datetime | None = None) -> Seat:
    """The sample is in the person's hands and the clock begins; set once. `how`: tap, delivered, shipped, code, visit.
    """
    _require(viewer)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.received_at is not None:
        return seat
    if seat.state != ACCEPTED:
        raise WrongState(SEAT.noun, seat.state, "receive")
    seat.received_at, seat.received_how = min(at or now(session), now(session)), how
    seat.changed_at = now(session)
    await journal.record(session, viewer, "seat.received", seat, campaign_id=seat.campaign_id,
                         consumer_id=seat.consumer_id, how=how, at=seat.received_at.isoformat())
    await set_deadline(session, viewer, seat)
    return seat


async def stop_clock(session: AsyncSession, viewer: Viewer, seat_id: str, kind: str, cause_id: str | None = None,
                     ) -> Seat:
    """Let the clock stand still from now on, for a cause (a trouble, a decision of ops); once for each cause."""
    viewer.require(RUN)
    if kind not in STOPS:
        raise Invalid.at("kind", text("There is no such kind of stop.", "没有这种暂停类型。"))
    seat = await queries.locked(session, viewer, seat_id)
    if await queries.open_stop(session, seat.id, cause_id) is None:
        session.add(Stop(id=new_id(session, "stp"), seat_id=seat.id, kind=kind, cause_id=cause_id,
                         started_at=now(session)))
        await session.flush()
        await journal.record(session, viewer, "seat.stopped", seat, kind=kind, cause_id=cause_id)
        await set_deadline(session, viewer, seat)
    return seat


async def restart_clock(session: AsyncSession, viewer: Viewer, seat_id: str, cause_id: str | None = None) -> Seat:
    """Let the clock run again; what it stood still is added to the deadline."""
    _require(viewer)
    seat = await queries.locked(session, viewer, seat_id)
    if await queries.open_stop(session, seat.id, cause_id) is not None:
        same = Stop.cause_id == cause_id if cause_id else Stop.cause_id.is_(None)
        await session.execute(update(Stop).where(Stop.seat_id == seat.id, same, Stop.ended_at.is_(None)).values(
            ended_at=now(session)))
        await journal.record(session, viewer, "seat.restarted", seat, cause_id=cause_id)
        await set_deadline(session, viewer, seat)
    return seat


async def extend(session: AsyncSession, viewer: Viewer, seat_id: str, days: int, reason: str | None = None) -> Seat:
    """Give a person more days, by ops; 1 to 90 at a time, for a reason of the closed list where there is one to tell.
    """
    viewer.require(EXTEND)
    if reason is not None and reason not in WHY_MORE_TIME:
        raise Invalid.at("reason", text("Please choose one of the reasons.", "请选择一个原因。"), "no_such_reason")
    if not 1 <= days <= MOST_DAYS:
        words = text(f"Please give 1 to {MOST_DAYS} days.", f"请填写 1 到 {MOST_DAYS} 天。")
        raise Invalid.at("days", words, "out_of_range")
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state != ACCEPTED:
        raise WrongState(SEAT.noun, seat.state, "extend")
    seat.extended_days += days
    seat.changed_at = now(session)
    await journal.record(session, viewer, "seat.extended", seat, campaign_id=seat.campaign_id, days=days,
                         reason=reason)
    await set_deadline(session, viewer, seat)
    return seat


async def allow_for_brief(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: the brief was changed after people had agreed; each of them gets some days more."""
    for seat in await queries.of_campaign(session, happened.subject_id, (ACCEPTED,)):
        await extend(session, viewer, seat.id, BRIEF_DAYS)


async def reset_deadlines(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A pause began or ended: the campaign's clocks are read anew."""
    for seat in await queries.of_campaign(session, happened.subject_id, (ACCEPTED,)):
        await set_deadline(session, viewer, seat)


async def reset_all_deadlines(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """The holidays were edited: every running clock is read anew."""
    for seat in await queries.running(session):
        await set_deadline(session, viewer, seat)
