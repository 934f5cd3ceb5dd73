"""Runs and matches over the API: who may, what is answered, and what is refused."""

from typing import Any

import httpx
import pytest

from app.core.work import Work
from app.matching import queries
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants, wants_of


async def arranged(work: Work, **more: Any) -> tuple[Live, dict[str, str]]:
    await crowd(work, [{"traits": {"interest:cooking": n}} for n in (5, 4, 3, 2)])
    campaign = await arrange.live_campaign(work, **({"state": "approved"} | more))
    await wants(work, campaign.id, cooking=3)
    return campaign, await arrange.key_of(work, OPS)


async def a_run(client: httpx.AsyncClient, campaign: Live, ops: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
    made = await client.post(f"/api/v1/campaigns/{campaign.id}/runs", headers=ops)
    assert made.status_code == 201
    found = await client.get(f"/api/v1/runs/{made.json()['id']}/matches", headers=ops)
    return made.json()["id"], found.json()["data"]


async def test_a_run_is_made_read_and_its_matches_are_paged(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    run_id, _ = await a_run(client, campaign, ops)
    run = (await client.get(f"/api/v1/runs/{run_id}", headers=ops)).json()
    assert (run["units"], run["waitlist"], run["counts"]["eligible"]) == (2, 1, 4)
    listed = (await client.get(f"/api/v1/campaigns/{campaign.id}/runs", headers=ops)).json()["data"]
    assert [one["id"] for one in listed] == [run_id]
    seen, cursor = [], None
    for _ in range(4):
        page = (await client.get(f"/api/v1/runs/{run_id}/matches", headers=ops,
                                 params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [match["rank"] for match in page["data"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == [1, 2, 3]


async def test_matches_are_approved_in_bulk_rejected_and_replaced(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    run_id, (first, second, third) = await a_run(client, campaign, ops)
    named = await client.post(f"/api/v1/runs/{run_id}/approve", headers=ops, json={"matches": [first["id"]]})
    assert [match["state"] for match in named.json()["data"]] == ["approved"]
    rejected = await client.post(f"/api/v1/matches/{second['id']}/reject", headers=ops, json={"reason": "unreachable"})
    assert (rejected.json()["state"], rejected.json()["rejection"]) == ("rejected", "unreachable")
    replaced = await client.post(f"/api/v1/matches/{first['id']}/replace", headers=ops)
    assert (replaced.json()["id"], replaced.json()["state"]) == (third["id"], "approved")
    nobody = await client.post(f"/api/v1/matches/{third['id']}/replace", headers=ops)
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_waits")
    again = await client.post(f"/api/v1/matches/{second['id']}/approve", headers=ops)
    assert (again.status_code, again.json()["facts"]["state"]) == (409, "rejected")
    rest = await client.post(f"/api/v1/runs/{run_id}/approve", headers=ops)
    assert (rest.status_code, rest.json()["data"]) == (200, [])


async def test_the_same_key_gives_the_same_run(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    path, keyed = f"/api/v1/campaigns/{campaign.id}/runs", ops | {"idempotency-key": "k1"}
    one, other = await client.post(path, headers=keyed), await client.post(path, headers=keyed)
    assert one.json()["id"] == other.json()["id"]
    assert other.headers["idempotent-replayed"] == "true"
    run = await work.read(queries.latest_run, OPS, campaign.id)
    assert run is not None
    assert run.number == 1


ROUTES = (
    ("POST", "/campaigns/{campaign}/runs"), ("GET", "/runs/{run}"), ("GET", "/runs/{run}/matches"),
    ("POST", "/runs/{run}/approve"), ("GET", "/matches/{match}"), ("POST", "/matches/{match}/approve"),
    ("POST", "/matches/{match}/replace"),
)


async def test_only_ops_may_look_and_decide(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    run_id, matches = await a_run(client, campaign, ops)
    someone = await arrange.key_of(work, arrange.Person(matches[0]["consumer_id"], "acc_someone").viewer)
    brand = await arrange.key_of(work, campaign.brand.viewer)
    for method, path in ROUTES:
        where = "/api/v1" + path.format(campaign=campaign.id, run=run_id, match=matches[0]["id"])
        nowhere = "/api/v1" + path.format(campaign="cmp_x", run="run_x", match="mat_x")
        asked = ((where, {}), (where, someone), (where, brand), (nowhere, ops))
        statuses = [(await client.request(method, at, headers=headers)).status_code for at, headers in asked]
        assert statuses == [401, 403, 403, 404], path


async def test_a_reason_off_the_list_is_refused_at_its_place(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    _, (first, *_) = await a_run(client, campaign, ops)
    bodies: list[dict[str, Any]] = [{"reason": "too_critical"}, {}, {"reason": "unreachable", "stars": 1}]
    for body, pointer in zip(bodies, ("/reason", "/reason", "/stars"), strict=True):
        answer = await client.post(f"/api/v1/matches/{first['id']}/reject", headers=ops, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_run_of_a_draft_and_a_wrong_seed_are_refused(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work, state="draft")
    path = f"/api/v1/campaigns/{campaign.id}/runs"
    draft = await client.post(path, headers=ops)
    assert (draft.status_code, draft.json()["code"]) == (409, "not_open_to_runs")
    assert (await client.post(path, headers=ops, json={"seed": -1})).status_code == 422


async def test_a_refused_brief_names_its_traits_by_their_titles(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work)
    await wants_of(work, campaign.id, {"bought:where": ({"any_of": ["jd"]}, 1)}, first=1)
    for path in (f"/campaigns/{campaign.id}/runs", "/rounds"):
        answer = await client.post(f"/api/v1{path}", headers=ops)
        [fault] = answer.json()["errors"]
        assert (answer.status_code, fault["pointer"]) == (422, "/traits/1/trait")
        assert fault["detail"].startswith("Nobody has answered “Where do you usually buy?” yet")


@pytest.mark.parametrize("sent", ["1", True, 1.5, 2 ** 31])
async def test_a_seed_or_weight_is_a_whole_number_written_as_one(
    client: httpx.AsyncClient, work: Work, sent: object,
) -> None:
    campaign, ops = await arranged(work)
    run_id, _ = await a_run(client, campaign, ops)
    for path, body, pointer in ((f"/campaigns/{campaign.id}/runs", {"seed": sent}, "/seed"),
                                ("/rounds", {"seed": sent}, "/seed"),
                                (f"/runs/{run_id}/what-if", {"weights": {"interest:cooking": sent}},
                                 "/weights/interest:cooking")):
        answer = await client.post(f"/api/v1{path}", headers=ops, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), path
