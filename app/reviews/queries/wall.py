"""A campaign's verified reviews for its brand, and how many of all of them stand where."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.reviews.models import Review
from app.reviews.queries.reviews import is_live, standing, visible_to, whole
from app.reviews.rules import CLOSED, READ

MOST_SORTED = 60
"""How many reviews are shown by a number; only the newest are leafed through."""


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


def stayed(review: Any) -> ColumnElement[bool]:
    """That a post was online to the end of its promised days: followed to the end, then not gone nor hidden."""
    return and_(review.state == CLOSED, review.removed_at.is_(None), review.misses_in_a_row == 0)


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
        func.count().filter(is_live(own.c)),
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
    rows = whole(visible_to(viewer)).where(Review.campaign_id == campaign_id, Review.verified_at.is_not(None))
    rows = rows.where(standing(Review) == choice.state) if choice.state else rows
    rows = rows.where(Review.platform == choice.platform) if choice.platform else rows
    rows = rows if choice.is_elsewhere is None else rows.where(Review.is_on_other_network == choice.is_elsewhere)
    if choice.most is None:
        return await page(session, rows, Review.seq, ask, newest_first=True)
    number = getattr(Review, choice.most)
    found = await session.scalars(rows.order_by(number.is_(None), number.desc(), Review.seq.desc()).limit(MOST_SORTED))
    return Page(list(found.all()), None)
