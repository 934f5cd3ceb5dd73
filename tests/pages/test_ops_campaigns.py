"""Ops approve, send back and run campaigns, keep the holidays, and make brands."""

import httpx
import pytest

from app.brands import queries as brands
from app.campaigns import queries
from app.cases import service as cases
from app.core.paging import Ask
from app.core.work import Work
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS
from tests.arrange_campaigns import drafted, submitted
from tests.pages.test_looks import Shape


async def desk(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def test_what_waits_for_approval_stands_on_top(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await arrange.brand(work), await desk(work)
    empty = await client.get("/ops/campaigns", headers=cookie)
    assert "No campaign yet" in empty.text
    campaign_id = await submitted(work, owner)
    page = await client.get("/ops/campaigns", headers=cookie)
    assert page.text.index("Waiting for approval, the longest first") < page.text.index(campaign_id)
    assert "Bergquell" in page.text


@pytest.mark.parametrize("language", ["en", "zh-cn"])
async def test_ops_approve_and_open_a_campaign(client: httpx.AsyncClient, work: Work, language: str) -> None:
    owner, cookie = await arrange.brand(work), await desk(work)
    path = f"/ops/campaigns/{await submitted(work, owner)}"
    page = await client.get(f"{path}?lang={language}", headers=cookie)
    assert Shape(page.text).tags["h1"] == 1
    assert f'action="{path}/approve"' in page.text
    assert (await client.post(f"{path}/approve", headers=cookie)).headers["location"] == path
    assert (await client.post(f"{path}/go-live", headers=cookie)).status_code == 303
    again = await client.post(f"{path}/approve", headers=cookie)
    assert again.status_code == 409
    assert (await client.get(f"{path}/cancel", headers=cookie)).status_code == 200


async def test_a_campaign_is_sent_back_with_a_note_only(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await arrange.brand(work), await desk(work)
    campaign_id = await submitted(work, owner)
    path = f"/ops/campaigns/{campaign_id}"
    refused = await client.post(f"{path}/request-changes", headers=cookie, data={"note": " "})
    assert (refused.status_code, "Please say what to change." in refused.text) == (422, True)
    bad = await client.post(f"{path}/request-changes", headers=cookie, data={"note": "Which\x00 size?"})
    assert (bad.status_code, "Which size?" in bad.text, "cannot be stored" in bad.text) == (422, True, True)
    done = await client.post(f"{path}/request-changes", headers=cookie, data={"note": "Which <size>?"})
    assert done.status_code == 303
    assert (await work.read(queries.get, OPS, campaign_id)).change_note == "Which <size>?"
    assert "Which &lt;size&gt;?" in (await client.get(path, headers=cookie)).text


async def test_a_campaign_runs_its_course_at_the_desk(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await arrange.brand(work), await desk(work)
    path = f"/ops/campaigns/{await submitted(work, owner)}"
    for move in ("approve", "go-live", "pause", "resume", "complete", "archive"):
        assert (await client.post(f"{path}/{move}", headers=cookie)).status_code == 303, move
        assert (await client.get(path, headers=cookie)).status_code == 200, move


async def test_the_linter_speaks_to_ops_before_they_approve(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await arrange.brand(work), await desk(work)
    campaign_id = await drafted(work, owner, brief={"about": "Please give us 5 stars."})
    page = await client.get(f"/ops/campaigns/{campaign_id}", headers=cookie)
    assert "A number of stars may not be asked for." in page.text


async def test_a_brand_is_no_ops(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await submitted(work, owner)
    cookie = await arrange.cookie_of(work, owner.account_id)
    for path in ("/ops/campaigns", f"/ops/campaigns/{campaign_id}", "/ops/holidays", "/ops/brands"):
        assert (await client.get(path, headers=cookie)).status_code == 303, path
    assert (await client.post(f"/ops/campaigns/{campaign_id}/approve", headers=cookie)).status_code == 303
    assert (await work.read(queries.get, OPS, campaign_id)).state == "submitted"


async def test_ops_keep_the_holidays(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await desk(work)
    assert (await client.post("/ops/holidays/known", headers=cookie)).status_code == 303
    known = await work.read(queries.all_holidays, OPS)
    assert [row.name["default"] for row in known][:2] == ["Spring Festival 2026", "National Day 2026"]
    assert str(known[0].started_at) == "2026-02-14 16:00:00+00:00"
    assert str(known[0].ended_at) == "2026-02-23 16:00:00+00:00"
    typed = {"name.default": "Qingming", "name.zh-cn": "清明", "first_on": "2026-04-04", "last_on": "2026-04-03"}
    refused = await client.post("/ops/holidays", headers=cookie, data=typed)
    assert (refused.status_code, 'value="Qingming"' in refused.text) == (422, True)
    added = await client.post("/ops/holidays", headers=cookie, data=typed | {"last_on": "2026-04-06"})
    assert added.status_code == 303
    page = await client.get("/ops/holidays", headers=cookie)
    assert "Saturday 4 Apr 2026" in page.text
    assert "Monday 6 Apr 2026" in page.text
    assert (await client.post(f"/ops/holidays/{known[0].id}/remove", headers=cookie)).status_code == 303
    assert (await client.post(f"/ops/holidays/{known[0].id}/remove", headers=cookie)).status_code == 404


async def test_ops_make_a_brand_and_invite_its_people(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await desk(work)
    made = await client.post("/ops/brands", headers=cookie, data={"name": "Bergquell", "time_zone": "Europe/Berlin",
                                                                  "currency": "eur"})
    assert made.status_code == 303
    [brand] = (await work.read(brands.page, OPS, Ask())).items
    assert (brand.time_zone, brand.currency) == ("Europe/Berlin", "EUR")
    twin = await client.post("/ops/brands", headers=cookie, data={"name": "Bergquell"})
    assert (twin.status_code, "already a brand" in twin.text) == (422, True)
    wrong = await client.post(f"/ops/brands/{brand.id}/members", headers=cookie, data={
        "email": "mina", "role": "owner"})
    assert (wrong.status_code, 'value="mina"' in wrong.text) == (422, True)
    invited = await client.post(f"/ops/brands/{brand.id}/members", headers=cookie, data={
        "email": "mina@example.test", "role": "owner"})
    assert invited.headers["location"] == f"/ops/brands/{brand.id}"
    assert len(await work.read(brands.members_of, OPS, brand.id)) == 1


async def test_a_campaign_that_needs_more_people_says_so_until_every_unit_has_somebody(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, cookie = await arrange.live_campaign(work), await desk(work)
    path, task = f"/ops/campaigns/{campaign.id}", "nobody left on its list"
    await work.do(cases.open_task, OPS, "find_more_people", campaign.id)
    await work.do(seats.offer, OPS, campaign.id, (await arrange.person(work)).id)
    assert "1 sample is free and nobody is left to invite" in (await client.get(path, headers=cookie)).text
    assert task in (await client.get("/ops", headers=cookie)).text
    await work.do(seats.offer, OPS, campaign.id, (await arrange.person(work, "bo")).id)
    assert "nobody is left to invite" not in (await client.get(path, headers=cookie)).text
    assert task not in (await client.get("/ops", headers=cookie)).text
