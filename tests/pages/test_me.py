"""A member's pages: what is next, answers part by part, the address, consents."""

import re

import httpx
import pytest

from app.consumers.models import Address, Consent, Consumer, Response, SocialAccount, Traits
from app.consumers.rules.proof import code_of
from app.consumers.service import declare, submit
from app.core.clock import SetClock
from app.core.work import Work
from tests.arrange import Person, cookie_of, live_campaign, offered_seat, ops_account, person, photo
from tests.people import ADDRESS, FIRST, Words, all_of, count, typed


@pytest.fixture
async def lin(work: Work) -> Person:
    made = await person(work, "lin", with_address=False)
    await work.do(submit, made.viewer, "sign-up", FIRST)
    return made


@pytest.fixture
async def hers(work: Work, lin: Person) -> dict[str, str]:
    return await cookie_of(work, lin.account_id)


async def test_a_stranger_is_led_to_sign_in(client: httpx.AsyncClient) -> None:
    for path in ("/me", "/me/answers", "/me/answers/you", "/me/address", "/me/consents"):
        assert (await client.get(path)).headers["location"].startswith("/sign-in?next=")


async def test_the_next_thing_is_the_first_optional_part(client: httpx.AsyncClient, hers: dict[str, str]) -> None:
    page = (await client.get("/me", headers=hers)).text
    assert "Your accounts" in page
    assert "Good for: invitations on these networks" in page
    assert re.search(r"15 of \d+ questions", page)


async def test_an_open_invitation_comes_first(
        client: httpx.AsyncClient, work: Work, lin: Person, hers: dict[str, str]) -> None:
    await offered_seat(work, await live_campaign(work), lin)
    assert "One invitation waits for your answer" in (await client.get("/me", headers=hers)).text


async def test_a_part_is_filled_in_later_and_the_old_answers_are_kept(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str], clock: SetClock) -> None:
    clock.forward(hours=20)
    page = await client.get("/me/answers/habits_choosing", headers=hers)
    assert page.status_code == 200
    answer = await client.post("/me/answers/habits_choosing", headers=hers, data={"habit:plans": "5"})
    assert answer.headers["location"] == "/me/answers"
    first, second = await all_of(work, Response)
    assert first.answers == FIRST
    assert second.answers == {**FIRST, "habit:plans": 5, "consent:courier": True}
    traits = (await all_of(work, Traits))[0]
    assert traits.values["habit:plans"] == 5
    assert "habit:plans" not in traits.earlier
    assert traits.earlier["interest:food"] == first.submitted_at.isoformat()
    assert "1 of 6 answered" in (await client.get("/me/answers", headers=hers)).text


async def test_handles_are_sealed_shown_to_their_owner_and_taken_away_when_emptied(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    given = {"account:weibo:handle": "@小林生活", "account:weibo:followers": "300_1000"}
    await client.post("/me/answers/accounts", headers=hers, data=given)
    account = (await all_of(work, SocialAccount))[0]
    assert (account.platform, account.handle, account.follower_band) == ("weibo", "小林生活", "300_1000")
    assert "小林" not in account.handle_sealed
    assert all("account:weibo:handle" not in one.answers for one in await all_of(work, Response))
    assert "小林生活" in (await client.get("/me/answers/accounts", headers=hers)).text
    await client.post("/me/answers/accounts", headers=hers, data={"account:weibo:handle": ""})
    assert await count(work, SocialAccount) == 0


async def test_a_wrong_answer_is_told_beside_it_and_what_was_typed_is_kept(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    answer = await client.post("/me/answers/week", headers=hers, data={"habit:cooks": "often", "habit:exercises": "3"})
    assert (answer.status_code, 'value="often"' in answer.text, 'value="3"' in answer.text) == (422, True, True)
    assert await count(work, Response) == 1


async def test_three_of_many_are_ranked_without_javascript(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    page = Words((await client.get("/me/answers/wishes", headers=hers)).text)
    assert {"wish:rank#1", "wish:rank#2", "wish:rank#3"} <= page.names
    ranked = {"wish:rank#1": "travel", "wish:rank#2": "food", "wish:rank#3": "pets"}
    await client.post("/me/answers/wishes", headers=hers, data=ranked)
    assert (await all_of(work, Response))[-1].answers["wish:rank"] == ["travel", "food", "pets"]
    twice = await client.post("/me/answers/wishes", headers=hers, data={**ranked, "wish:rank#2": "travel"})
    assert (twice.status_code, "only once" in twice.text) == (422, True)


async def test_becoming_too_young_is_refused_with_nothing_stored(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    given = typed({name: FIRST[name] for name in ("about:gender", "region", "about:life_stage")})
    answer = await client.post("/me/answers/you", headers=hers, data={**given, "birth": "2020-01"})
    assert (answer.status_code, "from the age of 14" in answer.text) == (422, True)
    assert await count(work, Response) == 1


async def test_sensitive_answers_need_their_own_yes_and_go_with_it(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    assert (await client.get("/me/answers/body", headers=hers)).status_code == 404
    await client.post("/me/answers/never", headers=hers, data={"consent:sensitive": "true"})
    await client.post("/me/answers/body", headers=hers, data={"body:skin": "dry", "body:allergies": ["nuts"]})
    assert (await all_of(work, Traits))[0].values["body:allergies"] == ["nuts"]
    answer = await client.post("/me/consents/withdraw", headers=hers, data={"purpose": "sensitive"})
    assert answer.headers["location"] == "/me/consents"
    assert not any(key.startswith("body:") for key in (await all_of(work, Traits))[0].values)
    assert not any(name.startswith("body:") for one in await all_of(work, Response) for name in one.answers)
    assert (await client.get("/me/answers/body", headers=hers)).status_code == 404


async def test_an_address_is_kept_sealed_with_the_leave_to_pass_it_on(
        client: httpx.AsyncClient, work: Work, lin: Person, hers: dict[str, str]) -> None:
    assert (await client.get("/me/answers/delivery", headers=hers)).headers["location"] == "/me/address"
    answer = await client.post("/me/address", headers=hers, data={**ADDRESS, "mobile": "17012345678-1234"})
    assert answer.headers["location"] == "/me"
    address = (await all_of(work, Address))[0]
    assert (address.mobile, address.extension, address.is_shared) == ("17012345678", "1234", False)
    assert "文一路" not in address.detail_sealed
    page = (await client.get("/me/address", headers=hers)).text
    assert 'value="17012345678-1234"' in page
    assert (await all_of(work, Consumer))[0].address_index is not None


async def test_half_an_address_is_told_what_it_lacks_and_keeps_what_was_typed(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    answer = await client.post("/me/address", headers=hers, data={**ADDRESS, "detail": "", "mobile": "call me"})
    found = Words(answer.text)
    assert answer.status_code == 422
    assert {"f-detail-error", "f-mobile-error"} <= found.ids
    assert "call me" in answer.text
    assert await count(work, Address) == 0


async def test_a_dormitory_is_noticed(client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    await client.post("/me/address", headers=hers, data={**ADDRESS, "detail": "浙大紫金港 3 号宿舍楼"})
    assert (await all_of(work, Consumer))[0].is_address_shared


async def test_withdrawing_is_as_easy_as_agreeing(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    await client.post("/me/consents/withdraw", headers=hers, data={"purpose": "matching"})
    page = (await client.get("/me/consents", headers=hers)).text
    assert "You withdrew" in page
    assert "We pick no samples for you" in (await client.get("/me", headers=hers)).text
    assert ("consent:matching", "false") in Words((await client.get("/me/answers/agree", headers=hers)).text).checked
    again = await client.post("/me/consents/withdraw", headers=hers, data={"purpose": "matching"})
    assert (again.status_code, "nothing to withdraw" in again.text) == (409, True)
    await client.post("/me/consents/agree", headers=hers, data={"purpose": "matching"})
    assert [one.withdrawn_at is None for one in await all_of(work, Consent, Consent.purpose == "matching")] == [
        False, True]
    assert (await client.post("/me/consents/agree", headers=hers, data={"purpose": "fame"})).status_code == 422


async def test_a_formula_alone_may_be_refused(client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    await client.post("/me/consents/automatic", headers=hers, data={"refuses": "yes"})
    assert (await all_of(work, Consumer))[0].refuses_automatic
    await client.post("/me/consents/automatic", headers=hers, data={"refuses": "no"})
    assert not (await all_of(work, Consumer))[0].refuses_automatic


async def test_a_break_is_taken_and_ended(client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    await client.post("/me/leave", headers=hers)
    assert "You are taking a break" in (await client.get("/me", headers=hers)).text
    assert (await client.post("/me/leave", headers=hers)).status_code == 409
    await client.post("/me/come-back", headers=hers)
    assert (await all_of(work, Consumer))[0].state == "active"


async def test_every_page_speaks_chinese(client: httpx.AsyncClient, hers: dict[str, str]) -> None:
    for path, words in (("/me", "你的主页"), ("/me/answers", "我的回答"), ("/me/answers/wishes", "你最想要什么"),
                        ("/me/address", "收件地址"), ("/me/consents", "您同意的事项")):
        answer = await client.get(path, headers={"cookie": hers["cookie"] + "; daren_lang=zh-cn"})
        assert words in answer.text


async def test_an_account_is_shown_with_its_code_and_looked_for(client, work, lin, hers) -> None:
    await work.do(declare, lin.viewer, lin.id, [{"platform": "weibo", "handle": "lin", "followers": None},
                                                {"platform": "xiaohongshu", "handle": "lin", "followers": None}])
    page = (await client.get("/me/accounts", headers=hers)).text
    assert f'data-copies="{code_of(lin.id, "weibo")}"' in page
    assert "/me/accounts/weibo/look" in page
    assert "/me/accounts/xiaohongshu/look" not in page
    asked = await client.post("/me/accounts/weibo/look", headers=hers)
    assert asked.headers["location"] == "/me/accounts"
    assert "We are looking." in (await client.get("/me/accounts", headers=hers)).text
    assert (await client.post("/me/accounts/bilibili/look", headers=hers)).status_code == 404


async def test_a_screenshot_of_a_profile_is_looked_at_by_ops(client, work, lin, hers) -> None:
    await work.do(declare, lin.viewer, lin.id, [{"platform": "xiaohongshu", "handle": "lin", "followers": None}])
    path = "/me/accounts/xiaohongshu/picture"
    assert (await client.post(path, headers=hers, files={"other": ("a.txt", b"", "text/plain")})).status_code == 422
    wrong = await client.post(path, headers=hers, files={"photo": ("a.png", b"no picture", "image/png")})
    assert (wrong.status_code, "not a picture" in wrong.text) == (422, True)
    sent = await client.post(path, headers=hers, files={"photo": ("a.png", photo(), "image/png")})
    assert sent.headers["location"] == "/me/accounts"
    ops = await cookie_of(work, await ops_account(work))
    page = (await client.get("/ops/accounts", headers=ops)).text
    assert code_of(lin.id, "xiaohongshu") in page
    [one] = re.findall(r'src="(/ops/accounts/[^"]+/picture)"', page)
    assert (await client.get(one, headers=ops)).headers["content-type"].startswith("image/")
    assert (await client.get(one, headers=hers)).status_code == 303
    await client.post(one.replace("/picture", "/confirm"), headers=ops)
    assert "Shown to be yours" in (await client.get("/me/accounts", headers=hers)).text
    assert "No screenshot waits." in (await client.get("/ops/accounts", headers=ops)).text
