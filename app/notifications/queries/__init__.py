"""Every question about messages. A select made for a person starts from visible_to()."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import ContactPoint
from app.campaigns.models import Campaign
from app.campaigns.rules import LIVE
from app.consumers.models import Consumer
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.notifications.models import Message
from app.notifications.rules import READ, REMIND_TO_ANSWER, REMIND_TO_POST
from app.notifications.rules.reminders import LATE_FROM, LATE_UNTIL, OF_POSTS, PICTURE_WAITS
from app.reviews.models import Review, ReviewPicture
from app.seats.models import Seat

MOST_REMINDED = 2_000
MOST_AT_ONCE = 500


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


def _reachable() -> Select[Seat]:
    """Seats of people with an account in campaigns that are not paused."""
    return select(Seat).join(Campaign, Campaign.id == Seat.campaign_id).join(
        Consumer, Consumer.id == Seat.consumer_id).where(Consumer.account_id.is_not(None), Campaign.paused_at.is_(None))


async def seats_to_answer(session: AsyncSession) -> list[Seat]:
    """Told offers whose time to answer ends soon."""
    at = now(session)
    reminded = exists().where(and_(
        Message.subject_id == Seat.id, Message.template == "answer_reminder", Message.made_at >= Seat.offered_at))
    rows = _reachable().where(
        ~reminded, Seat.state == "offered", Seat.sent_at.is_not(None), Seat.answer_by > at,
        Seat.answer_by <= at + REMIND_TO_ANSWER)
    return list((await session.scalars(rows.order_by(Seat.answer_by, Seat.seq).limit(MOST_REMINDED))).all())


async def seats_to_post(session: AsyncSession) -> list[Seat]:
    """Received samples with a post still to come: the deadline is near, or has passed and late is still welcome."""
    at = now(session)
    nears = and_(Seat.state == "accepted", Seat.received_at.is_not(None), Seat.deadline_at > at,
                 Seat.deadline_at <= at + REMIND_TO_POST, _with_review("awaited", "needs_fix", "rejected"))
    is_late = and_(Seat.state == "no_show", Seat.deadline_at <= at - LATE_FROM, Seat.deadline_at > at - LATE_UNTIL,
                   Campaign.state == LIVE, _with_review("missed"))
    return list((await session.scalars(_reachable().where(or_(nears, is_late)).order_by(
        Seat.deadline_at, Seat.seq))).all())


def _with_review(*states: str) -> ColumnElement[bool]:
    return exists().where(and_(Review.seat_id == Seat.id, Review.state.in_(states)))


async def last_reminders(session: AsyncSession, seat_ids: Sequence[str]) -> dict[str, dict[str, datetime]]:
    """When each reminder of a post was made last, by seat and template."""
    found: dict[str, dict[str, datetime]] = {}
    for some in (seat_ids[start:start + MOST_AT_ONCE] for start in range(0, len(seat_ids), MOST_AT_ONCE)):
        rows = select(Message.subject_id, Message.template, func.max(Message.made_at)).where(
            Message.subject_id.in_(some), Message.template.in_(OF_POSTS))
        for seat_id, template, made_at in await session.execute(rows.group_by(Message.subject_id, Message.template)):
            found.setdefault(str(seat_id), {})[template] = made_at
    return found


async def pictures_to_show(session: AsyncSession) -> list[tuple[ReviewPicture, Review]]:
    """Pictures that were asked for some days ago, are still awaited, and were not reminded of."""
    reminded = exists().where(Message.subject_id == ReviewPicture.id, Message.template == "picture_reminder")
    rows = select(ReviewPicture, Review).join(Review, Review.id == ReviewPicture.review_id).where(
        ReviewPicture.shown_at.is_(None), ReviewPicture.missed_at.is_(None), Review.erased_at.is_(None),
        ReviewPicture.asked_at <= now(session) - PICTURE_WAITS, ~reminded)
    found = await session.execute(rows.order_by(ReviewPicture.due_at, ReviewPicture.seq).limit(MOST_REMINDED))
    return [(asked, review) for asked, review in found]
