"""A post is opened as its author pasted it, by the author and by ops; a brand is told its plain address alone."""


import httpx
import pytest

from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

NOTE = "https://www.xiaohongshu.com/explore/65a1b2c3000000001e00abcd"
SEALED = f"{NOTE}?xsec_token=AB_cd%3D&share_id=7f"


@pytest.fixture
async def promised(work: Work, social: Social) -> start.Promised:
    made = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, made.who.viewer, made.review_id, f"看看我的笔记 {SEALED} 复制后打开")
    return made


async def test_each_is_told_the_address_that_is_theirs_to_open(client: httpx.AsyncClient, work, promised) -> None:
    assert (await start.review(work, promised.review_id)).url == NOTE
    await work.do(service.verify, arrange.OPS, promised.review_id)
    told = {}
    for name, viewer in (("own", promised.who.viewer), ("ops", arrange.OPS), ("brand", promised.campaign.brand.viewer)):
        answer = await client.get(f"/api/v1/reviews/{promised.review_id}", headers=await arrange.key_of(work, viewer))
        told[name] = answer.json()["url"]
    assert told == {"own": SEALED, "ops": SEALED, "brand": NOTE}


async def test_pages_open_it_with_what_the_network_asks_for(client: httpx.AsyncClient, work, promised) -> None:
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    kept = SEALED.replace("&", "&amp;")
    assert f'href="{kept}"' in (await client.get(f"/me/reviews/{promised.review_id}", headers=cookie)).text
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    assert f'href="{kept}"' in (await client.get(f"/ops/reviews/{promised.review_id}", headers=ops)).text
