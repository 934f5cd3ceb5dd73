"""Writing down what happened to a review, in one way for all its verbs."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import Moved
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.reviews.models import Review
from app.reviews.rules import REVIEW


async def note(session: AsyncSession, viewer: Viewer, happened: Moved | str, review: Review, **facts: Any) -> None:
    """Record what happened; every entry makes the review a changed one for those who poll."""
    review.updated_at = now(session)
    await journal.record(session, viewer, happened, review, seat_id=review.seat_id, campaign_id=review.campaign_id,
                         **facts)


async def step(session: AsyncSession, viewer: Viewer, move: str, review: Review, **facts: Any) -> None:
    """Make a move of the machine and record it, or raise Forbidden or WrongState."""
    await note(session, viewer, REVIEW.move(review, move, viewer), review, **facts)
