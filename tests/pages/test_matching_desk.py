"""What waits in matching is told where ops look: in the queue, in the list, and never as a button that is refused."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.core.work import Work
from app.matching import queries, service
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants


async def arranged(work: Work, **more: Any) -> tuple[Live, dict[str, str]]:
    await crowd(work, [{"traits": {"interest:cooking": n}} for n in (5, 4, 3, 2)])
    campaign = await arrange.live_campaign(work, **({"state": "approved"} | more))
    await wants(work, campaign.id, cooking=3)
    return campaign, await arrange.cookie_of(work, await arrange.ops_account(work))


async def test_the_queue_names_campaigns_that_nobody_was_sought_for_and_then_the_picks_to_approve(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work)
    before = (await client.get("/ops", headers=ops)).text
    assert "Nobody is picked yet for 2 samples" in before
    assert "Match a campaign · 1" in before
    run = await work.do(service.run, OPS, campaign.id)
    page = (await client.get("/ops", headers=ops)).text
    assert ("3 picks to approve" in page, f'href="/ops/matching/{run.id}"' in page) == (True, True)
    assert "Nobody is picked yet" not in page
    assert "3 位人选待批准" in (await client.get("/ops?lang=zh-cn", headers=ops)).text
    assert "3 picks to approve" in (await client.get("/ops?kind=approve_picks", headers=ops)).text
    assert "3 picks to approve" not in (await client.get("/ops?kind=answer_case", headers=ops)).text
    await work.do(service.approve_top, OPS, campaign.id)
    assert "Nothing waits for you." in (await client.get("/ops?lang=en", headers=ops)).text


@pytest.mark.parametrize("state", ["approved", "live"])
async def test_where_nobody_can_be_sought_the_row_and_the_run_say_why_and_offer_no_button(
    client: httpx.AsyncClient, work: Work, state: str,
) -> None:
    campaign, ops = await arranged(work, state=state)
    run = await work.do(service.run, OPS, campaign.id)
    pages = ("/ops/matching", f"/ops/matching/{run.id}")
    assert "Match again" in (await client.get(pages[1], headers=ops)).text
    await work.do(service.approve_top, OPS, campaign.id)
    for at in pages:
        page = (await client.get(at, headers=ops)).text
        assert ("Match again" in page, "Every sample is offered, taken or kept" in page) == (False, True), at


async def test_a_campaign_past_its_end_with_free_samples_may_be_matched_but_nobody_is_pressed_to(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, ops = await arranged(work, state="live", ends_at=work.clock() - timedelta(days=1))
    assert "Match now" in (await client.get("/ops/matching", headers=ops)).text
    assert "Nothing waits for you." in (await client.get("/ops", headers=ops)).text


async def test_a_run_asked_for_too_late_leads_back_to_the_list_in_its_own_words(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work)
    await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_top, OPS, campaign.id)
    late = await client.post(f"/ops/matching/campaigns/{campaign.id}/runs", headers=ops)
    assert (late.status_code, late.headers["location"]) == (303, "/ops/matching")
    assert "nobody%20is%20looked%20for" in late.headers["set-cookie"]


async def test_the_list_counts_a_campaign_over_all_its_runs(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work, units=3, state="live")
    run = await work.do(service.run, OPS, campaign.id)
    first, *_ = await work.read(queries.of_run, OPS, run.id)
    await work.do(service.approve, OPS, [first.id])
    await work.do(service.run, OPS, campaign.id)
    page = (await client.get("/ops/matching", headers=ops)).text
    cells = [part.split("<div>")[1].split("</div>")[0] for part in page.split("<td ")[1:]]
    assert cells[3:6] == ["3", "0", "1"]


async def test_every_round_can_be_reached_from_the_list(client: httpx.AsyncClient, work: Work) -> None:
    _, ops = await arranged(work)
    made = [(await client.post("/ops/matching/rounds", headers=ops)).headers["location"] for _ in range(6)]
    page = (await client.get("/ops/matching", headers=ops)).text
    assert [f'href="{at}"' in page for at in made] == [False, True, True, True, True, True]
    [older] = re.findall(r'href="(/ops/matching\?rounds=[^"#]+)#rounds"', page)
    assert f'href="{made[0]}"' in (await client.get(older, headers=ops)).text
