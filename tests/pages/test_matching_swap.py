"""Ops put somebody else in the place of a pick, from the list or from the person; it can be taken back."""

import re
from typing import Any

import httpx
import pytest

from app.core.clock import SetClock
from app.core.work import Work
from app.main import House
from app.matching import jobs, queries, service
from app.matching.models import Run
from app.matching.queries import swapping
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def arranged(client: httpx.AsyncClient, work: Work, **more: Any) -> tuple[str, dict[str, str]]:
    """A run with two units, one who waits, and those behind."""
    await crowd(work, [{"traits": {"interest:cooking": 5 - n // 2}} for n in range(6)])
    campaign = await arrange.live_campaign(work, **({"state": "approved"} | more))
    await wants(work, campaign.id, cooking=3)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    return (await client.post(f"/ops/matching/campaigns/{campaign.id}/runs", headers=ops)).headers["location"], ops


async def matches(work: Work, at: str) -> dict[str, tuple[str, str | None, bool]]:
    found = await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1])
    return {one.consumer_id[-1]: (one.state, one.rejection, one.is_on_waitlist) for one in found}


async def id_of(work: Work, at: str, number: int) -> str:
    found = await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1])
    return next(one.id for one in found if one.consumer_id == f"con_{number:05d}")


async def later(house: House, clock: SetClock) -> None:
    clock.forward(seconds=11)
    await house.worker.run_due()


def listed(page: str, name: str) -> list[str]:
    [select] = re.findall(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r'value="(con_[^"]+)"', select)


@pytest.mark.parametrize(("comes", "was_behind"), [("con_00003", False), ("con_00005", True)])
async def test_a_person_of_ones_choice_takes_the_place_of_who_is_ticked(
    client: httpx.AsyncClient, house: House, clock: SetClock, comes: str, was_behind: bool,
) -> None:
    at, ops = await arranged(client, house.work)
    page = (await client.get(at, headers=ops)).text
    assert listed(page, "instead") == ["con_00003", "con_00004", "con_00005", "con_00006"]
    assert "Who is replaced is not invited and hears nothing of it." in page
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve_all"})
    await later(house, clock)
    asked = {"what": "replace", "chosen": await id_of(house.work, at, 1), "reason": "asked_not_to", "instead": comes}
    noted = await client.post(f"{at}/decide", headers=ops, data=asked)
    assert (noted.status_code, "will%20not%20be%20invited" in noted.headers["set-cookie"]) == (303, True)
    [key] = re.findall(r'name="key" value="([^"]+)"', (await client.get(at, headers=ops)).text)
    await client.post(f"{at}/undo", headers=ops, data={"key": key})
    assert (comes[-1] in await matches(house.work, at)) is not was_behind
    await client.post(f"{at}/decide", headers=ops, data=asked)
    await later(house, clock)
    found = await matches(house.work, at)
    assert (found["1"], found[comes[-1]]) == (("replaced", "asked_not_to", False), ("approved", None, False))


async def test_a_proposed_person_is_replaced_from_the_own_part_of_the_page_and_what_was_typed_stays(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    at, ops = await arranged(client, house.work)
    here = f"{at}/people/con_00002/replace"
    for typed, fault in (({"comes": "con_00004"}, "why"), ({"why": "unreachable"}, "comes"),
                         ({"comes": "con_00004", "why": "too_critical"}, "why")):
        wrong = await client.post(here, headers=ops, data=typed)
        assert (wrong.status_code, f'id="f-{fault}-error"' in wrong.text) == (422, True)
        assert all(f'value="{value}" selected' in wrong.text for value in typed.values() if value != "too_critical")
    taken = await client.post(here, headers=ops, data={"comes": "con_00001", "why": "unreachable"})
    assert (taken.status_code, "This person is in the run already" in taken.text) == (409, True)
    await client.post(here, headers=ops, data={"comes": "con_00004", "why": "unreachable"})
    await later(house, clock)
    found = await matches(house.work, at)
    assert (found["2"], found["4"]) == (("replaced", "unreachable", False), ("proposed", None, False))


async def test_nobody_is_put_in_two_places_at_once(client: httpx.AsyncClient, work: Work) -> None:
    at, ops = await arranged(client, work)
    for number, status in ((1, 303), (2, 409)):
        answer = await client.post(f"{at}/people/con_0000{number}/replace", headers=ops,
                                   data={"comes": "con_00003", "why": "unreachable"})
        assert answer.status_code == status


async def test_who_is_about_to_be_approved_is_not_replaced_before_that_is_taken_back(
    client: httpx.AsyncClient, work: Work,
) -> None:
    at, ops = await arranged(client, work)
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve", "chosen": await id_of(work, at, 1)})
    answer = await client.post(f"{at}/people/con_00001/replace", headers=ops,
                               data={"comes": "con_00003", "why": "unreachable"})
    assert (answer.status_code, "take it back first" in answer.text) == (409, True)


async def test_who_is_invited_stays_and_the_page_says_what_to_do_instead(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    at, ops = await arranged(client, house.work, state="live")
    await client.post(f"{at}/decide", headers=ops, data={"what": "approve_all"})
    await later(house, clock)
    page = (await client.get(at, headers=ops, params={"person": "con_00001"})).text
    assert "withdraw the invitation on the seat&#39;s page" in page
    assert re.search(r'href="/ops/seats/seat_[^"]+"', page)
    assert "请在名额页面撤回邀请" in (
        await client.get(at, headers=ops, params={"person": "con_00001", "lang": "zh-cn"})).text
    here = await client.post(f"{at}/people/con_00001/replace", headers=ops,
                             data={"comes": "con_00004", "why": "unreachable"})
    assert here.status_code == 409
    ticked = {"what": "replace", "chosen": await id_of(house.work, at, 1), "reason": "unreachable"}
    assert "Only who is not invited yet can be replaced" in (
        await client.post(f"{at}/decide", headers=ops, data=ticked)).text


async def test_two_who_are_ticked_are_not_replaced_by_one(client: httpx.AsyncClient, work: Work) -> None:
    at, ops = await arranged(client, work)
    both = [await id_of(work, at, number) for number in (1, 2)]
    answer = await client.post(f"{at}/decide", headers=ops, data={
        "what": "replace", "chosen": both, "reason": "unreachable", "instead": "con_00004"})
    assert (answer.status_code, "tick just one" in answer.text) == (422, True)
    assert 'value="con_00004" selected' in answer.text


async def test_the_api_replaces_by_a_named_person_too(client: httpx.AsyncClient, work: Work) -> None:
    at, _ = await arranged(client, work)
    ops = await arrange.key_of(work, OPS)
    where = f"/api/v1/matches/{await id_of(work, at, 1)}/replace"
    wrong = await client.post(where, headers=ops, json={"instead": "con_00009"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "consumer_not_found")
    taken = await client.post(where, headers=ops, json={"instead": "con_00002"})
    assert (taken.status_code, taken.json()["code"]) == (409, "in_the_run_already")
    comes = await client.post(where, headers=ops, json={"instead": "con_00005", "reason": "unreachable"})
    assert (comes.json()["consumer_id"], comes.json()["state"]) == ("con_00005", "proposed")
    assert (await matches(work, at))["1"] == ("replaced", "unreachable", False)


HEADED = {
    "con_00001": ("Replaced by _00005: Doubtful answers", "已由 _00005 顶替：回答存疑"),
    "con_00002": ("Replaced by _00003", "已由 _00003 顶替"),
    "con_00003": ("From the waiting list, in place of _00002", "从候补名单递补，顶替 _00002"),
    "con_00004": ("Rejected: Known conflict of interest", "已拒绝：存在利益冲突"),
    "con_00005": ("Asked by hand in place of _00001", "人工选入，顶替 _00001"),
    "con_00006": ("Asked by hand: Asked us to take part", "人工选入：本人主动联系希望参加"),
}


async def test_a_card_and_the_api_are_headed_by_what_ops_did_with_a_pick(client: httpx.AsyncClient, work: Work) -> None:
    at, ops = await arranged(client, work)
    run, key = at.rsplit("/", 1)[1], await arrange.key_of(work, OPS)
    await work.do(service.swap, OPS, await id_of(work, at, 1), "doubtful_answers", "con_00005")
    await work.do(service.swap, OPS, await id_of(work, at, 2))
    for number, reason in ((4, "mix"), (6, "asked_us")):
        await work.do(service.pick_by_hand, OPS, run, f"con_0000{number}", reason)
    await work.do(service.reject, OPS, await id_of(work, at, 4), "known_conflict")
    for person, (english, chinese) in HEADED.items():
        card = (await client.get(at, headers=ops, params={"person": person})).text
        assert (english in card, ">Picked<" in card) == (True, False), person
        assert chinese in (await client.get(at, headers=ops, params={"person": person, "lang": "zh-cn"})).text
        told = await client.get(f"/api/v1/runs/{run}/people/{person}", headers=key)
        assert told.json()["why"]["default"] == english


async def test_whom_another_campaign_took_comes_last_of_those_who_may_come(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5 - n // 3}} for n in range(14)])
    for house in ("one", "other"):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, house), state="approved", units=4)
        await wants(work, campaign.id, cooking=3)
    await jobs.round_now(work, OPS, shape=lambda made: made.id)
    mine, other = await all_of(work, Run)
    first, second, *behind = await work.read(swapping.who_may_come, OPS, mine.id)
    assert (first.is_waiting, second.is_waiting, any(one.is_waiting for one in behind)) == (True, True, False)
    gone = [one for one in await work.read(queries.of_run, OPS, other.id) if not one.is_on_waitlist]
    await work.do(service.swap, OPS, gone[0].id, "unreachable", first.consumer_id)
    for match in gone[1:]:
        await work.do(service.reject, OPS, match.id, "unreachable")
    came = [one.consumer_id for one in await work.read(swapping.who_may_come, OPS, mine.id)]
    assert came[:2] == [second.consumer_id, first.consumer_id]
    assert came[2:] == [*(one.consumer_id for one in behind), *sorted(one.consumer_id for one in gone)]


async def test_whom_another_campaign_rejected_in_a_run_by_itself_comes_where_the_rank_is(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5 - n}} for n in range(5)])
    mine = await arrange.live_campaign(work, await arrange.brand(work), state="approved", units=1)
    other = await arrange.live_campaign(work, await arrange.brand(work, "other"), state="approved", units=1)
    for campaign in (mine, other):
        await wants(work, campaign.id, cooking=3)
    run, its = [await work.do(service.run, OPS, campaign.id) for campaign in (mine, other)]
    before = await work.read(swapping.who_may_come, OPS, run.id)
    behind = next(one for one in before if not one.is_waiting)
    match = await work.do(service.pick_by_hand, OPS, its.id, behind.consumer_id, "mix")
    assert behind not in await work.read(swapping.who_may_come, OPS, run.id)
    await work.do(service.reject, OPS, match.id, "unreachable")
    assert await work.read(swapping.who_may_come, OPS, run.id) == before
