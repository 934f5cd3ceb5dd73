"""Ops' desk of reviews followed as forms: the worst first, its evidence, one decision after another, and undo."""

import re
from datetime import timedelta
from html import unescape

import pytest

from app.core.files import Files
from app.core.settings import Settings
from app.core.work import Work
from app.platforms.numbers import Numbers
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements
from tests.arrange_reviews import Social

DESK = "/ops/reviews"
LINK = "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a?xsec_token=abc"
FLAGS = [{"name": name, "evidence": {"default": f"{name} was seen"}, "facts": {}} for name in ("jump", "band", "flat")]


@pytest.fixture
async def ops(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def _handed_in(work: Work, social: Social, names: tuple[str, ...] = ("lin",), **more) -> list[start.Promised]:
    """Posts of several people whose date could not be read."""
    found: list[start.Promised] = []
    for place, name in enumerate(names):
        campaign = found[0].campaign if found else None
        promised = await start.promised(work, campaign, await arrange.person(work, name))
        link = social.publish(f"p{place}", work.clock() - timedelta(days=1), **{"published_at": None} | more)
        await work.do(service.submit, promised.who.viewer, promised.review_id, link)
        found.append(promised)
    await start.worker(work, social).run_due()
    return found


def at_hand(page: str) -> str:
    """The id of the review that is open."""
    return re.search(r'action="/ops/reviews/(rev_\w+)/decide"', page)[1]


async def _decide(client, page: str, ops, what: str, **fields):
    """Press one of the open review's buttons, with what its form holds, and read the page that follows."""
    url = f"{DESK}/{at_hand(page)}/decide"
    form = next(one for one in re.findall(rf'action="{url}">(.*?)</form>', page, re.DOTALL)
                if f'name="what" value="{what}"' in one)
    held = {name: unescape(value) for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)}
    answer = await client.post(url, data=held | fields, headers=ops)
    if answer.status_code != 303:
        return answer
    return await client.get(answer.headers["location"], headers=ops)


async def _later(work, social, clock) -> None:
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()


async def test_the_first_review_is_open_with_its_evidence_and_the_next_follows_each_decision(
        client, work, social, ops, clock) -> None:
    one, two, three = await _handed_in(work, social, ("lin", "mei", "an"))
    page = (await client.get(DESK, headers=ops)).text
    assert at_hand(page) == one.review_id
    assert "Could not be checked" in page
    assert '<mark class="label">#gifted</mark>' in page
    assert "@lin.eats" in page
    page = (await _decide(client, page, ops, "verify")).text
    assert at_hand(page) == two.review_id
    assert "Verify: p-1234" in page
    page = (await _decide(client, page, ops, "reject", reason="copied_text")).text
    assert at_hand(page) == three.review_id
    last = (await _decide(client, page, ops, "verify")).text
    assert "No review needs you." in last
    await _later(work, social, clock)
    assert [(await start.review(work, done.review_id)).state for done in (one, two, three)] == [
        "verified", "rejected", "verified"]


async def test_a_fix_is_asked_for_in_the_words_at_hand_and_an_empty_one_keeps_what_was_typed(
        client, work, social, ops, clock) -> None:
    promised, = await _handed_in(work, social)
    page = (await client.get(f"{DESK}?lang=zh-cn", headers=ops)).text
    assert "请补充一张能看到发布日期的截图。" in page
    bare = await _decide(client, page, ops, "ask_fix")
    assert (bare.status_code, "Please tick what is to be mended." in bare.text) == (422, True)
    empty = await _decide(client, page, ops, "ask_fix", **{
        "ask": "date", "message.date": "", "message_zh.date": "几号发布的？"})
    assert (empty.status_code, "几号发布的？" in empty.text, 'class="error"' in empty.text) == (422, True, True)
    await _decide(client, page, ops, "ask_fix", **{
        "ask": "date", "message.date": "When was it?", "message_zh.date": "几号发布的？"})
    await _later(work, social, clock)
    found = await start.review(work, promised.review_id)
    assert (found.state, found.fixes) == ("needs_fix", [
        {"check": "date", "message": {"default": "When was it?", "zh-cn": "几号发布的？"}}])


async def test_what_was_decided_is_taken_back_and_open_again(client, work, social, ops, clock) -> None:
    one, _ = await _handed_in(work, social, ("lin", "mei"))
    page = (await _decide(client, (await client.get(DESK, headers=ops)).text, ops, "verify")).text
    assert f'name="review" value="{one.review_id}"' in page
    for said in ("Undone; here it is again.", "It was too late to undo this."):
        answer = await client.post(f"{DESK}/undo", data={"review": one.review_id}, headers=ops)
        page = (await client.get(answer.headers["location"], headers=ops | _flashed(answer, ops))).text
        assert said in page
        assert at_hand(page) == one.review_id
    await _later(work, social, clock)
    assert (await start.review(work, one.review_id)).state == "checking"


def _flashed(answer, ops: dict[str, str]) -> dict[str, str]:
    """The word about what was done, which a browser would carry on to the next page."""
    return {"cookie": f"{ops['cookie']}; {answer.headers['set-cookie'].partition(';')[0]}"}


async def test_where_somebody_was_quicker_a_sentence_says_so_and_the_next_is_open(client, work, social, ops) -> None:
    one, two = await _handed_in(work, social, ("lin", "mei"))
    page = (await client.get(DESK, headers=ops)).text
    await work.do(service.verify, arrange.OPS, one.review_id)
    answer = await client.post(f"{DESK}/{one.review_id}/decide", headers=ops, data={
        "what": "reject", "reason": "copied_text", "next": two.review_id})
    page = (await client.get(answer.headers["location"], headers=ops | _flashed(answer, ops))).text
    assert "Somebody has decided about that one meanwhile; here is the next." in page
    assert at_hand(page) == two.review_id
    gone = (await client.get(f"{DESK}?review={one.review_id}", headers=ops)).text
    assert "That review needs nobody any more." in gone
    assert (await start.review(work, one.review_id)).rejection is None


async def test_several_that_are_ticked_are_verified_and_taken_back_at_once(client, work, social, ops, clock) -> None:
    done = await _handed_in(work, social, ("lin", "mei", "an"))
    ids = [one.review_id for one in done]
    page = (await client.get(DESK, headers=ops)).text
    assert re.findall(r'name="ticked" value="(\w+)"', page) == ids
    none = await client.post(f"{DESK}/verify", headers=ops)
    assert "Please tick at least one review." in (
        await client.get(none.headers["location"], headers=ops | _flashed(none, ops))).text
    await client.post(f"{DESK}/verify", data={"ticked": ids[:2]}, headers=ops)
    page = (await client.get(DESK, headers=ops)).text
    assert "Verify: p-1234, p-1234 (2)" in page
    await client.post(f"{DESK}/undo", data={"review": ids[:2]}, headers=ops)
    await client.post(f"{DESK}/verify", data={"ticked": ids[1:]}, headers=ops)
    await _later(work, social, clock)
    assert [(await start.review(work, one)).state for one in ids] == ["checking", "verified", "verified"]


async def test_what_is_withheld_is_out_of_sight_at_once_and_can_be_shown_again(client, work, social, ops) -> None:
    one, two = await _handed_in(work, social, ("lin", "mei"))
    page = (await client.get(DESK, headers=ops)).text
    wrong = await _decide(client, page, ops, "withhold", reason="too_negative")
    assert (wrong.status_code, "Please choose one of the options." in wrong.text) == (422, True)
    page = (await _decide(client, page, ops, "withhold", reason="illegal")).text
    assert ("Withheld: p-1234" in page, at_hand(page)) == (True, two.review_id)
    assert (await start.review(work, one.review_id)).withheld_reason == "illegal"
    assert at_hand((await client.get(DESK, headers=ops)).text) == one.review_id
    await client.post(f"{DESK}/undo", data={"review": one.review_id, "what": "withhold"}, headers=ops)
    assert (await start.review(work, one.review_id)).withheld_at is None


async def test_a_drawn_screenshot_is_seen_and_judged(client, work, social, ops, clock) -> None:
    work.resources[Settings] = work.resources[Settings].model_copy(update={"picture_share": 1.0})
    promised = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    shown = work.resources[Files].save_image(arrange.photo()).sha256
    await work.do(service.show_picture, promised.who.viewer, promised.review_id, shown, Numbers(likes=40, saves=3))
    await start.worker(work, social).run_due()
    page = (await client.get(DESK, headers=ops)).text
    address = re.search(r'<img src="([^"]+/pictures/[^"]+)"', page)[1]
    assert "Read off it by its author: 40 likes, 3 saves" in " ".join(page.split())
    assert page.index(address) < page.index("The post as it was seen")
    kept = work.resources[Files].open(shown)
    assert (await client.get(address, headers=ops)).content == kept
    stranger = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    assert (await client.get(address, headers=stranger)).content != kept
    assert (await client.get(address + "0", headers=ops)).status_code == 404
    bare = await _decide(client, page, ops, "refuse_picture")
    assert (bare.status_code, "Please tick what is to be mended." in bare.text) == (422, True)
    unsaid = await _decide(client, page, ops, "refuse_picture", ask=["picture_label", "picture_other"])
    assert (unsaid.status_code, "This is needed." in unsaid.text) == (422, True)
    assert 'value="picture_label" data-digit="1" checked' in unsaid.text
    await _decide(client, page, ops, "refuse_picture", **{
        "ask": ["picture_label", "picture_other"], "message.picture_other": "It is upside down."})
    await _later(work, social, clock)
    found = await start.review(work, promised.review_id)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["picture_label", "picture_other"])
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    for place in ("", "/picture"):
        page = (await client.get(f"/me/reviews/{found.id}{place}", headers=cookie)).text
        assert all(said in page for said in ("so that the gift label can be read", "It is upside down.", "18 Mar"))


async def test_the_other_review_of_the_same_picture_is_one_tap_away(client, work, social, ops) -> None:
    work.resources[Settings] = work.resources[Settings].model_copy(update={"picture_share": 0.0})
    shown, found = work.resources[Files].save_image(arrange.photo()).sha256, []
    for name, start_of in (("lin", "65f0"), ("mei", "75f0")):
        campaign = found[0].campaign if found else None
        found.append(await start.promised(work, campaign, await arrange.person(work, name), platform="xiaohongshu"))
        viewer, review_id = found[-1].who.viewer, found[-1].review_id
        await work.do(service.submit, viewer, review_id, LINK.replace("65f0", start_of))
        await work.do(service.show_picture, viewer, review_id, shown)
        await start.worker(work, social).run_due()
    page = " ".join((await client.get(DESK, headers=ops)).text.split())
    assert at_hand(page) == found[1].review_id
    assert f'The other review: <a href="/ops/reviews/{found[0].review_id}">p-1234</a>' in page
    assert re.search(r'The post as it was seen <span class="soft">[^<]*<time', page)


async def test_a_post_that_is_gone_is_left_so_and_asked_about_no_more(client, work, social, ops, clock) -> None:
    promised = await start.promised(work, state="removed", removed_at=work.clock())
    page = (await client.get(DESK, headers=ops)).text
    assert "Noted, leave it so: p-1234" in (await _decide(client, page, ops, "acknowledge")).text
    await _later(work, social, clock)
    assert "No review needs you." in (await client.get(DESK, headers=ops)).text
    assert (await start.review(work, promised.review_id)).state == "removed"


async def test_held_numbers_show_each_signal_and_are_judged_on_stated_grounds(client, work, ops, social, clock) -> None:
    promised = await start.promised(work, state="verified", flags=FLAGS, numbers_held_at=work.clock())
    page = (await client.get(DESK, headers=ops)).text
    assert ("jump was seen" in page, "Numbers held" in page) == (True, True)
    wrong = await _decide(client, page, ops, "numbers_in_order", reason="bought")
    assert (wrong.status_code, "Please choose one of the grounds." in wrong.text) == (422, True)
    await _decide(client, page, ops, "numbers_left_out", reason="bought")
    await _later(work, social, clock)
    assert (await start.review(work, promised.review_id)).judgement["grounds"] == "bought"


async def test_numbers_that_are_overdue_are_entered_on_the_reviews_own_page(client, work, ops) -> None:
    promised = await start.promised(work, state="verified", next_look_at=work.clock() - timedelta(days=1))
    page = (await client.get(DESK, headers=ops)).text
    assert f'href="/ops/reviews/{promised.review_id}" data-key="n">Enter numbers' in page


async def test_what_has_changed_is_shown_before_and_after(client, work, social, ops) -> None:
    promised, = await _handed_in(work, social, published_at=work.clock().isoformat())
    social.publish("p0", work.clock(), text="Oat milk, third week. Good in tea.")
    for _ in range(2):
        work.clock.forward(hours=7)
        await start.worker(work, social).run_due()
    page = (await client.get(DESK, headers=ops)).text
    assert at_hand(page) == promised.review_id
    assert ("<del>coffee</del><ins>tea</ins>" in page, "Label lost" in page) == (True, True)
    assert "No longer in order: Gift label" in page


@pytest.mark.parametrize(("author", "said"), [
    ("@somebody.else", "It stands under another account: @lin.eats → @somebody.else"),
    ("@lin.eats", "It stands under another account of the same name (@lin.eats).")])
async def test_another_account_over_the_same_words_is_called_that_in_the_queue_and_beside_it(
        client, work, social, ops, author: str, said: str) -> None:
    await _handed_in(work, social, published_at=work.clock().isoformat(), author_id="u-lin")
    social.posts["p0"] |= {"author": author, "author_id": "u-other"}
    work.clock.forward(hours=7)
    await start.worker(work, social).run_due()
    page = (await client.get(DESK, headers=ops)).text
    assert (page.count(said), "The words have changed" in page, "<del>" in page) == (3, False, False)


async def test_the_desk_asks_the_store_no_more_often_for_more_rows(client, work, ops) -> None:
    first = await start.promised(work, state="removed")
    with statements(work) as before:
        await client.get(DESK, headers=ops)
    for name in ("mei", "an", "bo"):
        await start.promised(work, first.campaign, await arrange.person(work, name), state="changed")
    with statements(work) as after:
        page = (await client.get(f"{DESK}?review={first.review_id}", headers=ops)).text
    assert (len(after), page.count('<a href="/ops/reviews?review=rev_')) == (len(before), 4)


@pytest.mark.parametrize("asked", ["?skip=-1", "?skip=9999999", "?only=nothing", "?review=rev_none", "?review=%00"])
async def test_an_address_that_makes_no_sense_leads_to_the_queue(client, work, ops, asked) -> None:
    await start.promised(work, state="removed")
    assert (await client.get(f"{DESK}{asked}", headers=ops)).status_code in (200, 422)
    assert (await client.post(f"{DESK}/rev_none/decide", data={"what": "praise"}, headers=ops)).status_code == 404
