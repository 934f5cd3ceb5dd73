"""A campaign past its end is said to have ended wherever its state stands, also before anybody completes it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core.work import Work
from app.reviews.models import Review
from app.seats import service as seats
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


async def test_the_numbers_over_all_campaigns_do_not_change_with_the_page_shown(client, work) -> None:
    owner = await arrange.brand(work)
    first = await arrange.live_campaign(work, owner, ends_at=work.clock() + timedelta(days=3, hours=1))
    lin = await arrange.person(work)
    await work.do(seats.accept, lin.viewer, await arrange.offered_seat(work, first, lin))

    async def verify(session: Any, viewer: Any) -> None:
        await session.execute(update(Review).values(state="verified", verified_at=work.clock()))
    await work.do(verify, arrange.OPS)
    for _ in range(25):
        await arrange.live_campaign(work, owner, ends_at=work.clock() + timedelta(days=9, hours=1))
    own = await arrange.cookie_of(work, owner.account_id)
    newest = (await client.get("/brand/campaigns", headers=own)).text
    [older] = re.findall(r'href="(/brand/campaigns\?after=[^"]+)"', newest)
    figures = [re.sub(r"<[^>]+>", " ", page.split('<dl class="figures">')[1].split("</dl>")[0]).split()
               for page in (newest, (await client.get(older, headers=own)).text)]
    assert figures[0] == figures[1]
    assert "1 of 1 promised" in " ".join(figures[0])
    assert "3 days" in " ".join(figures[0])
