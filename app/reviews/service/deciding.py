"""What is decided about a review, by the checks or by ops; none of it reads what the post says of the product."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import REVIEW, TRACK, UNREACHABLE, VERIFY, WITHHOLD
from app.reviews.rules.checks import Fix
from app.reviews.rules.risk import LOST
from app.reviews.service import claims
from app.reviews.service.entries import note, step
from app.reviews.service.schedule import plan_close, plan_look, plan_pictures
from app.seats import service as seats


async def verify(session: AsyncSession, viewer: Viewer, review_id: str, how: str = "read") -> Review:
    """Confirm that the post keeps what was promised, by what was read, shown or seen by ops; from now on it is
    followed."""
    review = await queries.take(session, viewer, review_id)
    await step(session, viewer, "verify", review, attempt=review.attempt, is_late=review.is_late)
    if review.post_index is None:
        await claims.award(session, viewer, review)
    _, campaign = await queries.seat_and_campaign(session, review)
    review.verified_at, review.fixes = now(session), []
    review.verified_how = "ops" if viewer.kind == "ops" else how
    review.online_until = review.verified_at + timedelta(days=campaign.days_online)
    await plan_look(session, review)
    await plan_pictures(session, review)
    await plan_close(session, review)
    await seats.count_verified(session, viewer, review.seat_id, is_late=review.is_late)
    return review


async def ask_fix(session: AsyncSession, viewer: Viewer, review_id: str, fixes: Sequence[Fix]) -> Review:
    """Ask for something to be mended, saying exactly what and how."""
    review = await queries.take(session, viewer, review_id)
    await step(session, viewer, "ask_fix", review, attempt=review.attempt, fixes=[fix.check for fix in fixes])
    review.fixes = [fix.as_json() for fix in fixes]
    return review


async def reject(session: AsyncSession, viewer: Viewer, review_id: str, reason: str) -> Review:
    """Turn a post down for one of the reasons of the closed list; tone is none of them."""
    review = await queries.take(session, viewer, review_id)
    await step(session, viewer, "reject", review, attempt=review.attempt, reason=reason)
    review.rejection = reason
    return review


async def recheck(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """Find a changed, removed or unreachable post in order again; whose account it is now is whose it shall be."""
    review = await queries.take(session, viewer, review_id)
    if any(fix["check"] == "author" for fix in review.fixes):
        review.author_index = None
    await find_again(session, viewer, review)
    return review


async def find_again(session: AsyncSession, viewer: Viewer, review: Review, **facts: Any) -> None:
    """The post is in order again: nothing of its absence stays but the journal."""
    await step(session, viewer, "recheck", review, **facts)
    review.removed_at, review.misses_in_a_row, review.fixes = None, 0, []


async def acknowledge(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """Leave a changed, removed or unreachable post as it is: it needs nobody until more becomes of it."""
    viewer.require(VERIFY)
    review = await queries.take(session, viewer, review_id)
    if review.state not in LOST:
        raise WrongState(REVIEW.noun, review.state, "acknowledge")
    await note(session, viewer, "review.acknowledged", review)
    return review


async def withhold(session: AsyncSession, viewer: Viewer, review_id: str, reason: str) -> Review:
    """Show a review to nobody outside; it stays in every count, average and export."""
    viewer.require(WITHHOLD)
    review = await queries.take(session, viewer, review_id)
    review.withheld_reason, review.withheld_by, review.withheld_at = reason, viewer.actor_id, now(session)
    await note(session, viewer, "review.withheld", review, reason=reason)
    return review


async def show(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """Show a withheld review again."""
    viewer.require(WITHHOLD)
    review = await queries.take(session, viewer, review_id)
    if review.withheld_at is not None:
        review.withheld_reason = review.withheld_by = review.withheld_at = None
        await note(session, viewer, "review.shown", review)
    return review


async def display(session: AsyncSession, viewer: Viewer, review_id: str, withheld: str | None) -> Review:
    """Withhold for a reason, or, where none is given, show again."""
    return await (withhold(session, viewer, review_id, withheld) if withheld else show(session, viewer, review_id))


async def close(session: AsyncSession, viewer: Viewer, review_id: str) -> None:
    """End the following of a review after its promised days online; nothing where that is done."""
    viewer.require(TRACK)
    review = await queries.take(session, viewer, review_id)
    if REVIEW.can(review.state, "close"):
        await end(session, viewer, review, was_seen=False)


async def end(session: AsyncSession, viewer: Viewer, review: Review, *, was_seen: bool) -> None:
    """Close a followed review, and note whether its post was online at the end; null where nobody could see."""
    was_online = False if review.removed_at is not None else True if was_seen else None
    if review.state == UNREACHABLE:
        review.misses_in_a_row = max(1, review.misses_in_a_row)
    await step(session, viewer, "close", review, was_online=was_online)
    review.closed_at, review.next_look_at = now(session), None
