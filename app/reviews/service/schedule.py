"""When a verified review is looked at next: by us where the network can be read, else by ops."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.work import now
from app.jobs import service as jobs
from app.platforms.policies import policy
from app.reviews.models import Review
from app.reviews.rules.looks import next_look_at


async def plan_look(session: AsyncSession, review: Review) -> None:
    """Set the moment of the next look; the look's number is part of the plan's name, so that none is made twice."""
    if review.platform is None or review.verified_at is None or review.online_until is None:
        return
    rule = policy(review.platform)
    review.next_look_at = next_look_at(
        review.verified_at, review.online_until, now(session), rule, review.misses_in_a_row)
    if rule.anonymous_read:
        await jobs.plan(session, "review.follow", review.next_look_at, key=f"review.follow/{review.id}/{review.looks}",
                        review_id=review.id, turn=review.looks)


async def plan_close(session: AsyncSession, review: Review) -> None:
    """Plan the end of following: the promised days online are over."""
    if review.online_until is not None:
        await jobs.plan(session, "review.close", review.online_until, key=f"review.close/{review.id}",
                        review_id=review.id)
