"""The summary counts what is in the store, whatever its tone, and unknown stays unknown."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Forbidden, NotFound
from app.core.settings import Cpm, Settings
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.insights import queries
from app.reviews.models import Review
from app.seats import service as seats
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


async def accepted(work: Work, campaign: arrange.Live, name: str) -> str:
    who = await arrange.person(work, name)
    seat_id = await arrange.offered_seat(work, campaign, who)
    await work.do(seats.accept, who.viewer, seat_id)
    return seat_id


async def verify(work: Work, seat_id: str, **values: object) -> None:
    async def change(session: AsyncSession, viewer: Viewer) -> None:
        review = (await session.scalars(select(Review).where(Review.seat_id == seat_id))).one()
        review.state, review.verified_at = "verified", now(session)
        for name, value in values.items():
            setattr(review, name, value)
    await work.do(change, OPS)


async def test_a_campaign_without_anything_has_an_empty_summary(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    summary = await work.read(queries.summary, OPS, campaign.id)
    assert (summary.funnel.offered, summary.reviews.promised, summary.numbers.views) == (0, 0, None)
    assert (summary.review_rate.value, summary.cost.per_verified_review) == (None, None)


async def test_verified_reviews_in_the_summary_are_those_in_the_store_negative_ones_included(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    for name, stars, views in (("a", 5, 100), ("b", 1, None), ("c", 2, 300)):
        seat_id = await accepted(work, campaign, name)
        await verify(work, seat_id, stars=stars, views=views, likes=10)
    summary = await work.read(queries.summary, campaign.brand.viewer, campaign.id)
    assert (summary.reviews.verified, summary.reviews.live_now, summary.reviews.promised) == (3, 3, 3)
    assert (summary.numbers.views, summary.numbers.posts_with_views, summary.numbers.likes) == (400, 2, 30)
    assert (summary.funnel.picked, summary.funnel.offered, summary.funnel.accepted) == (3, 3, 3)


async def test_the_review_rate_counts_above_and_below_the_line_the_same_seats(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=4)
    for name, received, state, verified in (("a", WHEN, "accepted", True), ("b", WHEN, "accepted", False),
                                            ("c", WHEN, "excused", True), ("d", None, "accepted", True)):
        seat_id = await accepted(work, campaign, name)
        if verified:
            await verify(work, seat_id)

        async def stand(session: AsyncSession, viewer: Viewer, seat_id: str = seat_id, state: str = state,
                        received: datetime | None = received) -> None:
            await session.execute(update(Seat).where(Seat.id == seat_id).values(
                state=state, received_at=received, reason="reaction" if state == "excused" else None))
        await work.do(stand, OPS)
    summary = await work.read(queries.summary, OPS, campaign.id)
    assert (summary.review_rate.part, summary.review_rate.whole, summary.reviews.verified) == (1, 2, 3)
    assert summary.review_rate.of == "deliverables of seats received and not excused"


@pytest.mark.parametrize(("posts", "rate", "rated"), [
    (({"views": 100, "likes": 5, "shares": 5}, {"views": None, "likes": 900}), 0.1, 1),
    (({"views": 100, "likes": 10}, {"views": 900}), 0.1, 1),
    (({"views": 100, "likes": 10}, {"views": 100, "comments": 30}), 0.2, 2),
    (({"likes": 10}, {"views": 900}), None, 0), (({"views": 0, "likes": 0},), None, 1),
    (({"views": 100, "likes": 10}, {"views": 100, "likes": 90, "numbers_held_at": WHEN}), 0.1, 1),
])
async def test_an_engagement_rate_is_of_those_posts_alone_whose_views_and_engagements_are_known(
        work: Work, posts: tuple[dict[str, object], ...], rate: float | None, rated: int) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    for number, values in enumerate(posts):
        await verify(work, await accepted(work, campaign, f"p{number}"), **values)
    numbers = (await work.read(queries.summary, campaign.brand.viewer, campaign.id)).numbers
    assert (numbers.engagement_rate, numbers.engagement_rate_posts) == (rate, rated)


@pytest.mark.parametrize(("posts", "by_views", "by_followers", "followed"), [
    (({"views": None, "likes": 30, "account_facts": {"followers": 300}},), None, 0.1, 1),
    (({"views": None, "likes": 30, "account_facts": {"followers": 300}},
      {"views": 100, "likes": 50, "account_facts": {"followers": 900}}), 0.5, 0.1, 1),
    (({"views": None, "likes": 30}, {"views": None, "account_facts": {"followers": 300}}), None, None, 0),
    (({"views": None, "likes": 1, "account_facts": {"followers": 0}},), None, None, 1),
])
async def test_where_views_are_unknown_a_rate_of_its_own_has_followers_for_its_denominator(
        work: Work, posts: tuple[dict[str, object], ...], by_views: float | None, by_followers: float | None,
        followed: int) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    for number, values in enumerate(posts):
        await verify(work, await accepted(work, campaign, f"p{number}"), **values)
    numbers = (await work.read(queries.summary, campaign.brand.viewer, campaign.id)).numbers
    assert (numbers.engagement_rate, numbers.engagement_rate_by_followers) == (by_views, by_followers)
    assert numbers.engagement_rate_by_followers_posts == followed


async def test_views_are_worth_the_operators_price_and_nothing_where_there_is_none(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3, time_zone="Asia/Shanghai", currency="CNY")
    for name, more in (("a", {"views": 1200, "platform": "bilibili"}), ("b", {"views": 900, "platform": "x"}),
                       ("c", {"views": None, "platform": "bilibili"})):
        await verify(work, await accepted(work, campaign, name), **more)
    assert (await work.read(queries.summary, OPS, campaign.id)).earned_media is None
    price = Cpm(price=5000, currency="CNY", source="Media plan", on=WHEN.date())
    work.resources[Settings] = work.resources[Settings].model_copy(update={"cpm": {"bilibili/CN": price}})
    found = (await work.read(queries.summary, OPS, campaign.id)).earned_media
    assert (found.value, found.low, found.high, found.currency, found.posts) == (6000, 5100, 6900, "CNY", 1)
    assert [(one.platform, one.price, one.source) for one in found.prices] == [("bilibili", 5000, "Media plan")]


async def test_another_brand_is_told_that_there_is_no_such_campaign(work: Work) -> None:
    campaign, other = await arrange.live_campaign(work), await arrange.brand(work, "Other")
    with pytest.raises(NotFound):
        await work.read(queries.summary, other.viewer, campaign.id)


async def test_a_consumer_may_not_read_a_summary(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    with pytest.raises(Forbidden):
        await work.read(queries.summary, (await arrange.person(work)).viewer, campaign.id)


async def test_a_post_that_was_online_to_the_end_counts_so_and_one_that_went_does_not(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=4)
    for name, more in (("a", {}), ("b", {"removed_at": True}), ("c", {"misses_in_a_row": 3})):
        async def at(session: AsyncSession, viewer: Viewer) -> object:
            return now(session)
        facts = {key: await work.do(at, OPS) if value is True else value for key, value in more.items()}
        await verify(work, await accepted(work, campaign, name), state="closed", **facts)
    await verify(work, await accepted(work, campaign, "d"))
    summary = await work.read(queries.summary, campaign.brand.viewer, campaign.id)
    assert (summary.reviews.verified, summary.reviews.online_to_end, summary.reviews.live_now) == (4, 1, 1)


async def test_a_list_tells_verified_promised_and_cost_of_ones_own_campaigns_alone(work: Work) -> None:
    campaign = await arrange.live_campaign(work, fee=9000)
    other = await arrange.live_campaign(work, await arrange.brand(work, "Other"))
    await verify(work, await accepted(work, campaign, "a"))
    await accepted(work, campaign, "b")
    found = await work.read(queries.standings, campaign.brand.viewer, [campaign.id, other.id])
    [one] = found.values()
    assert (one.verified, one.promised, one.cost, one.per_review) == (1, 2, 9000, 9000)
