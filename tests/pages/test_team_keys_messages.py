"""The brand's team and keys, all keys for ops, and the messages: what is shown once, to whom, and sent again."""

import re

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts import service as accounts
from app.core.crypto import token_hash
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.main import House
from app.notifications.models import Message
from app.notifications.rules import TEMPLATES
from app.web import roles
from app.web.ops.messages import without_secrets
from tests import arrange
from tests.domains.test_messages import messages, offered, tell

VISITOR = roles.visitor()


async def followed(client: httpx.AsyncClient, sent: httpx.Response) -> httpx.Response:
    """The page on which a browser goes on, with the cookies that it was just given."""
    given = "; ".join(cookie.split(";")[0] for cookie in sent.headers.get_list("set-cookie"))
    return await client.get(sent.headers["location"], headers={"cookie": f"{client.headers['cookie']}; {given}"})


async def test_a_brands_key_is_shown_once_opens_its_door_and_is_revoked(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    client.headers.update(await arrange.cookie_of(work, owner.account_id))
    sent = await client.post("/brand/team/keys", data={"name": "reports", "is_read_only": "yes"})
    assert (sent.status_code, sent.headers["location"], "dk_" in sent.text) == (303, "/brand/team", False)
    made = await followed(client, sent)
    [secret] = set(re.findall(r"dk_[\w-]{20,}", made.text))
    key = await work.read(queries.find_key, VISITOR, token_hash(secret))
    assert key is not None
    assert (key.kind, key.scope_id, key.is_read_only, key.account_id) == ("brand", owner.id, True, None)
    team = await client.get("/brand/team")
    assert (team.status_code, secret in team.text, key.prefix in team.text) == (200, False, True)
    assert (await client.post(f"/brand/team/keys/{key.id}/revoke")).status_code == 303
    assert "revoked" in (await client.get("/brand/team")).text


async def test_a_key_without_a_name_is_asked_for_one(client: httpx.AsyncClient, work: Work) -> None:
    client.headers.update(await arrange.cookie_of(work, (await arrange.brand(work)).account_id))
    for name, why in (("  ", "This is needed"), ("x" * 81, "This is too long")):
        answer = await client.post("/brand/team/keys", data={"name": name})
        assert (answer.status_code, why in answer.text, "dk_" in answer.text) == (422, True, False)


async def test_colleagues_are_called_by_name_or_by_a_masked_contact(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    client.headers.update(await arrange.cookie_of(work, owner.account_id))
    page = (await client.get("/brand/team")).text
    assert ("b***@example.test" in page, "bergquell@example.test" in page) == (True, False)


async def test_a_brand_does_not_revoke_another_brands_key(client: httpx.AsyncClient, work: Work) -> None:
    theirs = await arrange.brand(work, "Lakeside")
    key, _ = await work.do(accounts.make_key, theirs.viewer, kind="brand", scope_id=theirs.id, name="theirs")
    client.headers.update(await arrange.cookie_of(work, (await arrange.brand(work)).account_id))
    assert (await client.post(f"/brand/team/keys/{key.id}/revoke")).status_code == 404


async def test_ops_see_all_keys_and_make_their_own(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    await work.do(accounts.make_key, owner.viewer, kind="brand", scope_id=owner.id, name="the brand's")
    account_id = await arrange.ops_account(work)
    client.headers.update(await arrange.cookie_of(work, account_id))
    empty = await client.get("/ops/keys")
    assert 'name="is_read_only" value="yes" checked' in empty.text
    assert 'href="/ops/keys" aria-current="page"' in empty.text
    made = await followed(client, await client.post("/ops/keys", data={"name": "night shift"}))
    assert any("daren_made_key=" in one and "Max-Age=0" in one for one in made.headers.get_list("set-cookie"))
    [secret] = set(re.findall(r"dk_[\w-]{20,}", made.text))
    key = await work.read(queries.find_key, VISITOR, token_hash(secret))
    assert key is not None
    assert (key.kind, key.account_id) == ("ops", account_id)
    page = (await client.get("/ops/keys")).text
    assert ("the brand&#39;s" in page, "night shift" in page, secret in page) == (True, True, False)
    assert (await client.post(f"/ops/keys/{key.id}/revoke")).status_code == 303


async def test_ops_read_a_message_and_send_it_again(client: httpx.AsyncClient, house: House) -> None:
    _, _, seat_id = await offered(house.work)
    made = await tell(house.work, seat_id)
    assert made is not None
    await house.worker.run_due()
    client.headers.update(await arrange.cookie_of(house.work, await arrange.ops_account(house.work)))
    listed = await client.get("/ops/messages?state=sent")
    assert (listed.status_code, f"/ops/messages/{made.id}" in listed.text) == (200, True)
    assert f"/ops/messages/{made.id}" not in (await client.get("/ops/messages?state=failed")).text
    shown = await client.get(f"/ops/messages/{made.id}")
    assert ("Oat milk" in shown.text, "/sign-in/" in shown.text) == (True, True)
    assert ("l***@example.test" in shown.text, "lin@example.test" in shown.text) == (True, False)
    again = await client.post(f"/ops/messages/{made.id}/send-again")
    assert again.status_code == 303
    assert [m.state for m in await messages(house.work)] == ["sent", "waiting"]


async def test_once_messages_reach_people_ops_cannot_use_their_links(house: House) -> None:
    words = "Open this:\nhttp://daren.test/sign-in/abc-DEF_1\n"
    real = house.settings.model_copy(update={"env": "production"})
    assert without_secrets(words, house.settings) == words
    assert without_secrets(words, real) == "Open this:\nhttp://daren.test/sign-in/•••\n"


async def test_consumers_and_visitors_see_no_messages(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    for headers in ({}, cookie):
        assert (await client.get("/ops/messages", headers=headers)).status_code == 303
        assert (await client.get("/ops/keys", headers=headers)).status_code == 303


async def test_a_message_that_is_not_there_is_a_page(client: httpx.AsyncClient, work: Work) -> None:
    client.headers.update(await arrange.cookie_of(work, await arrange.ops_account(work)))
    assert (await client.get("/ops/messages/msg_none")).status_code == 404
    assert (await client.post("/ops/messages/msg_none/send-again")).status_code == 404


async def test_every_message_there_can_be_is_named_in_the_list_of_messages(house, client) -> None:
    who = await arrange.person(house.work)

    async def write(session: AsyncSession, viewer: Viewer) -> None:
        session.add_all(Message(
            id=new_id(session, "msg"), state="skipped", purpose=purpose, template=template, language="en",
            account_id=who.account_id, facts={}, made_at=now(session)) for template, purpose in TEMPLATES.items())
    await house.work.do(write, arrange.OPS)
    cookie = await arrange.cookie_of(house.work, await arrange.ops_account(house.work))
    page = await client.get("/ops/messages", headers=cookie)
    assert page.status_code == 200
    for words in ("Late is still welcome", "Screenshot asked for", "Brief changed", "A post is gone"):
        assert words in page.text
