"""A screenshot of one's own post from the phone, where nobody can look without signing in."""



from app.consumers.rules.proof import code_of
from app.core.settings import Settings
from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

LINK = "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a?xsec_token=abc"


def shot(number: int = 1) -> dict[str, tuple[str, bytes, str]]:
    return {"photo": ("shot.png", arrange.photo(f"#{number:02x}5a5a"), "image/png")}


async def _handed_in(work: Work, social: Social) -> tuple[start.Promised, str, dict[str, str]]:
    work.resources[Settings] = work.resources[Settings].model_copy(update={"picture_share": 0.0})
    promised = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await start.worker(work, social).run_due()
    return promised, f"/me/reviews/{promised.review_id}", await arrange.cookie_of(work, promised.who.account_id)


async def test_a_picture_is_asked_for_sent_and_verifies_then_again_after_a_week(client, work, social, clock) -> None:
    promised, url, cookie = await _handed_in(work, social)
    assert f'href="{url}/picture">Add a screenshot' in (await client.get(url, headers=cookie)).text
    assert "Xiaohongshu shows posts only to people who have signed in" in (
        await client.get(f"{url}/picture", headers=cookie)).text
    numbers = {"likes": "1.2万", "comments": " 1,234 ", "views": ""}
    sent = await client.post(f"{url}/picture", data=numbers, files=shot(), headers=cookie)
    assert (sent.status_code, sent.headers["location"]) == (303, url)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.likes, found.comments, found.views) == ("verified", 12000, 1234, None)
    verified = (await client.get(url, headers=cookie)).text
    assert ("when a fresh screenshot of it is due" in verified, "you need do nothing" in verified) == (True, False)
    calm = (await client.get(f"{url}/picture", headers=cookie)).text
    assert "No picture is needed at present." in calm
    early = await client.post(f"{url}/picture", files=shot(2), headers=cookie)
    assert early.headers["location"] == url
    clock.forward(days=7)
    await start.worker(work, social).run_due()
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    asked = (await client.get(url, headers=cookie)).text
    assert ("A new screenshot of your post, please" in asked, "14 Mar" in asked) == (True, True)
    assert (await client.post(f"{url}/picture", files=shot(2), headers=cookie)).status_code == 303
    assert (await start.review(work, promised.review_id)).looks == 1


async def test_what_is_no_picture_or_no_number_is_said_beside_its_field_and_typed_numbers_stay(
        client, work, social) -> None:
    promised, url, cookie = await _handed_in(work, social)
    for data, files, says in (({"likes": "12"}, None, "Please choose a file."),
                              ({"likes": "many"}, shot(), "as the app shows it"),
                              ({"likes": "12", "views": "3"}, shot(), "This number cannot be right."),
                              ({"likes": "-3"}, shot(), "as the app shows it"),
                              ({"likes": "7"}, {"photo": ("x.png", b"GIF89a", "image/png")}, "not a picture")):
        bad = await client.post(f"{url}/picture", data=data, files=files, headers=cookie)
        assert (bad.status_code, says in bad.text) == (422, True)
        assert f'value="{data["likes"]}"' in bad.text
    assert (await start.review(work, promised.review_id)).state == "needs_fix"


async def test_nobody_shows_a_picture_for_somebody_else(client, work, social) -> None:
    _, url, _ = await _handed_in(work, social)
    stranger = await arrange.cookie_of(work, (await arrange.person(work, "mei")).account_id)
    assert (await client.get(f"{url}/picture", headers=stranger)).status_code == 404
    assert (await client.post(f"{url}/picture", files=shot(), headers=stranger)).status_code == 404


async def test_whose_account_it_is_is_asked_for_once_and_waits_without_another_press(client, work, social) -> None:
    """In one place with the way to it; while the screenshot of the profile is looked at, nothing is left to do."""
    campaign = await arrange.live_campaign(work, platform="xiaohongshu", needs_verified_account=True)
    promised = await start.promised(work, campaign, platform="xiaohongshu", account_on="xiaohongshu")
    cookie, url = await arrange.cookie_of(work, promised.who.account_id), f"/me/reviews/{promised.review_id}"
    assert "send us a screenshot of the profile" in (await client.get(url, headers=cookie)).text
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await start.worker(work, social).run_due()
    code = code_of(promised.who.id, "xiaohongshu")
    page = (await client.get(url, headers=cookie)).text
    assert (page.count(f">{code}<"), "Send a screenshot of my profile" in page) == (1, True)
    await client.post(f"{url}/picture", files=shot(), headers=cookie)
    page = (await client.get(url, headers=cookie)).text
    assert ("look again</button>" in page, "Add a screenshot" in page) == (True, False)
    await client.post("/me/accounts/xiaohongshu/picture", files=shot(2), headers=cookie)
    assert "You need do nothing more." in (await client.get("/me/accounts", headers=cookie)).text
    page = (await client.get(url, headers=cookie)).text
    assert "We are looking whose account it is" in page
    assert [words for words in ("look again</button>", "Needs a small fix", code) if words in page] == []
