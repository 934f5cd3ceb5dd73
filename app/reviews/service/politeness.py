"""Keeping what hosts ask of those who read them by machine, and sparing them accordingly."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import service as jobs
from app.reviews.models import Robots
from app.reviews.rules import TRACK
from app.reviews.rules.looks import Look
from app.reviews.rules.politeness import lane_of
from app.reviews.rules.thumbnails import Thumbnail


async def keep_told(session: AsyncSession, viewer: Viewer, look: Look | Thumbnail) -> None:
    """Keep for a day what a look was told by the hosts it asked, and let a host rest that said that it is busy."""
    viewer.require(TRACK)
    for told in look.told:
        await session.merge(Robots(origin=told.origin, status=told.status, text=told.text, fetched_at=now(session)))
        await jobs.space(session, lane_of(told.origin), told.gap)
    if look.rests is not None:
        await jobs.rest(session, *look.rests)
