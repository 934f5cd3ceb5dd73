"""Signing up in a browser: page by page, nothing lost, nothing kept too early, nothing told about others."""

import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account, ContactPoint
from app.consumers.models import Consent, Consumer, Draft, Response, Traits
from app.core.clock import SetClock
from app.core.viewer import Viewer
from app.core.work import Work
from tests.arrange import OPS, cookie_of, person
from tests.people import ENJOY, FIRST, SHARING, YOU, Words, all_of, count, typed, walk


async def test_somebody_who_answers_four_pages_and_names_an_email_is_a_member_at_once(
        client: httpx.AsyncClient, work: Work) -> None:
    assert (await walk(client)).headers["location"] == "/sign-up/finish"
    assert "How can we reach you?" in (await client.get("/sign-up/finish")).text
    answer = await client.post("/sign-up/finish", data={"contact": "Lin@Example.test"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-up/sent?")
    assert (await client.get("/me")).status_code == 303
    consumer = (await all_of(work, Consumer))[0]
    assert (await client.get("/me", headers=await cookie_of(work, consumer.account_id))).status_code == 200
    assert (consumer.birth_month, consumer.gender, consumer.region_code, consumer.works_for) == (
        1996 * 12 + 3, "female", "310000", [])
    assert (await all_of(work, Response))[0].answers == FIRST
    assert (await all_of(work, Traits))[0].values["interest:food"] == 4
    assert {one.purpose: one.text_version for one in await all_of(work, Consent)} == {
        "matching": "sign-up.v1", "contact": "sign-up.v1"}
    assert (await all_of(work, ContactPoint))[0].verified_at is None
    assert await count(work, Draft) == 0


async def test_nothing_is_stored_before_the_first_page_is_right(client: httpx.AsyncClient, work: Work) -> None:
    assert (await client.get("/sign-up")).headers["location"] == "/sign-up/you"
    page = await client.get("/sign-up/you")
    assert (page.status_code, "1 of 5" in page.text, "Why we ask" in page.text) == (200, True, True)
    answer = await client.post("/sign-up/you", data=typed({**YOU, "region": "999999"}))
    assert answer.status_code == 422
    assert "999999" in answer.text
    assert ("about:gender", "female") in Words(answer.text).checked
    assert await count(work, Draft) == 0
    assert "set-cookie" not in answer.headers


async def test_who_is_thirteen_is_told_kindly_and_nothing_is_kept(
        client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    for birth in ("2012-03", "2013-01"):
        answer = await client.post("/sign-up/you", data=typed({**YOU, "birth": birth}))
        assert (answer.status_code, "from the age of 14" in answer.text) == (409, True)
    assert await count(work, Draft) == 0


async def test_who_turns_out_to_be_thirteen_later_loses_what_was_kept(client: httpx.AsyncClient, work: Work) -> None:
    await walk(client)
    assert await count(work, Draft) == 1
    answer = await client.post("/sign-up/you", data=typed({**YOU, "birth": "2013-01"}), headers={
        "accept-language": "zh-CN"})
    assert "年满 14 周岁才能加入" in answer.text
    assert await count(work, Draft) == 0


async def test_the_fifteenth_year_is_welcome(client: httpx.AsyncClient, clock: SetClock) -> None:
    answer = await client.post("/sign-up/you", data=typed({**YOU, "birth": "2012-02"}))
    assert answer.headers["location"] == "/sign-up/enjoy"


async def test_answers_are_resumed_and_going_back_loses_nothing(client: httpx.AsyncClient, work: Work) -> None:
    await client.post("/sign-up/you", data=typed(YOU))
    await client.post("/sign-up/enjoy", data=typed(ENJOY))
    assert (await client.get("/sign-up")).headers["location"] == "/sign-up/sharing"
    back = Words((await client.get("/sign-up/enjoy")).text)
    assert ("interest:food", "4") in back.checked
    draft = (await all_of(work, Draft))[0]
    assert "interest" not in draft.answers_sealed
    other = httpx.AsyncClient(transport=client._transport, base_url="http://daren.test")
    assert (await other.get("/sign-up")).headers["location"] == "/sign-up/you"
    other.cookies.set("daren_draft", client.cookies["daren_draft"])
    assert (await other.get("/sign-up")).headers["location"] == "/sign-up/sharing"
    await other.aclose()


async def test_a_draft_is_gone_after_three_weeks(client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    await client.post("/sign-up/you", data=typed(YOU))
    clock.forward(days=22)
    assert (await client.post("/sign-up/enjoy", data=typed(ENJOY))).headers["location"] == "/sign-up"


async def test_a_later_page_cannot_come_first(client: httpx.AsyncClient, work: Work) -> None:
    assert (await client.get("/sign-up/agree")).headers["location"] == "/sign-up"
    assert (await client.post("/sign-up/enjoy", data=typed(ENJOY))).headers["location"] == "/sign-up"
    assert (await client.get("/sign-up/body")).status_code == 404
    assert (await client.post("/sign-up/nowhere", data={})).status_code == 404
    assert await count(work, Draft) == 0


@pytest.mark.parametrize(("birth", "said"), [
    ("2030-01", "still to come"), ("2026-04", "still to come"), ("1896-04", "from 1900 on"),
    ("0196-04", "from 1900 on")])
async def test_a_mistyped_year_is_told_at_its_field_and_shuts_nobody_out(
        client: httpx.AsyncClient, birth: str, said: str) -> None:
    answer = await client.post("/sign-up/you", data=typed({**YOU, "birth": birth}))
    assert (answer.status_code, said in answer.text, f'value="{birth}"' in answer.text) == (422, True, True)
    assert "See you in a while" in (await client.post("/sign-up/you", data=typed({**YOU, "birth": "2020-04"}))).text


async def test_places_stand_under_their_province(client: httpx.AsyncClient) -> None:
    page = (await client.get("/sign-up/you")).text
    assert re.search(r'<optgroup label="Hebei">\s*<option value="130100">', page)
    assert '<optgroup label="Beijing">' not in page
    assert '<optgroup label="浙江">' in (await client.get("/sign-up/you?lang=zh-cn")).text


async def test_the_summary_names_each_question(client: httpx.AsyncClient) -> None:
    page = (await client.post("/sign-up/you", data={"birth": "1996-04"})).text
    assert '<li><a href="#f-about_3a_gender">Your gender: Please answer this question.</a></li>' in page
    assert '<a href="#f-region">Where do you live? Please answer this question.' in page
    page = (await client.post("/sign-up/you?lang=zh-cn", data={"birth": "1996-04"})).text
    assert "你的性别：请回答这个问题。" in page


async def test_a_field_that_is_no_question_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-up/you", data=typed({**YOU, "admin": "1"}))
    assert (answer.status_code, "There is no question" in answer.text) == (422, True)


async def test_saying_no_to_matching_is_allowed_and_told(client: httpx.AsyncClient, work: Work) -> None:
    await walk(client, **{"consent:matching": False})
    assert "You said no to being matched" in (await client.get("/sign-up/finish")).text
    answer = await client.post("/sign-up/finish", data={"contact": "13800138000"})
    assert answer.headers["location"] == "/sign-up/sent?matching=no"
    mine = await cookie_of(work, (await all_of(work, Consumer))[0].account_id)
    assert "pick no samples for you" in (await client.get("/me", headers=mine)).text
    assert {one.purpose for one in await all_of(work, Consent)} == {"contact"}


async def test_a_known_contact_is_never_told_apart(client: httpx.AsyncClient, work: Work) -> None:
    lin = await person(work, "lin")
    await walk(client)
    known = await client.post("/sign-up/finish", data={"contact": "lin@example.test"})
    draft = (await all_of(work, Draft))[0]
    assert (draft.consumer_id, await count(work, Consumer)) == (lin.id, 1)
    told = (await client.get("/sign-up/sent")).text
    client.cookies.clear()
    await walk(client)
    new = await client.post("/sign-up/finish", data={"contact": "new@example.test"})
    assert (known.status_code, known.headers["location"]) == (new.status_code, new.headers["location"])
    assert [*known.cookies] == [*new.cookies] == []
    assert (await client.get("/sign-up/sent")).text == told
    assert (await client.get("/me")).status_code == 303
    assert await count(work, Consumer) == 2


async def test_the_owner_of_a_known_contact_finds_the_new_answers_and_may_use_them(
        client: httpx.AsyncClient, work: Work) -> None:
    lin = await person(work, "lin")
    await walk(client, **{"interest:food": 1})
    await client.post("/sign-up/finish", data={"contact": "lin@example.test"})
    client.cookies.clear()
    mine = await cookie_of(work, lin.account_id)
    assert "Somebody signed up once more" in (await client.get("/me", headers=mine)).text
    shown = (await client.get("/me/kept-answers", headers=mine)).text
    for words in ("If it was not you", "Monday 2 Mar, 10:00", "Where do you live?", "Shanghai", "It would become"):
        assert words in shown, words
    answer = await client.post("/me/kept-answers", data={"use": "yes"}, headers=mine)
    assert answer.headers["location"] == "/me/answers"
    assert (await all_of(work, Response))[0].answers["interest:food"] == 1
    assert await count(work, Draft) == 0


async def test_or_throws_them_away(client: httpx.AsyncClient, work: Work) -> None:
    lin = await person(work, "lin")
    await walk(client)
    await client.post("/sign-up/finish", data={"contact": "lin@example.test"})
    client.cookies.clear()
    await client.post("/me/kept-answers", data={"use": "no"}, headers=await cookie_of(work, lin.account_id))
    assert (await count(work, Draft), await count(work, Response)) == (0, 0)


async def test_somebody_signed_in_goes_on_with_that_account(client: httpx.AsyncClient, work: Work) -> None:
    async def make(session: AsyncSession, viewer: Viewer) -> str:
        account = Account(id="acc_alone", created_at=work.clock(), language="en")
        session.add(account)
        return account.id
    client.headers.update(await cookie_of(work, await work.do(make, OPS)))
    cookie = client.headers.pop("cookie")
    await walk(client)
    client.cookies.set("daren_session", cookie.removeprefix("daren_session="))
    assert "Go on with this account" in (await client.get("/sign-up/finish")).text
    answer = await client.post("/sign-up/finish", data={"with": "account"})
    assert answer.headers["location"] == "/me"
    assert (await all_of(work, Consumer))[0].account_id == "acc_alone"
    assert await count(work, ContactPoint) == 0


@pytest.mark.parametrize("contact", ["", "lin", "lin@", "12345"])
async def test_a_contact_that_reaches_nobody_is_refused_beside_its_field(
        client: httpx.AsyncClient, work: Work, contact: str) -> None:
    await walk(client)
    answer = await client.post("/sign-up/finish", data={"contact": contact})
    assert answer.status_code == 422
    assert "f-contact-error" in Words(answer.text).ids
    assert await count(work, Consumer) == 0


async def test_finishing_without_answers_leads_to_the_first_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sign-up/finish")).headers["location"] == "/sign-up/you"
    answer = await client.post("/sign-up/finish", data={"contact": "lin@example.test"})
    assert answer.headers["location"] == "/sign-up"


async def test_a_hidden_answer_is_not_kept_when_its_network_goes(client: httpx.AsyncClient, work: Work) -> None:
    await walk(client)
    await client.post("/sign-up/sharing", data=typed({**SHARING, "networks": ["none"]}))
    await client.post("/sign-up/finish", data={"contact": "lin@example.test"})
    assert (await all_of(work, Response))[0].answers["networks"] == ["none"]
