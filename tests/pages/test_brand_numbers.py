"""A brand reads weeks of numbers with their sources, sees what changed and went, and narrows and orders its wall."""

import csv
import io
import re
from datetime import timedelta

import httpx

from app.core.clock import SetClock
from app.core.work import Work
from app.platforms.numbers import Numbers
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements
from tests.arrange_reviews import LABELLED, Social


async def _verified(work: Work, social: Social, name: str = "lin", first: start.Promised | None = None,
                    **more) -> start.Promised:
    who = await arrange.person(work, name)
    promised = await start.promised(work, first and first.campaign, who, handle=f"{name}.eats")
    link = social.publish(name, work.clock() - timedelta(days=1), author=f"@{name}.eats", **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def _brand(work: Work, promised: start.Promised) -> tuple[str, dict[str, str]]:
    return (f"/brand/campaigns/{promised.campaign.id}",
            await arrange.cookie_of(work, promised.campaign.brand.account_id))


async def test_weeks_of_numbers_stand_with_source_and_day_and_a_fall_is_said(
        client: httpx.AsyncClient, work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    clock.forward(days=8)
    await work.do(service.measure, arrange.OPS, promised.review_id, Numbers(views=300, likes=5))
    at, cookie = await _brand(work, promised)
    page = (await client.get(f"{at}/numbers", headers=cookie)).text
    assert page.count('<span class="funnel-name">until ') == 2
    assert '300 <small>entered by hand, <time datetime="2026-03-10">10 Mar</time></small>' in page
    assert '5 <span class="pill wait">fell</span>' in page
    assert '<polyline class="spark-line" points="3.0,16.2 117.0,3.0"/>' in page
    assert 'title="unknown"' in page
    assert "lin.eats" not in page
    one = (await client.get(f"{at}/reviews/{promised.review_id}?lang=zh-cn", headers=cookie)).text
    assert one.index("人工录入") < one.index("平台接口")
    told = await client.get(f"{at}/numbers.csv", headers=cookie)
    rows = list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"))))
    assert [(row["number"], row["count"], row["source"], row["in_sums"]) for row in rows] == [
        ("views", "120", "api", "yes"), ("likes", "8", "api", "yes"), ("views", "300", "manual", "yes"),
        ("likes", "5", "manual", "yes")]


async def test_an_edit_and_a_removal_show_up_as_such(client, work, social, clock) -> None:
    promised = await _verified(work, social)
    social.publish("lin", clock() - timedelta(days=1), text=LABELLED.replace(" #gifted", ""))
    clock.forward(hours=2)
    await start.worker(work, social).run_due()
    at, cookie = await _brand(work, promised)
    wall = (await client.get(f"{at}/reviews", headers=cookie)).text
    assert "Changed, noticed on " in wall
    assert "Gift label, The words" in wall
    social.status["lin"] = 410
    clock.forward(days=1)
    await start.worker(work, social).run_due()
    cookie = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    assert "Found gone on " in (await client.get(f"{at}/reviews?state=removed", headers=cookie)).text
    one = (await client.get(f"{at}/reviews/{promised.review_id}", headers=cookie)).text
    assert "Its author has been asked; the numbers stay as they were last seen" in one
    assert re.findall(r'class="spark-mark (\w+)"', one) == ["edited", "gone"]
    assert re.findall(r'class="marked (\w+)"', one) == ["edited", "gone"]
    weekly = (await client.get(f"{at}/numbers", headers=cookie)).text
    assert all(found in weekly for found in (">1 changed<", ">1 gone<", "spark-mark gone"))
    told = (await client.get(f"{at}/numbers.csv", headers=cookie)).text.removeprefix("\ufeff")
    assert {(row["state"], row["edited_at"], row["removed_at"]) for row in csv.DictReader(io.StringIO(told))} == {
        ("removed", "2026-03-02T04:00:00+00:00", "2026-03-03T04:00:00+00:00")}
    key = await arrange.key_of(work, promised.campaign.brand.viewer)
    item = (await client.get(f"/api/v1/reviews/{promised.review_id}", headers=key)).json()
    assert (item["edited_at"], item["removed_at"]) == ("2026-03-02T04:00:00Z", "2026-03-03T04:00:00Z")
    assert [change["what"] for change in item["changes"]] == ["label", "words"]
    [week] = (await client.get(f"/api/v1/campaigns/{promised.campaign.id}/weeks", headers=key)).json()["weeks"]
    assert (week["posts"], week["views"], week["saves"], week["known"]["views"], week["edited"], week["gone"]) == (
        1, 120, None, 1, 1, 1)
    clock.forward(days=30)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == "closed"
    cookie = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    wall = (await client.get(f"{at}/reviews?state=removed", headers=cookie)).text
    one = (await client.get(f"{at}/reviews/{promised.review_id}", headers=cookie)).text
    assert "Found gone on " in wall
    assert "Found gone on " in one
    assert "Open the post" not in wall + one
    assert "found gone on " in (await client.get(f"{at}/numbers", headers=cookie)).text


async def test_the_wall_is_ordered_by_a_number_and_posts_elsewhere_stand_apart(client, work, social) -> None:
    first = await _verified(work, social, views=50)
    await _verified(work, social, "mei", first, text="Oat milk, much seen. #gifted", views=900)
    away = await start.promised(work, first.campaign, await arrange.person(work, "bo"), state="verified",
                                verified_at=work.clock(), is_on_other_network=True, post_text="Seen elsewhere.",
                                submitted_at=work.clock())
    at, cookie = await _brand(work, first)
    wall = (await client.get(f"{at}/reviews?order=views", headers=cookie)).text
    assert wall.index("Oat milk, much seen.") < wall.index("Oat milk, third week.")
    assert "Seen elsewhere." not in wall
    elsewhere = (await client.get(f"{at}/reviews?which=elsewhere", headers=cookie)).text
    assert [words in elsewhere for words in ("Seen elsewhere.", away.review_id, "much seen")] == [True, True, False]
    filters = wall[wall.index('class="row filters"'):]
    filters = filters[:filters.index("</form>")]
    assert ("novalidate" in filters, " required" in filters) == (True, False)
    for odd in ("order=;drop", "network=%00", "network=weibo", "state=loved", "after=x"):
        assert (await client.get(f"{at}/reviews?{odd}", headers=cookie)).status_code in (200, 422)
    apart = (await client.get(f"{at}/numbers", headers=cookie)).text
    assert "Posts on another network than was agreed, counted apart" in apart


async def test_numbers_are_nobody_elses_and_cost_no_more_questions_for_more_posts(client, work, social) -> None:
    first = await _verified(work, social)
    at, cookie = await _brand(work, first)
    other = await arrange.cookie_of(work, (await arrange.brand(work, "Other")).account_id)
    for url in (f"{at}/numbers", f"{at}/numbers.csv", f"{at}/reviews/{first.review_id}"):
        assert (await client.get(url, headers=other)).status_code == 404
    unverified = await start.promised(work, first.campaign, await arrange.person(work, "an"))
    assert (await client.get(f"{at}/reviews/{unverified.review_id}", headers=cookie)).status_code == 404
    with statements(work) as before:
        await client.get(f"{at}/numbers", headers=cookie)
    await _verified(work, social, "mei", first, text="Oat milk, quite another text about it. #gifted")
    with statements(work) as after:
        assert (await client.get(f"{at}/numbers", headers=cookie)).text.count('href="' + at + "/reviews/rev_") == 2
    assert len(after) == len(before)


async def test_a_campaign_without_a_verified_post_says_when_numbers_begin(client, work) -> None:
    promised = await start.promised(work)
    at, cookie = await _brand(work, promised)
    page = await client.get(f"{at}/numbers", headers=cookie)
    assert (page.status_code, "Numbers begin with the first verified post." in page.text) == (200, True)
