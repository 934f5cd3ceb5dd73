"""Invitations and seats over REST: each door sees what is its own, and yes is answered by 200, 202, 409 or 422."""

import httpx
import pytest

from app.core.clock import SetClock
from app.core.work import Work
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS
from tests.arrange_seats import REACTIONS, accepted, another_offer, crowd
from tests.domains.test_seats import HOME

URL = "/api/v1/invitations"


@pytest.fixture(autouse=True)
def _seats_alone(work: Work) -> None:
    work.reactions = REACTIONS


async def test_yes_is_200_with_a_unit_and_202_without(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    answers = []
    for who, seat_id in await crowd(work, campaign, 2):
        key = await arrange.key_of(work, who.viewer)
        for _ in range(2):
            answer = await client.post(f"{URL}/{seat_id}/accept", headers=key)
            answers.append((answer.status_code, answer.json()["state"]))
    assert answers == [(200, "accepted")] * 2 + [(202, "waiting")] * 2


async def test_the_first_status_is_replayed_under_one_key(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=0)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    key = await arrange.key_of(work, who.viewer) | {"idempotency-key": "one"}
    first, second = [await client.post(f"{URL}/{seat_id}/accept", headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.headers["idempotent-replayed"] == "true"
    assert first.json() == second.json()


async def test_a_gone_choice_is_409_with_what_is_left(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=0)
    large = await another_offer(work, campaign, "2 litres", 1)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    key = await arrange.key_of(work, who.viewer)
    answer = await client.post(f"{URL}/{seat_id}/accept", headers=key, json={"offer_id": campaign.offer_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "variant_gone")
    assert answer.json()["facts"]["offer_ids"] == [large]
    assert answer.json()["detail"] == "1 litre is gone; still free: 2 litres."


async def test_a_yes_that_comes_too_late_is_409_naming_the_state(
        client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    clock.forward(days=4)
    answer = await client.post(f"{URL}/{seat_id}/accept", headers=await arrange.key_of(work, who.viewer))
    assert (answer.status_code, answer.json()["facts"]["state"]) == (409, "expired")


async def test_what_is_missing_for_a_parcel_is_pointed_at_and_may_come_with_the_yes(
        client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    who = await arrange.person(work, with_address=False)
    seat_id = await arrange.offered_seat(work, campaign, who, must_confirm=["body:allergies"])
    key = await arrange.key_of(work, who.viewer)
    refused = await client.post(f"{URL}/{seat_id}/accept", headers=key)
    pointers = [error["pointer"] for error in refused.json()["errors"]]
    assert (refused.status_code, pointers[0], "/address/detail" in pointers) == (422, "/confirms", True)
    told = (await client.get(f"{URL}/{seat_id}", headers=key)).json()
    assert (told["lacks_address"], told["safety"][0]["trait"]) == (True, "body:allergies")
    yes = {"confirms": True, "address": HOME.model_dump(exclude_none=True)}
    assert (await client.post(f"{URL}/{seat_id}/accept", headers=key, json=yes)).status_code == 200


@pytest.mark.parametrize(("body", "pointer"), [
    ({"offer": "x"}, "/offer"), ({"confirms": "perhaps"}, "/confirms"), ({"address": {}}, "/address/recipient"),
    ({"offer_id": "x" * 50}, "/offer_id"), ({"offer_id": "\x00"}, "/offer_id")])
async def test_what_is_wrong_in_a_yes_is_pointed_at(
        client: httpx.AsyncClient, work: Work, body: dict[str, object], pointer: str) -> None:
    campaign = await arrange.live_campaign(work)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    key = await arrange.key_of(work, who.viewer)
    answer = await client.post(f"{URL}/{seat_id}/accept", headers=key, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_an_invitation_tells_what_is_given_and_what_is_asked(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, platform="weibo")
    [(who, seat_id)] = await crowd(work, campaign, 1)
    told = (await client.get(f"{URL}/{seat_id}", headers=await arrange.key_of(work, who.viewer))).json()
    assert (told["brand"], told["gifts"][0]["name"]["default"], told["platforms"]) == (
        "Bergquell", "Oat milk", ["weibo"])
    assert (told["offers"][0]["retail_value"], told["offers"][0]["is_left"], told["currency"]) == (1990, True, "CNY")
    assert told["about"]["default"] == "Say what you honestly think of it."


async def test_everybody_else_is_kept_out(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    [(_, seat_id)] = await crowd(work, campaign, 1)
    stranger = await arrange.key_of(work, (await arrange.person(work, "stranger")).viewer)
    brand = await arrange.key_of(work, campaign.brand.viewer)
    for path in ("", "/accept", "/decline", "/step-back", "/reaction"):
        call = client.post if path else client.get
        found = [(await call(f"{URL}/{seat_id}{path}", headers=h)).status_code for h in ({}, brand, stranger)]
        assert found == [401, 403, 404], path
    for path in ("told", "excuse", "extend", "withdraw"):
        body = {"reason": "illness"} if path == "excuse" else {"days": 2} if path == "extend" else None
        for headers, status in (({}, 401), (brand, 403), (stranger, 403)):
            answer = await client.post(f"/api/v1/seats/{seat_id}/{path}", headers=headers, json=body)
            assert answer.status_code == status, path


async def test_no_stepping_back_and_a_reaction(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    (no, no_seat), (back, back_seat), (hurt, hurt_seat) = await crowd(work, campaign, 3)
    for who, seat_id in ((back, back_seat), (hurt, hurt_seat)):
        await work.do(seats.accept, who.viewer, seat_id)
    for who, seat_id, path, state in ((no, no_seat, "decline", "declined"), (back, back_seat, "step-back", "released"),
                                      (hurt, hurt_seat, "reaction", "excused")):
        answer = await client.post(f"{URL}/{seat_id}/{path}", headers=await arrange.key_of(work, who.viewer))
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    key = await arrange.key_of(work, no.viewer)
    assert [len((await client.get(URL, headers=key, params={"is_open": flag})).json()["data"])
            for flag in ("true", "false")] == [0, 1]


async def test_ops_tell_excuse_extend_and_withdraw(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    _, seat = await accepted(work, campaign)
    reader = await arrange.person(work, "other")
    other = await arrange.offered_seat(work, campaign, reader, sent_at=None, answer_by=None)
    ops = await arrange.key_of(work, OPS)
    told = await client.post(f"/api/v1/seats/{other}/told", headers=ops)
    assert told.json()["answer_by"] == "2026-03-05T15:59:59Z"
    assert (await client.post(f"/api/v1/seats/{other}/withdraw", headers=ops)).json()["state"] == "withdrawn"
    longer = await client.post(f"/api/v1/seats/{seat.id}/extend", headers=ops, json={"days": 4})
    assert longer.json()["extended_days"] == 4
    wrong = await client.post(f"/api/v1/seats/{seat.id}/excuse", headers=ops, json={"reason": "dull"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/reason")
    done = await client.post(f"/api/v1/seats/{seat.id}/excuse", headers=ops, json={"reason": "illness"})
    assert (done.json()["state"], done.json()["reason"]) == ("excused", "illness")
    listed = await client.get("/api/v1/seats", headers=ops, params={"state": "excused", "campaign": campaign.id})
    assert [row["id"] for row in listed.json()["data"]] == [seat.id]
    assert (await client.get("/api/v1/seats", headers=ops, params={"state": "dead"})).status_code == 422


async def test_ops_move_what_is_left_of_the_reserve(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1, reserve=1)
    await accepted(work, campaign, "one")
    await accepted(work, campaign, "two")
    ops, path = await arrange.key_of(work, OPS), f"/api/v1/campaigns/{campaign.id}/stock"
    body = {"variant_id": campaign.variant_id, "units": 1}
    moved = await client.post(f"{path}/move", headers=ops, json=body)
    assert moved.json()["data"][0] == {
        "variant_id": campaign.variant_id, "units": 2, "taken": 2, "reserve": 0, "resent": 0, "spoiled": 0}
    assert moved.json() == (await client.get(path, headers=ops)).json()
    assert (await client.post(f"{path}/move", headers=ops, json=body)).json()["code"] == "nothing_reserved"
