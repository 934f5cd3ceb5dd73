"""A parcel from acceptance to the doorstep: prepared, cancelled, shipped, delivered, confirmed, assumed received."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now, unit
from app.jobs import service as jobs
from app.journal import service as journal
from app.samples import queries
from app.samples.models import Parcel, ParcelLine
from app.samples.rules import CONFIRM, PARCEL, PENDING, RESENT, SENT, SHIP, numbers
from app.samples.rules.refusals import SentAgain
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, EXCUSED, RELEASED
from app.seats.rules.clock import assumed_receipt

ASSUME = "parcel.assume_received"


async def prepare_parcel(session: AsyncSession, viewer: Viewer, happened: Happened) -> Parcel | None:
    """Somebody has a seat: make the parcel that waits to be exported, where the campaign sends parcels."""
    seat: Seat = happened.subject
    return await make(session, viewer, seat) if seat.fulfilment == "parcel" else None


async def make(session: AsyncSession, viewer: Viewer, seat: Seat, replaces: Parcel | None = None) -> Parcel:
    """A pending parcel with a seat's lines and a number of its own."""
    parcel = Parcel(
        id=new_id(session, "par"), seat_id=seat.id, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id,
        number=await _fresh_number(session), made_at=now(session), replaces_id=replaces.id if replaces else None,
        lines=[ParcelLine(variant_id=line["variant_id"], quantity=line["quantity"]) for line in seat.lines])
    session.add(parcel)
    await session.flush()
    await journal.record(session, viewer, "parcel.prepared", parcel, **facts_of(parcel))
    return parcel


async def _fresh_number(session: AsyncSession) -> str:
    while True:
        number = numbers.make(unit(session).chance)
        if not await queries.is_number_used(session, number):
            return number


def facts_of(parcel: Parcel) -> dict[str, Any]:
    """What every entry about a parcel names."""
    return {"campaign_id": parcel.campaign_id, "seat_id": parcel.seat_id, "consumer_id": parcel.consumer_id}


async def cancel_parcel(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Somebody has left the campaign: what was not handed out yet stays here."""
    seat: Seat = happened.subject
    if seat.state not in (RELEASED, EXCUSED):
        return
    for parcel in await queries.held_of_seat(session, seat.id, PENDING):
        await journal.record(session, viewer, PARCEL.move(parcel, "cancel", viewer), parcel, **facts_of(parcel))


async def ship(session: AsyncSession, viewer: Viewer, parcel_id: str, carrier: str, tracking: str,
               at: datetime | None = None) -> Parcel:
    """The carrier has it. The tracking number of a person who has been erased is not kept."""
    parcel = await queries.locked(session, viewer, parcel_id)
    happened = PARCEL.move(parcel, "ship", viewer)
    parcel.shipped_at = at or now(session)
    name_carrier(parcel, carrier, tracking)
    await journal.record(session, viewer, happened, parcel, **facts_of(parcel))
    if not parcel.replaced_by:
        await seats.mark_shipped(session, viewer, parcel.seat_id, parcel.shipped_at)
    await plan_assumption(session, parcel)
    return parcel


def name_carrier(parcel: Parcel, carrier: str, tracking: str) -> None:
    """Who carries it under which number; nothing that leads to somebody who has been erased."""
    parcel.carrier = carrier
    parcel.tracking = tracking if parcel.recipient_sealed else None


async def track(session: AsyncSession, viewer: Viewer, parcel_id: str) -> Parcel:
    """It is on its way."""
    parcel = await queries.locked(session, viewer, parcel_id)
    await journal.record(session, viewer, PARCEL.move(parcel, "track", viewer), parcel, **facts_of(parcel))
    return parcel


async def deliver(session: AsyncSession, viewer: Viewer, parcel_id: str, at: datetime | None = None) -> Parcel:
    """The carrier says that it has arrived; the person has three days to say otherwise."""
    viewer.require(SHIP)
    parcel = await queries.locked(session, viewer, parcel_id)
    happened = PARCEL.move(parcel, "deliver", viewer)
    parcel.delivered_at = at or now(session)
    await journal.record(session, viewer, happened, parcel, **facts_of(parcel))
    if not parcel.replaced_by:
        await seats.mark_delivered(session, viewer, parcel.seat_id, parcel.delivered_at)
    await plan_assumption(session, parcel)
    return parcel


async def confirm(session: AsyncSession, viewer: Viewer, parcel_id: str) -> Parcel:
    """I have it. Raises SentAgain where another parcel was made for this one; saying it twice is once."""
    viewer.require(CONFIRM)
    parcel = await queries.locked(session, viewer, parcel_id)
    if parcel.replaced_by:
        raise SentAgain(parcel.replaced_by.number)
    if parcel.confirmed_at:
        return parcel
    happened = PARCEL.move(parcel, "confirm", viewer)
    parcel.confirmed_at = now(session)
    await journal.record(session, viewer, happened, parcel, **facts_of(parcel))
    await jobs.cancel(session, assumption_key(parcel))
    return parcel


async def receive(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """The person has it in hand: the seat's clock begins."""
    parcel: Parcel = happened.subject
    await count_as_received(session, viewer, parcel, "tap", parcel.confirmed_at or now(session))


def assumption_key(parcel: Parcel) -> str:
    """The key of the due row that counts a parcel as received."""
    return f"{ASSUME}:{parcel.id}"


async def plan_assumption(session: AsyncSession, parcel: Parcel, trouble_ended_at: datetime | None = None) -> None:
    """See to it that a parcel about which nobody says a word counts as received in time."""
    due = assumed_receipt(parcel.shipped_at, parcel.delivered_at, trouble_ended_at)
    if due and parcel.state in SENT and not parcel.trouble:
        await jobs.plan(session, ASSUME, due, key=assumption_key(parcel), parcel_id=parcel.id)


async def assume_received(session: AsyncSession, viewer: Viewer, parcel_id: str) -> None:
    """Nobody said otherwise in time: the last parcel counts as received when it was due; not while trouble is open."""
    parcel = await queries.locked(session, viewer, parcel_id)
    if parcel.state not in SENT or parcel.trouble or parcel.replaced_by:
        return
    ended = max((trouble.closed_at for trouble in parcel.troubles if trouble.closed_at), default=None)
    due = assumed_receipt(parcel.shipped_at, parcel.delivered_at, ended)
    if due:
        await count_as_received(session, viewer, parcel, "delivered" if parcel.delivered_at else "shipped", due)


async def count_as_received(session: AsyncSession, viewer: Viewer, parcel: Parcel, how: str, at: datetime) -> None:
    """The seat has its sample: the clock goes on where a new parcel was waited for, and receipt is set once."""
    seat = await seats_of.locked(session, viewer, parcel.seat_id)
    for trouble in await queries.standing_troubles(session, seat.id):
        if trouble.state == RESENT:
            trouble.closed_at = now(session)
            await seats.restart_clock(session, viewer, seat.id, trouble.id)
    if seat.received_at is None and seat.state == ACCEPTED:
        await seats.mark_received(session, viewer, seat.id, how, at)
