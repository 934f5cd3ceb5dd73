"""When a verified review is looked at next, and in whose lane; where nobody may look, when its author is asked."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.work import new_id, now, resource
from app.jobs import service as jobs
from app.platforms.known import Networks
from app.platforms.looking import requests_for
from app.platforms.network import Link
from app.platforms.policies import policy
from app.reviews.models import Review, ReviewPicture
from app.reviews.rules.evidence import LATER
from app.reviews.rules.looks import LAST_LOOK_WITHIN, next_look_at
from app.reviews.rules.opening import link_to
from app.reviews.rules.politeness import lane_of


def look_key(review_id: str, turn: int) -> str:
    """The name of one planned look: its number is part of it, so that none is made twice."""
    return f"review.follow/{review_id}/{turn}"


def close_key(review_id: str) -> str:
    """The name of the planned end of following."""
    return f"review.close/{review_id}"


def link_of(review: Review, networks: Networks) -> Link | None:
    """The link to open, as far as these networks are known."""
    return link_to(review.link, review.platform, review.post_id, networks)


def lane_of_look(session: AsyncSession, review: Review, opened: Link | None = None) -> str | None:
    """The lane of the host that a look at this review asks first; None where there is nothing to ask. `opened`: the
    link by which its post was seen just now."""
    networks = resource(session, Networks)
    link = opened or link_of(review, networks)
    if link is None:
        return None
    requests = requests_for(link, networks)
    return lane_of(requests[0].url if requests else link.url)


async def plan_look(session: AsyncSession, review: Review, at: datetime | None = None, *,
                    opened: Link | None = None) -> None:
    """Set the moment of the next look: by the network's schedule, or as named."""
    if review.platform is None or review.verified_at is None or review.online_until is None:
        return
    rule = policy(review.platform)
    if not rule.anonymous_read:
        return
    review.next_look_at = at or next_look_at(
        review.verified_at, review.online_until, now(session), rule, review.misses_in_a_row)
    await jobs.plan(session, "review.follow", review.next_look_at, key=look_key(review.id, review.looks),
                    lane=lane_of_look(session, review, opened), review_id=review.id, turn=review.looks)


async def plan_pictures(session: AsyncSession, review: Review) -> None:
    """Plan to ask the author of a post that only people who have signed in can see for later pictures of it."""
    if review.platform is None or review.verified_at is None or policy(review.platform).anonymous_read:
        return
    for moment, after in LATER.items():
        due_at = review.verified_at + after
        if review.online_until is not None and due_at <= review.online_until:
            asked = ReviewPicture(id=new_id(session, "pic"), review_id=review.id, moment=moment, due_at=due_at,
                                  post_index=review.post_index)
            session.add(asked)
            await jobs.plan(session, "review.ask_picture", due_at, key=f"review.ask_picture/{asked.id}",
                            picture_id=asked.id)


async def plan_close(session: AsyncSession, review: Review) -> None:
    """Plan the end of following: the promised days online are over, and where we may look, the last look is made."""
    if review.online_until is None or review.platform is None:
        return
    wait = LAST_LOOK_WITHIN if policy(review.platform).anonymous_read else timedelta()
    await jobs.plan(session, "review.close", review.online_until + wait, key=close_key(review.id),
                    review_id=review.id)
