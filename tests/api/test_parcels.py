"""Parcels over REST: who may see and do what, sheets out, lists in, troubles mended."""

import base64
from typing import Any

import httpx
import pytest

from app.core.work import Work
from app.main import House
from tests import arrange
from tests import arrange_samples as some
from tests.arrange import OPS
from tests.arrange_matching import statements

HEAD = "parcel number,carrier,tracking number"


async def key(work: Work, viewer: Any) -> dict[str, str]:
    return await arrange.key_of(work, viewer)


PHOTO = base64.b64encode(arrange.photo()).decode()
PATHS = (
    ("GET", "/api/v1/parcels", (401, 200, 200, 403, 200)),
    ("GET", "/api/v1/parcels/{parcel}", (401, 404, 200, 403, 200)),
    ("POST", "/api/v1/parcels/{parcel}/confirm", (401, 404, 200, 403, 403)),
    ("POST", "/api/v1/parcels/{parcel}/troubles", (401, 404, 201, 403, 409)),
    ("GET", "/api/v1/troubles", (401, 200, 200, 403, 200)),
    ("GET", "/api/v1/troubles/tro_none", (401, 404, 404, 403, 404)),
    ("GET", "/api/v1/troubles/tro_none/photos/0", (401, 404, 404, 403, 404)),
    ("POST", "/api/v1/troubles/tro_none/resend", (401, 403, 403, 403, 404)),
    ("POST", "/api/v1/troubles/tro_none/resolve", (401, 403, 403, 403, 404)),
    ("POST", "/api/v1/troubles/tro_none/give-up", (401, 403, 403, 403, 404)),
    ("POST", "/api/v1/campaigns/{campaign}/parcel-exports", (401, 403, 403, 403, 409)),
    ("GET", "/api/v1/campaigns/{campaign}/parcel-exports", (401, 403, 403, 403, 200)),
    ("GET", "/api/v1/parcel-exports/pex_none.csv", (401, 403, 403, 403, 404)),
    ("POST", "/api/v1/campaigns/{campaign}/tracking", (401, 403, 403, 403, 200)),
    ("GET", "/api/v1/campaigns/{campaign}/lots", (401, 403, 403, 403, 200)),
    ("DELETE", "/api/v1/lots/lot_none", (401, 403, 403, 403, 404)),
)


async def test_everyone_may_do_what_is_his_and_nothing_else(client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.shipped(work)
    number = (await some.parcel(work, sent.id)).number
    callers = ({}, await key(work, (await arrange.person(work, "zhao")).viewer), await key(work, sent.who.viewer),
               await key(work, sent.campaign.brand.viewer), await key(work, OPS))
    for method, path, expected in PATHS:
        for headers, status in zip(callers, expected, strict=True):
            body: dict[str, Any] = {}
            if path.endswith("troubles") and method == "POST":
                body = {"json": {"kind": "lost"}}
            if path.endswith("tracking"):
                body = {"content": f"{HEAD}\n{number},SF,SF1234567890123", "headers": {"content-type": "text/csv"}}
            answer = await client.request(
                method, path.format(parcel=sent.id, campaign=sent.campaign.id),
                **body | {"headers": body.get("headers", {}) | headers})
            assert answer.status_code == status, (method, path, headers, answer.text)


async def test_the_way_of_a_parcel_from_export_to_the_hands(client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.prepared(work)
    ops, lin = await key(work, OPS), await key(work, sent.who.viewer)
    made = (await client.post(f"/api/v1/campaigns/{sent.campaign.id}/parcel-exports", headers=ops)).json()
    assert (made["count"], made["waiting"]) == (1, 0)
    sheet = await client.get(f"/api/v1/parcel-exports/{made['id']}.csv?form=excel", headers=ops)
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    assert '"=""13800000000"""' in sheet.text
    number = (await client.get(f"/api/v1/parcels/{sent.id}", headers=ops)).json()["number"]
    taken = await client.post(
        f"/api/v1/campaigns/{sent.campaign.id}/tracking", headers=ops | {"accept-language": "zh"},
        files={"file": ("list.csv", f"{HEAD}\n{number},顺丰,SF1234567890123\nP-1,SF,1".encode("gb18030"), "text/csv")})
    assert (taken.json()["shipped"], taken.json()["faults"]) == (
        1, [{"line": 3, "column": "number", "code": "bad_number", "detail": "包裹编号有误，请核对。"}])
    own = (await client.get(f"/api/v1/parcels/{sent.id}", headers=lin)).json()
    assert (own["state"], own["carrier"], own["tracking_number"]) == ("shipped", "顺丰", "SF1234567890123")
    assert own["contents"][0]["product"] == {"default": "Oat milk", "zh-cn": "燕麦奶"}
    assert not {"seat_id", "consumer_id", "export_id"} & set(own)
    assert (await client.post(f"/api/v1/parcels/{sent.id}/confirm", headers=lin)).json()["state"] == "confirmed"


async def test_a_trouble_with_a_photo_is_told_seen_and_ended(client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.shipped(work)
    ops, lin = await key(work, OPS), await key(work, sent.who.viewer)
    told = await client.post(f"/api/v1/parcels/{sent.id}/troubles", headers=lin | {"idempotency-key": "k"},
                             json={"kind": "damaged", "note": "压扁了", "photos": [PHOTO]})
    again = await client.post(f"/api/v1/parcels/{sent.id}/troubles", headers=lin | {"idempotency-key": "k"},
                              json={"kind": "damaged", "note": "压扁了", "photos": [PHOTO]})
    assert (told.status_code, again.json()) == (201, told.json())
    trouble = told.json()["id"]
    seen = await client.get(f"/api/v1/troubles/{trouble}/photos/0", headers=ops)
    assert (seen.headers["content-type"], seen.content[:4]) == ("image/png", b"\x89PNG")
    assert (await client.get(f"/api/v1/troubles/{trouble}/photos/1", headers=ops)).status_code == 404
    fresh = await client.post(f"/api/v1/troubles/{trouble}/resend", headers=ops)
    assert (fresh.status_code, fresh.json()["replaces_id"]) == (201, sent.id)
    ended = await client.post(f"/api/v1/troubles/{trouble}/resolve", headers=ops)
    assert (ended.status_code, ended.json()["code"]) == (409, "wrong_state")


async def test_no_photo_outlives_a_refused_trouble(client: httpx.AsyncClient, house: House) -> None:
    sent, _ = await some.troubled(house.work)
    lin = await key(house.work, sent.who.viewer)
    answer = await client.post(f"/api/v1/parcels/{sent.id}/troubles", headers=lin,
                               json={"kind": "damaged", "photos": [PHOTO]})
    assert (answer.status_code, answer.json()["code"]) == (409, "trouble_is_open")
    await house.worker.run_due()
    assert [path for path in house.settings.files_dir.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("body", "status", "code"), [
    ({"kind": "boring"}, 422, "invalid"), ({"kind": "lost", "colour": "red"}, 422, "invalid"),
    ({"kind": "lost", "photos": ["bm8="] * 4}, 422, "invalid"), ({"kind": "lost", "photos": [7]}, 422, "invalid"),
    ({"kind": "lost", "photos": ["bm8="]}, 422, "not_an_image"), ({}, 422, "invalid"),
])
async def test_a_trouble_told_badly_is_refused_with_a_reason(
        client: httpx.AsyncClient, work: Work, body: dict[str, Any], status: int, code: str) -> None:
    sent = await some.shipped(work)
    answer = await client.post(f"/api/v1/parcels/{sent.id}/troubles", headers=await key(work, sent.who.viewer),
                               json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("sent_as", "content", "status", "code"), [
    ("text/csv", b"", 422, "missing_columns"), ("text/csv", b"PK\x03\x04\x00", 422, "not_text"),
    ("application/json", b"{}", 415, None), ("multipart/form-data; boundary=x", b"--x--\r\n", 422, "missing"),
])
async def test_what_is_no_list_is_refused_as_a_whole(
        client: httpx.AsyncClient, work: Work, sent_as: str, content: bytes, status: int, code: str | None) -> None:
    campaign = await arrange.live_campaign(work)
    answer = await client.post(f"/api/v1/campaigns/{campaign.id}/tracking", content=content,
                               headers=await key(work, OPS) | {"content-type": sent_as})
    assert answer.status_code == status
    assert code is None or [error["code"] for error in answer.json()["errors"]] == [code]


async def test_lots_are_entered_corrected_and_removed_until_a_parcel_names_them(
        client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.prepared(work)
    ops, lots = await key(work, OPS), f"/api/v1/campaigns/{sent.campaign.id}/lots"
    body = {"variant_id": sent.campaign.variant_id, "batch": "A1", "expires_on": "2027-01-01", "units": 5}
    lot = (await client.post(lots, json=body, headers=ops)).json()
    foreign = await client.post(lots, json=body | {"variant_id": "var_none"}, headers=ops)
    assert (foreign.status_code, foreign.json()["code"]) == (409, "foreign_variant")
    change = {"batch": "A2", "units": 4}
    assert (await client.put(f"/api/v1/lots/{lot['id']}", json=change, headers=ops)).json()["batch"] == "A2"
    await client.post(f"/api/v1/campaigns/{sent.campaign.id}/parcel-exports", headers=ops)
    removed = await client.delete(f"/api/v1/lots/{lot['id']}", headers=ops)
    assert (removed.status_code, removed.json()["code"]) == (409, "lot_is_used")
    fewer = await client.put(f"/api/v1/lots/{lot['id']}", json=change | {"units": 0}, headers=ops)
    assert fewer.status_code == 422
    spare = (await client.post(lots, json=body | {"batch": "B"}, headers=ops)).json()
    assert (await client.delete(f"/api/v1/lots/{spare['id']}", headers=ops)).status_code == 200
    assert [one["batch"] for one in (await client.get(lots, headers=ops)).json()] == ["A2"]


async def test_a_list_of_parcels_asks_no_more_questions_when_it_is_longer(
        client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arrange.live_campaign(work, units=4), await key(work, OPS)
    asked = []
    for names in ("a", "bcd"):
        for name in names:
            await some.prepared(work, campaign, name)
        with statements(work) as sent:
            answer = await client.get(f"/api/v1/parcels?campaign={campaign.id}", headers=ops)
        asked.append(len(sent))
    assert (len(answer.json()["data"]), asked[0]) == (4, asked[1])
