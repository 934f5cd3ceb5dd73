"""What falls due: the waiting line, answers and receipts that time decides, and when clocks stand still."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.queries import holidays, pauses_of
from app.seats.models import Seat, Stop
from app.seats.rules import ACCEPTED, OFFERED, WAITING
from app.seats.rules.clock import Stretch


async def waiting(session: AsyncSession, campaign_id: str) -> list[Seat]:
    """Who waits for a unit, in the order in which units go to them; held until the end of the transaction."""
    rows = select(Seat).where(Seat.campaign_id == campaign_id, Seat.state == WAITING)
    rows = rows.order_by(Seat.waiting_at, Seat.rank, Seat.seq).with_for_update()
    return list((await session.scalars(rows)).all())


async def overdue_offers(session: AsyncSession, at: datetime, limit: int) -> list[Seat]:
    """Offers whose answer window is over; those that somebody answers at this moment are left to him."""
    rows = select(Seat).where(Seat.state == OFFERED, Seat.answer_by < at).order_by(Seat.answer_by).limit(limit)
    return list((await session.scalars(rows.with_for_update(skip_locked=True))).all())


async def running(session: AsyncSession) -> list[Seat]:
    """Seats whose clock runs, held until the end of the transaction."""
    rows = select(Seat).where(Seat.state == ACCEPTED, Seat.received_at.is_not(None)).order_by(Seat.seq)
    return list((await session.scalars(rows.with_for_update())).all())


async def open_stop(session: AsyncSession, seat_id: str, cause_id: str | None) -> Stop | None:
    """The stop of a seat that still holds for a cause."""
    same = Stop.cause_id == cause_id if cause_id else Stop.cause_id.is_(None)
    return await session.scalar(select(Stop).where(Stop.seat_id == seat_id, same, Stop.ended_at.is_(None)))


async def stretches(session: AsyncSession, seat: Seat) -> list[Stretch]:
    """Every stretch in which a seat's clock stands still: its own stops, its campaign's pauses, holidays."""
    own = await session.scalars(select(Stop).where(Stop.seat_id == seat.id))
    found = [Stretch(stop.started_at, stop.ended_at) for stop in own.all()]
    found += [Stretch(pause.started_at, pause.ended_at) for pause in await pauses_of(session, seat.campaign_id)]
    return found + [Stretch(holiday.started_at, holiday.ended_at) for holiday in await holidays(session)]


async def is_in_trouble(session: AsyncSession, seat_id: str) -> bool:
    """Whether a trouble of the seat's parcels is open or waits for a new parcel."""
    rows = select(Stop.id).where(Stop.seat_id == seat_id, Stop.kind == "trouble", Stop.ended_at.is_(None))
    return await session.scalar(rows.limit(1)) is not None
