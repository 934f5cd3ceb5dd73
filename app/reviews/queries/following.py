"""What following a post asks of the store: windows that are over, what hosts have told, who shares a door."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.consumers.models import Consumer
from app.core.work import now
from app.reviews.models import Review, Robots
from app.reviews.rules import CHECKING, SUBMITTED
from app.seats.models import Seat
from app.seats.rules import ACCEPTED

MOST_WINDOWS = 500


async def over_windows(session: AsyncSession) -> list[Seat]:
    """Accepted seats whose deadline has passed and of which nothing is being checked, the longest overdue first."""
    is_open = exists().where(Review.seat_id == Seat.id, Review.state.in_((SUBMITTED, CHECKING)))
    rows = select(Seat).where(Seat.state == ACCEPTED, Seat.settled_at.is_(None), Seat.deadline_at < now(session),
                              Seat.deliverable_count > 0, ~is_open)
    return list((await session.scalars(rows.order_by(Seat.deadline_at, Seat.seq).limit(MOST_WINDOWS))).all())


async def others_linked(session: AsyncSession, consumer_id: str) -> int:
    """How many other people stand at somebody's phone or address; an address that many share is nobody's."""
    own = aliased(Consumer)
    phone, address = (select(index).where(own.id == consumer_id) for index in (own.phone_index, own.address_index))
    at_address = and_(Consumer.address_index == address.where(own.is_address_shared.is_(False)).scalar_subquery(),
                      Consumer.is_address_shared.is_(False))
    rows = select(func.count()).where(or_(Consumer.phone_index == phone.scalar_subquery(), at_address),
                                      Consumer.id != consumer_id, Consumer.erased_at.is_(None))
    return await session.scalar(rows) or 0


async def robots_of(session: AsyncSession, origins: Sequence[str], since: datetime) -> list[Robots]:
    """What these origins told readers by machine since a moment."""
    rows = select(Robots).where(Robots.origin.in_(origins), Robots.fetched_at > since)
    return list((await session.scalars(rows)).all()) if origins else []
