"""Ops read doubts beside a pick, ask somebody by hand, and hold a person back, all from the run's page."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app.consumers.models import Traits
from app.core.clock import SetClock
from app.core.work import Work
from app.main import House
from app.matching import queries
from app.matching.models import Interest
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants
from tests.people import all_of

FLAGS = {"all_top": [{"where": [], "answers": 21, "mean": 0.98}],
         "contradiction": [{"where": ["habit:plans", "habit:impulse"], "gap": 1.0}],
         "straight_line": [{"where": ["interests_daily"], "answers": 6, "longest_run": 6, "spread": 0.0,
                            "chance": 0.0}],
         "too_fast": [{"where": ["gone_page"], "seconds_an_answer": 0.25, "fewest": 1.0}]}


async def arranged(client: httpx.AsyncClient, work: Work, **more: Any) -> tuple[str, dict[str, str]]:
    await crowd(work, [*({"traits": {"interest:cooking": n}} for n in (5, 4, 3, 2)),
                       {"traits": {"interest:cooking": 1}, "refuses_automatic": True}])
    campaign = await arrange.live_campaign(work, **({"state": "live"} | more))
    await wants(work, campaign.id, cooking=3)

    async def doubt(session: Any, viewer: Any) -> None:
        await session.execute(update(Traits).where(Traits.consumer_id == "con_00001").values(
            flags=FLAGS, slug="sign-up"))
    await work.do(doubt, OPS)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    return (await client.post(f"/ops/matching/campaigns/{campaign.id}/runs", headers=ops)).headers["location"], ops


async def test_doubts_are_shown_with_their_evidence_beside_the_pick_and_on_the_person(
    client: httpx.AsyncClient, work: Work,
) -> None:
    at, ops = await arranged(client, work)
    run = (await client.get(at, headers=ops)).text
    person = (await client.get(at, headers=ops, params={"person": "con_00001"})).text
    for page in (run, person):
        assert "Top marks everywhere: 21 answers, 98% of the scale on average." in page
        assert "Says the same of two opposites" in page
        assert "6 in a row the same" in page
        assert "Too fast to have read: 0.2 seconds an answer on “gone_page”" in page
    assert (run.count("Doubtful</span>"), person.count("you decide")) == (1, 1)
    other = (await client.get(at, headers=ops, params={"person": "con_00002"})).text
    assert "you decide" not in other
    chinese = (await client.get(at, headers=ops, params={"person": "con_00001", "lang": "zh-cn"})).text
    assert "几乎全选最高：共 21 题" in chinese
    first, *_ = await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1])
    assert (first.consumer_id, first.rank) == ("con_00001", 1)


async def test_the_api_tells_doubts_too(client: httpx.AsyncClient, work: Work) -> None:
    at, _ = await arranged(client, work)
    key = await arrange.key_of(work, OPS)
    told = await client.get(f"/api/v1/runs/{at.rsplit('/', 1)[1]}/people/con_00001", headers=key)
    assert [words["default"].split(":")[0] for words in told.json()["doubts"]] == [
        "Top marks everywhere", "Says the same of two opposites", "Straight line", "Too fast to have read"]


async def test_somebody_is_invited_by_hand_and_it_can_be_taken_back(
    client: httpx.AsyncClient, house: House, clock: SetClock,
) -> None:
    at, ops = await arranged(client, house.work)
    page = (await client.get(at, headers=ops, params={"person": "con_00005"})).text
    assert "This person refuses automatic decisions; one of us may decide." in page
    asked = await client.post(f"{at}/people/con_00005/invite", headers=ops, data={"reason": "no_automatic"})
    assert asked.headers["location"] == f"{at}?person=con_00005#person"
    listed = (await client.get(at, headers=ops)).text
    assert ("1 to approve" in listed, "Asked by hand" in listed) == (True, True)
    [key] = re.findall(r'name="key" value="([^"]+)"', listed)
    await client.post(f"{at}/undo", headers=ops, data={"key": key})
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert await all_of(house.work, Seat) == []
    assert "Asked by hand" not in (await client.get(at, headers=ops)).text
    for told in ("Noted", "in%20the%20run%20already"):
        again = await client.post(f"{at}/people/con_00005/invite", headers=ops, data={"reason": "asked_us"})
        assert told in again.headers["set-cookie"]
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert [seat.consumer_id for seat in await all_of(house.work, Seat)] == ["con_00005"]


@pytest.mark.parametrize("reason", ["", "because"])
async def test_an_invitation_by_hand_needs_a_reason_of_the_list(
    client: httpx.AsyncClient, work: Work, reason: str,
) -> None:
    at, ops = await arranged(client, work)
    answer = await client.post(f"{at}/people/con_00005/invite", headers=ops, data={"reason": reason})
    assert (answer.status_code, len(await work.read(queries.of_run, OPS, at.rsplit("/", 1)[1]))) == (422, 3)


async def test_a_person_is_held_back_and_let_go_by_ops_alone(client: httpx.AsyncClient, work: Work) -> None:
    at, ops = await arranged(client, work)
    here = f"{at}/people/con_00001"
    assert "reason" in (await client.post(f"{here}/hold", headers=ops, data={})).headers["set-cookie"]
    await client.post(f"{here}/hold", headers=ops, data={"reason": "doubtful_answers"})
    page = (await client.get(at, headers=ops, params={"person": "con_00001"})).text
    assert ("Held back from matching" in page, "Let go again" in page) == (True, True)
    assert (await client.post(f"{here}/hold", headers=ops, data={"reason": "doubtful_answers"})).status_code == 409
    await client.post(f"{here}/release", headers=ops)
    assert "Let go again" not in (await client.get(at, headers=ops, params={"person": "con_00001"})).text
    owner = await arrange.cookie_of(work, (await arrange.brand(work, "none")).account_id)
    for verb in ("hold", "release", "invite"):
        assert (await client.post(f"{here}/{verb}", headers=owner, data={})).status_code in (303, 403)


async def test_who_showed_interest_and_is_asked_by_hand_is_called_both(client: httpx.AsyncClient, work: Work) -> None:
    at, ops = await arranged(client, work)
    run = await work.read(queries.get_run, OPS, at.rsplit("/", 1)[1])

    async def be_interested(session: Any, viewer: Any) -> None:
        session.add(Interest(id="int_1", campaign_id=run.campaign_id, consumer_id="con_00005", shown_at=work.clock()))
    await work.do(be_interested, OPS)
    await client.post(f"{at}/people/con_00005/invite", headers=ops, data={"reason": "no_automatic"})
    assert "Asked by hand, showed interest" in (await client.get(at, headers=ops)).text
    assert "人工邀请，曾主动报名" in (await client.get(at, headers=ops, params={"lang": "zh-cn"})).text
