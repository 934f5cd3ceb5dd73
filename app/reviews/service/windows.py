"""Closing the windows of seats whose deadline has passed: what came in time is decided first."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, now
from app.reviews import queries
from app.reviews.rules import CHECKING, REVIEW, SUBMITTED, TRACK
from app.reviews.service.entries import step
from app.seats import service as seats
from app.seats.rules import ACCEPTED


async def close_windows(session: AsyncSession, viewer: Viewer) -> int:
    """Settle the seats whose deadline has passed, once nothing of them is being checked; how many were settled."""
    viewer.require(TRACK)
    settled = 0
    for seat in await queries.over_windows(session):
        reviews = await queries.of_seat(session, viewer, seat.id)
        if not any(review.state in (SUBMITTED, CHECKING) for review in reviews):
            settled += (await seats.settle(session, viewer, seat.id)).state != ACCEPTED
    return settled


async def miss(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A seat's window has closed: what was not handed in, or not mended, is missed."""
    for review in await queries.of_seat(session, viewer, happened.subject_id):
        if REVIEW.can(review.state, "miss"):
            await step(session, viewer, "miss", review)
            review.missed_at = now(session)
