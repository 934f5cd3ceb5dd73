"""The pictures of reviews: asked for, shown, used; and which one an author is asked for at present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.platforms.policies import policy
from app.reviews.models import Review, ReviewPicture
from app.reviews.queries.reviews import get, visible_to
from app.reviews.rules import CHECKING, CLOSED, NEEDS_FIX, READ_PICTURES
from app.reviews.rules.checks import wants_another_link
from app.reviews.rules.evidence import SUBMISSION, asks_for_picture, shown_until
from app.reviews.rules.looks import FOLLOWED


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that may be shown now: for the hand-in or a later moment that has come, and until when, if that is yet
    to come."""

    moment: str
    until: datetime | None


async def wanted(session: AsyncSession, viewer: Viewer, review_id: str) -> Wanted | None:
    """Which picture may be shown now, or None."""
    review = await get(session, viewer, review_id)
    if review.state in (CHECKING, NEEDS_FIX):
        return Wanted(SUBMISSION, _ahead(session, review.due_at)) if await _helps(session, review) else None
    rows = select(ReviewPicture).where(
        ReviewPicture.review_id == review.id, ReviewPicture.shown_at.is_(None), ReviewPicture.due_at <= now(session))
    later = await session.scalar(rows.order_by(ReviewPicture.due_at, ReviewPicture.seq).limit(1))
    if later is None or review.state not in (*FOLLOWED, CLOSED):
        return None
    return Wanted(later.moment, _ahead(session, shown_until(later.due_at)))


def _ahead(session: AsyncSession, until: datetime | None) -> datetime | None:
    return until if until and until > now(session) else None


async def _helps(session: AsyncSession, review: Review) -> bool:
    """Whether a picture may stand in: nobody can read the network, the link may stay, and no picture was shown, or the
    shown one was not enough."""
    if any(asks_for_picture(fix["check"]) for fix in review.fixes):
        return True
    if review.platform is None or policy(review.platform).anonymous_read or wants_another_link(review.fixes):
        return False
    shown = await picture_of_submission(session, review)
    return shown is None or shown.is_accepted is False


async def picture_asked(session: AsyncSession, review_id: str) -> ReviewPicture | None:
    """The oldest picture that a review's author was asked for and has not shown."""
    rows = select(ReviewPicture).where(ReviewPicture.review_id == review_id, ReviewPicture.shown_at.is_(None),
                                       ReviewPicture.due_at <= now(session))
    found: ReviewPicture | None = await session.scalar(
        rows.order_by(ReviewPicture.due_at, ReviewPicture.seq).limit(1).with_for_update())
    return found


async def picture_of_submission(session: AsyncSession, review: Review) -> ReviewPicture | None:
    """The latest picture that was shown for the post as it was handed in; another post needs another picture."""
    is_its = (ReviewPicture.post_index == review.post_index) | (
        ReviewPicture.post_index.is_(None) & (ReviewPicture.shown_at >= review.submitted_at))
    rows = select(ReviewPicture).where(ReviewPicture.review_id == review.id, ReviewPicture.moment == "submission",
                                       ReviewPicture.shown_at.is_not(None), is_its)
    found: ReviewPicture | None = await session.scalar(rows.order_by(ReviewPicture.seq.desc()).limit(1))
    return found


async def take_picture(session: AsyncSession, picture_id: str) -> ReviewPicture:
    """One picture, locked; whoever calls has seen to it that he may. Raises NotFound."""
    found = await session.scalar(select(ReviewPicture).where(ReviewPicture.id == picture_id).with_for_update())
    if found is None:
        raise NotFound("picture")
    return found


def _seen_by(viewer: Viewer) -> Select[ReviewPicture]:
    """The person's own pictures, ops all; a brand never."""
    viewer.require(READ_PICTURES)
    return select(ReviewPicture).where(ReviewPicture.review_id.in_(visible_to(viewer).with_only_columns(Review.id)))


async def screenshots(session: AsyncSession, viewer: Viewer, review_id: str, ask: Ask) -> Page[ReviewPicture]:
    """The pictures that a review was asked for or shown by, in their order."""
    review = await get(session, viewer, review_id)
    return await page(session, _seen_by(viewer).where(ReviewPicture.review_id == review.id), ReviewPicture.seq, ask)


async def screenshot(session: AsyncSession, viewer: Viewer, picture_id: str) -> ReviewPicture:
    """One picture that was asked for or shown, or NotFound."""
    found: ReviewPicture | None = await session.scalar(_seen_by(viewer).where(ReviewPicture.id == picture_id))
    if found is None:
        raise NotFound("screenshot")
    return found


async def screenshot_file(session: AsyncSession, viewer: Viewer, picture_id: str) -> str:
    """The hash of a picture that was shown, or NotFound."""
    shown = await screenshot(session, viewer, picture_id)
    if shown.picture is None:
        raise NotFound("screenshot")
    return shown.picture


async def pictures_of(session: AsyncSession, review_ids: Sequence[str]) -> list[ReviewPicture]:
    """Every picture that some reviews were asked for or shown by, oldest first."""
    rows = select(ReviewPicture).where(ReviewPicture.review_id.in_(review_ids)).order_by(ReviewPicture.seq)
    return list((await session.scalars(rows)).all())


async def is_picture_shown_elsewhere(session: AsyncSession, sha256: str, review_id: str) -> bool:
    """Whether the very same picture was shown for another review."""
    rows = select(ReviewPicture.id).where(ReviewPicture.picture == sha256, ReviewPicture.review_id != review_id)
    return await session.scalar(rows.limit(1)) is not None


async def replaces_doubted(session: AsyncSession, shown: ReviewPicture) -> bool:
    """Whether a picture comes in the place of one that was refused, or that waited for ops' eyes and was not accepted;
    another post changes nothing of that."""
    rows = select(ReviewPicture).where(
        ReviewPicture.review_id == shown.review_id, ReviewPicture.moment == shown.moment,
        ReviewPicture.shown_at.is_not(None), ReviewPicture.id != shown.id)
    before: ReviewPicture | None = await session.scalar(rows.order_by(ReviewPicture.seq.desc()).limit(1))
    if before is None or before.is_accepted:
        return False
    return before.is_accepted is False or before.is_drawn or bool(before.flags)


async def is_picture_used(session: AsyncSession, sha256: str) -> bool:
    """Whether any review still shows a picture."""
    shown = select(ReviewPicture.id).where(ReviewPicture.picture == sha256)
    used = select(Review.id).where((Review.picture == sha256) | (Review.thumbnail == sha256)).union_all(shown).limit(1)
    return await session.scalar(used) is not None
