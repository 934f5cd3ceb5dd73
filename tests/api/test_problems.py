"""What cannot be taken is told as a problem: which status, at which place, in which words."""

from collections.abc import AsyncIterator
from typing import get_args

import httpx
import pytest

from app.accounts import service
from app.cases import service as cases
from app.cases.rules import FINDING
from app.core.work import Work
from app.web.api.cases import TaskKind
from app.web.problems import Problem
from app.web.wall import MOST_JSON
from tests import arrange
from tests.api.rows import TABLE
from tests.arrange import OPS
from tests.arrange_world import NEW_PRODUCT

API = "/api/v1"
JSON = {"content-type": "application/json"}
LISTS = ("brands", "campaigns", "cases", "keys", "messages", "parcels", "products", "reviews", "seats", "tasks",
         "troubles")


@pytest.fixture
async def ops(work: Work) -> dict[str, str]:
    return await arrange.key_of(work, OPS)


def told(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status, code and places of a problem, which is whole."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = Problem.model_validate(answer.json())
    assert (body.status, body.type) == (answer.status_code, f"/problems/{body.code}")
    assert {"title", "detail", "errors"} <= answer.json().keys()
    return answer.status_code, body.code, [error.pointer for error in body.errors]


async def test_an_unknown_field_is_pointed_at(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    answer = await client.post(f"{API}/brands", headers=ops, json={"name": "Berg", "nmae": 1, "a/b~c": 2})
    assert told(answer) == (422, "invalid", ["/nmae", "/a~1b~0c"])


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe{}", b'{"name": "\xc3"}', b"[" * 20_000, b"1" * 5000],
                         ids=["open", "nothing", "utf-16", "cut", "deep", "long number"])
async def test_what_is_no_json_is_told(client: httpx.AsyncClient, ops: dict[str, str], body: bytes) -> None:
    answer = await client.post(f"{API}/brands", headers=ops | JSON, content=body)
    assert told(answer)[0] == (400 if body else 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
async def test_another_kind_of_content_is_415(
        client: httpx.AsyncClient, ops: dict[str, str], kind: str | None) -> None:
    headers = ops | ({"content-type": kind} if kind else {})
    answer = await client.post(f"{API}/brands", headers=headers, content=b'{"name": "Berg"}')
    assert told(answer)[:2] == (415, "unsupported_media_type")


@pytest.mark.parametrize("name", ["a\\u0000b", "a\\u0007b", "\\ud800", "\\udfff\\ud800"])
async def test_characters_that_cannot_be_stored_are_refused_in_bodies(
        client: httpx.AsyncClient, ops: dict[str, str], name: str) -> None:
    for body in (f'{{"name": "{name}"}}', f'{{"name": "Berg", "about": {{"{name}": "x"}}}}', f'{{"{name}": 1}}'):
        answer = await client.post(f"{API}/brands", headers=ops | JSON, content=body)
        assert told(answer)[0] == 422


@pytest.mark.parametrize("bad", ["%00", "a%07", "%00%ff"])
async def test_characters_that_cannot_be_stored_are_refused_in_addresses(
        client: httpx.AsyncClient, ops: dict[str, str], bad: str) -> None:
    for query, pointer in ((f"tasks?kind={bad}", "/kind"), (f"messages?subject_id={bad}", "/subject_id"),
                           (f"brands?cursor={bad}", "/cursor")):
        answer = await client.get(f"{API}/{query}", headers=ops)
        assert told(answer) == (422, "invalid", [pointer])
    for (method, path), row in TABLE.items():
        if method == "GET" and row.ids:
            answer = await client.get(API + path.format_map(dict.fromkeys(row.ids, bad)), headers=ops)
            assert told(answer)[0] in (403, 404), path
    page = await client.get(f"/sign-in/{bad}")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("bad", ["x" * 41, "x" * 5000, "%F0%9F%98%80", "%20"])
async def test_what_cannot_be_an_id_leads_nowhere(
        client: httpx.AsyncClient, ops: dict[str, str], bad: str) -> None:
    for (method, path), row in TABLE.items():
        if method == "GET" and row.ids and row.expected["ops"] == 200:
            answer = await client.get(API + path.format_map(dict.fromkeys(row.ids, bad)), headers=ops)
            assert told(answer)[0] == 404, path


async def test_a_body_is_words_and_not_more_than_a_mebibyte(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    async def bit_by_bit() -> AsyncIterator[bytes]:
        for _ in range(MOST_JSON // 65_536 + 1):
            yield b" " * 65_536

    whole = await client.post(f"{API}/brands", headers=ops | JSON, content=b" " * (MOST_JSON + 1))
    parts = await client.post(f"{API}/brands", headers=ops | JSON, content=bit_by_bit())
    assert told(whole) == told(parts) == (413, "too_large", [])
    photos = {"kind": "lost", "photos": ["QUJD" * (MOST_JSON // 4)]}
    assert told(await client.post(f"{API}/parcels/par_none/troubles", headers=ops, json=photos))[0] != 413


@pytest.mark.parametrize("cursor", ["rubbish", "czEyMw!", "-1", "czk5OTk5OTk5OTk5OTk5OTk5OTk5", "é", "s1"])
async def test_a_cursor_that_is_none_of_ours_is_pointed_at(
        client: httpx.AsyncClient, ops: dict[str, str], cursor: str) -> None:
    for name in LISTS:
        answer = await client.get(f"{API}/{name}", headers=ops, params={"cursor": cursor})
        assert told(answer) == (422, "invalid", ["/cursor"]), name


async def test_an_unknown_parameter_is_pointed_at(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    for name in LISTS:
        answer = await client.get(f"{API}/{name}?limit=2&sate=open&order=1", headers=ops)
        assert told(answer) == (422, "invalid", ["/order", "/sate"]), name
        assert (await client.get(f"{API}/{name}?limit=2&lang=en", headers=ops)).status_code == 200
        assert told(await client.get(f"{API}/{name}?limit=0", headers=ops))[2] == ["/limit"]


async def test_a_wrong_method_is_told_the_right_ones(client: httpx.AsyncClient) -> None:
    answer = await client.request("DELETE", f"{API}/campaigns")
    assert told(answer)[:2] == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert (await client.patch(f"{API}/lots/lot_1")).headers["allow"] == "DELETE, PUT"
    page = await client.post("/")
    assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD")
    assert "</html>" in page.text


async def test_head_is_get_without_the_body(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    for path in (f"{API}/brands", "/openapi.json", "/sign-in", "/static/daren.css"):
        whole, head = await client.get(path, headers=ops), await client.head(path, headers=ops)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["content-length"] == whole.headers["content-length"], path
    assert (await client.head(f"{API}/nothing")).status_code == 404
    assert (await client.head(f"{API}/sign-in-links")).status_code == 405


async def test_the_first_status_is_replayed_and_a_key_stands_for_one_request(
        client: httpx.AsyncClient, work: Work) -> None:
    headers = await arrange.key_of(work, (await arrange.person(work)).viewer) | {"idempotency-key": "one"}
    first, second = [await client.post(f"{API}/cases", headers=headers, json={"words": "Hello?"}) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json(), second.headers["idempotent-replayed"]) == (second.json(), "true")
    other = await client.post(f"{API}/cases", headers=headers, json={"words": "Another."})
    assert told(other)[:2] == (409, "key_used_otherwise")
    for key in ("x" * 256, "\t", ""):
        wrong = await client.post(f"{API}/cases", headers=headers | {"idempotency-key": key}, json={"words": "Hi."})
        assert told(wrong)[0] == 422, key


async def test_a_problem_speaks_the_language_that_is_asked_for(client: httpx.AsyncClient) -> None:
    for path in ("brands", "nothing", "sign-in-links"):
        answers = [await client.get(f"{API}/{path}", headers={"accept-language": wanted}) for wanted in ("en", "zh-CN")]
        english, chinese = (answer.json()["detail"] for answer in answers)
        assert english.isascii(), english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), chinese


async def test_a_form_from_another_site_is_refused_in_style(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", headers={"origin": "http://evil.test"}, data={"contact": "lin@example.test"})
    assert (answer.status_code, "</html>" in answer.text) == (403, True)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("since", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59", "2026-03-01T09:00"])
async def test_a_time_out_of_reach_is_pointed_at(client: httpx.AsyncClient, ops: dict[str, str], since: str) -> None:
    assert told(await client.get(f"{API}/reviews?updated_since={since}", headers=ops))[2] == ["/updated_since"]


async def test_a_time_without_its_zone_is_told_so(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    answer = await client.get(f"{API}/reviews?updated_since=2026-03-01T09:00", headers=ops)
    assert answer.json()["errors"][0]["detail"].startswith("The time zone is missing")


async def test_a_character_that_cannot_be_stored_is_pointed_at_where_it_stands(
        client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    for body, pointer in (('{"name": "a\\u0000"}', "/name"), ('{"name": "a", "about": {"default": "\\ud800"}}',
                                                              "/about/default")):
        answer = await client.post(f"{API}/brands", headers=ops | JSON, content=body)
        assert told(answer) == (422, "invalid", [pointer])
        assert answer.json()["errors"][0]["code"] == "control_character"


async def test_what_was_made_is_answered_with_its_address_also_again(
        client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    headers = ops | {"idempotency-key": "made"}
    first, again = [await client.post(f"{API}/brands", headers=headers, json={"name": "Berg"}) for _ in range(2)]
    assert first.status_code == again.status_code == 201
    assert first.headers["location"] == again.headers["location"] == f"{API}/brands/{first.json()['id']}"
    assert (await client.get(first.headers["location"], headers=ops)).json() == first.json()


async def test_every_post_takes_an_idempotency_key_or_refuses_it(client: httpx.AsyncClient) -> None:
    for path in ("keys", "sign-in-links"):
        answer = await client.post(f"{API}/{path}", headers={"idempotency-key": "k"}, json={"contact": "a@b.test"})
        assert told(answer)[2] == ["/Idempotency-Key"], path


async def test_answers_of_the_api_are_kept_nowhere_and_name_their_language(
        client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    good = await client.get(f"{API}/brands", headers=ops)
    bad = await client.get(f"{API}/brands", headers={"accept-language": "zh"})
    assert good.headers["cache-control"] == bad.headers["cache-control"] == "no-store"
    assert (bad.headers["content-language"], bad.headers["vary"]) == ("zh-CN", "Accept-Language")


async def test_a_slash_behind_an_address_never_leads_to_another_host(
        client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    evil = {"host": "evil.test"}
    assert told(await client.get(f"{API}/brands/", headers=ops | evil))[:2] == (404, "page_not_found")
    page = await client.get("/sign-in/?lang=en", headers=evil)
    assert (page.status_code, page.headers["location"]) == (308, "/sign-in?lang=en")


async def test_what_is_missing_is_not_an_empty_list(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    for path in ("lots", "parcel-exports", "summary"):
        assert told(await client.get(f"{API}/campaigns/cmp_none/{path}", headers=ops))[:2] == (
            404, "campaign_not_found"), path


async def test_a_key_that_may_only_read_a_key_that_is_missing_and_one_that_is_unknown_are_told_apart(
        client: httpx.AsyncClient, work: Work) -> None:
    _, secret = await work.do(service.make_key, OPS, kind="ops", scope_id=None, name="r", is_read_only=True)
    asked = [({"authorization": f"Bearer {secret}"}, (403, "read_only_key")), ({}, (401, "key_needed")),
             ({"authorization": "Bearer dk_nothing"}, (401, "unknown_key"))]
    for headers, expected in asked:
        answer = await client.post(f"{API}/brands", headers=headers, json={"name": "Berg"})
        assert told(answer)[:2] == expected


async def test_ops_say_whose_campaign_or_product_it_is(client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    for path, body in (("campaigns", {"name": "Spring"}), ("products", NEW_PRODUCT)):
        assert told(await client.post(f"{API}/{path}", headers=ops, json=body))[2] == ["/brand"]


async def test_closed_lists_doubled_parameters_and_needless_bodies_are_refused(
        client: httpx.AsyncClient, ops: dict[str, str]) -> None:
    assert told(await client.get(f"{API}/tasks?kind=nope", headers=ops))[2] == ["/kind"]
    assert told(await client.get(f"{API}/brands?limit=1&limit=2", headers=ops))[2] == ["/limit"]
    states = await client.get(f"{API}/reviews?state=verified&state=closed", headers=ops)
    assert states.status_code == 200
    path = f"{API}/cases/case_none/close"
    assert told(await client.post(path, headers=ops, json={"words": "x"}))[0] == 422
    assert told(await client.post(path, headers=ops, json={}))[0] == 404


async def test_what_may_be_done_at_an_address_is_answered_to_options(client: httpx.AsyncClient) -> None:
    answer = await client.options(f"{API}/campaigns")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST")


def test_a_task_is_asked_for_by_each_kind_that_there_is() -> None:
    opened = {kind for kind, _ in cases.OPENED_BY.values()} | {"tell_person", FINDING}
    assert set(get_args(TaskKind)) == opened
