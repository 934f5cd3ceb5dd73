"""Ops match on a page: run, look at the reasons, decide, take it back, ask about one person."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.core.clock import SetClock
from app.core.work import Work
from app.main import House
from app.matching import queries
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants


async def arranged(work: Work, **more: Any) -> tuple[Live, dict[str, str]]:
    people = [{"traits": {"interest:cooking": n}} for n in (5, 4, 3)]
    await crowd(work, [*people, {"consents": ()}])
    campaign = await arrange.live_campaign(work, **({"state": "approved"} | more))
    await wants(work, campaign.id, cooking=3)
    return campaign, await arrange.cookie_of(work, await arrange.ops_account(work))


async def matched(client: httpx.AsyncClient, campaign: Live, ops: dict[str, str]) -> str:
    answer = await client.post(f"/ops/matching/campaigns/{campaign.id}/runs", headers=ops)
    assert answer.status_code == 303
    return answer.headers["location"]


async def states(work: Work, at: str) -> list[str]:
    return [match.state for match in await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1])]


async def test_a_campaign_is_matched_and_everybody_s_reasons_are_shown(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    listed = await client.get("/ops/matching", headers=ops)
    assert "Match now" in listed.text
    at = await matched(client, campaign, ops)
    page = await client.get(at, headers=ops)
    assert page.status_code == 200
    assert "Of 4 people looked at, 3 could be picked: 2 for 2 units, 1 on the waiting list." in page.text
    assert "No consent to automatic matching" in page.text
    assert page.text.count('name="chosen"') == 3
    assert "Cooking" in page.text
    assert "People stand by worth" in page.text
    worth = [f"{match.facts['value']:.1%}" for match in await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1])]
    assert [told for told in worth if told.removesuffix(".0%").removesuffix("%") not in page.text] == []
    assert "Decide" in (await client.get("/ops/matching", headers=ops)).text


async def test_the_page_speaks_chinese(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    at = await matched(client, campaign, ops)
    page = await client.get(at, headers=ops | {"accept-language": "zh-CN"}, params={"lang": "zh-cn"})
    assert "共查看 4 人" in page.text
    assert "未同意自动匹配" in page.text


async def test_a_decision_can_be_taken_back_and_is_carried_out_otherwise(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    campaign, ops = await arranged(house.work)
    at = await matched(client, campaign, ops)
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve_all"})
    page = await client.get(at, headers=ops)
    assert "3 to approve: _00001, _00002, _00003" in page.text
    everywhere = (await client.get("/ops/matching", headers=ops)).text
    until = (clock() + timedelta(seconds=10)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M:%S")
    for shown in (page.text, everywhere, (await client.get(at, headers=ops)).text):
        assert f"It can be taken back until {until}" in shown
        assert shown.count('name="key"') == 1
    assert f'href="{at}"' in everywhere
    [key] = re.findall(r'name="key" value="([^"]+)"', page.text)
    undone = await client.post(f"{at}/undo", headers=ops, data={"key": key})
    assert undone.headers["location"] == at
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert await states(house.work, at) == ["proposed"] * 3
    ids = re.findall(r'name="chosen" value="([^"]+)"', page.text)
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve", "chosen": ids[:2]})
    await client.post(f"{at}/decide", headers=ops, data={"what": "reject", "reason": "unreachable", "chosen": ids[2:]})
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert await states(house.work, at) == ["approved", "approved", "rejected"]
    late = await client.post(f"{at}/undo", headers=ops, data={"key": key})
    assert late.status_code == 409
    assert "Cannot be reached" in (await client.get(at, headers=ops)).text


async def test_a_decision_about_nobody_or_without_a_reason_is_refused_beside_its_field(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work)
    at = await matched(client, campaign, ops)
    nobody = await client.post(f"{at}/decide", headers=ops, data={"what": "approve"})
    assert (nobody.status_code, "Please tick at least one person." in nobody.text) == (422, True)
    [first, *_] = re.findall(r'name="chosen" value="([^"]+)"', nobody.text)
    no_reason = await client.post(f"{at}/decide", headers=ops, data={"what": "reject", "chosen": first})
    assert (no_reason.status_code, 'id="f-reason-error"' in no_reason.text) == (422, True)
    assert (await client.post(f"{at}/decide", headers=ops, data={"what": "bribe", "chosen": first})).status_code == 404


async def test_ops_ask_about_one_person(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    at = await matched(client, campaign, ops)
    picked = await client.get(at, headers=ops, params={"person": "x1"})
    assert "Picked" in picked.text
    left_out = await client.get(at, headers=ops, params={"person": "con_00004"})
    assert left_out.text.count("No consent to automatic matching") == 2
    unknown = await client.get(at, headers=ops, params={"person": "<nobody>"})
    assert (unknown.status_code, "There is nobody with this id, mark" in unknown.text) == (404, True)
    assert "&lt;nobody&gt;" in unknown.text
    by_mark = await client.get(at, headers=ops, params={"person": "_00001"})
    assert (by_mark.status_code, "con_00001" in by_mark.text) == (200, True)
    nothing = await client.get(at, headers=ops, params={"person": " "})
    assert (nothing.status_code, "a mark from the list" in nothing.text) == (422, True)


async def test_who_is_being_decided_on_is_shown_so_and_not_counted(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    at = await matched(client, campaign, ops)
    ids = re.findall(r'name="chosen" value="([^"]+)"', (await client.get(at, headers=ops)).text)
    await client.post(f"{at}/decide", headers=ops, data={"what": "reject", "reason": "unreachable", "chosen": ids[2:]})
    page = (await client.get(at, headers=ops)).text
    assert page.count("Being rejected") == 1
    assert "Approve all 2 proposed" in page
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve_all"})
    assert (await client.get(at, headers=ops)).text.count("2 to approve") == 1


async def test_what_cannot_be_done_with_the_ticked_is_said_at_the_list_and_the_ticks_stay(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    campaign, ops = await arranged(house.work)
    at = await matched(client, campaign, ops)
    page = (await client.get(at, headers=ops)).text
    ids = re.findall(r'name="chosen" value="([^"]+)"', page)
    refused = await client.post(f"{at}/decide", headers=ops, data={"what": "replace", "chosen": ids[:1]})
    assert (refused.status_code, "Please choose a reason." in refused.text) == (422, True)
    assert f'value="{ids[0]}" checked' in refused.text
    no_reason = await client.post(f"{at}/decide", headers=ops, data={"what": "reject", "chosen": ids[:2]})
    assert "Please choose a reason." in no_reason.text
    assert "known_conflict&#39;" not in no_reason.text
    assert no_reason.text.count(" checked>") == 2
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve", "chosen": ids})
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert "Replace ticked" in (await client.get(at, headers=ops)).text
    again = await client.post(f"{at}/decide", headers=ops, data={"what": "approve", "chosen": ids[:1]})
    assert (again.status_code, "Only who is proposed can be approved" in again.text) == (422, True)


async def test_a_stage_of_a_campaign_names_what_it_is_a_share_of_and_is_never_more_than_all_of_it(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    campaign, ops = await arranged(house.work, state="live", units=3)
    at = await matched(client, campaign, ops)
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve_all"})
    clock.forward(seconds=11)
    await house.worker.run_due()
    await arrange.offered_seat(house.work, campaign, arrange.Person("con_00004", "acc_4"))
    page = (await client.get(f"/ops/campaigns/{campaign.id}", headers=ops)).text
    assert ("100% of picked" in page, "0% of invited" in page) == (True, True)
    chinese = (await client.get(f"/ops/campaigns/{campaign.id}", headers=ops, params={"lang": "zh-cn"})).text
    assert "选中的 100%" in chinese


async def test_the_page_is_for_ops_alone(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    at = await matched(client, campaign, ops)
    stranger = await arrange.cookie_of(work, campaign.brand.account_id)
    assert (await client.get(at)).headers["location"].startswith("/sign-in")
    assert (await client.get(at, headers=stranger)).status_code in (303, 403)
    assert (await client.get("/ops/matching/run_nowhere", headers=ops)).status_code == 404
    draft, _ = await arrange.live_campaign(work, campaign.brand, state="draft"), None
    refused = await client.post(f"/ops/matching/campaigns/{draft.id}/runs", headers=ops)
    assert (refused.status_code, "This campaign is marked" in refused.text) == (409, True)
