"""The settings behind each door: language, contact points with opt-outs, password; mistakes beside their fields."""

import re

import httpx
import pytest

from app.accounts import queries, service
from app.accounts.models import ContactPoint
from app.core.work import Work
from tests import arrange
from tests.arrange import OPS, Person


@pytest.fixture
async def who(work: Work) -> Person:
    return await arrange.person(work)


@pytest.fixture
async def signed_in(client: httpx.AsyncClient, work: Work, who: Person) -> httpx.AsyncClient:
    """A client whose browser is signed in as the person."""
    client.headers.update(await arrange.cookie_of(work, who.account_id))
    return client


async def points(work: Work, who: Person) -> list[ContactPoint]:
    """The person's contact points."""
    return await work.read(queries.contact_points, OPS, who.account_id)


@pytest.mark.parametrize(("path", "form", "field"), [
    ("/me/settings", {"language": "en", "time_zone": "Asia/Shanghai"}, "name"), ("/me/address", {}, "detail"),
    ("/me/settings/contacts", {}, "contact"), ("/me/help", {"kind": "question"}, "words"), ("/sign-in", {}, "contact"),
])
async def test_what_cannot_be_stored_is_refused_at_its_field_and_stays_typed(
        signed_in: httpx.AsyncClient, path: str, form: dict[str, str], field: str) -> None:
    page = await signed_in.post(path, data=form | {field: "Lin\x00Lin\x07"})
    assert (page.status_code, "LinLin" in page.text, "\x00" in page.text) == (422, True, False)
    assert page.text.count("This holds a character that cannot be stored.") == 2


async def test_the_settings_show_what_is_known(signed_in: httpx.AsyncClient) -> None:
    page = await signed_in.get("/me/settings")
    assert (page.status_code, "lin@example.test" in page.text, "confirmed" in page.text) == (200, True, True)


async def test_a_language_chosen_is_spoken_at_once(signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    saved = await signed_in.post("/me/settings", data={"language": "zh-cn", "time_zone": "Europe/Berlin", "name": "林"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/me/settings")
    account = await work.read(queries.get, OPS, who.account_id)
    assert (account.language, account.time_zone, account.name) == ("zh-cn", "Europe/Berlin", "林")
    assert "daren_lang=zh-cn" in saved.headers["set-cookie"]


async def test_saving_a_name_leaves_the_language_one_reads_in(
        signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    page = (await signed_in.get("/me/settings?lang=zh-cn")).text
    assert "您现在用中文阅读" in page
    saved = await signed_in.post("/me/settings", data={"language": "en", "time_zone": "Asia/Shanghai", "name": "林"})
    assert "daren_lang" not in saved.headers["set-cookie"]
    page = (await signed_in.get("/me/settings?lang=zh-cn")).text
    assert (">设置</a>" in page, '<span class="soft name">林</span>' in page) == (True, True)


async def test_zones_stand_in_groups_the_usual_first_and_none_twice(signed_in: httpx.AsyncClient) -> None:
    page = (await signed_in.get("/me/settings")).text
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    assert (groups[0], "Asia/Calcutta" in page, "Asia/Kolkata" in page) == ("Most used", False, True)
    zones = re.findall(r'<option value="([A-Z]\w+/[^"]+)"', page)
    assert len(zones) == len(set(zones)) > 400


async def test_the_own_data_is_found_from_home_settings_and_consents(signed_in: httpx.AsyncClient) -> None:
    for path in ("/me", "/me/settings", "/me/consents"):
        assert 'href="/me/privacy"' in (await signed_in.get(path)).text, path


async def test_a_zone_that_does_not_exist_is_said_beside_its_field(signed_in: httpx.AsyncClient) -> None:
    for language, said in (("en", "did you mean “Asia/Shanghai”?"), ("zh-cn", "是不是想填“Asia/Shanghai”？")):
        answer = await signed_in.post(
            f"/me/settings?lang={language}", data={"language": language, "time_zone": "Asia/Shangai"})
        assert (answer.status_code, said in answer.text) == (422, True), answer.text


async def test_a_new_contact_waits_for_its_link(signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    assert (await signed_in.post("/me/settings/contacts", data={"contact": "138 0013 8000"})).status_code == 303
    [_, phone] = await points(work, who)
    assert (phone.value, phone.verified_at) == ("+8613800138000", None)
    assert "not confirmed yet" in (await signed_in.get("/me/settings")).text
    assert (await signed_in.post(f"/me/settings/contacts/{phone.id}/link")).status_code == 303
    assert (await signed_in.post(f"/me/settings/contacts/{phone.id}/remove")).status_code == 303
    assert len(await points(work, who)) == 1


async def test_what_is_no_contact_is_kept_and_explained(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.post("/me/settings/contacts", data={"contact": "lin@nowhere"})
    assert (answer.status_code, 'value="lin@nowhere"' in answer.text) == (422, True)


async def test_what_is_not_ticked_is_opted_out_of(signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    [email] = await points(work, who)
    await signed_in.post(f"/me/settings/contacts/{email.id}", data={"purposes": ["parcel", "review"]})
    [email] = await points(work, who)
    assert email.opted_out == ["offer", "reminder"]
    page = (await signed_in.get("/me/settings")).text
    ticked = re.findall(r'name="purposes" value="(\w+)" checked', page)
    assert ticked == ["parcel", "review"]


async def test_the_last_confirmed_contact_is_not_removed(signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    [email] = await points(work, who)
    page = (await signed_in.get("/me/settings")).text
    assert ("Your only confirmed way to sign in" in page, "/remove" in page) == (True, False)
    answer = await signed_in.post(f"/me/settings/contacts/{email.id}/remove")
    assert (answer.status_code, "add another one first" in answer.text) == (409, True)


async def test_somebody_elses_contact_is_not_there(signed_in: httpx.AsyncClient, work: Work) -> None:
    [theirs] = await points(work, await arrange.person(work, "mei"))
    assert (await signed_in.post(f"/me/settings/contacts/{theirs.id}/remove")).status_code == 404


async def test_a_password_is_set_and_the_present_one_is_asked_for_next_time(signed_in: httpx.AsyncClient) -> None:
    short = await signed_in.post("/me/settings/password", data={"password": "short"})
    assert (short.status_code, "10 to 200" in short.text) == (422, True)
    assert (await signed_in.post("/me/settings/password", data={"password": "a short sentence"})).status_code == 303
    assert (await signed_in.get("/me/settings")).status_code == 200
    wrong = await signed_in.post("/me/settings/password", data={"password": "another sentence", "present": "no"})
    assert (wrong.status_code, "not your present password" in wrong.text, "another sentence" in wrong.text) == (
        422, True, False)
    right = await signed_in.post(
        "/me/settings/password", data={"password": "another sentence", "present": "a short sentence"})
    assert right.status_code == 303


async def test_brands_and_ops_have_settings_behind_their_own_doors(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    cookie = await arrange.cookie_of(work, owner.account_id)
    page = await client.get("/brand/settings", headers=cookie)
    assert (page.status_code, "News about our campaigns" in page.text, "Invitations" in page.text) == (200, True, False)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    assert (await client.get("/ops/settings", headers=ops)).status_code == 200
    assert (await client.get("/ops/settings", headers=cookie)).status_code == 303
    assert (await client.get("/elsewhere/settings", headers=cookie)).status_code in (303, 404)


async def test_a_visitor_is_led_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/me/settings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me/settings")


async def test_a_contact_is_confirmed_by_its_link(signed_in: httpx.AsyncClient, work: Work, who: Person) -> None:
    await signed_in.post("/me/settings/contacts", data={"contact": "13800138000"})
    [_, phone] = await points(work, who)
    secret = await work.do(service.mint_link, OPS, who.account_id, phone.id)
    await signed_in.post(f"/sign-in/{secret}")
    assert (await points(work, who))[1].verified_at is not None
