"""What cannot be taken is told as a problem: which status, at which place, in which words."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.core.work import Work
from app.web.problems import Problem
from app.web.wall import MOST_JSON
from tests import arrange
from tests.api.rows import TABLE
from tests.arrange import OPS

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
