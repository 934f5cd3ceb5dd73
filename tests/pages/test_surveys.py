"""A few questions about a product in a browser, the same for everybody drawn; what came of them in reports."""

import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Response
from app.core.clock import SetClock
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.insights.rules.surveys import SLUG
from app.matching import service
from app.matching.models import HoldOut
from app.matching.queries import explaining
from tests.arrange import OPS, Live, Person, cookie_of, live_campaign, ops_account, person
from tests.arrange_matching import crowd, wants
from tests.people import Words, all_of


@pytest.fixture
async def campaign(work: Work, clock: SetClock) -> Live:
    return await live_campaign(work, measures_lift=True, ends_at=clock())


async def drawn(work: Work, campaign: Live, people: Sequence[tuple[str, bool]]) -> None:
    async def make(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(insert(HoldOut), [
            {"id": f"hold_{who}", "campaign_id": campaign.id, "consumer_id": who, "run_id": "run",
             "is_held_out": is_held, "propensity": .375, "drawn_at": now(session)} for who, is_held in people])
    await work.do(make, OPS)


@pytest.fixture
async def both(work: Work, campaign: Live) -> tuple[Person, Person]:
    invited, held = await person(work, "invited"), await person(work, "held")
    await drawn(work, campaign, [(invited.id, False), (held.id, True)])
    return invited, held


async def test_both_sides_are_shown_the_very_same_pages(
        client: httpx.AsyncClient, work: Work, campaign: Live, both: tuple[Person, Person]) -> None:
    for path in ("/me", f"/me/surveys/{campaign.id}/after"):
        ours, theirs = [(await client.get(path, headers=await cookie_of(work, who.account_id))).text for who in both]
        assert ours == theirs
        assert "A short question about drinks" in ours
    assert "Oat milk" in ours
    assert not re.search("held out|compar|gift|invit", ours.partition("<main")[2].partition("</main")[0])


async def test_who_tried_it_is_led_on_to_how_it_was(
        client: httpx.AsyncClient, work: Work, campaign: Live, both: tuple[Person, Person]) -> None:
    hers, at = await cookie_of(work, both[0].account_id), f"/me/surveys/{campaign.id}/after"
    answer = await client.post(f"{at}/product", headers=hers, data={"view:tried": "yes"})
    assert (answer.status_code, "Please answer this question." in answer.text) == (422, True)
    assert ("view:tried", "yes") in Words(answer.text).checked
    answer = await client.post(f"{at}/product", headers=hers, data={"view:intent": "2", "view:tried": "yes"})
    assert answer.headers["location"] == f"{at}/tried"
    assert {"view:recommend", "view:stars"} <= Words((await client.get(f"{at}/tried", headers=hers)).text).names
    answer = await client.post(f"{at}/tried", headers=hers, data={"view:recommend": "0", "view:stars": "1"})
    assert answer.headers["location"] == "/me"
    assert (await all_of(work, Response))[-1].answers == {
        "view:intent": 2, "view:tried": "yes", "view:recommend": 0, "view:stars": 1}
    assert "short question" not in (await client.get("/me", headers=hers)).text


async def test_who_has_not_tried_it_is_done_after_one_screen(
        client: httpx.AsyncClient, work: Work, campaign: Live, both: tuple[Person, Person]) -> None:
    his, at = await cookie_of(work, both[1].account_id), f"/me/surveys/{campaign.id}/after"
    answer = await client.post(f"{at}/product", headers=his, data={"view:intent": "5", "view:bought": "no"})
    assert answer.headers["location"] == "/me"
    assert (await client.get(f"{at}/tried", headers=his)).status_code == 404


async def test_nobody_else_finds_it_and_another_time_is_a_sentence(
        client: httpx.AsyncClient, work: Work, campaign: Live, both: tuple[Person, Person], clock: SetClock) -> None:
    stranger = await cookie_of(work, (await person(work, "stranger")).account_id)
    at = f"/me/surveys/{campaign.id}"
    assert (await client.get(f"{at}/after")).headers["location"].startswith("/sign-in?next=")
    for path in ("after", "later"):
        assert (await client.get(f"{at}/{path}", headers=stranger)).status_code == 404
    clock.forward(days=28)
    hers = await cookie_of(work, both[0].account_id)
    assert "not asked now" in (await client.get(f"{at}/after", headers=hers)).text
    late = await client.post(f"{at}/after/product", headers=hers, data={"view:intent": "2"})
    assert (late.status_code, await all_of(work, Response)) == (409, [])


async def test_a_half_filled_survey_changes_its_language(
        client: httpx.AsyncClient, work: Work, campaign: Live, both: tuple[Person, Person]) -> None:
    hers, at = await cookie_of(work, both[0].account_id), f"/me/surveys/{campaign.id}/after"
    page = await client.post(f"{at}/product?unsent=typed&lang=zh-cn", headers=hers, data={"view:bought": "no"})
    assert ("view:bought", "no") in Words(page.text).checked
    assert "关于饮品的几个小问题" in page.text
    assert await all_of(work, Response) == []


async def test_reports_tell_the_lift_with_its_interval_and_ops_the_draw(
        client: httpx.AsyncClient, work: Work, campaign: Live) -> None:
    people = await crowd(work, [{} for _ in range(300)])
    await drawn(work, campaign, [(who, place >= 180) for place, who in enumerate(people)])
    told: list[dict[str, Any]] = [
        {"id": f"rsp_{place}", "consumer_id": who, "slug": SLUG, "questionnaire_version": 1, "purpose": "after",
         "subject_id": campaign.id, "answers": {"view:intent": 5 if place % 180 < 60 else 1}, "source": "web",
         "submitted_at": work.clock()} for place, who in enumerate(people)]

    async def say(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(insert(Response), told)
    await work.do(say, OPS)
    theirs, ours = await cookie_of(work, campaign.brand.account_id), await cookie_of(work, await ops_account(work))
    for at, cookie in ((f"/brand/campaigns/{campaign.id}", theirs), (f"/ops/campaigns/{campaign.id}", ours)):
        report = (await client.get(f"{at}/report", headers=cookie)).text
        assert "Lift of purchase intent: −16.7 points (95 %: −27.6 to −5.3); 180 of 180 answered here" in report
        assert "Lift of purchases: not enough data." in report
        csv = (await client.get(f"{at}/report.csv", headers=cookie)).text
        assert "lift intent here,treated known,180,180 drawn" in csv
    desk = (await client.get(f"/ops/campaigns/{campaign.id}", headers=ours)).text
    assert "120 of 300 who fit best are not invited, by lot: a chance of 37.5%" in desk


async def test_a_report_without_a_comparison_says_how_to_have_one(client: httpx.AsyncClient, work: Work) -> None:
    plain = await live_campaign(work)
    theirs = await cookie_of(work, plain.brand.account_id)
    report = (await client.get(f"/brand/campaigns/{plain.id}/report", headers=theirs)).text
    assert "This campaign does not measure lift." in report
    assert "Would recommend" not in report
    assert "(engagements / views, of 0 posts that show both)" in report


async def test_ops_are_told_of_somebody_held_out(client: httpx.AsyncClient, work: Work, campaign: Live) -> None:
    people = await crowd(work, [{"traits": {"interest:cooking": 5 - place % 2}} for place in range(6)])
    await wants(work, campaign.id, cooking=3)
    await drawn(work, campaign, [(who, place == 0) for place, who in enumerate(people)])
    run = await work.do(service.run, OPS, campaign.id)
    found = await work.read(explaining.why_not, OPS, run.id, people[0])
    assert (found.match_id, found.words.label.default) == (None, "Held out to measure lift")
    assert "by lot" in found.words.sentence.default
    page = (await client.get(f"/ops/matching/{run.id}", headers=await cookie_of(work, await ops_account(work)))).text
    assert "Held out to measure lift" in page
    lots = (await work.do(service.export, OPS, people[0]))["lots"]
    assert [(one["campaign_id"], one["is_held_out"]) for one in lots] == [(campaign.id, True)]
