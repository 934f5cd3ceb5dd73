"""Read-only reports over what the folders below know."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Variant
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import resource
from app.insights.rules import READ, READ_OWN, Cost, Numbers, Rated, Share, Standing
from app.insights.rules.earned import Earned, Viewed, country_of, earned
from app.insights.schemas import Summary
from app.matching.models import Match, Run
from app.matching.rules import APPROVED, USED
from app.reviews.models import Review
from app.reviews.queries import is_live, stayed
from app.reviews.rules import WAIVED
from app.samples.models import Parcel, ParcelLine
from app.seats.models import Seat
from app.seats.rules import COMPLETED, EXCUSED, NO_SHOW


async def summary(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Summary:
    """The funnel, reviews, numbers and cost of one campaign that the viewer may see."""
    if READ not in viewer.permissions:
        viewer.require(READ_OWN)
    campaign = await campaigns.get(session, viewer, campaign_id)
    seats = await _seats(session, campaign_id)
    reviews = await _by_state(session, Review, campaign_id)
    parcels = await _by_state(session, Parcel, campaign_id)
    verified = await _verified(session, campaign_id)
    cost = await _cost(session, campaign)
    return Summary.of(
        campaign, run_counts=await _last_run(session, campaign_id),
        picked=await _picked(session, campaign_id), seats=seats, parcels=parcels, reviews=reviews,
        verified=verified, elsewhere=await _elsewhere(session, campaign_id),
        live_now=await _live(session, campaign_id), online_to_end=await _to_end(session, campaign_id),
        review_rate=Share(await _verified_of_received(session, campaign_id), await _promised(session, campaign_id),
                          "deliverables of seats received and not excused"),
        no_show=Share(seats.get(NO_SHOW, 0), seats.get("window_closed", 0), "seats whose window has closed"),
        numbers=await _numbers(session, campaign_id), earned=await _earned(session, campaign), cost=cost)


async def _live(session: AsyncSession, campaign_id: str) -> int:
    rows = select(func.count(Review.id)).where(Review.campaign_id == campaign_id, is_live(Review))
    return await session.scalar(rows) or 0


async def standings(session: AsyncSession, viewer: Viewer, campaign_ids: Sequence[str]) -> dict[str, Standing]:
    """Posts verified and promised, and the cost so far, of those of these campaigns that the viewer may see."""
    if READ not in viewer.permissions:
        viewer.require(READ_OWN)
    seen = {row.id: row for row in (await session.scalars(
        campaigns.visible_to(viewer).where(Campaign.id.in_(campaign_ids)))).all()}
    as_asked = Review.verified_at.is_not(None) & Review.is_on_other_network.is_(False)
    posts = {row[0]: (row[1], row[2]) for row in (await session.execute(
        select(Review.campaign_id, func.count().filter(as_asked), func.count().filter(Review.state != WAIVED))
        .where(Review.campaign_id.in_(seen)).group_by(Review.campaign_id))).all()}
    sent_out = select(Parcel.campaign_id, func.count()).where(
        Parcel.campaign_id.in_(seen), Parcel.exported_at.is_not(None)).group_by(Parcel.campaign_id)
    sent = {row[0]: row[1] for row in (await session.execute(sent_out)).all()}
    held = select(Parcel.campaign_id, func.sum(ParcelLine.quantity * Variant.unit_cost)).join(
        ParcelLine, ParcelLine.parcel_id == Parcel.id).join(Variant, Variant.id == ParcelLine.variant_id).where(
        Parcel.campaign_id.in_(seen), Parcel.exported_at.is_not(None)).group_by(Parcel.campaign_id)
    worth = {row[0]: int(row[1] or 0) for row in (await session.execute(held)).all()}
    return {key: Standing(*posts.get(key, (0, 0)), worth.get(key, 0) + sent.get(key, 0) * row.freight_cost
                          + row.fee) for key, row in seen.items()}


async def _picked(session: AsyncSession, campaign_id: str) -> int:
    """How many people were approved and not taken back, or were invited without a run: each person once."""
    approved = select(Match.consumer_id).where(Match.campaign_id == campaign_id, Match.state.in_((APPROVED, USED)))
    seated = select(Seat.consumer_id).where(Seat.campaign_id == campaign_id)
    return await session.scalar(select(func.count()).select_from(approved.union(seated).subquery())) or 0


async def _by_state(session: AsyncSession, noun: type[Review] | type[Parcel], campaign_id: str) -> dict[str, int]:
    rows = await session.execute(
        select(noun.state, func.count()).where(noun.campaign_id == campaign_id).group_by(noun.state))
    return dict(rows.all())


async def _seats(session: AsyncSession, campaign_id: str) -> dict[str, int]:
    """Seats by state, and beside them those ever accepted, received, and whose window has closed."""
    rows = await session.execute(
        select(Seat.state, func.count(), func.count(Seat.accepted_at), func.count(Seat.received_at),
               func.count(Seat.settled_at), func.count(Seat.sent_at), func.count(Seat.exported_at))
        .where(Seat.campaign_id == campaign_id).group_by(Seat.state))
    found: dict[str, int] = {"all": 0, "ever_accepted": 0, "received": 0, "window_closed": 0, "told": 0, "exported": 0}
    for state, count, accepted, received, settled, told, exported in rows.all():
        found[state] = count
        found["all"] += count
        found["told"] += told
        found["exported"] += exported
        found["ever_accepted"] += accepted
        found["received"] += received
        if state != EXCUSED:
            found["window_closed"] += settled if state not in (COMPLETED, NO_SHOW) else count
    return found


async def _last_run(session: AsyncSession, campaign_id: str) -> dict[str, int]:
    counts = await session.scalar(
        select(Run.counts).where(Run.campaign_id == campaign_id).order_by(Run.number.desc()).limit(1))
    return dict(counts or {})


async def _promised(session: AsyncSession, campaign_id: str) -> int:
    """Deliverables of seats that received their sample and were not excused."""
    return await session.scalar(
        select(func.coalesce(func.sum(Seat.deliverable_count), 0)).where(
            Seat.campaign_id == campaign_id, Seat.received_at.is_not(None), Seat.state != EXCUSED)) or 0


async def _verified(session: AsyncSession, campaign_id: str) -> int:
    """Reviews ever verified as asked, negative ones included, also where the post has changed or gone since."""
    return await session.scalar(
        select(func.count()).select_from(Review).where(
            Review.campaign_id == campaign_id, Review.verified_at.is_not(None),
            Review.is_on_other_network.is_(False))) or 0


async def _verified_of_received(session: AsyncSession, campaign_id: str) -> int:
    """Those of the seats that the review rate is of: received, not excused."""
    return await session.scalar(
        select(func.count()).select_from(Review).join(Seat, Seat.id == Review.seat_id).where(
            Review.campaign_id == campaign_id, Review.verified_at.is_not(None),
            Review.is_on_other_network.is_(False), Seat.received_at.is_not(None), Seat.state != EXCUSED)) or 0


async def _to_end(session: AsyncSession, campaign_id: str) -> int:
    """Verified posts that were online to the end of their promised days, and are not looked at any more."""
    return await session.scalar(
        select(func.count()).select_from(Review).where(
            Review.campaign_id == campaign_id, Review.verified_at.is_not(None), stayed(Review))) or 0


async def _elsewhere(session: AsyncSession, campaign_id: str) -> int:
    return await session.scalar(
        select(func.count()).select_from(Review).where(
            Review.campaign_id == campaign_id, Review.verified_at.is_not(None), Review.is_on_other_network)) or 0


async def _numbers(session: AsyncSession, campaign_id: str) -> Numbers:
    """Sums over verified posts, whatever their tone; a sum is unknown where no post tells it. Numbers that are held
    or left out stand in no sum; their posts are still counted as posts."""
    named = (Review.views, Review.likes, Review.comments, Review.saves, Review.shares)
    counts = Review.numbers_held_at.is_(None)
    engaged = counts & or_(*(one.is_not(None) for one in named[1:]))
    followers = Review.account_facts["followers"].as_integer()
    rated = engaged & Review.views.is_not(None)
    followed = engaged & Review.views.is_(None) & followers.is_not(None)
    row = (await session.execute(
        select(*(func.sum(one).filter(counts) for one in named), func.count(), func.count(Review.views).filter(counts),
               *(func.sum(one).filter(rated) for one in named), func.count().filter(rated),
               *(func.sum(one).filter(followed) for one in (followers, *named[1:])), func.count().filter(followed))
        .where(Review.campaign_id == campaign_id, Review.verified_at.is_not(None)))).one()
    views, likes, comments, saves, shares = (None if value is None else int(value) for value in row[:5])
    return Numbers(views, likes, comments, saves, shares, row[5] or 0, row[6] or 0, _rated(row[7:13]), _rated(row[13:]))


def _rated(row: Sequence[Any]) -> Rated:
    whole, *engaged, posts = (int(value or 0) for value in row)
    return Rated(sum(engaged), whole, posts)


async def _earned(session: AsyncSession, campaign: Campaign) -> Earned | None:
    """The value of the views that count in sums, by the operator's prices in the country of the campaign's zone."""
    table = resource(session, Settings).cpm
    if not table:
        return None
    rows = await session.execute(
        select(Review.platform, func.sum(Review.views), func.count(Review.views))
        .where(Review.campaign_id == campaign.id, Review.verified_at.is_not(None), Review.numbers_held_at.is_(None),
               Review.views.is_not(None)).group_by(Review.platform).order_by(Review.platform))
    viewed = [Viewed(platform or "", int(views or 0), posts) for platform, views, posts in rows.all()]
    return earned(viewed, country_of(campaign.time_zone), campaign.currency, table)


async def _cost(session: AsyncSession, campaign: Campaign) -> Cost:
    """Unit costs of what was exported, resends apart, freight per parcel, and the fee."""
    rows = (await session.execute(
        select(Parcel.replaces_id.is_not(None), func.sum(ParcelLine.quantity * Variant.unit_cost))
        .join(ParcelLine, ParcelLine.parcel_id == Parcel.id).join(Variant, Variant.id == ParcelLine.variant_id)
        .where(Parcel.campaign_id == campaign.id, Parcel.exported_at.is_not(None))
        .group_by(Parcel.replaces_id.is_not(None)))).all()
    worth = {bool(is_resend): int(value or 0) for is_resend, value in rows}
    parcels = await session.scalar(
        select(func.count()).select_from(Parcel).where(
            Parcel.campaign_id == campaign.id, Parcel.exported_at.is_not(None))) or 0
    return Cost(units=worth.get(False, 0), resends=worth.get(True, 0), freight=parcels * campaign.freight_cost,
                fee=campaign.fee)


