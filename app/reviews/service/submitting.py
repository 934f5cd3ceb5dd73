"""Handing in a post: the pasted link is kept whole, its post counts once, and the check begins at once."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules import ARCHIVED, COMPLETED
from app.consumers.queries.answers import accounts_of
from app.core.viewer import Viewer
from app.core.work import Happened, now, resource
from app.jobs import queries as planned
from app.jobs import service as jobs
from app.platforms.known import Networks
from app.platforms.links import recognise
from app.platforms.network import Link
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import MISSED, SUBMIT
from app.reviews.rules.opening import link_to
from app.reviews.rules.refusals import CampaignOver
from app.reviews.service import claims
from app.reviews.service.entries import step
from app.reviews.service.schedule import lane_of_look
from app.reviews.service.thumbnails import drop_thumbnail

AHEAD = timedelta(days=7)
"""A first look goes before the looks at followed posts that wait in its lane, for its author waits too."""


def check_key(review_id: str, attempt: int) -> str:
    """The name of one attempt's planned check."""
    return f"review.check/{review_id}/{attempt}"


async def submit(session: AsyncSession, viewer: Viewer, review_id: str, pasted: str) -> Review:
    """Hand in the link of a post, late ones too.

    Raises WrongState, a refusal that says which link is wanted, PostAlreadyCounted, or CampaignOver.
    """
    viewer.require(SUBMIT)
    review = await queries.take(session, viewer, review_id)
    was = review.state
    seat, campaign = await queries.seat_and_campaign(session, review)
    if was == MISSED and campaign.state in (COMPLETED, ARCHIVED):
        raise CampaignOver
    networks = resource(session, Networks)
    wanted = networks.get(review.asked_platform) if review.asked_platform in networks.slugs else None
    await step(session, viewer, "submit", review, attempt=review.attempt + 1)
    named = (wanted.slug,) if wanted else await queries.platforms_of(session, campaign.id)
    link = recognise(pasted, networks.all, wanted, [one for one in networks.all if one.slug in named],
                     await _own_hosts(session, review, networks))
    await drop_thumbnail(session, viewer, review)
    clear(review)
    review.attempt += 1
    review.link, review.submitted_at, review.due_at = pasted, now(session), seat.deadline_at
    review.is_late = seat.deadline_at is not None and now(session) > seat.deadline_at
    review.missed_at = None
    await place(session, viewer, review, link, networks)
    return review


async def _own_hosts(session: AsyncSession, review: Review, networks: Networks) -> list[str]:
    """Where the person said that an own blog is, whose posts are taken on any campaign that names no network."""
    is_open = {network.slug for network in networks.all if network.is_open}
    return [account.handle for account in await accounts_of(session, review.consumer_id)
            if account.platform in is_open and account.handle]


def clear(review: Review) -> None:
    """Forget what an earlier attempt had found."""
    review.link = review.author = None
    review.url = review.post_text = review.content_hash = review.published_at = review.edited_at = None
    review.platform = review.post_id = review.post_index = review.rejection = None
    review.etag = review.last_modified = None
    review.fixes, review.is_on_other_network = [], False


async def place(session: AsyncSession, viewer: Viewer, review: Review, link: Link, networks: Networks) -> None:
    """Note which post it is; raises PostAlreadyCounted where the post counts for another review, also in a race."""
    review.platform = link.platform
    review.is_on_other_network = review.asked_platform not in (None, link.platform)
    if not link.post_id:
        return
    await claims.claim(session, viewer, review, link)
    review.post_id, review.url = link.post_id, networks.get(link.platform).canonical(link.post_id)


async def begin_check(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Begin the check of what was handed in: the look itself is planned for now."""
    review = await queries.take(session, viewer, happened.subject_id)
    await step(session, viewer, "check", review, attempt=review.attempt)
    lane = lane_of_look(session, review)
    await jobs.plan(session, "review.check", now(session) - AHEAD, key=check_key(review.id, review.attempt), lane=lane,
                    review_id=review.id, attempt=review.attempt)


async def look_again(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """On social_account.verified: what waited for that alone is looked at again by itself."""
    account, networks = happened.subject, resource(session, Networks)
    for review in await queries.waiting_for_proof(session, account.consumer_id, account.platform):
        if review.link and link_to(review.link, review.platform, review.post_id, networks):
            await submit(session, viewer, review.id, review.link)


async def is_tried_again(session: AsyncSession, viewer: Viewer, review_id: str) -> bool:
    """Whether a first look was made that saw nothing, and another one is planned."""
    review = await queries.get(session, viewer, review_id)
    job = await planned.find(session, check_key(review.id, review.attempt))
    return job is not None and job.state == "due" and job.attempts > 0


async def take_back(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """Take a post back while it is being checked; another one may be handed in."""
    review = await queries.take(session, viewer, review_id)
    await step(session, viewer, "take_back", review, attempt=review.attempt)
    await jobs.cancel(session, check_key(review.id, review.attempt))
    await drop_thumbnail(session, viewer, review)
    clear(review)
    review.submitted_at, review.is_late = None, False
    return review
