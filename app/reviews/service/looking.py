"""Looking at a followed post at once, where ops ask for it."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import queries as planned
from app.platforms.policies import policy
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import REVIEW, TRACK
from app.reviews.rules.looks import FOLLOWED
from app.reviews.rules.refusals import NobodyMayLook
from app.reviews.service.schedule import look_key, plan_look


async def look(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """Make the next look at a followed post now, in the lane of its host; one that is being made is not made twice.

    Raises WrongState where nothing is followed, NobodyMayLook where a machine may not read.
    """
    viewer.require(TRACK)
    review = await queries.take(session, viewer, review_id)
    if review.state not in FOLLOWED or review.platform is None:
        raise WrongState(REVIEW.noun, review.state, "look")
    if not policy(review.platform).anonymous_read:
        raise NobodyMayLook
    job = await planned.find(session, look_key(review.id, review.looks))
    if job is None or job.state != "leased":
        await plan_look(session, review, now(session))
    return review
