"""Signing in as a visitor does it: a link with one button, a password, and out again; kind words where it fails."""

import re
from pathlib import Path

import httpx
import pytest

from app.accounts import queries, service
from app.accounts.rules import passwords
from app.core.clock import SetClock
from app.core.limits import MemoryLimits
from app.core.work import Work
from app.main import LIMITS, House, create_app
from app.web import roles
from tests import arrange
from tests.arrange import OPS, Person

VISITOR = roles.visitor()


async def link_of(work: Work, who: Person, next_path: str | None = None, door: str = "consumer") -> str:
    """A fresh one-time link's path."""
    return "/sign-in/" + await work.do(service.mint_link, OPS, who.account_id, None, door, next_path)


def token_in(folder: Path) -> str:
    """The one-time token of the only message that lies there."""
    [mail] = folder.glob("*.eml")
    [token] = re.findall(r"/sign-in/(\S+)", mail.read_text())
    return str(token)


async def with_password(work: Work, who: Person, password: str = "a short sentence") -> None:
    """Give somebody a password."""
    kept = await passwords.hash_of(password, "light")
    await work.do(service.set_password, who.viewer, kept, was=None)


async def test_a_visitor_asks_for_a_link_and_it_arrives(client: httpx.AsyncClient, house: House) -> None:
    await arrange.person(house.work)
    assert "Email or phone number" in (await client.get("/sign-in")).text
    asked = await client.post("/sign-in", data={"contact": "Lin@Example.test", "next": "/me/answers"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?asked=1&next=/me/answers")
    assert "a link is on its way" in (await client.get(asked.headers["location"])).text
    await house.worker.run_due()
    used = await client.post(f"/sign-in/{token_in(house.settings.mail_dir)}")
    assert (used.status_code, used.headers["location"]) == (303, "/me/answers")


async def test_an_unknown_contact_is_answered_in_the_very_same_way(client: httpx.AsyncClient, work: Work) -> None:
    await arrange.person(work)
    known, unknown = [await client.post("/sign-in", data={"contact": contact})
                      for contact in ("lin@example.test", "x@example.test")]
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert known.text == unknown.text


async def test_opening_a_link_uses_nothing_up_and_the_button_does(client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    path = await link_of(work, who)
    for _ in range(2):
        opened = await client.get(path)
        assert (opened.status_code, opened.headers["referrer-policy"]) == (200, "no-referrer")
        assert "daren_session" not in opened.headers.get("set-cookie", "")
    used = await client.post(path)
    assert (used.status_code, used.headers["location"]) == (303, "/me")
    again = await client.post(path)
    assert (again.status_code, "each works once" in again.text, "/sign-in" in again.text) == (410, True, True)
    assert (await client.get(path)).status_code == 410


async def test_the_cookie_is_out_of_reach_for_scripts(client: httpx.AsyncClient, work: Work) -> None:
    used = await client.post(await link_of(work, await arrange.person(work)))
    cookie = used.headers["set-cookie"].lower()
    assert ("httponly" in cookie, "samesite=lax" in cookie, "secure" in cookie) == (True, True, False)


async def test_over_https_the_cookie_is_secure(house: House) -> None:
    secure = house.settings.model_copy(update={"base_url": "https://daren.test"})
    app = create_app(House(**{f: getattr(house, f) for f in House.__dataclass_fields__} | {"settings": secure}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://daren.test") as client:
        used = await client.post(await link_of(house.work, await arrange.person(house.work)))
    assert "secure" in used.headers["set-cookie"].lower()


@pytest.mark.parametrize("next_path", [
    "//elsewhere.test", "https://elsewhere.test/", "/\\elsewhere.test", "javascript:x"])
async def test_nobody_is_led_elsewhere_after_signing_in(client: httpx.AsyncClient, work: Work, next_path: str) -> None:
    used = await client.post(await link_of(work, await arrange.person(work), next_path))
    assert used.headers["location"] == "/me"


async def test_an_old_link_and_a_made_up_one_say_what_to_do(
    client: httpx.AsyncClient, work: Work, clock: SetClock
) -> None:
    path = await link_of(work, await arrange.person(work))
    clock.forward(minutes=31)
    old, unknown = await client.get(path), await client.get("/sign-in/made-up", headers={"accept-language": "zh-CN"})
    assert (old.status_code, "too old" in old.text) == (410, True)
    assert (unknown.status_code, "获取新链接" in unknown.text) == (410, True)


async def test_a_password_signs_in_and_a_wrong_one_is_told_like_an_unknown_contact(
    client: httpx.AsyncClient, work: Work
) -> None:
    await with_password(work, await arrange.person(work))
    wrong, unknown = [await client.post("/sign-in", data={"contact": c, "password": "a wrong sentence"})
                      for c in ("lin@example.test", "xin@example.test")]
    assert (wrong.status_code, "These do not match" in wrong.text) == (422, True)
    assert wrong.text.replace("lin@", "xin@") == unknown.text
    assert "a wrong sentence" not in wrong.text
    right = await client.post("/sign-in", data={"contact": "lin@example.test", "password": "a short sentence"})
    assert (right.status_code, "daren_session" in right.headers["set-cookie"]) == (303, True)


async def test_what_is_no_contact_is_said_beside_the_field_and_kept(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"contact": "12 34"})
    assert (answer.status_code, "no complete mobile number" in answer.text, 'value="12 34"' in answer.text) == (
        422, True, True)


async def test_asking_too_often_is_asked_to_wait(house: House) -> None:
    limited = House(**{f: getattr(house, f) for f in House.__dataclass_fields__}
                    | {"limits": MemoryLimits(LIMITS, house.clock)})
    transport = httpx.ASGITransport(create_app(limited))
    async with httpx.AsyncClient(transport=transport, base_url="http://daren.test") as client:
        tries = [(await client.post("/sign-in", data={"contact": "lin@example.test"})).status_code for _ in range(6)]
        other = await client.post("/sign-in", data={"contact": "mei@example.test"})
        by_api = await client.post("/api/v1/sign-in-links", json={"contact": "lin@example.test"})
    assert (tries, other.status_code, by_api.status_code) == ([303] * 5 + [429], 303, 429)


async def test_signing_out_ends_the_session(client: httpx.AsyncClient, work: Work) -> None:
    await client.post(await link_of(work, await arrange.person(work)))
    token = client.cookies["daren_session"]
    assert (await client.get("/me/settings")).status_code == 200
    out = await client.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert await work.read(queries.find_signed_in, VISITOR, arrange.crypto.token_hash(token)) is None
    assert (await client.get("/me/settings")).headers["location"].startswith("/sign-in?next=")


async def test_a_brand_member_comes_in_by_the_brands_door(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    secret = await work.do(service.mint_link, OPS, owner.account_id)
    assert (await client.post(f"/sign-in/{secret}")).headers["location"] == "/brand/campaigns"


async def test_somebody_who_is_nothing_yet_is_led_to_sign_up(client: httpx.AsyncClient, work: Work) -> None:
    account = await work.do(service.make_account, OPS)
    secret = await work.do(service.mint_link, OPS, account.id)
    assert (await client.post(f"/sign-in/{secret}")).headers["location"] == "/sign-up"
