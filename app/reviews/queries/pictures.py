"""Which picture a review's author is asked for at present, for the pages that ask."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.platforms.policies import policy
from app.reviews.models import Review, ReviewPicture
from app.reviews.queries import get, picture_of_submission
from app.reviews.rules import CHECKING, CLOSED, NEEDS_FIX
from app.reviews.rules.evidence import SUBMISSION
from app.reviews.rules.looks import FOLLOWED


async def wanted(session: AsyncSession, viewer: Viewer, review_id: str) -> str | None:
    """The moment for which a picture may be shown now (the hand-in, or a later one that has come), or None."""
    review = await get(session, viewer, review_id)
    if review.state in (CHECKING, NEEDS_FIX):
        return SUBMISSION if await _helps(session, review) else None
    rows = select(ReviewPicture.moment).where(
        ReviewPicture.review_id == review.id, ReviewPicture.shown_at.is_(None), ReviewPicture.due_at <= now(session))
    later: str | None = await session.scalar(rows.order_by(ReviewPicture.due_at, ReviewPicture.seq).limit(1))
    return later if review.state in (*FOLLOWED, CLOSED) else None


async def _helps(session: AsyncSession, review: Review) -> bool:
    """Whether a picture may stand in: nobody can read the network, and none was shown, or the shown one was not
    enough."""
    if any(fix["check"] == "screenshot" for fix in review.fixes):
        return True
    if review.platform is None or policy(review.platform).anonymous_read:
        return False
    shown = await picture_of_submission(session, review)
    return shown is None or shown.is_accepted is False
