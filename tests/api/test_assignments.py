"""A whole run's assignment as one table: as JSON, as CSV, of a round, and where its inputs are gone."""

import csv
import io
from typing import Any

import httpx
import orjson
from sqlalchemy import delete

from app.campaigns import queries as campaigns
from app.campaigns.models import Quota
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.models import RunInputs
from app.matching.service.decisions import replace
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants

COLUMNS = ("campaign_id,run_id,consumer_id,external_id,place,rank,fit,coverage,p_fit,p_accept,p_publish,value,"
           "propensity,source,state,quotas,must_confirm,reasons")
"""Others read this table: a column is never renamed or moved."""


async def arranged(work: Work, name: str = "House", **more: Any) -> Live:
    campaign = await arrange.live_campaign(work, await arrange.brand(work, name), units=2, **more)
    await wants(work, campaign.id, cooking=3)

    async def women(session: Any, viewer: Any) -> None:
        session.add(Quota(campaign_id=campaign.id, position=0, name="Women; 女", of={"genders": ["female"]}, minimum=1))
        (await campaigns.get(session, viewer, campaign.id)).control_share = 0.5
    await work.do(women, OPS)
    return campaign


async def people(work: Work) -> dict[str, str]:
    await crowd(work, [{"traits": {"interest:cooking": n}, "gender": "female" if n == 3 else "male"}
                       for n in (5, 4, 3, 2)])
    return await arrange.key_of(work, OPS)


async def test_the_table_holds_every_pick_with_chances_lot_quotas_and_reasons(
    client: httpx.AsyncClient, work: Work,
) -> None:
    ops = await people(work)
    campaign = await arranged(work)
    run = await work.do(service.run, OPS, campaign.id)
    rows = (await client.get(f"/api/v1/runs/{run.id}/assignment", headers=ops)).json()["data"]
    matches = await work.read(queries.of_run, OPS, run.id)
    assert [(row["consumer_id"], row["place"], row["rank"]) for row in rows] == [
        (one.consumer_id, "waitlist" if one.is_on_waitlist else "unit", one.rank) for one in matches]
    drawn = [row for row in rows if row["propensity"] is not None]
    assert [row["propensity"] for row in drawn] == [0.25]
    for row in rows:
        assert row["quotas"] == [*(["Women; 女"] if row["external_id"] == "x3" else []), "newcomers"]
        assert abs(
            row["value"] - row["p_fit"] * row["p_publish"]) < 1e-5
        assert abs(sum(row["reasons"].values()) - 100 * (row["fit"] - run.means["fit"])) < 1e-9
    sheet = await client.get(f"/api/v1/runs/{run.id}/assignment", headers=ops, params={"form": "csv"})
    assert (sheet.headers["content-type"], sheet.text.splitlines()[0]) == ("text/csv; charset=utf-8", COLUMNS)
    read = list(csv.DictReader(io.StringIO(sheet.text)))
    assert [(row["consumer_id"], float(row["fit"]), orjson.loads(row["quotas"])) for row in read] == [
        (row["consumer_id"], row["fit"], row["quotas"]) for row in rows]
    assert [orjson.loads(row["reasons"]) for row in read] == [row["reasons"] for row in rows]


async def test_a_round_s_table_holds_all_its_campaigns(client: httpx.AsyncClient, work: Work) -> None:
    ops = await people(work)
    one, other = await arranged(work), await arranged(work, "Other")
    made = await jobs.round_now(work, OPS, shape=lambda found: found)
    rows = (await client.get(f"/api/v1/rounds/{made.id}/assignment", headers=ops)).json()["data"]
    assert {row["campaign_id"] for row in rows} == {one.id, other.id}
    seated = [row["consumer_id"] for row in rows if row["place"] == "unit"]
    assert len(seated) == len(set(seated)) == 4


async def test_who_was_asked_by_hand_has_no_chances_and_lost_inputs_no_quotas(
    client: httpx.AsyncClient, work: Work,
) -> None:
    ops = await people(work)
    campaign = await arranged(work, state="approved")
    run = await work.do(service.run, OPS, campaign.id)
    picked = {one.consumer_id for one in await work.read(queries.of_run, OPS, run.id)}
    [left] = {f"con_{number:05d}" for number in range(1, 5)} - picked
    await work.do(service.pick_by_hand, OPS, run.id, left, "mix")

    async def lose(session: Any, viewer: Any) -> None:
        await session.execute(delete(RunInputs))
    await work.do(lose, OPS)
    rows = (await client.get(f"/api/v1/runs/{run.id}/assignment", headers=ops)).json()["data"]
    [asked] = [row for row in rows if row["consumer_id"] == left]
    assert (asked["source"], asked["p_fit"], asked["value"], asked["quotas"]) == ("fan", None, None, None)
    gone = await client.get("/api/v1/runs/run_none/assignment", headers=ops)
    assert (gone.status_code, gone.json()["code"]) == (404, "run_not_found")


async def test_who_was_replaced_has_no_unit_and_who_was_erased_no_reasons(
    client: httpx.AsyncClient, work: Work,
) -> None:
    ops = await people(work)
    campaign = await arranged(work, state="approved")
    run = await work.do(service.run, OPS, campaign.id)
    gone, stays, *_ = await work.read(queries.of_run, OPS, run.id)
    await work.do(replace, OPS, gone.id)

    async def forget(session: Any, viewer: Any) -> None:
        (await queries.get(session, viewer, stays.id)).contributions = {}
    await work.do(forget, OPS)
    rows = {row["consumer_id"]: row for row in
            (await client.get(f"/api/v1/runs/{run.id}/assignment", headers=ops)).json()["data"]}
    assert (rows[gone.consumer_id]["place"], rows[stays.consumer_id]["place"]) == ("replaced", "unit")
    assert (rows[gone.consumer_id]["reasons"] is None, rows[stays.consumer_id]["reasons"]) == (False, None)
    assert sum(row["place"] == "unit" for row in rows.values()) == 2
