"""A member's own things over the API, and signing up by it."""

import httpx
import pytest

from app.consumers.models import Consent, Consumer, Draft, Response
from app.core.work import Work
from tests.arrange import Person, brand, key_of, person
from tests.people import ADDRESS, FIRST, all_of, count


@pytest.fixture
async def lin(work: Work) -> Person:
    return await person(work, "lin", with_address=False)


@pytest.fixture
async def hers(work: Work, lin: Person) -> dict[str, str]:
    return await key_of(work, lin.viewer)


async def test_the_questionnaire_comes_in_both_languages(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/questionnaires/sign-up")).json()
    birth = found["pages"][0]["elements"][0]
    assert (found["version"], birth["name"], birth["isRequired"]) == (1, "birth", True)
    assert set(birth["title"]) == set(birth["daren"]["why"]) == {"default", "zh-cn"}


async def test_an_unknown_questionnaire_is_404_and_names_the_nearest(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/questionnaires/sing-up")
    assert (answer.status_code, "sign-up" in answer.json()["detail"]) == (404, True)


async def test_signing_up_makes_a_member_and_tells_nothing(client: httpx.AsyncClient, work: Work) -> None:
    answer = await client.post("/api/v1/consumers", json={"answers": FIRST, "contact": "new@example.test"})
    assert (answer.status_code, answer.json()) == (202, {"status": "link_sent"})
    assert (await count(work, Consumer), (await all_of(work, Response))[0].source) == (1, "api")
    again = await client.post("/api/v1/consumers", json={"answers": FIRST, "contact": "new@example.test"})
    assert (again.status_code, again.json()) == (202, {"status": "link_sent"})
    assert (await count(work, Consumer), await count(work, Draft)) == (1, 1)


@pytest.mark.parametrize(("changed", "pointer", "code"), [
    ({"interest:food": 9}, "/answers/interest:food", "out_of_range"),
    ({"region": "1"}, "/answers/region", "not_a_choice"),
    ({"interest:fod": 3}, "/answers/interest:fod", "unknown_question"),
    ({"birth": None}, "/answers/birth", "required"),
])
async def test_a_fault_names_its_place(
        client: httpx.AsyncClient, work: Work, changed: dict[str, object], pointer: str, code: str) -> None:
    answer = await client.post("/api/v1/consumers", json={"answers": {**FIRST, **changed}, "contact": "a@b.test"})
    assert answer.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert await count(work, Consumer) == 0


async def test_bad_bodies_are_refused_at_their_places(client: httpx.AsyncClient) -> None:
    for body, pointer in (({"answers": FIRST, "contact": "nobody"}, "/contact"),
                          ({"answers": FIRST, "contact": "a@b.test", "admin": True}, "/admin"),
                          ({"answers": {"birth": "a\u0000"}, "contact": "a@b.test"}, "/answers/birth"),
                          ({"answers": [], "contact": "a@b.test"}, "/answers")):
        answer = await client.post("/api/v1/consumers", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_who_is_too_young_is_a_conflict_and_nothing_is_stored(client: httpx.AsyncClient, work: Work) -> None:
    answer = await client.post(
        "/api/v1/consumers", json={"answers": {**FIRST, "birth": "2020-01"}, "contact": "a@b.test"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_young")
    assert (await count(work, Consumer), await count(work, Draft)) == (0, 0)


async def test_answers_are_put_whole_and_the_former_are_kept(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    for food in (3, 5):
        answer = await client.put("/api/v1/me/answers/sign-up", headers=hers,
                                  json={"answers": {**FIRST, "interest:food": food}})
        assert (answer.status_code, answer.json()["slug"]) == (200, "sign-up")
    assert [one.answers["interest:food"] for one in await all_of(work, Response)] == [3, 5]
    found = (await client.get("/api/v1/me/answers/sign-up", headers=hers)).json()
    assert found["answers"] == {**FIRST, "interest:food": 5, "consent:courier": True}


async def test_answers_that_lack_something_are_refused_whole(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    answer = await client.put("/api/v1/me/answers/sign-up", headers=hers, json={"answers": {"birth": "1990-01"}})
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} >= {"/answers/region", "/answers/networks"}
    assert await count(work, Response) == 0


async def test_another_questionnaire_may_be_answered_in_part(
        client: httpx.AsyncClient, hers: dict[str, str]) -> None:
    body = {"answers": {"Music": 5, "Hiphop, Rap": 1}}
    assert (await client.put("/api/v1/me/answers/lifestyle", headers=hers, json=body)).status_code == 200
    assert (await client.get("/api/v1/me/answers/lifestyle", headers=hers)).json()["answers"] == body["answers"]


async def test_an_address_comes_and_is_shown_to_its_owner(client: httpx.AsyncClient, hers: dict[str, str]) -> None:
    assert (await client.get("/api/v1/me/address", headers=hers)).status_code == 404
    put = await client.put("/api/v1/me/address", headers=hers, json=ADDRESS)
    assert (put.status_code, put.json()["detail"]) == (200, ADDRESS["detail"])
    assert (await client.get("/api/v1/me/address", headers=hers)).json()["recipient"] == "林一"
    wrong = await client.put("/api/v1/me/address", headers=hers, json={**ADDRESS, "mobile": "x", "street": "y"})
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/mobile", "/street"}


async def test_an_address_is_not_changed_by_answers(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    given = {**FIRST, **{f"address:{part}": value for part, value in ADDRESS.items()}}
    first = await client.put("/api/v1/me/answers/sign-up", headers=hers, json={"answers": given})
    assert first.status_code == 200
    assert not any(name.startswith("address:") for name in (await all_of(work, Response))[0].answers)
    assert (await client.put("/api/v1/me/answers/sign-up", headers=hers, json={"answers": given})).status_code == 200
    moved = await client.put("/api/v1/me/answers/sign-up", headers=hers,
                             json={"answers": {**given, "address:detail": "别处 2 号"}})
    assert (moved.status_code, moved.json()["code"]) == (409, "address_kept")
    half = await client.put("/api/v1/me/answers/sign-up", headers=hers,
                            json={"answers": {**FIRST, "address:city": "杭州市"}})
    assert {one["pointer"] for one in half.json()["errors"]} >= {"/answers/address:recipient"}


async def test_consents_are_given_listed_and_withdrawn(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    made = await client.post("/api/v1/me/consents", headers=hers, json={"purpose": "sensitive"})
    assert (made.status_code, made.json()["text_version"]) == (201, "sign-up.v1")
    same = await client.post("/api/v1/me/consents", headers=hers, json={"purpose": "sensitive"})
    assert same.json()["id"] == made.json()["id"]
    gone = await client.delete("/api/v1/me/consents/sensitive", headers=hers)
    assert gone.json()["withdrawn_at"] is not None
    assert (await client.delete("/api/v1/me/consents/sensitive", headers=hers)).json()["code"] == "not_agreed"
    assert (await client.post("/api/v1/me/consents", headers=hers, json={"purpose": "fame"})).status_code == 422
    assert len((await client.get("/api/v1/me/consents", headers=hers)).json()) == await count(work, Consent) == 4


async def test_answering_no_to_a_consent_withdraws_it(
        client: httpx.AsyncClient, work: Work, hers: dict[str, str]) -> None:
    body = {"answers": {**FIRST, "consent:matching": False}}
    assert (await client.put("/api/v1/me/answers/sign-up", headers=hers, json=body)).status_code == 200
    mine = await all_of(work, Consent, Consent.purpose == "matching")
    assert [one.withdrawn_at is None for one in mine] == [False]


async def test_a_member_changes_what_he_may(client: httpx.AsyncClient, hers: dict[str, str]) -> None:
    away = await client.patch("/api/v1/me", headers=hers, json={"state": "away", "refuses_automatic": True})
    assert (away.json()["state"], away.json()["refuses_automatic"]) == ("away", True)
    assert (await client.get("/api/v1/me", headers=hers)).json()["state"] == "away"
    assert (await client.patch("/api/v1/me", headers=hers, json={"state": "held"})).status_code == 422
    assert (await client.patch("/api/v1/me", headers=hers, json={"refuses_automatic": "yes"})).status_code == 422
    assert (await client.patch("/api/v1/me", headers=hers, json={"state": "active"})).json()["state"] == "active"


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/api/v1/me"), ("PATCH", "/api/v1/me"), ("GET", "/api/v1/me/answers/sign-up"),
    ("PUT", "/api/v1/me/answers/sign-up"), ("GET", "/api/v1/me/address"), ("PUT", "/api/v1/me/address"),
    ("GET", "/api/v1/me/consents"), ("POST", "/api/v1/me/consents"), ("DELETE", "/api/v1/me/consents/matching"),
])
async def test_neither_a_stranger_nor_a_brand_has_a_self_to_see(
        client: httpx.AsyncClient, work: Work, method: str, path: str) -> None:
    assert (await client.request(method, path)).status_code == 401
    theirs = await key_of(work, (await brand(work)).viewer)
    assert (await client.request(method, path, headers=theirs)).status_code == 403
