"""The small picture of a post: planned when its address is first seen or another one is, kept, and let go."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import crypto
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import service as jobs
from app.platforms.found import Post
from app.platforms.pictured import without_query
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import TRACK
from app.reviews.rules.politeness import lane_of
from app.reviews.rules.thumbnails import Thumbnail, ThumbnailPlan

FETCH = "review.fetch_thumbnail"


def thumbnail_key(review_id: str, index: str) -> str:
    """The name of one planned fetch: of one picture there is one at most."""
    return f"{FETCH}/{review_id}/{index}"


async def plan_thumbnail(session: AsyncSession, review: Review, post: Post) -> None:
    """Plan to fetch the picture that a seen post shows, unless it is the one that was planned before."""
    if post.image is None:
        return
    index = crypto.keyring().blind_index("image", without_query(post.image))
    if index == review.image_index:
        return
    review.image, review.image_index = post.image, index
    await jobs.plan(session, FETCH, key=thumbnail_key(review.id, index), lane=lane_of(post.image),
                    review_id=review.id, index=index)


async def keep_thumbnail(session: AsyncSession, viewer: Viewer, plan: ThumbnailPlan, made: Thumbnail) -> None:
    """Show what was fetched in the place of what was shown; where the post shows another picture by now, let it go."""
    viewer.require(TRACK)
    review = await queries.take_alone(session, viewer, plan.review_id)
    if review.image_index != plan.index or review.erased_at is not None:
        await jobs.let_go(session, viewer, [made.kept] if made.kept else [])
        return
    before = review.thumbnail
    review.thumbnail, review.thumbnail_why = made.kept, made.why
    review.thumbnail_at = now(session) if made.kept else None
    if before is not None and before != made.kept:
        await jobs.let_go(session, viewer, [before])


async def drop_thumbnail(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    """Let go of the picture of a post that a review is no longer about."""
    if review.thumbnail is not None:
        await jobs.let_go(session, viewer, [review.thumbnail])
    review.image = review.image_index = review.thumbnail = review.thumbnail_at = review.thumbnail_why = None
