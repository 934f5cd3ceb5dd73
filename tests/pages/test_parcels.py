"""Parcels on pages: ops export, take lists in and mend troubles; a consumer says "I have it" or what is wrong."""

import re

import httpx
import pytest

from app.core.files import MOST_BYTES
from app.core.work import Work
from app.main import House
from app.samples import service as samples
from tests import arrange
from tests import arrange_samples as some
from tests.arrange_matching import statements

HEAD = "parcel number,carrier,tracking number"


async def ops_of(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def test_ops_export_and_take_tracking_numbers_in(client: httpx.AsyncClient, work: Work) -> None:
    sent, ops = await some.prepared(work), await ops_of(work)
    here = f"/ops/parcels/{sent.campaign.id}"
    assert "Oat milk spring" in (await client.get("/ops/parcels", headers=ops)).text
    assert "Export 1 parcel" in (await client.get(here, headers=ops)).text
    assert (await client.post(f"{here}/export", headers=ops)).status_code == 303
    page = await client.get(here, headers=ops)
    assert "Export 1 parcel" not in page.text
    link = page.text.split('href="/ops/parcel-exports/')[1].split('"')[0]
    sheet = await client.get(f"/ops/parcel-exports/{link}", headers=ops)
    assert "收件人lin,13800000000" in sheet.content.decode("utf-8-sig")
    number = (await some.parcel(work, sent.id)).number
    told = await client.post(f"{here}/tracking", headers=ops, files={
        "file": ("list.csv", f"{HEAD}\n{number},SF,SF1234567890123\nP-1,SF,7E9".encode(), "text/csv")})
    assert told.status_code == 200
    assert "2 lines read" in told.text
    assert "it may be mistyped" in told.text
    assert (await some.parcel(work, sent.id)).state == "shipped"


async def test_a_form_without_a_file_says_so_beside_the_field(client: httpx.AsyncClient, work: Work) -> None:
    sent, ops = await some.exported(work), await ops_of(work)
    answer = await client.post(f"/ops/parcels/{sent.campaign.id}/tracking", data={}, headers=ops)
    assert (answer.status_code, "Please choose a file." in answer.text) == (422, True)


async def test_a_batch_is_entered_and_a_wrong_one_keeps_what_was_typed(client: httpx.AsyncClient, work: Work) -> None:
    sent, ops = await some.prepared(work), await ops_of(work)
    lots = f"/ops/parcels/{sent.campaign.id}/lots"
    typed = {"variant_id": sent.campaign.variant_id, "batch": "A17", "units": "many"}
    answer = await client.post(lots, data=typed, headers=ops)
    assert (answer.status_code, 'value="A17"' in answer.text) == (422, True)
    assert (await client.post(lots, data=typed | {"units": "５"}, headers=ops)).status_code == 303
    assert "A17" in (await client.get(f"/ops/parcels/{sent.campaign.id}", headers=ops)).text


async def test_a_consumer_has_the_parcel_in_one_tap(client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.shipped(work)
    lin = await arrange.cookie_of(work, sent.who.account_id)
    page = await client.get(f"/me/parcels/{sent.id}", headers=lin)
    assert "I have it" in page.text
    assert "SF1234567890123" in page.text
    assert (await client.post(f"/me/parcels/{sent.id}/confirm", headers=lin)).status_code == 303
    after = await client.get(f"/me/parcels/{sent.id}", headers=lin | {"accept-language": "zh-CN"})
    assert "我收到了" not in after.text
    assert (await some.seat(work, sent.seat_id)).received_how == "tap"


async def test_a_consumer_tells_what_is_wrong_and_ops_send_another_one(client: httpx.AsyncClient, work: Work) -> None:
    sent, ops = await some.shipped(work), await ops_of(work)
    lin = await arrange.cookie_of(work, sent.who.account_id)
    form = f"/me/parcels/{sent.id}/trouble"
    assert "It came damaged" in (await client.get(form, headers=lin)).text
    told = await client.post(form, data={"kind": "damaged", "note": "The box is flat."}, headers=lin,
                             files={"photo_1": ("a.png", arrange.photo(), "image/png")})
    assert told.status_code == 303
    assert "We are looking after it" in (await client.get(f"/me/parcels/{sent.id}", headers=lin)).text
    assert (await client.get(form, headers=lin)).status_code == 409
    desk = await client.get(f"/ops/parcels/{sent.campaign.id}", headers=ops)
    trouble = desk.text.split('href="/ops/troubles/')[1].split('"')[0]
    page = await client.get(f"/ops/troubles/{trouble}", headers=ops)
    assert "The box is flat." in page.text
    assert "Trouble told" in page.text
    shown = await client.get(f"/ops/troubles/{trouble}/photos/0", headers=ops)
    assert shown.headers["content-type"] == "image/png"
    assert (await client.get(f"/ops/troubles/{trouble}/give-up", headers=ops)).status_code == 200
    assert (await client.post(f"/ops/troubles/{trouble}/resend", headers=ops)).status_code == 303
    assert "the clock stands still until it has come" in (await client.get(
        f"/ops/troubles/{trouble}", headers=ops)).text
    assert "A new one is coming" in (await client.get(f"/me/parcels/{sent.id}", headers=lin)).text


async def test_ops_resolve_or_give_up(client: httpx.AsyncClient, work: Work) -> None:
    ops = await ops_of(work)
    for path, state in (("resolve", "resolved"), ("give-up", "given_up")):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, f"Brand {state}"))
        sent = await some.shipped(work, campaign, path)
        trouble = await work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost")
        assert (await client.post(f"/ops/troubles/{trouble.id}/{path}", headers=ops)).status_code == 303
        assert (await some.trouble(work, trouble.id)).state == state


async def test_a_trouble_without_a_kind_or_with_a_broken_photo_keeps_the_words(
        client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.shipped(work)
    lin = await arrange.cookie_of(work, sent.who.account_id)
    form = f"/me/parcels/{sent.id}/trouble"
    bare = await client.post(form, data={"note": "It is flat."}, headers=lin)
    assert (bare.status_code, "It is flat." in bare.text) == (422, True)
    broken = await client.post(form, data={"kind": "lost", "note": "It is flat."}, headers=lin,
                               files={"photo_1": ("a.png", b"no picture", "image/png")})
    assert (broken.status_code, "not a picture we can read" in broken.text) == (422, True)


@pytest.mark.parametrize(("sent", "field", "says"), [
    ({"photo_1": "well", "photo_3": "broken"}, "photo_3", "not a picture we can read"),
    ({"photo_1": "broken"}, "photo_1", "not a picture we can read"),
    ({"photo_1": "well", "photo_2": "large"}, "photo_2", "may have up to 8 MiB"),
    (dict.fromkeys(("photo_1", "photo_2", "photo_3", "photo_4"), "well"), "photo_1", "at most 3 photos"),
])
async def test_a_photo_that_cannot_be_used_is_refused_at_its_own_field(
        client: httpx.AsyncClient, house: House, sent: dict[str, str], field: str, says: str) -> None:
    kinds = {"well": arrange.photo(), "broken": b"no picture", "large": bytes(MOST_BYTES + 1)}
    parcel = await some.shipped(house.work)
    answer = await client.post(
        f"/me/parcels/{parcel.id}/trouble", data={"kind": "lost"},
        headers=await arrange.cookie_of(house.work, parcel.who.account_id),
        files={name: ("a.png", kinds[kind], "image/png") for name, kind in sent.items()})
    assert answer.status_code == 422
    faults = re.findall(r'<li><a href="#f-([^"]+)">([^<]+)', answer.text)
    assert [name.replace("_5f_", "_") for name, _ in faults] == [field]
    assert says in faults[0][1]
    await house.worker.run_due()
    assert [path for path in house.settings.files_dir.rglob("*") if path.is_file()] == []


async def test_a_stranger_finds_no_parcel(client: httpx.AsyncClient, work: Work) -> None:
    sent = await some.shipped(work)
    stranger = await arrange.cookie_of(work, (await arrange.person(work, "zhao")).account_id)
    for path in (f"/me/parcels/{sent.id}", f"/me/parcels/{sent.id}/trouble"):
        assert (await client.get(path, headers=stranger)).status_code == 404
    assert (await client.post(f"/me/parcels/{sent.id}/confirm", headers=stranger)).status_code == 404
    assert (await client.get(f"/ops/parcels/{sent.campaign.id}", headers=stranger)).status_code == 303


async def test_the_desk_asks_no_more_questions_when_there_is_more_on_it(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops, asked = await arrange.live_campaign(work, units=4), await ops_of(work), []
    for names in ("a", "bcd"):
        for name in names:
            await some.prepared(work, campaign, name)
        with statements(work) as sent:
            await client.get(f"/ops/parcels/{campaign.id}", headers=ops)
        asked.append(len(sent))
    assert asked[0] == asked[1]
