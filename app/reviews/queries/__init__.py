"""Every question about reviews. A select made for a person starts from visible_to()."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.campaigns.models import Brief, Campaign, CampaignPlatform, Deliverable
from app.consumers.models import Consumer
from app.consumers.queries import accounts
from app.consumers.rules.proof import code_of
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.journal.queries import changed_since
from app.reviews.models import Review, ReviewPicture, Robots, Snapshot
from app.reviews.rules import (
    AWAITED,
    CHANGED,
    CHECKING,
    CLOSED,
    NEEDS_FIX,
    READ,
    REJECTED,
    REMOVED,
    SUBMITTED,
    VERIFIED,
)
from app.reviews.rules.checks import Asked, Other, arrived_from
from app.seats.models import Seat
from app.seats.rules import ACCEPTED

OPEN = (AWAITED, SUBMITTED, CHECKING, NEEDS_FIX, REJECTED)
MOST_WINDOWS = 500
MOST_OWN, MOST_BESIDE = 200, 2_000
MOST_SORTED = 60
"""How many reviews are shown by a number; only the newest are leafed through."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reviews a list is asked for; what is None does not narrow it."""

    campaign: str | None = None
    states: tuple[str, ...] = ()
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review with what was agreed: campaign, brief, deliverable, networks."""

    review: Review
    campaign: Campaign
    deliverable: Deliverable
    brief: Brief | None
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One review of a list with its campaign."""

    review: Review
    campaign: Campaign


@dataclass(frozen=True, slots=True)
class Choice:
    """Which verified reviews a brand wants to see, and in what order; what is None does not narrow it."""

    state: str | None = None
    platform: str | None = None
    is_elsewhere: bool | None = None
    """Only posts on another network than was asked for, or none of them."""
    most: str | None = None
    """The number that puts them in order, the greatest first and unknown ones last; None: the newest first."""


EVERY = Choice()


@dataclass(frozen=True, slots=True)
class Wall:
    """A campaign's reviews for its brand: how many stand in each state, and one page of them."""

    campaign: Campaign
    counts: dict[str, int]
    verified: int
    on_other_network: int
    live_now: int
    online_to_end: int
    reach: int | None
    platforms: tuple[str, ...]
    reviews: Page[Review]


def visible_to(viewer: Viewer) -> Select[Review]:
    """Ops see all, a brand those of its campaigns, a consumer the own, nobody else any."""
    if READ in viewer.permissions:
        return select(Review)
    return select(Review).where(
        Review.consumer_id == viewer.scope("consumer") if viewer.kind == "consumer"
        else Review.brand_id == viewer.scope("brand") if viewer.kind == "brand"
        else false())


async def get(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """One review with its checks, or NotFound."""
    found = await session.scalar(_whole(visible_to(viewer)).where(Review.id == review_id))
    if found is None:
        raise NotFound("review")
    return found


async def take(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """One review with its checks, locked so that it can be changed, or NotFound."""
    rows = _whole(visible_to(viewer)).where(Review.id == review_id).with_for_update()
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("review")
    return found


def _whole(rows: Select[Review]) -> Select[Review]:
    return rows.options(selectinload(Review.checks))


async def listed(session: AsyncSession, viewer: Viewer, filters: Filters, ask: Ask) -> Page[Review]:
    """A page of reviews in the order in which they were promised, with their checks."""
    rows = _whole(visible_to(viewer))
    if filters.campaign is not None:
        rows = rows.where(Review.campaign_id == filters.campaign)
    if filters.states:
        rows = rows.where(Review.state.in_(filters.states))
    if filters.updated_since is not None:
        rows = rows.where(Review.id.in_(changed_since(Review.__tablename__, filters.updated_since)))
    return await page(session, rows, Review.seq, ask)


async def snapshots(session: AsyncSession, viewer: Viewer, review_id: str, ask: Ask) -> Page[Snapshot]:
    """The numbers of one review as they were measured, oldest first."""
    review = await get(session, viewer, review_id)
    return await page(session, select(Snapshot).where(Snapshot.review_id == review.id), Snapshot.seq, ask)


async def of_consumer(session: AsyncSession, viewer: Viewer) -> list[Row]:
    """A consumer's own reviews with their campaigns: what is due first, then the newest."""
    is_done = case((Review.state.in_((AWAITED, NEEDS_FIX, REJECTED)), 0), else_=1)
    order = (is_done, func.coalesce(Review.due_at, Review.created_at), Review.seq.desc())
    return await _with_campaigns(session, visible_to(viewer).order_by(*order).limit(200))


async def recent(session: AsyncSession, viewer: Viewer, states: Sequence[str], ask: Ask) -> Page[Review]:
    """Reviews newest first, for ops' list of everything."""
    viewer.require(READ)
    rows = select(Review)
    if states:
        among = (*states, CLOSED) if REMOVED in states else states
        rows = rows.where(Review.state.in_(among), standing(Review).in_(states))
    return await page(session, rows, Review.seq, ask, newest_first=True)


async def _with_campaigns(session: AsyncSession, rows: Select[Review]) -> list[Row]:
    found = list((await session.scalars(rows)).all())
    ids = {review.campaign_id for review in found}
    campaigns = {c.id: c for c in (await session.scalars(select(Campaign).where(Campaign.id.in_(ids)))).all()}
    return [Row(review, campaigns[review.campaign_id]) for review in found]


async def sheet(session: AsyncSession, viewer: Viewer, review_id: str) -> Sheet:
    """One review with what was agreed, for the page on which it is handed in or looked at."""
    review = await get(session, viewer, review_id)
    campaign = (await session.scalars(select(Campaign).where(Campaign.id == review.campaign_id))).one()
    deliverable = (await session.scalars(select(Deliverable).where(Deliverable.id == review.deliverable_id))).one()
    return Sheet(review, campaign, deliverable, await brief_of(session, review),
                 await platforms_of(session, campaign.id))


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
        needs_proof=campaign.needs_verified_account, code=code_of(review.consumer_id, platform),
        product_words=tuple(brief.product_words) if brief else (), hashtags=tuple(wanted.hashtags),
        least_characters=wanted.least_characters, least_pictures=wanted.least_pictures, format=wanted.format)


async def texts_beside(session: AsyncSession, review: Review) -> tuple[Other, ...]:
    """What a review's text must not repeat: the brief, the person's own earlier posts, the campaign's latest ones."""
    brief = await brief_of(session, review)
    said = [word for one in (brief.about, brief.ask) for word in one.values()] if brief else []
    written = select(Review.post_text, Review.published_at).where(
        Review.id != review.id, Review.post_text.is_not(None)).order_by(Review.seq.desc())
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


async def holder_of(session: AsyncSession, post_index: str) -> str | None:
    """The id of the review for which a post counts already."""
    return await session.scalar(select(Review.id).where(Review.post_index == post_index))


async def of_seat(session: AsyncSession, viewer: Viewer, seat_id: str) -> list[Review]:
    """A seat's reviews in their order, locked so that they can be changed."""
    rows = _whole(visible_to(viewer)).where(Review.seat_id == seat_id).order_by(Review.seq).with_for_update()
    return list((await session.scalars(rows)).all())


async def all_of(session: AsyncSession, consumer_id: str) -> list[Review]:
    """Everything of one person, locked; whoever calls has seen to it that he may."""
    rows = _whole(select(Review)).where(Review.consumer_id == consumer_id).order_by(Review.seq).with_for_update()
    return list((await session.scalars(rows)).all())


async def numbers_of(session: AsyncSession, review_ids: Sequence[str]) -> list[Snapshot]:
    """Every snapshot of some reviews, oldest first."""
    rows = select(Snapshot).where(Snapshot.review_id.in_(review_ids)).order_by(Snapshot.seq)
    return list((await session.scalars(rows)).all())


async def over_windows(session: AsyncSession) -> list[Seat]:
    """Accepted seats whose deadline has passed and of which nothing is being checked, the longest overdue first."""
    is_open = exists().where(Review.seat_id == Seat.id, Review.state.in_((SUBMITTED, CHECKING)))
    rows = select(Seat).where(Seat.state == ACCEPTED, Seat.settled_at.is_(None), Seat.deadline_at < now(session),
                              Seat.deliverable_count > 0, ~is_open)
    return list((await session.scalars(rows.order_by(Seat.deadline_at, Seat.seq).limit(MOST_WINDOWS))).all())


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


async def pictures_of(session: AsyncSession, review_ids: Sequence[str]) -> list[ReviewPicture]:
    """Every picture that some reviews were asked for or shown by, oldest first."""
    rows = select(ReviewPicture).where(ReviewPicture.review_id.in_(review_ids)).order_by(ReviewPicture.seq)
    return list((await session.scalars(rows)).all())


async def is_picture_shown_elsewhere(session: AsyncSession, sha256: str, review_id: str) -> bool:
    """Whether the very same picture was shown for another review."""
    rows = select(ReviewPicture.id).where(ReviewPicture.picture == sha256, ReviewPicture.review_id != review_id)
    return await session.scalar(rows.limit(1)) is not None


async def others_linked(session: AsyncSession, consumer_id: str) -> int:
    """How many other people stand at somebody's phone or address; an address that many share is nobody's."""
    own = await session.scalar(select(Consumer).where(Consumer.id == consumer_id))
    if own is None:
        return 0
    same = [Consumer.phone_index == own.phone_index] if own.phone_index else []
    if own.address_index and not own.is_address_shared:
        same.append((Consumer.address_index == own.address_index) & Consumer.is_address_shared.is_(False))
    rows = select(func.count()).where(or_(*same), Consumer.id != own.id, Consumer.erased_at.is_(None))
    return await session.scalar(rows) or 0 if same else 0


async def robots_of(session: AsyncSession, origins: Sequence[str], since: datetime) -> list[Robots]:
    """What these origins told readers by machine since a moment."""
    rows = select(Robots).where(Robots.origin.in_(origins), Robots.fetched_at > since)
    return list((await session.scalars(rows)).all()) if origins else []


async def is_picture_used(session: AsyncSession, sha256: str) -> bool:
    """Whether any review still shows a picture."""
    shown = select(ReviewPicture.id).where(ReviewPicture.picture == sha256)
    used = select(Review.id).where(Review.picture == sha256).union_all(shown).limit(1)
    return await session.scalar(used) is not None


def stayed(review: Any) -> ColumnElement[bool]:
    """That a post was online to the end of its promised days: followed to the end, never found gone since."""
    return and_(review.state == CLOSED, review.removed_at.is_(None), review.misses_in_a_row == 0)


def standing(review: Any) -> ColumnElement[str]:
    """The state that is told: a post that was gone when its following ended is told as gone, not as closed."""
    return case((review.removed_at.is_not(None), literal(REMOVED)), else_=review.state)


async def wall(session: AsyncSession, viewer: Viewer, campaign_id: str, ask: Ask, choice: Choice = EVERY) -> Wall:
    """A campaign's verified reviews, negative ones included, with how many stand where; NotFound for a stranger."""
    campaign = await campaign_of(session, viewer, campaign_id)
    own = visible_to(viewer).where(Review.campaign_id == campaign_id).subquery()
    told = standing(own.c).label("told")
    counted = await session.execute(select(told, func.count()).group_by(told))
    was_verified = own.c.verified_at.is_not(None)
    verified, elsewhere, live, to_end, reach = (await session.execute(select(
        func.count().filter(was_verified & ~own.c.is_on_other_network),
        func.count().filter(was_verified & own.c.is_on_other_network),
        func.count().filter(own.c.state.in_((VERIFIED, CHANGED))),
        func.count().filter(was_verified & stayed(own.c)),
        func.sum(own.c.views).filter(was_verified & own.c.numbers_held_at.is_(None)),
    ).select_from(own))).one()
    platforms = await session.scalars(select(own.c.platform).where(was_verified).distinct().order_by(own.c.platform))
    return Wall(campaign, {str(each): count for each, count in counted}, verified, elsewhere, live, to_end,
                None if reach is None else int(reach), tuple(one for one in platforms if one),
                await _chosen(session, viewer, campaign_id, ask, choice))


async def campaign_of(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """The campaign whose reviews its brand or ops want to see, or NotFound."""
    campaign = await session.scalar(select(Campaign).where(Campaign.id == campaign_id))
    if campaign is None or not (READ in viewer.permissions or viewer.scope("brand") == campaign.brand_id):
        raise NotFound("campaign")
    return campaign


async def _chosen(session: AsyncSession, viewer: Viewer, campaign_id: str, ask: Ask, choice: Choice) -> Page[Review]:
    rows = _whole(visible_to(viewer)).where(Review.campaign_id == campaign_id, Review.verified_at.is_not(None))
    rows = rows.where(standing(Review) == choice.state) if choice.state else rows
    rows = rows.where(Review.platform == choice.platform) if choice.platform else rows
    rows = rows if choice.is_elsewhere is None else rows.where(Review.is_on_other_network == choice.is_elsewhere)
    if choice.most is None:
        return await page(session, rows, Review.seq, ask, newest_first=True)
    number = getattr(Review, choice.most)
    found = await session.scalars(rows.order_by(number.is_(None), number.desc(), Review.seq.desc()).limit(MOST_SORTED))
    return Page(list(found.all()), None)
