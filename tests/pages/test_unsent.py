"""The language switched beside a half-filled form: what was typed stays, nothing is done; and the browser's Back."""

import re

import httpx
import pytest

from app.accounts.models import ContactPoint
from app.cases.models import Case
from app.consumers.models import Address
from app.core.work import Work
from tests import arrange
from tests.people import ADDRESS, count


@pytest.fixture
async def signed_in(client: httpx.AsyncClient, work: Work) -> httpx.AsyncClient:
    """A member's browser; no address is kept yet."""
    who = await arrange.person(work, with_address=False)
    client.headers.update(await arrange.cookie_of(work, who.account_id))
    return client


def switch_of(page: str) -> tuple[str, str]:
    """Where the language switch sends the form, and the id of that form."""
    found = re.search(r'<button class="plain" form="([^"]+)" formaction="([^"]+)"', page)
    assert found
    return found[2].replace("&amp;", "&"), found[1]


async def test_a_half_filled_form_keeps_what_was_typed_and_nothing_is_done(
        signed_in: httpx.AsyncClient, work: Work) -> None:
    address, form = switch_of((await signed_in.get("/me/address")).text)
    assert (address, form) == ("/me/address?lang=zh-cn&unsent=typed", "f-form_20__2f_me_2f_address")
    half = await signed_in.post(address, data={"recipient": "林一"})
    assert (half.status_code, 'value="林一"' in half.text, 'class="error"' in half.text) == (200, True, False)
    assert '<html lang="zh-CN">' in half.text
    whole = await signed_in.post(address, data=ADDRESS)
    assert (whole.status_code, ADDRESS["detail"] in whole.text) == (200, True)
    assert await count(work, Address) == 0


async def test_a_form_that_came_back_keeps_its_errors_in_the_other_language(signed_in: httpx.AsyncClient) -> None:
    wrong = await signed_in.post("/me/address", data={**ADDRESS, "mobile": "abc"})
    address, _ = switch_of(wrong.text)
    assert address == "/me/address?lang=zh-cn&unsent=wrong"
    again = await signed_in.post(address, data={**ADDRESS, "mobile": "abc"})
    assert 'value="abc"' in again.text
    assert re.search(r'class="error"[^>]*>[^<]*[\u4e00-\u9fff]', again.text)


async def test_of_several_forms_the_one_that_came_back_goes_along(signed_in: httpx.AsyncClient) -> None:
    assert switch_of((await signed_in.get("/me/settings")).text)[0].startswith("/me/settings?")
    wrong = await signed_in.post("/me/settings/contacts", data={"contact": "lin@nowhere"})
    address, _ = switch_of(wrong.text)
    assert address == "/me/settings/contacts?lang=zh-cn&unsent=wrong"
    assert 'value="lin@nowhere"' in (await signed_in.post(address, data={"contact": "lin@nowhere"})).text


async def test_what_could_be_sent_is_not(signed_in: httpx.AsyncClient, work: Work) -> None:
    await signed_in.post("/me/settings/contacts?lang=en&unsent=wrong", data={"contact": "mei@example.test"})
    asked = await signed_in.post("/me/help?lang=en&unsent=wrong", data={"kind": "parcel", "words": "Where is it?"})
    assert "Where is it?" in asked.text
    assert (await count(work, ContactPoint), await count(work, Case)) == (1, 0)


async def test_the_switch_tells_nothing_about_a_password(client: httpx.AsyncClient) -> None:
    tried = await client.post("/sign-in?lang=en&unsent=wrong",
                              data={"contact": "lin@example.test", "password": "a short sentence"})
    assert (tried.status_code, 'value="lin@example.test"' in tried.text, "do not match" in tried.text) == (
        200, True, False)


async def test_an_act_whose_language_is_switched_leads_back_to_its_page(signed_in: httpx.AsyncClient) -> None:
    back = await signed_in.post("/me/privacy/erase?lang=zh-cn&unsent=typed", data={"sure": "yes"})
    assert (back.status_code, back.headers["location"]) == (303, "/me/privacy")
    assert "daren_lang=zh-cn" in back.headers["set-cookie"]
    assert (await signed_in.get("/me")).status_code == 200


@pytest.mark.parametrize(("address", "page"), [
    ("/me/settings/contacts", "/me/settings"), ("/me/invitations/sea_1/decline", "/me/invitations/sea_1"),
    ("/brand/team/members", "/brand/team"), ("/ops/matching/run_1/decide?lang=en", "/ops/matching/run_1?lang=en"),
    ("/sign-out", "/")])
async def test_an_address_that_is_only_posted_to_opens_the_page_above_it(
        client: httpx.AsyncClient, address: str, page: str) -> None:
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, page)


async def test_back_finds_a_form_that_came_back_and_no_other_page_is_kept(signed_in: httpx.AsyncClient) -> None:
    wrong = await signed_in.post("/me/address", data={"recipient": "林一"})
    assert (wrong.status_code, wrong.headers["cache-control"], "vary" in wrong.headers) == (
        422, "private, no-cache", False)
    assert (await signed_in.get("/me/address")).headers["cache-control"] == "no-store"


async def test_a_page_without_a_form_switches_by_its_address(signed_in: httpx.AsyncClient) -> None:
    page = (await signed_in.get("/me/reviews")).text
    assert '<form class="language" method="get" action="/me/reviews">' in page
