"""One promised post on its author's phone: paste, see what to mend, mend it, look again, see it verified."""

from datetime import timedelta

import httpx
import pytest

from app.consumers import service as consumers
from app.core.clock import SetClock
from app.core.work import Work
from app.reactions import REACTIONS
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import LABELLED

WAITS = 'data-waits="/me/reviews/'


async def _opened(work: Work, **more) -> tuple[start.Promised, str, dict[str, str]]:
    promised = await start.promised(work, **more)
    return promised, f"/me/reviews/{promised.review_id}", await arrange.cookie_of(work, promised.who.account_id)


async def test_paste_mend_look_again_verified(client: httpx.AsyncClient, work, social, clock: SetClock) -> None:
    _, url, cookie = await _opened(work)
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk, third week. Good in coffee.")
    pasted = f"【燕麦奶】快来看看\r\n{link} 复制后打开"
    await client.post(url, data={"link": pasted}, headers=cookie)
    looking = (await client.get(url, headers=cookie)).text
    assert WAITS in looking
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in looking
    await start.worker(work, social).run_due()
    told = (await client.get(url, headers=cookie)).text
    assert WAITS not in told
    assert "Please by " in told
    assert 'data-copies="#gifted"' in told
    assert told.index("Gift label") < told.index("Date of the post")
    assert 'name="link" value="【燕麦奶】快来看看' in told
    social.publish("p1", clock() - timedelta(days=1), text=LABELLED)
    assert (await client.post(url, data={"link": pasted}, headers=cookie)).status_code == 303
    await start.worker(work, social).run_due()
    done = (await client.get(f"{url}?lang=zh-cn", headers=cookie)).text
    assert "谢谢，一切顺利" in done
    assert "请保留到" in done
    assert "需要修改" not in done


async def test_a_sign_that_cannot_be_stored_is_refused_at_the_link_beside_what_was_pasted(
        client: httpx.AsyncClient, work, social) -> None:
    promised, url, cookie = await _opened(work)
    refused = await client.post(url, data={"link": "看看 https://sim.example/p/1\x00 复制"}, headers=cookie)
    assert (refused.status_code, "This holds a character that cannot be stored." in refused.text) == (422, True)
    assert ("看看 https://sim.example/p/1 复制</textarea>" in refused.text, "\x00" in refused.text) == (True, False)
    key = await arrange.key_of(work, promised.who.viewer)
    told = await client.post(f"/api/v1/reviews/{promised.review_id}/submission", json={"link": "a\x00b"}, headers=key)
    assert (told.status_code, [fault["pointer"] for fault in told.json()["errors"]]) == (422, ["/link"])


async def test_of_two_posts_in_one_paste_the_person_is_told_which_is_looked_at(
        client: httpx.AsyncClient, work, social) -> None:
    _, url, cookie = await _opened(work, platform="xiaohongshu")
    first, second = (f"https://www.xiaohongshu.com/explore/65a1b2c3000000001e00abc{end}" for end in "de")
    await client.post(url, data={"link": f"{first} {second}"}, headers=cookie)
    page = (await client.get(url, headers=cookie)).text
    told = page[page.index("There is more than one link in what you pasted."):page.index("Is another one meant?")]
    assert (first in told, second in told) == (True, False)
    await client.post(f"{url}/take-back", headers=cookie)
    await client.post(url, data={"link": f"{second} {second}"}, headers=cookie)
    assert "more than one link" not in (await client.get(url, headers=cookie)).text


async def test_how_to_copy_opens_for_the_network_that_was_asked(client, work, social) -> None:
    _, url, cookie = await _opened(work, platform="xiaohongshu")
    page = (await client.get(url, headers=cookie)).text
    assert "<details open>" in page
    assert "Bilibili" not in page
    for words in ("在吗", "", "长" * 5000, "http://127.0.0.1", "https://example.com/", "javascript:alert(1)", "https://www.xiaohongshu.com/user/profile/1"):
        refused = await client.post(f"{url}?lang=zh-cn", data={"link": words}, headers=cookie)
        assert (refused.status_code, "小红书" in refused.text, words in refused.text) == (422, True, True)
        assert refused.text.count("复制链接") >= 3


async def test_where_any_network_will_do_ones_own_come_first_and_a_said_blog_too(client, work, social) -> None:
    promised, url, cookie = await _opened(work, platform=None, handle=None)
    nobody = (await client.get(url, headers=cookie)).text
    shown = [words in nobody for words in ("<dt>Bilibili</dt>", "<dt>Blog</dt>", "<details open>")]
    assert shown == [True, False, False]
    article = {"link": "https://lin.example.org/oat-milk"}
    refused = await client.post(url, data=article, headers=cookie)
    assert (refused.status_code, "lin.example.org is not a network we can read" in refused.text) == (422, True)
    await work.do(consumers.declare, promised.who.viewer, promised.who.id, [
        {"platform": "blog", "handle": "lin.example.org", "followers": None}])
    theirs = (await client.get(url, headers=cookie)).text
    assert theirs.index("<dt>Blog</dt>") < theirs.index("On another network") < theirs.index("<dt>Bilibili</dt>")
    assert (await client.post(url, data=article, headers=cookie)).status_code == 303
    assert (await start.review(work, promised.review_id)).platform == "blog"


async def test_the_code_of_an_unproven_account_stands_ready_to_be_copied(client, work, social) -> None:
    campaign = await arrange.live_campaign(work, platform="simulated", needs_verified_account=True)
    _, url, cookie = await _opened(work, campaign=campaign)
    page = (await client.get(url, headers=cookie)).text
    assert "Show us that the account is yours" in page
    assert 'data-copies="daren-' in page


async def test_changes_and_removals_are_told_with_what_to_do(client, work, social, clock) -> None:
    promised, url, cookie = await _opened(work)
    link = social.publish("p1", clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    social.publish("p1", clock() - timedelta(days=1), text="Oat milk, third week. Good in coffee.")
    clock.forward(hours=2)
    await start.worker(work, social).run_due()
    changed = (await client.get(url, headers=cookie)).text
    assert "What is different: Gift label, The words" in changed
    assert "Please leave it online until" in changed
    social.status["p1"] = 410
    clock.forward(days=1)
    await start.worker(work, social).run_due()
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    assert "If it went offline by mistake, please put it back" in (await client.get(url, headers=cookie)).text


async def test_a_refused_post_says_what_to_change_and_until_when(client, work, social) -> None:
    _, url, cookie = await _opened(work, state="rejected", rejection="copied_text")
    page = (await client.get(url, headers=cookie)).text
    assert "The text was copied from elsewhere." in page
    assert "Please by " in page
    assert "look again" not in page


async def test_of_two_posts_each_page_says_which_it_is_and_keeps_its_own_state(client, work, social, clock) -> None:
    one, url, cookie = await _opened(work)
    two = await start.second(work, one)
    await client.post(url, data={"link": social.publish("p1", clock() - timedelta(days=1))}, headers=cookie)
    await start.worker(work, social).run_due()
    first = (await client.get(url, headers=cookie)).text
    other = (await client.get(f"/me/reviews/{two.review_id}", headers=cookie)).text
    assert ("Post 1 of 2" in first, "Thank you, all is well" in first) == (True, True)
    assert ("Post 2 of 2" in other, "Hand it in" in other, "What we checked" in other) == (True, True, False)
    shown = (await client.get("/me/reviews", headers=cookie)).text
    assert shown.index("Post 2 of 2") < shown.index("Handed in and past") < shown.index("Post 1 of 2")
    taken = await client.post(f"/me/reviews/{two.review_id}", data={"link": social.link("p1")}, headers=cookie)
    assert (taken.status_code, "has been handed in before" in taken.text) == (422, True)


@pytest.mark.parametrize("state", ["awaited", "needs_fix"])
async def test_more_time_given_by_ops_stands_on_every_page_of_the_person_at_once(client, work, state: str) -> None:
    promised, url, cookie = await _opened(work, state=state)
    work.reactions = {"seat.deadline_moved": REACTIONS["seat.deadline_moved"]}
    pages = (url, "/me/reviews", f"/me/invitations/{promised.seat_id}")
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    for days, until in ((0, "18 Mar"), (30, "17 Apr")):
        if days:
            given = await client.post(f"/ops/seats/{promised.seat_id}/extend", headers=ops,
                                      data={"days": str(days), "reason": "illness"})
            assert given.status_code == 303
        for page in pages:
            assert until in (await client.get(page, headers=cookie)).text, (page, until)
