"""Following a verified post: numbers appended, changes, absence and return noted, until its promised days are over."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.platforms.policies import policy
from app.platforms.posts import Gone, Post
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import CHANGED, REMOVED, REVIEW, TRACK, UNREACHABLE, VERIFIED
from app.reviews.rules.checks import Fix, Verdict, check_label
from app.reviews.rules.looks import FOLLOWED, MISSES_UNTIL_LOST, Look
from app.reviews.service import deciding, measuring
from app.reviews.service.checking import keep, write_down
from app.reviews.service.entries import note, step
from app.reviews.service.schedule import plan_look


async def follow(session: AsyncSession, viewer: Viewer, review_id: str, turn: int, look: Look) -> Review:
    """Record one look at a followed post; a look that was recorded before changes nothing."""
    viewer.require(TRACK)
    review = await queries.take(session, viewer, review_id)
    if review.state not in FOLLOWED or review.looks != turn or review.erased_at is not None:
        return review
    review.looks += 1
    if look.found is None or isinstance(look.found, Post):
        await _seen(session, viewer, review, look)
    elif isinstance(look.found, Gone):
        await _gone(session, viewer, review)
    else:
        await _missed(session, viewer, review)
    if review.online_until is not None and now(session) >= review.online_until:
        await deciding.end(session, viewer, review)
    else:
        await plan_look(session, review)
    return review


async def _gone(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    review.misses_in_a_row = 0
    if REVIEW.can(review.state, "lose"):
        await step(session, viewer, "lose", review)
        review.removed_at = now(session)


async def _missed(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    review.misses_in_a_row += 1
    if review.misses_in_a_row >= MISSES_UNTIL_LOST and REVIEW.can(review.state, "lose_sight"):
        await step(session, viewer, "lose_sight", review, misses=review.misses_in_a_row)


async def _seen(session: AsyncSession, viewer: Viewer, review: Review, look: Look) -> None:
    review.misses_in_a_row = 0
    post = look.found if isinstance(look.found, Post) else None
    has_changed = post is not None and review.content_hash not in (None, post.content_hash)
    if review.state == REMOVED or (review.state == UNREACHABLE and not has_changed):
        await deciding.find_again(session, viewer, review)
    if post is not None:
        keep(review, post, look)
    if post is not None and has_changed:
        await _changed(session, viewer, review, post)
    numbers = post.numbers if post else measuring.numbers_now(review)
    await measuring.append(session, viewer, review, numbers, look.source)


async def _changed(session: AsyncSession, viewer: Viewer, review: Review, post: Post) -> None:
    """Note that the words have changed, and look for the label again."""
    asked = await queries.asked_of(session, review, post.platform)
    label: Verdict = check_label(post, asked, policy(post.platform))
    write_down(session, review, [label])
    review.edited_at = now(session)
    review.fixes = [Fix("label", label.to_add).as_json()] if label.outcome == "failed" and label.to_add else []
    if review.state in (VERIFIED, UNREACHABLE):
        await step(session, viewer, "note_change", review, label=label.outcome)
    elif review.state == CHANGED:
        await note(session, viewer, "review.edited", review, label=label.outcome)
