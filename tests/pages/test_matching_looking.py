"""Ops ask a run's page about a person, try other weights, and match everything together."""

import re
from typing import Any

import httpx
from sqlalchemy import select

from app.campaigns.models import Campaign, Quota
from app.core.work import Work
from app.matching import queries, service
from app.matching.models import Run
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def arranged(work: Work, campaigns: int = 1) -> dict[str, str]:
    await crowd(work, [*({"traits": {"interest:cooking": n, "interest:home": 6 - n}} for n in (5, 4, 3, 2, 1)),
                       {"consents": (), "state": "away"}])
    for number in range(campaigns):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, f"house {number}"), state="approved")
        await wants(work, campaign.id, cooking=3, home=1)
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def a_run(client: httpx.AsyncClient, ops: dict[str, str]) -> str:
    listed = (await client.get("/ops/matching", headers=ops)).text
    where = listed.split('action="/ops/matching/campaigns/')[1].split('"')[0]
    answer = await client.post(f"/ops/matching/campaigns/{where}", headers=ops)
    return answer.headers["location"]


async def test_the_picked_and_the_left_out_are_explained_in_full(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work)
    at = await a_run(client, ops)
    picked = (await client.get(at, headers=ops, params={"person": "_00001"})).text
    assert "Rank 1 of 5 who could be picked. The last unit went to rank 2." in picked
    assert "Together +25.0: fit 75% less the average 50%." in picked
    assert "Publishes" in picked
    run = (await client.get(at, headers=ops)).text
    for words, who in (("First picked", "00001"), ("Last with a unit", "00002"), ("First who waits", "00003")):
        assert f'{words}: <a href="{at}?person=con_{who}#person">_{who}</a>' in run
    left_out = (await client.get(at, headers=ops, params={"person": "x6"})).text
    assert "All 2 rules that fail" in left_out
    assert left_out.count("Taking a break") == 1
    assert "Not picked: No consent" in left_out
    assert "Invite by hand" not in left_out
    last = (await client.get(at, headers=ops, params={"person": "con_00005", "lang": "zh-cn"})).text
    assert "在 5 名符合条件者中排第 5" in last


async def test_other_weights_are_tried_on_a_page(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work)
    at = await a_run(client, ops)
    assert "What if the weights were others?" in (await client.get(at, headers=ops)).text
    empty = await client.get(f"{at}/what-if", headers=ops)
    assert (empty.status_code, "Would come in" in empty.text) == (200, False)
    asked = {"weights.interest:cooking": "1", "weights.interest:home": "9"}
    tried = (await client.get(f"{at}/what-if", headers=ops, params=asked)).text
    assert "2 would come in, 2 would go out, 0 stay" in tried
    assert "Would come in" in tried
    assert 'value="9"' in tried
    same = (await client.get(f"{at}/what-if", headers=ops, params={"weights.interest:cooking": "3"})).text
    assert "The same 2 would be picked" in same


async def test_a_weight_that_cannot_be_is_refused_beside_its_field(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work)
    at = await a_run(client, ops)
    for wrong in ("11", "0", "much", "-1", "1.5"):
        page = await client.get(f"{at}/what-if", headers=ops, params={"weights.interest:cooking": wrong})
        assert (page.status_code, page.text.count("A weight is a whole number from 1 to 10.")) == (422, 2), wrong
    assert (await client.get(f"{at}x/what-if", headers=ops)).status_code == 404


async def test_all_campaigns_are_matched_together_from_the_list(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work, 2)
    assert "Match all open campaigns together" in (await client.get("/ops/matching", headers=ops)).text
    made = await client.post("/ops/matching/rounds", headers=ops)
    at = made.headers["location"]
    page = await client.get(at, headers=ops)
    assert "2 campaigns were matched together in" in page.text
    assert "What bound" in page.text
    listed = (await client.get("/ops/matching", headers=ops)).text
    assert f'href="{at}"' in listed
    run_at = page.text.split('<td data-label="Campaign"')[1].split('href="')[1].split('"')[0]
    run = (await client.get(run_at, headers=ops)).text
    assert f'<a href="{at}">Matched together with other campaigns</a>' in run
    assert "2 个活动合并匹配" in (await client.get(at, headers=ops, params={"lang": "zh-cn"})).text
    stranger = await arrange.cookie_of(work, (await arrange.brand(work, "none")).account_id)
    assert (await client.post("/ops/matching/rounds", headers=stranger)).status_code in (303, 403)


async def test_a_run_of_a_round_with_no_other_campaign_is_not_told_as_matched_with_others(
    client: httpx.AsyncClient, work: Work,
) -> None:
    ops = await arranged(work)
    await client.post("/ops/matching/rounds", headers=ops)
    [run] = await all_of(work, Run)
    page = (await client.get(f"/ops/matching/{run.id}", headers=ops)).text
    assert f'<a href="/ops/matching/rounds/{run.round_id}">Matched in a round of its own</a>' in page
    assert "本轮只匹配了这一个活动" in (
        await client.get(f"/ops/matching/{run.id}", headers=ops, params={"lang": "zh-cn"})).text


async def test_a_round_with_nothing_to_match_says_so(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work, 0)
    refused = await client.post("/ops/matching/rounds", headers=ops)
    assert refused.headers["location"] == "/ops/matching"
    assert "No%20open%20campaign%20can%20be%20matched" in refused.headers["set-cookie"]


async def test_a_run_is_run_again_on_its_page_and_says_why_it_differs(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work)
    at = await a_run(client, ops)
    assert "Run it again and compare" in (await client.get(at, headers=ops)).text
    same = await client.post(f"{at}/replay", headers=ops, follow_redirects=True)
    assert "The same picks, byte for byte." in same.text
    await work.do(service.forget, OPS, "con_00005")
    other = await client.post(f"{at}/replay", headers=ops, follow_redirects=True)
    assert "1 person has left since" in other.text


async def test_a_run_shows_its_quotas_and_names_lots_apart(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work)
    [campaign] = await all_of(work, Campaign)

    async def ask(session: Any, viewer: Any) -> None:
        row = (await session.scalars(select(Campaign).where(Campaign.id == campaign.id))).one()
        row.control_share, row.newcomer_share = 0.5, 0
        session.add(Quota(campaign_id=row.id, position=0, name="Men", of={"genders": ["male"]}, minimum=1, maximum=2))
    await work.do(ask, OPS)
    at = await a_run(client, ops)
    page = (await client.get(at, headers=ops)).text
    assert "1 drawn by lot" in page
    assert re.search(r"Men.*?1 – 2.*?Short", page, re.DOTALL)
    assert "As the run made it" not in page
    person = (await client.get(at, headers=ops, params={"person": "con_00005"})).text
    assert "One more was drawn by lot." in person
    [*_, run] = await all_of(work, Run)
    ends = await work.read(queries.ends_of, OPS, run.id)
    matches = {one.consumer_id: one for one in await work.read(queries.of_run, OPS, run.id)}
    await work.do(service.swap, OPS, matches[ends["first"]].id, "unreachable")
    assert "As the run made it: picks that were rejected or replaced since still count here" in (
        await client.get(at, headers=ops)).text
    assert "按匹配完成时的情况统计" in (await client.get(at, headers=ops, params={"lang": "zh-cn"})).text
    later = await work.read(queries.ends_of, OPS, run.id)
    assert (ends["first"] in later.values(), later["first"]) == (False, ends["waits"])


async def test_what_other_campaigns_of_a_round_took_is_said_and_shown(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arranged(work, 3)
    await client.post("/ops/matching/rounds", headers=ops)
    pages = [(await client.get(f"/ops/matching/{run.id}", headers=ops)).text for run in await all_of(work, Run)]
    assert sum("who could be picked got a unit of another campaign of the same round; 1 unit stays empty here." in page
               for page in pages) == 1
    assert all("Could be picked, got a unit of another campaign" in page for page in pages)
    [first, *_] = await all_of(work, Run)
    assert "人入选了同一轮的其他活动" in (
        await client.get(f"/ops/matching/{first.id}", headers=ops, params={"lang": "zh-cn"})).text
