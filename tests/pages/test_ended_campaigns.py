"""A campaign past its end is said to have ended wherever its state stands, also before anybody completes it."""

from datetime import timedelta

import pytest

from app.core.work import Work
from tests import arrange

PAGES: tuple[tuple[str, str], ...] = (
    ("brand", "/brand/campaigns"), ("brand", "/brand/campaigns/{id}"), ("brand", "/brand/campaigns/{id}/report"),
    ("ops", "/ops/campaigns"), ("ops", "/ops/campaigns/{id}"), ("ops", "/ops/campaigns/{id}/report"),
    ("ops", "/ops/matching"))
Cookies = dict[str, dict[str, str]]


@pytest.fixture
async def ended(work: Work) -> tuple[arrange.Live, Cookies]:
    campaign = await arrange.live_campaign(work, ends_at=work.clock() - timedelta(days=1))
    return campaign, {"brand": await arrange.cookie_of(work, campaign.brand.account_id),
                      "ops": await arrange.cookie_of(work, await arrange.ops_account(work))}


@pytest.mark.parametrize(("door", "path"), PAGES)
async def test_a_campaign_past_its_end_reads_ended_and_nowhere_live(client, ended, door: str, path: str) -> None:
    campaign, cookies = ended
    page = (await client.get(path.format(id=campaign.id), headers=cookies[door])).text
    assert (">Ended<" in page, ">Live<" in page) == (True, False)
    page = (await client.get(path.format(id=campaign.id) + "?lang=zh-cn", headers=cookies[door])).text
    assert (">已结束<" in page, ">进行中</span>" in page) == (True, False)


async def test_a_brand_with_a_live_one_beside_reads_how_many_of_each(client, work, ended) -> None:
    campaign, cookies = ended
    await arrange.live_campaign(work, campaign.brand, ends_at=work.clock() + timedelta(days=9, hours=1))
    page = (await client.get("/brand/campaigns", headers=cookies["brand"])).text
    assert (page.count(">Live</span> 1<"), page.count(">Ended</span> 1<"), "9 days" in page) == (1, 1, True)
