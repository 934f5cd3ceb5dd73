"""Nobody is given the same product twice by campaigns side by side or one after the other, but for a sequel."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.campaigns.models import Campaign, OfferLine
from app.core.work import Work
from app.main import House
from app.matching import queries, service
from app.matching.engine.columns import build
from app.matching.engine.eligibility import Code, failing
from app.matching.queries.inputs import own
from app.matching.rules.packing import code_in
from app.seats import service as seats
from app.seats.models import Seat, Stock
from app.seats.rules.refusals import ProductHad
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, wants
from tests.people import all_of

UNCAPPED = {"gift_cap_days": 0, "brand_cap_days": 0}


async def two_campaigns(work: Work, people: int = 2, units: int = 1) -> tuple[Live, Live]:
    """Two campaigns without caps of one brand that give the same product."""
    await crowd(work, [{"traits": {"interest:cooking": 5 - n}} for n in range(people)])
    one = await arrange.live_campaign(work, units=units, **UNCAPPED)
    other = await arrange.live_campaign(work, one.brand, units=units, **UNCAPPED)

    async def give_the_same(session: Any, viewer: Any) -> None:
        await session.execute(update(OfferLine).where(OfferLine.offer_id == other.offer_id).values(
            variant_id=one.variant_id))
        await session.execute(delete(Stock).where(Stock.campaign_id == other.id))
        session.add(Stock(campaign_id=other.id, variant_id=one.variant_id, units=units, reserve=0))
    await work.do(give_the_same, OPS)
    for campaign in (one, other):
        await wants(work, campaign.id, cooking=3)
    return one, other


async def seated(work: Work, campaign: Live, state: str, **more: Any) -> str:
    """The first of the crowd has a seat there."""
    taken = {} if state in ("offered", "declined", "expired") else {"accepted_at": work.clock() - timedelta(days=400)}
    return await arrange.offered_seat(work, campaign, Person("con_00001", "acc_1"), **{"state": state} | taken | more)


async def why(work: Work, campaign: Live) -> tuple[int | None, bool]:
    """What a run says of the first of the crowd, and whether the slow way by the own row says the same rule."""
    run = await work.do(service.run, OPS, campaign.id)
    told = await work.read(own, OPS, campaign.id, "con_00001")
    slow = failing(build([told.row], told.brief.kinds), told.brief.criteria, 0)
    return code_in(run.left_out, 1), Code.SAME_PRODUCT in slow


@pytest.mark.parametrize(("state", "more", "is_out"), [
    ("offered", {}, True), ("waiting", {}, True), ("completed", {}, True), ("no_show", {}, True),
    ("excused", {"exported": True}, True), ("excused", {}, False), ("declined", {}, False), ("expired", {}, False),
    ("released", {}, False), ("completed", {"lines": [{"variant_id": "var_other", "quantity": 1}]}, False)])
async def test_who_has_an_open_offer_or_a_gift_of_the_product_is_left_out(
    work: Work, state: str, more: dict[str, Any], is_out: bool,
) -> None:
    one, other = await two_campaigns(work)
    if more.get("exported"):
        more = {"exported_at": work.clock()}
    await seated(work, one, state, **more)
    assert await why(work, other) == ((Code.SAME_PRODUCT, True) if is_out else (None, False))


@pytest.mark.parametrize(("state", "is_out"), [("completed", False), ("offered", True), ("no_show", True)])
async def test_a_sequel_may_invite_who_completed_what_it_follows(work: Work, state: str, is_out: bool) -> None:
    one, other = await two_campaigns(work)
    await seated(work, one, state)

    async def follow(session: Any, viewer: Any) -> None:
        await session.execute(update(Campaign).where(Campaign.id == other.id).values(follows_id=one.id))
    await work.do(follow, OPS)
    assert (await why(work, other))[1] is is_out


async def test_whoever_was_picked_twice_is_offered_the_product_once(work: Work) -> None:
    one, other = await two_campaigns(work)
    for campaign in (one, other):
        run = await work.do(service.run, OPS, campaign.id)
        [first, *_] = await work.read(queries.of_run, OPS, run.id)
        assert first.consumer_id == "con_00001"
    for campaign in (one, other):
        await work.do(service.approve_top, OPS, campaign.id)
    assert sorted((seat.campaign_id, seat.consumer_id) for seat in await all_of(work, Seat)) == sorted(
        [(one.id, "con_00001"), (other.id, "con_00002")])


async def test_two_campaigns_that_offer_at_once_offer_a_person_the_product_once(own_house: House) -> None:
    work = own_house.work
    one, other = await two_campaigns(work, people=1)
    runs = [await work.do(service.run, OPS, campaign.id) for campaign in (one, other)]
    await asyncio.gather(*(work.do(service.approve_of_run, OPS, run.id) for run in runs))
    assert [seat.consumer_id for seat in await all_of(work, Seat)] == ["con_00001"]


async def test_of_two_open_offers_of_a_product_one_is_accepted_and_the_other_names_it(own_house: House) -> None:
    work = own_house.work
    one, other = await two_campaigns(work, people=0)
    who = await arrange.person(work)
    offers = [await arrange.offered_seat(work, campaign, who) for campaign in (one, other)]
    found = await asyncio.gather(*(work.do(seats.accept, who.viewer, seat) for seat in offers), return_exceptions=True)
    [refused] = [one for one in found if isinstance(one, Exception)]
    assert isinstance(refused, ProductHad)
    assert refused.sentence("en").startswith("You have had Oat milk from us already")
    assert "燕麦奶" in refused.sentence("zh-cn")
    assert sorted(seat.state for seat in await all_of(work, Seat)) == ["accepted", "offered"]


async def test_who_waits_and_had_the_product_meanwhile_waits_on(work: Work) -> None:
    one, other = await two_campaigns(work, people=0)
    who = await arrange.person(work)
    waiting = await arrange.offered_seat(work, one, who, state="waiting", waiting_at=work.clock())
    await work.do(seats.accept, who.viewer, await arrange.offered_seat(work, other, who))
    assert await work.do(seats.promote_next, OPS, one.id) == []

    async def state(session: Any, viewer: Any) -> str:
        return str(await session.scalar(select(Seat.state).where(Seat.id == waiting)))
    assert await work.read(state, OPS) == "waiting"
