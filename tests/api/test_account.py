"""Accounts, links, keys and messages over REST: who may, what is shown once, what is refused."""

from datetime import timedelta

import httpx
import pytest

from app.accounts import queries, service
from app.core.clock import SetClock
from app.core.crypto import token_hash
from app.core.work import Work
from app.web import roles
from tests import arrange
from tests.arrange import OPS
from tests.domains.test_messages import offered, tell

VISITOR = roles.visitor()


async def key_headers(work: Work, who: arrange.Person) -> dict[str, str]:
    """A key that a consumer made from a link."""
    _, secret = await work.do(service.make_key, who.viewer, kind="consumer", scope_id=who.id, name="mine")
    return {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("contact", ["lin@example.test", "nobody@example.test"])
async def test_asking_for_a_link_is_answered_alike(client: httpx.AsyncClient, work: Work, contact: str) -> None:
    await arrange.person(work)
    answer = await client.post("/api/v1/sign-in-links", json={"contact": contact})
    assert (answer.status_code, answer.json()) == (202, {"status": "sent_if_known"})


@pytest.mark.parametrize(("body", "pointer"), [
    ({"contact": "nothing"}, "/contact"), ({}, "/contact"),
    ({"contact": "lin@example.test", "next": "//x.test"}, "/next"),
    ({"contact": "lin@example.test", "door": "ops"}, "/door"),
])
async def test_what_is_wrong_with_an_ask_is_pointed_at(
    client: httpx.AsyncClient, body: dict[str, str], pointer: str
) -> None:
    answer = await client.post("/api/v1/sign-in-links", json=body)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (422, [pointer])


async def test_a_one_time_link_becomes_a_key_once(client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    token = await work.do(service.mint_link, OPS, who.account_id)
    made = await client.post("/api/v1/keys", json={"token": token, "name": "phone"})
    assert (made.status_code, made.json()["kind"], made.json()["scope_id"]) == (201, "consumer", who.id)
    headers = {"authorization": f"Bearer {made.json()['secret']}"}
    assert (await client.get("/api/v1/account", headers=headers)).json()["id"] == who.account_id
    again = await client.post("/api/v1/keys", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (409, "link_used")


async def test_a_link_makes_no_key_for_what_the_account_is_not(client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    token = await work.do(service.mint_link, OPS, who.account_id)
    refused = await client.post("/api/v1/keys", json={"token": token, "kind": "ops"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_entrance")
    assert (await client.post("/api/v1/keys", json={"token": token})).status_code == 201


@pytest.mark.parametrize(("kind", "status"), [("anonymous", 422), ("system", 422), ("consumer", 409), ("brand", 409)])
async def test_ops_make_no_key_of_another_kind(
    client: httpx.AsyncClient, work: Work, kind: str, status: int
) -> None:
    ops = await arrange.key_of(work, OPS)
    assert (await client.post("/api/v1/keys", json={"kind": kind}, headers=ops)).status_code == status


async def test_without_a_token_a_visitor_makes_no_key(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/keys", json={"name": "x"})).status_code == 401


async def test_keys_are_made_listed_and_revoked_by_their_holder(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    headers = await arrange.key_of(work, owner.viewer)
    made = await client.post("/api/v1/keys", json={"name": "reports", "is_read_only": True}, headers=headers)
    assert (made.status_code, made.json()["secret"][:3]) == (201, "dk_")
    listed = (await client.get("/api/v1/keys", headers=headers)).json()["data"]
    assert ([k["name"] for k in listed], any("secret" in k for k in listed)) == (["reports", "test"], False)
    weak = {"authorization": f"Bearer {made.json()['secret']}"}
    assert (await client.post("/api/v1/keys", json={"name": "more"}, headers=weak)).status_code == 403
    gone = await client.delete(f"/api/v1/keys/{made.json()['id']}", headers=headers)
    assert (gone.status_code, gone.json()["revoked_at"] is not None) == (200, True)
    assert (await client.get("/api/v1/keys", headers=weak)).status_code == 401


async def test_a_stranger_is_told_that_there_is_no_such_key(client: httpx.AsyncClient, work: Work) -> None:
    ours, theirs = await arrange.brand(work), await arrange.brand(work, "Lakeside")
    key, _ = await work.do(service.make_key, theirs.viewer, kind="brand", scope_id=theirs.id, name="theirs")
    answer = await client.delete(f"/api/v1/keys/{key.id}", headers=await arrange.key_of(work, ours.viewer))
    assert (answer.status_code, answer.json()["code"]) == (404, "key_not_found")


async def test_the_last_use_of_a_key_is_noted_but_not_on_every_call(
    client: httpx.AsyncClient, work: Work, clock: SetClock
) -> None:
    owner = await arrange.brand(work)
    _, secret = await work.do(service.make_key, owner.viewer, kind="brand", scope_id=owner.id, name="polls")
    seen = []
    for wait in (0, 30, 40):
        clock.forward(minutes=wait)
        await client.get("/api/v1/keys", headers={"authorization": f"Bearer {secret}"})
        key = await work.read(queries.find_key, VISITOR, token_hash(secret))
        seen.append(key and key.last_used_at)
    assert seen == [clock() - timedelta(minutes=70), clock() - timedelta(minutes=70), clock()]


async def test_settings_are_read_and_changed(client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    headers = await key_headers(work, who)
    changed = await client.patch("/api/v1/account", json={"language": "zh-cn"}, headers=headers)
    assert (changed.status_code, changed.json()["language"], changed.json()["time_zone"]) == (
        200, "zh-cn", "Asia/Shanghai")
    wrong = await client.patch("/api/v1/account", json={"time_zone": "Nowhere", "x": 1}, headers=headers)
    assert sorted(e["pointer"] for e in wrong.json()["errors"]) == ["/time_zone", "/x"]
    assert (await client.get("/api/v1/account")).status_code == 401


async def test_a_key_without_an_account_has_none_to_show(client: httpx.AsyncClient, work: Work) -> None:
    headers = await arrange.key_of(work, (await arrange.brand(work)).viewer)
    answer = await client.get("/api/v1/account", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


async def test_contact_points_are_added_kept_from_purposes_and_removed(client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    headers = await key_headers(work, who)
    path = "/api/v1/account/contact-points"
    added = await client.post(path, json={"contact": "13800138000"}, headers=headers)
    assert (added.status_code, added.json()["value"], added.json()["is_verified"]) == (201, "+8613800138000", False)
    one = f"{path}/{added.json()['id']}"
    assert (await client.post(f"{one}/link", headers=headers)).status_code == 202
    kept = await client.put(f"{one}/opt-outs", json={"purposes": ["offer"]}, headers=headers)
    assert kept.json()["opted_out"] == ["offer"]
    wrong = await client.put(f"{one}/opt-outs", json={"purposes": ["sign_in"]}, headers=headers)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/purposes")
    left = await client.delete(one, headers=headers)
    assert [p["kind"] for p in left.json()["contact_points"]] == ["email"]


async def test_a_password_is_chosen_and_then_needed_to_choose_another(client: httpx.AsyncClient, work: Work) -> None:
    headers = await key_headers(work, await arrange.person(work))
    path = "/api/v1/account/password"
    short = await client.put(path, json={"password": "short"}, headers=headers)
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/password")
    chosen = await client.put(path, json={"password": "a short sentence"}, headers=headers)
    assert (chosen.status_code, chosen.json()["has_password"]) == (200, True)
    wrong = await client.put(path, json={"password": "another sentence", "present": "x"}, headers=headers)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/present")


async def test_ops_list_messages_without_words_and_send_one_again(client: httpx.AsyncClient, work: Work) -> None:
    _, who, seat_id = await offered(work)
    made = await tell(work, seat_id)
    assert made is not None
    ops = await arrange.key_of(work, OPS)
    listed = await client.get("/api/v1/messages", params={"subject_id": seat_id}, headers=ops)
    assert [(m["id"], m["state"], "words" in m) for m in listed.json()["data"]] == [(made.id, "waiting", False)]
    again = await client.post(f"/api/v1/messages/{made.id}/send-again", headers=ops)
    assert (again.status_code, again.json()["id"] != made.id) == (202, True)
    theirs = await key_headers(work, who)
    assert (await client.get("/api/v1/messages", headers=theirs)).status_code == 403
    assert (await client.get("/api/v1/messages/msg_none", headers=ops)).json()["code"] == "message_not_found"
