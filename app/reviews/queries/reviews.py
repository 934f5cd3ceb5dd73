"""Reviews as their people may see them: one, a page of them, those of a seat or of a person, and their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page, page_of
from app.core.viewer import Viewer
from app.journal.models import Entry
from app.journal.queries import changed_since
from app.reviews.models import Review, Snapshot
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
from app.reviews.rules.checks.claims import index_of
from app.reviews.rules.following import SHOWN_ONLY

MOST_SHARING = 5
OPEN = (AWAITED, SUBMITTED, CHECKING, NEEDS_FIX, REJECTED)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reviews a list is asked for; what is None does not narrow it."""

    campaign: str | None = None
    states: tuple[str, ...] = ()
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One review of a list with its campaign."""

    review: Review
    campaign: Campaign


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
    found = await session.scalar(whole(visible_to(viewer)).where(Review.id == review_id))
    if found is None:
        raise NotFound("review")
    return found


async def take(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """One review with its checks, locked so that it can be changed, or NotFound."""
    rows = whole(visible_to(viewer)).where(Review.id == review_id).with_for_update()
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("review")
    return found


async def take_alone(session: AsyncSession, viewer: Viewer, review_id: str) -> Review:
    """One review without its checks, locked so that it can be changed, or NotFound."""
    rows = visible_to(viewer).where(Review.id == review_id).with_for_update()
    found: Review | None = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("review")
    return found


def whole(rows: Select[Review]) -> Select[Review]:
    """The same reviews, each with its checks."""
    return rows.options(selectinload(Review.checks))


async def listed(session: AsyncSession, viewer: Viewer, filters: Filters, ask: Ask) -> Page[Review]:
    """A page of reviews in the order in which they were promised, with their checks; NotFound where the campaign that
    is named is none that the viewer sees."""
    rows = whole(visible_to(viewer))
    if filters.campaign is not None:
        rows = rows.where(Review.campaign_id == filters.campaign)
    every = rows
    if filters.states:
        rows = rows.where(Review.state.in_(filters.states))
    if filters.updated_since is not None:
        rows = rows.where(Review.id.in_(changed_since(Review.__tablename__, filters.updated_since)))
    found = await page(session, rows, Review.seq, ask)
    return await page_of(session, viewer, found, every, campaigns.get, filters.campaign)


async def snapshots(session: AsyncSession, viewer: Viewer, review_id: str, ask: Ask) -> Page[Snapshot]:
    """The numbers of one review as they were measured, oldest first."""
    review = await get(session, viewer, review_id)
    return await page(session, select(Snapshot).where(Snapshot.review_id == review.id, of_its_post()),
                      Snapshot.seq, ask)


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


async def holder_of(session: AsyncSession, post_index: str) -> Review | None:
    """The review that holds a post, locked; whoever calls has seen to it that he may."""
    rows = whole(select(Review)).where(Review.post_index == post_index).with_for_update()
    found: Review | None = await session.scalar(rows.execution_options(populate_existing=True))
    return found


async def sharing(session: AsyncSession, viewer: Viewer, review: Review) -> list[Review]:
    """The other reviews that name the very post of this one, for ops: who holds it, and who claims it."""
    viewer.require(READ)
    if review.platform is None or review.post_id is None:
        return []
    holds = Review.post_index == index_of(review.platform, review.post_id)
    claims = and_(Review.post_index.is_(None), Review.post_id == review.post_id, Review.platform == review.platform)
    rows = select(Review).where(or_(holds, claims), Review.id != review.id).order_by(Review.seq)
    return list((await session.scalars(rows.limit(MOST_SHARING))).all())


async def claimants(session: AsyncSession, review: Review) -> list[Review]:
    """The reviews being checked that claim the post which this one holds, the first to claim it first, locked."""
    rows = whole(select(Review)).where(
        Review.post_id == review.post_id, Review.platform == review.platform, Review.post_index.is_(None),
        Review.state == CHECKING, Review.id != review.id)
    return list((await session.scalars(rows.order_by(Review.submitted_at, Review.seq).with_for_update())).all())


async def of_seat(session: AsyncSession, viewer: Viewer, seat_id: str) -> list[Review]:
    """A seat's reviews in their order, locked so that they can be changed."""
    rows = whole(visible_to(viewer)).where(Review.seat_id == seat_id).order_by(Review.seq).with_for_update()
    return list((await session.scalars(rows)).all())


async def all_of(session: AsyncSession, consumer_id: str) -> list[Review]:
    """Everything of one person, locked; whoever calls has seen to it that he may."""
    rows = whole(select(Review)).where(Review.consumer_id == consumer_id).order_by(Review.seq).with_for_update()
    return list((await session.scalars(rows)).all())


async def numbers_of(session: AsyncSession, review_ids: Sequence[str]) -> list[Snapshot]:
    """Every snapshot of the posts of some reviews, oldest first."""
    rows = select(Snapshot).where(Snapshot.review_id.in_(review_ids), of_its_post()).order_by(Snapshot.seq)
    return list((await session.scalars(rows)).all())


def of_its_post() -> ColumnElement[bool]:
    """That numbers are of the post that a review has now, not of one that was taken away from it since."""
    return ~exists().where(Entry.subject_id == Snapshot.review_id, Entry.event == "review.taken_away",
                           Entry.at >= Snapshot.measured_at)


def is_live(review: Any) -> ColumnElement[bool]:
    """Posts that can be seen at present, as far as anybody still looks."""
    is_missed: ColumnElement[bool] = review.platform.in_(SHOWN_ONLY) & (review.misses_in_a_row > 0)
    return and_(review.state.in_((VERIFIED, CHANGED)), review.erased_at.is_(None), ~is_missed)


def standing(review: Any) -> ColumnElement[str]:
    """The state that is told: a post that was gone when its following ended is told as gone, not as closed."""
    return case((review.removed_at.is_not(None), literal(REMOVED)), else_=review.state)
