"""What a seat's life means for its reviews: promised at acceptance, due with its clock, waived where it ends early."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Deliverable
from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import READ, REVIEW, TRACK
from app.reviews.service.entries import note, step
from app.seats import queries as seats
from app.seats.models import Seat
from app.seats.rules import EXCUSED, RELEASED, WITHDRAWN

OVER = (RELEASED, EXCUSED, WITHDRAWN)


async def await_deliverables(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Expect one review for each deliverable of a seat that was accepted; doing it again changes nothing."""
    viewer.require(TRACK)
    seat = await seats.get(session, viewer, happened.subject_id)
    there = {review.deliverable_id for review in await queries.of_seat(session, viewer, seat.id)}
    for deliverable in await queries.deliverables_of(session, seat.campaign_id):
        if deliverable.id not in there:
            review = _promise(session, seat, deliverable)
            await session.flush()
            await note(session, viewer, "review.awaited", review, deliverable_id=deliverable.id)


def _promise(session: AsyncSession, seat: Seat, deliverable: Deliverable) -> Review:
    review = Review(
        id=new_id(session, "rev"), state=REVIEW.start, seat_id=seat.id, campaign_id=seat.campaign_id,
        brand_id=seat.brand_id, consumer_id=seat.consumer_id, deliverable_id=deliverable.id,
        pseudonym=seat.pseudonym, asked_platform=deliverable.platform, due_at=seat.deadline_at,
        created_at=now(session), updated_at=now(session), checks=[])
    session.add(review)
    return review


async def move_due(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Follow the seat's deadline wherever it has moved."""
    seat = await seats.get(session, viewer, happened.subject_id)
    for review in await queries.of_seat(session, viewer, seat.id):
        if review.state in queries.OPEN and review.due_at != seat.deadline_at:
            review.due_at = seat.deadline_at
            await note(session, viewer, "review.due_moved", review)


async def waive(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Ask no more for the reviews of a seat that was released, excused or withdrawn; one with an outcome keeps it."""
    seat = await seats.get(session, viewer, happened.subject_id)
    if seat.state in OVER:
        await _waive(session, viewer, await queries.of_seat(session, viewer, seat.id))


async def waive_person(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Ask no more for anything of a person who was erased."""
    viewer.require(READ)
    await _waive(session, viewer, await queries.all_of(session, happened.subject_id))


async def _waive(session: AsyncSession, viewer: Viewer, reviews: list[Review]) -> None:
    for review in reviews:
        if REVIEW.can(review.state, "waive"):
            await step(session, viewer, "waive", review)
