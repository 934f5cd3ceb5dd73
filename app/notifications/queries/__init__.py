"""Every question about messages. A select made for a person starts from visible_to()."""

from sqlalchemy import Select, and_, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import ContactPoint
from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.notifications.models import Message
from app.notifications.rules import READ, REMIND_TO_ANSWER, REMIND_TO_POST
from app.reviews.models import Review
from app.seats.models import Seat

MOST_REMINDED = 2000


def visible_to(viewer: Viewer) -> Select[Message]:
    """Ops see all messages, nobody else any (people read them where they arrive)."""
    return select(Message) if READ in viewer.permissions else select(Message).where(false())


async def get(session: AsyncSession, viewer: Viewer, message_id: str) -> Message:
    """One message, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Message.id == message_id))
    if found is None:
        raise NotFound("message")
    return found


async def get_locked(session: AsyncSession, viewer: Viewer, message_id: str) -> Message:
    """One message, locked against a second hand, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Message.id == message_id).with_for_update())
    if found is None:
        raise NotFound("message")
    return found


async def list_page(session: AsyncSession, viewer: Viewer, ask: Ask, state: str | None = None,
                    subject_id: str | None = None) -> Page[Message]:
    """Messages, newest first, narrowed to a state or to what they are about."""
    viewer.require(READ)
    rows = visible_to(viewer)
    if state:
        rows = rows.where(Message.state == state)
    if subject_id:
        rows = rows.where(Message.subject_id == subject_id)
    return await page(session, rows, Message.seq, ask, newest_first=True)


async def find_point(session: AsyncSession, message: Message) -> ContactPoint | None:
    """Where a message goes; None where that was taken away or erased."""
    found: ContactPoint | None = await session.scalar(select(ContactPoint).where(
        ContactPoint.id == message.contact_point_id, ContactPoint.value_sealed.is_not(None)))
    return found


async def of_account(session: AsyncSession, account_id: str) -> list[Message]:
    """Everything that was written to an account, oldest first."""
    rows = select(Message).where(Message.account_id == account_id).order_by(Message.seq)
    return list((await session.scalars(rows)).all())


def _unreminded(template: str) -> Select[Seat]:
    """Seats of people with an account in running campaigns whom this reminder has not reached since their offer."""
    reminded = exists().where(and_(
        Message.subject_id == Seat.id, Message.template == template, Message.made_at >= Seat.offered_at))
    return select(Seat).join(Campaign, Campaign.id == Seat.campaign_id).join(
        Consumer, Consumer.id == Seat.consumer_id).where(
        Consumer.account_id.is_not(None), Campaign.paused_at.is_(None), ~reminded)


async def seats_to_answer(session: AsyncSession) -> list[Seat]:
    """Told offers whose time to answer ends soon."""
    at = now(session)
    rows = _unreminded("answer_reminder").where(
        Seat.state == "offered", Seat.sent_at.is_not(None), Seat.answer_by > at,
        Seat.answer_by <= at + REMIND_TO_ANSWER)
    return list((await session.scalars(rows.order_by(Seat.answer_by, Seat.seq).limit(MOST_REMINDED))).all())


async def seats_to_post(session: AsyncSession) -> list[Seat]:
    """Received samples with a post still to come whose deadline is near."""
    at = now(session)
    awaited = exists().where(and_(Review.seat_id == Seat.id, Review.state.in_(("awaited", "needs_fix"))))
    rows = _unreminded("post_reminder").where(
        Seat.state == "accepted", Seat.received_at.is_not(None), Seat.deadline_at > at,
        Seat.deadline_at <= at + REMIND_TO_POST, awaited)
    return list((await session.scalars(rows.order_by(Seat.deadline_at, Seat.seq).limit(MOST_REMINDED))).all())
