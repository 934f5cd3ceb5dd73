"""A brand may leave out who was given the same kind of product by another brand not long ago."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.brands.models import Product
from app.campaigns import queries as campaigns_of
from app.campaigns.schemas import CampaignIn
from app.core.errors import Refusal
from app.core.work import Work
from app.matching import service
from app.matching.engine.columns import build
from app.matching.engine.eligibility import Code, failing
from app.matching.queries import forecasting
from app.matching.queries.inputs import own
from app.matching.rules.forecasting import foresee
from app.matching.rules.own import standing
from app.matching.rules.packing import code_in
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, wants

BEST = Person("con_00001", "acc_1")
NO_CAPS = {"gift_cap_days": 0, "brand_cap_days": 0}


async def campaigns(work: Work, *, same_brand: bool = False, category: str = "drink", people: int = 2,
                    **fields: int) -> tuple[Live, Live]:
    """A campaign that gives a product of a category, and one with these fields that gives a drink; a crowd whose first
    fits it best."""
    await crowd(work, [{"traits": {"interest:cooking": 5 - n}} for n in range(people)])
    one = await arrange.live_campaign(work, await arrange.brand(work, "Nordlicht"), units=1)

    async def make_it(session: Any, viewer: Any) -> None:
        await session.execute(update(Product).where(Product.brand_id == one.brand.id).values(category=category))
    await work.do(make_it, OPS)
    owner = one.brand if same_brand else await arrange.brand(work)
    other = await arrange.live_campaign(work, owner, units=1, **({"rival_cap_days": 60} | NO_CAPS | fields))
    await wants(work, other.id, cooking=3)
    return one, other


async def given(work: Work, campaign: Live, days_ago: int, **more: Any) -> str:
    """The best fitting took a gift there so many days ago."""
    return await arrange.offered_seat(work, campaign, BEST, **(
        {"state": "completed", "accepted_at": work.clock() - timedelta(days=days_ago)} | more))


async def why(work: Work, campaign: Live) -> tuple[int | None, bool]:
    """What a run says of the best fitting (None: picked), and whether the slow way by his own row names the rule."""
    run = await work.do(service.run, OPS, campaign.id)
    told = await work.read(own, OPS, campaign.id, BEST.id)
    slow = failing(build([told.row], told.brief.kinds), told.brief.criteria, 0)
    return code_in(run.left_out, 1), Code.RIVAL_COOLDOWN in slow


@pytest.mark.parametrize(("arranged", "days_ago", "seat", "is_out"), [
    ({}, 59, {}, True), ({}, 60, {}, False), ({}, 59, {"state": "no_show"}, True),
    ({}, 2, {"state": "released"}, False), ({}, 2, {"state": "excused"}, False),
    ({}, 2, {"state": "offered", "accepted_at": None}, False),
    ({}, 2, {"lines": [{"variant_id": "var_other", "quantity": 1}]}, False),
    ({"category": "food"}, 2, {}, False), ({"same_brand": True}, 2, {}, False),
    ({"rival_cap_days": 0}, 2, {}, False), ({"rival_cap_days": 3}, 2, {}, True),
    ({"gift_cap_days": 30, "rival_cap_days": 365}, 200, {}, True)])
async def test_who_had_a_rival_of_the_product_within_the_days_is_left_out(
    work: Work, arranged: dict[str, Any], days_ago: int, seat: dict[str, Any], is_out: bool,
) -> None:
    one, other = await campaigns(work, **arranged)
    await given(work, one, days_ago, **seat)
    assert await why(work, other) == ((Code.RIVAL_COOLDOWN, True) if is_out else (None, False))


async def test_of_an_offer_with_several_products_only_what_was_taken_counts(work: Work) -> None:
    one, other = await campaigns(work)
    await given(work, one, 5, lines=[{"variant_id": one.variant_id, "quantity": 1}])
    assert await why(work, other) == (Code.RIVAL_COOLDOWN, True)


async def test_the_latest_gift_of_a_rival_says_until_when_to_wait_and_ops_cannot_pick_by_hand(work: Work) -> None:
    one, other = await campaigns(work)
    third = await arrange.live_campaign(work, one.brand, units=1)
    for campaign, days_ago in ((one, 10), (third, 40)):
        await given(work, campaign, days_ago)
    told = await work.read(own, OPS, other.id, BEST.id)
    until = standing(told.row, told.brief, {}).waits
    assert until == {code: told.brief.criteria.today + timedelta(days=days)
                     for code, days in ((Code.GIFT_CAP, -10), (Code.RIVAL_COOLDOWN, 50))}
    run = await work.do(service.run, OPS, other.id)
    with pytest.raises(Refusal, match="rival"):
        await work.do(service.pick_by_hand, OPS, run.id, BEST.id, "asked_us")


async def test_it_is_no_cap_whoever_was_invited_before_may_say_yes(work: Work) -> None:
    one, other = await campaigns(work, people=0)
    who = await arrange.person(work)
    await arrange.offered_seat(work, one, who, state="completed", accepted_at=work.clock() - timedelta(days=2))
    await work.do(seats.accept, who.viewer, await arrange.offered_seat(work, other, who))


async def test_a_forecast_leaves_them_out_and_names_no_line_for_them(work: Work) -> None:
    one, other = await campaigns(work)
    await given(work, one, 5)
    body = CampaignIn.of(await work.read(campaigns_of.get_whole, OPS, other.id))
    for asked in (await work.read(forecasting.asked, OPS, other.id),
                  await work.read(forecasting.asked_of, other.brand.viewer, other.brand.id, body)):
        found = foresee(asked)
        assert (found.people, found.eligible, found.lines) == (2, 1, ())
