"""What was agreed about a review: its campaign, brief and deliverable, and what its post is checked against."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Brief, Campaign, CampaignPlatform, Deliverable
from app.consumers.queries import accounts
from app.consumers.rules.proof import code_of
from app.core.viewer import Viewer
from app.core.work import now
from app.reviews.models import Review
from app.reviews.queries.reviews import get
from app.reviews.rules import NEEDS_FIX
from app.reviews.rules.checks import Asked, Other, arrived_from, lacks_proof_alone
from app.seats.models import Seat

MOST_OWN, MOST_BESIDE = 200, 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review with what was agreed: campaign, brief, deliverable, networks."""

    review: Review
    campaign: Campaign
    deliverable: Deliverable
    brief: Brief | None
    platforms: tuple[str, ...]
    posts: int
    """How many posts were agreed on in all."""


async def sheet(session: AsyncSession, viewer: Viewer, review_id: str) -> Sheet:
    """One review with what was agreed, for the page on which it is handed in or looked at."""
    review = await get(session, viewer, review_id)
    campaign = (await session.scalars(select(Campaign).where(Campaign.id == review.campaign_id))).one()
    agreed = await deliverables_of(session, campaign.id)
    deliverable = next(one for one in agreed if one.id == review.deliverable_id)
    return Sheet(review, campaign, deliverable, await brief_of(session, review),
                 await platforms_of(session, campaign.id), len(agreed))


async def platforms_of(session: AsyncSession, campaign_id: str) -> tuple[str, ...]:
    """The networks that a campaign names, by their slugs; none where any will do."""
    named = select(CampaignPlatform.platform).where(CampaignPlatform.campaign_id == campaign_id)
    return tuple((await session.scalars(named.order_by(CampaignPlatform.platform))).all())


async def brief_of(session: AsyncSession, review: Review) -> Brief | None:
    """The version of the brief that the seat was accepted under, else the latest."""
    number = await session.scalar(select(Seat.brief_number).where(Seat.id == review.seat_id))
    rows = select(Brief).where(Brief.campaign_id == review.campaign_id)
    if number is not None:
        rows = rows.where(Brief.number == number)
    return await session.scalar(rows.order_by(Brief.number.desc()).limit(1))


async def asked_of(session: AsyncSession, review: Review, platform: str) -> Asked:
    """What one review is checked against, gathered from seat, campaign, deliverable, brief and declared account."""
    seat, campaign = await seat_and_campaign(session, review)
    wanted = (await session.scalars(select(Deliverable).where(Deliverable.id == review.deliverable_id))).one()
    account = await accounts.find(session, review.consumer_id, platform)
    brief, sent_at = await brief_of(session, review), seat.shipped_at or seat.exported_at
    return Asked(
        platform=review.asked_platform, handle=account.handle if account else None, now=now(session),
        sent_at=sent_at, arrived_at=arrived_from(seat.received_at, seat.received_how, sent_at, seat.delivered_at),
        posts_from=wanted.posts_from or campaign.posts_from, time_zone=campaign.time_zone,
        has_shop_link=bool(brief and brief.shop_link), author_id=account.author_id if account else None,
        is_account_proven=account is not None and account.verified_at is not None,
        needs_proof=campaign.needs_verified_account,
        is_proof_waiting=account is not None and account.proof_picture is not None,
        code=code_of(review.consumer_id, platform),
        product_words=tuple(brief.product_words) if brief else (), hashtags=tuple(wanted.hashtags),
        least_characters=wanted.least_characters, least_pictures=wanted.least_pictures, format=wanted.format)


async def waiting_for_proof(session: AsyncSession, consumer_id: str, platform: str) -> list[Review]:
    """A person's reviews on one network that lack nothing but the proof whose account it is."""
    rows = select(Review).where(Review.consumer_id == consumer_id, Review.platform == platform,
                                Review.state == NEEDS_FIX, Review.post_index.is_not(None)).order_by(Review.seq)
    return [review for review in await session.scalars(rows) if lacks_proof_alone(review.fixes)]


async def texts_beside(session: AsyncSession, review: Review) -> tuple[Other, ...]:
    """What a review's text must not repeat: the brief, the person's own earlier posts, the campaign's latest ones."""
    brief = await brief_of(session, review)
    said = [word for one in (brief.about, brief.ask) for word in one.values()] if brief else []
    is_same = and_(Review.post_id.is_not(None), Review.post_id == review.post_id, Review.platform == review.platform)
    written = select(Review.post_text, Review.published_at).where(
        Review.id != review.id, Review.post_text.is_not(None), is_same.is_not(True)).order_by(Review.seq.desc())
    own = written.where(Review.consumer_id == review.consumer_id).limit(MOST_OWN)
    beside = written.where(Review.campaign_id == review.campaign_id, Review.consumer_id != review.consumer_id)
    return (
        *(Other(str(words), "brief") for words in said if words),
        *(Other(str(words), "own", at) for words, at in await session.execute(own)),
        *(Other(str(words), "another", at) for words, at in await session.execute(beside.limit(MOST_BESIDE))))


async def deliverables_of(session: AsyncSession, campaign_id: str) -> list[Deliverable]:
    """The posts that a campaign asks for, in order."""
    rows = select(Deliverable).where(Deliverable.campaign_id == campaign_id).order_by(Deliverable.position)
    return list((await session.scalars(rows)).all())


async def seat_and_campaign(session: AsyncSession, review: Review) -> tuple[Seat, Campaign]:
    """The seat and the campaign of a review that the viewer may see."""
    rows = select(Seat, Campaign).join(Campaign, Campaign.id == Seat.campaign_id).where(Seat.id == review.seat_id)
    seat, campaign = (await session.execute(rows)).one()
    return seat, campaign
