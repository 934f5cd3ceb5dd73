"""Odd numbers on pages: ops read why, note what they see, decide with grounds; a brand reads no accusation."""

import httpx

from app.core.clock import SetClock
from app.main import House
from app.reviews import service
from tests import arrange
from tests.arrange import OPS
from tests.domains.test_reviews_flagging import LIKED, looked, verified


async def test_ops_read_the_evidence_and_decide_on_stated_grounds(
        house: House, client: httpx.AsyncClient, clock: SetClock) -> None:
    promised = await verified(house.work)
    await looked(house.work, clock, promised.review_id, LIKED)
    cookie = await arrange.cookie_of(house.work, await arrange.ops_account(house.work))
    url = f"/ops/reviews/{promised.review_id}"
    queue = (await client.get("/ops", headers=cookie)).text
    assert "Look at a post&#39;s numbers" in queue
    page = (await client.get(url, headers=cookie)).text
    assert "Held: in no sum until you decide" in page
    assert "at least" in page
    chinese = (await client.get(f"{url}?lang=zh-cn", headers=cookie)).text
    assert "数据突增" in chinese
    wrong = await client.post(f"{url}/numbers-judgement", data={"verdict": "left_out", "grounds": "real_people"},
                              headers=cookie)
    assert (wrong.status_code, "Please choose one of the grounds." in wrong.text) == (422, True)
    answer = await client.post(f"{url}/numbers-judgement", data={"verdict": "in_order", "grounds": "real_people"},
                               headers=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{url}#numbers")
    page = (await client.get(url, headers=cookie)).text
    assert "Looked through: real people, real interest" in page
    assert "Held: in no sum" not in page


async def test_ops_note_an_account_and_comments_a_line_each(house: House, client: httpx.AsyncClient) -> None:
    promised = await verified(house.work)
    cookie = await arrange.cookie_of(house.work, await arrange.ops_account(house.work))
    url = f"/ops/reviews/{promised.review_id}"
    told = {"followers": "40", "following": "4000", "lines": "I want this one so much!\n\n" * 7}
    answer = await client.post(f"{url}/account-facts", data=told, headers=cookie)
    assert answer.status_code == 303
    page = (await client.get(url, headers=cookie)).text
    assert "The account follows 4,000 and has 40 followers." in page
    assert "7 of 7 comments that were read nearly repeat another one." in page
    assert "I want this one" not in page
    wrong = await client.post(f"{url}/account-facts", data={"followers": "some", "lines": "kept"}, headers=cookie)
    assert (wrong.status_code, "kept</textarea>" in wrong.text, 'value="some"' in wrong.text) == (422, True, True)


async def test_a_brand_reads_that_numbers_are_looked_at(house: House, client: httpx.AsyncClient, clock) -> None:
    promised = await verified(house.work)
    await looked(house.work, clock, promised.review_id, LIKED)
    cookie = await arrange.cookie_of(house.work, promised.campaign.brand.account_id)
    url = f"/brand/campaigns/{promised.campaign.id}/reviews"
    page = (await client.get(url, headers=cookie)).text
    assert "Numbers looked at, not in the sums" in page
    assert "explain" not in page
    await house.work.do(service.judge_numbers, OPS, promised.review_id, "in_order", "misread")
    assert "Numbers looked at" not in (await client.get(url, headers=cookie)).text
