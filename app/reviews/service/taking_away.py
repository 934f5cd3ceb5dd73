"""Taking a verified post away from a review for which it should never have counted: another one is asked for."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import service as jobs
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import TAKINGS
from app.reviews.rules.checks import Fix
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.words import TAKEN_AWAY
from app.reviews.service.entries import step
from app.reviews.service.promising import OVER
from app.reviews.service.schedule import close_key, look_key
from app.reviews.service.submitting import clear
from app.reviews.service.thumbnails import drop_thumbnail
from app.seats import service as seats

OF_THE_POST = (
    "author_index", "earlier_text", "has_shop_link", "text_from", "picture", "submitted_at", "verified_at",
    "verified_how", "removed_at", "closed_at", "online_until", "next_look_at", "withheld_reason", "withheld_by",
    "withheld_at", "measured_at", "measured_how", "numbers_held_at", *COUNTS)
"""What stands on a review for the post that it was verified by, beside what every new attempt clears."""


async def take_away(session: AsyncSession, viewer: Viewer, review_id: str, reason: str) -> Review:
    """Take a verified post that is somebody else's from a review, for a reason of the closed list.

    The post is free for its author; the person is asked for the own one, and has a week for it at least. As if it had
    never been verified, it stands in no count any more; the journal keeps that it was.
    """
    if reason not in TAKINGS:
        raise Invalid.at("reason", text("Please choose one of the reasons.", "请选择一个原因。"), "no_such_reason")
    review = await queries.take(session, viewer, review_id)
    await step(session, viewer, "take_away", review, attempt=review.attempt, reason=reason)
    await _stop_following(session, viewer, review)
    await drop_thumbnail(session, viewer, review)
    _forget_the_post(review)
    review.fixes = [] if review.erased_at else [Fix("network", TAKEN_AWAY[reason]).as_json()]
    seat = await seats.uncount_verified(session, viewer, review.seat_id)
    if review.erased_at is not None or seat.state in OVER:
        await step(session, viewer, "waive", review)
    return review


async def _stop_following(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    """Take back what was planned for the post; a picture that waits for eyes shows nothing of this person's."""
    await jobs.cancel(session, look_key(review.id, review.looks))
    await jobs.cancel(session, close_key(review.id))
    review.looks, review.misses_in_a_row = review.looks + 1, 0
    for shown in await queries.pictures_of(session, [review.id]):
        if shown.shown_at is None:
            await jobs.cancel(session, f"review.ask_picture/{shown.id}")
            await jobs.cancel(session, f"review.miss_picture/{shown.id}")
            await session.delete(shown)
        elif shown.judged_at is None:
            shown.is_accepted, shown.judged_at, shown.judged_by = False, now(session), viewer.actor_id


def _forget_the_post(review: Review) -> None:
    """Nothing of the post stays on the review; its checks are those of an attempt that is over."""
    clear(review)
    review.attempt += 1
    for name in OF_THE_POST:
        setattr(review, name, None)
    review.changes, review.flags, review.account_facts, review.judgement = [], [], {}, {}
    review.is_late = False
