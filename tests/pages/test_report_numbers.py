"""The report names each engagement rate's own denominator and tells a value only where the operator set a price."""

from datetime import date

from app.core.settings import Cpm, Settings
from app.core.work import Work
from tests import arrange
from tests import arrange_reviews as start

PRICE = Cpm(price=5000, currency="CNY", source="Media plan", on=date(2026, 1, 15))


async def test_rates_and_value_stand_on_page_and_table_each_with_what_it_is_of(client, work: Work) -> None:
    first = await start.promised(work, state="verified", verified_at=work.clock(), platform="bilibili")
    more = {"state": "verified", "verified_at": work.clock(), "likes": 30}

    async def tell(session, viewer) -> None:
        review = await start.queries.take(session, viewer, first.review_id)
        review.platform, review.views, review.likes = "bilibili", 1200, 60
    await work.do(tell, arrange.OPS)
    await start.promised(work, first.campaign, await arrange.person(work, "mei"), handle=None, **more,
                         account_facts={"followers": 300})
    brand = await arrange.cookie_of(work, first.campaign.brand.account_id)
    url = f"/brand/campaigns/{first.campaign.id}/report"
    page = (await client.get(f"{url}?lang=en", headers=brand)).text
    assert "10% (engagements / followers, of 1 post whose views are not told)" in page
    assert "no price of a thousand views is set" in page
    assert "earned media" not in (await client.get(f"{url}.csv", headers=brand)).text
    work.resources[Settings] = work.resources[Settings].model_copy(update={"cpm": {"bilibili/CN": PRICE}})
    page = (await client.get(f"{url}?lang=zh-cn", headers=brand)).text
    for words in ("¥60.00（¥51.00 至 ¥69.00）", "哔哩哔哩 ¥50.00（Media plan，", "互动率（按粉丝）"):
        assert words in page
    table = (await client.get(f"{url}.csv", headers=brand)).text.splitlines()
    assert "earned media,value,6000,minor units" in table
    assert '"price of 1000 views, bilibili",5000,"Media plan, 2026-01-15"' in next(
        line for line in table if "price of" in line)
    assert "numbers,engagement_rate_by_followers,0.1," in table
