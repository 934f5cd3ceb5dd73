"""Reviews on pages: a consumer pastes a link, ops decide with an undo, a brand reads the wall; in both languages."""

from datetime import timedelta

import httpx

from app.core.clock import SetClock
from app.core.work import Work
from app.reviews import service
from app.reviews.rules import REVIEW
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements
from tests.arrange_reviews import Social


async def _ops(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def _handed_in(work: Work, social: Social, **more) -> start.Promised:
    promised = await start.promised(work)
    link = social.publish("p1", work.clock() - timedelta(days=1), **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def test_a_consumer_reads_what_is_due_and_where_to_paste_the_link(client: httpx.AsyncClient, work) -> None:
    promised = await start.promised(work)
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    listed = await client.get("/me/reviews", headers=cookie)
    assert "For you to do" in listed.text
    assert f'href="/me/reviews/{promised.review_id}"' in listed.text
    page = (await client.get(f"/me/reviews/{promised.review_id}", headers=cookie)).text
    assert 'data-copies="#gifted"' in page
    assert "Say what you really think: good, bad or mixed." in page
    assert "Copy the address of your post." in page


async def test_a_consumer_without_reviews_is_told_the_next_step(client, work) -> None:
    who = await arrange.person(work)
    page = await client.get("/me/reviews", headers=await arrange.cookie_of(work, who.account_id))
    assert (page.status_code, "Nothing is due." in page.text) == (200, True)


async def test_a_pasted_link_is_handed_in_and_the_checks_are_told(client, work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk. No label.")
    url = f"/me/reviews/{promised.review_id}"
    answer = await client.post(url, data={"link": f"来看看 {link}"}, headers=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, url)
    await start.worker(work, social).run_due()
    page = (await client.get(url, headers=cookie)).text
    assert "Please add “#gifted” at the start of your post&#39;s text." in page
    chinese = (await client.get(f"{url}?lang=zh-cn", headers=cookie)).text
    assert "请在正文开头加上“#赠品体验”。" in chinese
    assert "需要修改" in chinese


async def test_a_wrong_link_keeps_what_was_typed_and_says_which_is_wanted(client, work, social) -> None:
    promised = await start.promised(work)
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    url = f"/me/reviews/{promised.review_id}"
    answer = await client.post(url, data={"link": "my <b>post</b> is online"}, headers=cookie)
    assert answer.status_code == 422
    assert "There is no link in this. Please paste the link of your post. Copy the address" in answer.text
    assert "my &lt;b&gt;post&lt;/b&gt; is online</textarea>" in answer.text
    empty = await client.post(url, data={"link": ""}, headers=cookie)
    assert (empty.status_code, "There is no link in this. Please paste the link" in empty.text) == (422, True)


async def test_a_post_that_counts_already_is_said_beside_the_field(client, work, social) -> None:
    first = await _handed_in(work, social)
    second = await start.promised(work, first.campaign, await arrange.person(work, "mei"))
    cookie = await arrange.cookie_of(work, second.who.account_id)
    answer = await client.post(f"/me/reviews/{second.review_id}?lang=zh-cn",
                               data={"link": social.link("p1")}, headers=cookie)
    assert (answer.status_code, "这篇内容已经提交过了" in answer.text) == (422, True)


async def test_a_post_can_be_taken_back_on_the_page(client, work, social) -> None:
    promised = await _handed_in(work, social, published_at=None)
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    page = (await client.get(f"/me/reviews/{promised.review_id}", headers=cookie)).text
    assert "A person is looking at it" in page
    answer = await client.post(f"/me/reviews/{promised.review_id}/take-back", headers=cookie)
    assert answer.status_code == 303
    assert (await start.review(work, promised.review_id)).state == "awaited"


async def test_a_stranger_sees_no_page_of_somebody_elses_review(client, work) -> None:
    promised = await start.promised(work)
    for who in (await arrange.person(work, "mei"), await arrange.brand(work, "Other")):
        cookie = await arrange.cookie_of(work, who.account_id)
        door = "/me/reviews/" + promised.review_id if isinstance(who, arrange.Person) else (
            f"/brand/campaigns/{promised.campaign.id}/reviews")
        assert (await client.get(door, headers=cookie)).status_code == 404
    assert (await client.get("/me/reviews")).headers["location"] == "/sign-in?next=/me/reviews"


async def test_ops_see_what_could_not_be_checked_and_decide_with_an_undo(client, work, social, clock) -> None:
    promised = await _handed_in(work, social, published_at=None)
    cookie, url = await _ops(work), f"/ops/reviews/{promised.review_id}"
    listed = (await client.get("/ops/reviews", headers=cookie)).text
    assert "Could not be checked" in listed
    page = (await client.get(url, headers=cookie)).text
    assert start.LABELLED in page
    assert "@lin.eats" in page
    assert (await client.post(f"{url}/verify", headers=cookie)).status_code == 303
    waiting = (await client.get(url, headers=cookie)).text
    assert "Waiting: Verify" in waiting
    assert (await client.post(f"{url}/undo", headers=cookie)).status_code == 303
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == "checking"
    await client.post(f"{url}/reject", data={"reason": "copied_text"}, headers=cookie)
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).rejection == "copied_text"
    refused = await client.post(f"{url}/verify", headers=cookie)
    assert refused.status_code == 409


async def test_ops_ask_for_a_fix_in_words_and_an_empty_one_is_refused(client, work, social, clock) -> None:
    promised = await _handed_in(work, social, published_at=None)
    cookie, url = await _ops(work), f"/ops/reviews/{promised.review_id}"
    empty = await client.post(f"{url}/ask-fix", data={"check": "date", "message": ""}, headers=cookie)
    assert (empty.status_code, "This is needed." in empty.text) == (422, True)
    tone = await client.post(f"{url}/reject", data={"reason": "too_negative"}, headers=cookie)
    assert "Please choose one of the options." in tone.text
    assert tone.status_code == 422
    body = {"check": "date", "message": "Please say when.", "message_zh": "请写明日期。"}
    assert (await client.post(f"{url}/ask-fix", data=body, headers=cookie)).status_code == 303
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).fixes[0]["message"]["zh-cn"] == "请写明日期。"


async def test_numbers_are_entered_with_the_screenshot_they_were_read_from(client, work, social) -> None:
    promised = await _handed_in(work, social)
    cookie, url = await _ops(work), f"/ops/reviews/{promised.review_id}"
    answer = await client.post(f"{url}/numbers", data={"saves": "１２", "views": ""}, headers=cookie,
                               files={"picture": ("shot.png", arrange.photo(), "image/png")})
    assert answer.status_code == 303
    found = await start.review(work, promised.review_id)
    assert (found.saves, found.views, found.measured_how) == (12, 120, "screenshot")
    picture = await client.get(f"{url}/picture", headers=cookie)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    cookie_of_brand = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    assert (await client.get(f"{url}/picture", headers=cookie_of_brand)).status_code in (303, 401, 403)
    broken = {"picture": ("x.png", b"no", "image/png")}
    for data, files in (({"views": "many"}, None), ({}, None), ({"views": "1"}, broken)):
        bad = await client.post(f"{url}/numbers", data=data | {}, files=files, headers=cookie)
        assert (bad.status_code, 'class="error"' in bad.text) == (422, True)


async def test_the_wall_shows_negative_reviews_and_hides_only_what_is_withheld(client, work, social) -> None:
    promised = await _handed_in(work, social, text="Awful oat milk. Never again. #gifted")
    cookie = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    url = f"/brand/campaigns/{promised.campaign.id}/reviews"
    page = (await client.get(url, headers=cookie)).text
    assert "Awful oat milk. Never again. #gifted" in page
    assert "lin.eats" not in page
    await work.do(service.withhold, arrange.OPS, promised.review_id, "safety_claim")
    page = (await client.get(f"{url}?lang=zh-cn", headers=cookie)).text
    assert ("Awful" in page, "内容暂不展示，但仍计入所有统计。" in page) == (False, True)
    await work.do(service.forget, arrange.OPS, promised.who.id)
    page = (await client.get(url, headers=cookie)).text
    assert ("p-1234" in page, "The author asked to be forgotten" in page) == (False, True)


async def test_an_empty_wall_says_what_comes_next(client, work) -> None:
    promised = await start.promised(work)
    cookie = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    page = await client.get(f"/brand/campaigns/{promised.campaign.id}/reviews", headers=cookie)
    assert (page.status_code, "No review has been verified yet." in page.text) == (200, True)


async def test_lists_ask_the_store_no_more_often_for_more_rows(client, work) -> None:
    first = await start.promised(work, state="removed")
    cookie = await _ops(work)
    with statements(work) as before:
        await client.get("/ops/reviews", headers=cookie)
    for name in ("mei", "an", "bo"):
        await start.promised(work, first.campaign, await arrange.person(work, name), state="changed")
    with statements(work) as after:
        assert (await client.get("/ops/reviews", headers=cookie)).text.count('<a href="/ops/reviews?review=rev_') == 4
    assert len(after) == len(before)


async def test_every_state_has_a_page_for_each_who_may_see_it(client, work) -> None:
    campaign, ops = await arrange.live_campaign(work, platform="simulated"), await _ops(work)
    for state in REVIEW.states:
        promised = await start.promised(work, campaign, await arrange.person(work, f"p{state}"), state=state)
        own = await arrange.cookie_of(work, promised.who.account_id)
        for url, cookie in ((f"/me/reviews/{promised.review_id}", own), ("/me/reviews", own),
                            (f"/ops/reviews/{promised.review_id}", ops), (f"/ops/reviews?state={state}", ops)):
            assert (await client.get(url, headers=cookie)).status_code == 200
