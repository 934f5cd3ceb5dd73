"""Reminders: of the time to answer, of the promised post, of a picture that was asked for; they stop by themselves."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, now
from app.notifications import queries
from app.notifications.models import Message
from app.notifications.queries import MOST_REMINDED
from app.notifications.rules import REMIND_TO_ANSWER, SEND, is_time_to_remind
from app.notifications.rules.reminders import reminder_due
from app.notifications.service.reactions import about_seat, to_consumer
from app.reviews.models import Review
from app.seats.models import Seat


async def remind(session: AsyncSession, viewer: Viewer) -> int:
    """Remind everybody whose time is nearly over, or just over, and who was not reminded of this yet; how many."""
    viewer.require(SEND)
    return await _to_answer(session, viewer) + await _to_post(session, viewer) + await _to_show(session, viewer)


async def _to_answer(session: AsyncSession, viewer: Viewer) -> int:
    at, count = now(session), 0
    for seat in await queries.seats_to_answer(session):
        if seat.sent_at and seat.answer_by and is_time_to_remind(seat.sent_at, seat.answer_by, at, REMIND_TO_ANSWER):
            count += await _remind(session, viewer, seat, "answer_reminder")
    return count


async def _to_post(session: AsyncSession, viewer: Viewer) -> int:
    count, seats = 0, await queries.seats_to_post(session)
    last = await queries.last_reminders(session, [seat.id for seat in seats])
    for seat in seats:
        if count < MOST_REMINDED and seat.received_at and seat.deadline_at:
            due = reminder_due(seat.received_at, seat.deadline_at, now(session), last.get(seat.id, {}))
            count += await _remind(session, viewer, seat, due) if due else 0
    return count


async def _to_show(session: AsyncSession, viewer: Viewer) -> int:
    sent = [await _ask_for_picture(session, viewer, review, "picture_reminder", asked.id)
            for asked, review in await queries.pictures_to_show(session)]
    return sum(message is not None for message in sent)


async def _remind(session: AsyncSession, viewer: Viewer, seat: Seat, template: str) -> int:
    sent = await to_consumer(session, viewer, seat.consumer_id, template, seat.id, f"/me/invitations/{seat.id}",
                             seat_id=seat.id, campaign_id=seat.campaign_id)
    return 0 if sent is None else 1


async def picture_due(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.picture_asked: please show the post, for nobody but its readers can see it."""
    return await _ask_for_picture(session, viewer, happened.subject, "picture_due", happened.subject_id)


async def _ask_for_picture(session: AsyncSession, viewer: Viewer, review: Review, template: str,
                           subject_id: str) -> Message | None:
    return await to_consumer(session, viewer, review.consumer_id, template, subject_id,
                             f"/me/reviews/{review.id}/picture", review_id=review.id,
                             campaign_id=review.campaign_id)


async def more_time(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On seat.extended, where ops gave a reason: there is more time, until when."""
    is_told = happened.facts.get("reason") is not None and happened.subject.deadline_at is not None
    return await about_seat(session, viewer, happened, "more_time") if is_told else None
