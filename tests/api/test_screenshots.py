"""Screenshots over REST: shown by their author with an error at each wrong place, seen by ops, by a brand never."""

from typing import Any

import httpx
import pytest

from app.core.files import MOST_BYTES, Files
from app.core.settings import Settings
from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social
from tests.arrange_world import shot
from tests.pure.core.test_files import png_that_claims

LINK = "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a?xsec_token=abc"
OWN = {"id", "object", "review_id", "moment", "due_at", "until", "shown_at", "missed_at", "is_accepted"}


@pytest.fixture
async def promised(work: Work, social: Social) -> start.Promised:
    """A post that nobody can read without signing in, every screenshot of which ops look at."""
    work.resources[Settings] = work.resources[Settings].model_copy(update={"picture_share": 1.0})
    found = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, found.who.viewer, found.review_id, LINK)
    await start.worker(work, social).run_due()
    return found


async def _shows(client: httpx.AsyncClient, work: Work, promised: start.Promised, headers: Any = None,
                 files: Any = None, **said: str) -> httpx.Response:
    key = await arrange.key_of(work, promised.who.viewer)
    return await client.post(f"/api/v1/reviews/{promised.review_id}/screenshots", headers=key | (headers or {}),
                             files=files or shot(), data=said)


async def test_one_is_shown_once_judged_with_what_it_lacks_and_another_verifies(client, work, social, promised) -> None:
    once = {"idempotency-key": "shot"}
    answer = await _shows(client, work, promised, once, likes="40")
    body = answer.json()
    assert (answer.status_code, body["moment"], body.keys(), answer.headers["location"]) == (
        201, "submission", OWN, f"/api/v1/screenshots/{body['id']}")
    again = await client.send(answer.request)
    assert (again.json(), again.headers["idempotent-replayed"]) == (body, "true")
    await start.worker(work, social).run_due()
    ops, url = await arrange.key_of(work, arrange.OPS), f"/api/v1/screenshots/{body['id']}"
    seen = (await client.get(url, headers=ops)).json()
    assert (seen["is_drawn"], seen["flags"], seen.keys() - OWN) == (True, [], {"is_drawn", "flags", "judged_at"})
    assert (await client.get(f"{url}/file", headers=ops)).headers["content-type"] == "image/png"
    lacks = {"is_accepted": False, "lacks": [{"check": "picture_label"}, {
        "check": "picture_other", "message": "It is upside down."}]}
    judged = (await client.post(f"{url}/judgement", json=lacks, headers=ops)).json()
    assert (judged["state"], judged["fixes"], judged["to_mend"][1]["message"]["default"]) == (
        "needs_fix", ["picture_label", "picture_other"], "It is upside down.")
    late = await client.post(f"{url}/judgement", json={"is_accepted": True}, headers=ops)
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")
    second = (await _shows(client, work, promised)).json()["id"]
    await start.worker(work, social).run_due()
    done = await client.post(f"/api/v1/screenshots/{second}/judgement", json={"is_accepted": True}, headers=ops)
    assert (done.json()["state"], done.json()["numbers"]["likes"]) == ("verified", 40)
    rows = (await client.get(f"/api/v1/reviews/{promised.review_id}/screenshots", headers=ops)).json()["data"]
    assert [(row["moment"], row["is_accepted"]) for row in rows] == [
        ("submission", False), ("submission", True), ("day_7", None), ("day_30", None)]


@pytest.mark.parametrize(("said", "files", "status", "told"), [
    ({"likes": "many"}, None, 422, ("/likes", "int_parsing")),
    ({"colour": "red"}, None, 422, ("/colour", "extra_forbidden")),
    ({"likes": "8", "views": "3"}, None, 422, ("/likes", "impossible_numbers")),
    ({}, {"photo": shot()["picture"]}, 422, ("/picture", "missing")),
    ({}, [("picture", shot()["picture"])] * 2, 422, ("/picture", "too_many")),
    ({}, {"picture": ("x.png", arrange.photo(speck=False), "image/png")}, 422, ("/picture", "nothing_on_it")),
    ({}, {"picture": ("x.png", b"GIF89a", "image/png")}, 422, ("/picture", "not_an_image")),
    ({}, {"picture": ("x.png", png_that_claims(9_000, 9_000), "image/png")}, 422, ("/picture", "too_many_pixels")),
    ({}, {"picture": ("x.png", bytes(MOST_BYTES + 1), "image/png")}, 422, ("/picture", "file_too_large")),
])
async def test_what_cannot_be_shown_is_refused_at_its_place_and_leaves_nothing(
        client, house, work, promised, said, files, status: int, told: tuple[str, str] | None) -> None:
    answer = await _shows(client, work, promised, files=files, **said)
    assert answer.status_code == status
    assert told is None or [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [told]
    await house.worker.run_due()
    assert [path for path in work.resources[Files].folder.rglob("*") if path.is_file()] == []


async def test_a_key_stands_for_the_parts_of_a_form_whatever_parts_them(client, work, promised) -> None:
    once = await arrange.key_of(work, promised.who.viewer) | {"idempotency-key": "shot"}
    first = await _shows(client, work, promised, once, likes="40")
    again = await _shows(client, work, promised, once, likes="40")
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert (again.status_code, again.json(), again.headers["idempotent-replayed"]) == (201, first.json(), "true")
    name, data, kind = shot()["picture"]
    for said, picture in (({"likes": "41"}, data), ({"views": "40"}, data), ({}, data), ({"likes": "40"}, data + b"x")):
        other = await _shows(client, work, promised, once, {"picture": (name, picture, kind)}, **said)
        assert (other.status_code, other.json()["code"]) == (409, "key_used_otherwise")


async def test_json_is_no_screenshot_and_none_is_taken_where_none_is_asked_for(client, work, social) -> None:
    found = await start.promised(work)
    key = await arrange.key_of(work, found.who.viewer)
    wrong = await client.post(f"/api/v1/reviews/{found.review_id}/screenshots", json={}, headers=key)
    early = await _shows(client, work, found)
    assert (wrong.status_code, early.status_code, early.json()["code"]) == (415, 409, "wrong_state")
    assert wrong.json()["detail"] == "Please send multipart/form-data with the picture in its field “picture”."


async def test_neither_a_brand_nor_another_person_sees_one(client, work, promised) -> None:
    made = (await _shows(client, work, promised)).json()["id"]
    paths = [f"/reviews/{promised.review_id}/screenshots", f"/screenshots/{made}", f"/screenshots/{made}/file"]
    for viewer, status in ((promised.campaign.brand.viewer, 403), ((await arrange.person(work, "mei")).viewer, 404)):
        key = await arrange.key_of(work, viewer)
        assert {(await client.get(f"/api/v1{path}", headers=key)).status_code for path in paths} == {status}
