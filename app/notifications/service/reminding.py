"""Reminders: one before the time to answer ends, one before the deadline to post; they stop by themselves."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.notifications import queries
from app.notifications.rules import REMIND_TO_ANSWER, REMIND_TO_POST, SEND, is_time_to_remind
from app.notifications.service.reactions import to_consumer
from app.seats.models import Seat


async def remind(session: AsyncSession, viewer: Viewer) -> int:
    """Remind everybody whose time is nearly over and who was not reminded of this yet; returns how many."""
    viewer.require(SEND)
    at, count = now(session), 0
    for seat in await queries.seats_to_answer(session):
        if seat.sent_at and seat.answer_by and is_time_to_remind(seat.sent_at, seat.answer_by, at, REMIND_TO_ANSWER):
            count += await _remind(session, viewer, seat, "answer_reminder")
    for seat in await queries.seats_to_post(session):
        if seat.received_at and seat.deadline_at and is_time_to_remind(
                seat.received_at, seat.deadline_at, at, REMIND_TO_POST):
            count += await _remind(session, viewer, seat, "post_reminder")
    return count


async def _remind(session: AsyncSession, viewer: Viewer, seat: Seat, template: str) -> int:
    sent = await to_consumer(session, viewer, seat.consumer_id, template, seat.id, f"/me/invitations/{seat.id}",
                             seat_id=seat.id, campaign_id=seat.campaign_id)
    return 0 if sent is None else 1
