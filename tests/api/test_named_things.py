"""A list that is asked for one campaign or one brand: one out of sight is not found, one without rows is empty."""

import httpx
import pytest

from app.core.work import Work
from tests import arrange
from tests import arrange_reviews as start

LISTS = [("reviews", "campaign"), ("seats", "campaign"), ("parcels", "campaign"), ("troubles", "campaign"),
         ("products", "brand"), ("campaigns", "brand")]


async def _asked(client: httpx.AsyncClient, work: Work, viewer, path: str, **query: str) -> tuple[int, object]:
    answer = await client.get(f"/api/v1/{path}", params=query, headers=await arrange.key_of(work, viewer))
    said = answer.json()
    return answer.status_code, said["code"] if answer.status_code != 200 else len(said["data"])


@pytest.mark.parametrize(("path", "noun"), LISTS)
async def test_a_list_of_an_unknown_thing_is_not_found(client, work, path: str, noun: str) -> None:
    for named in (f"{noun[:3]}_nope", "x" * 40):
        assert await _asked(client, work, arrange.OPS, path, **{noun: named}) == (404, f"{noun}_not_found")


@pytest.mark.parametrize(("path", "noun"), LISTS)
async def test_a_list_of_a_known_thing_may_be_empty(client, work, path: str, noun: str) -> None:
    campaign = await arrange.live_campaign(work)
    ids = {"campaign": campaign.id, "brand": campaign.brand.id}
    status, _ = await _asked(client, work, arrange.OPS, path, **{noun: ids[noun]})
    assert status == 200
    if path in ("reviews", "seats", "parcels"):
        state = {"reviews": "verified", "seats": "declined", "parcels": "shipped"}[path]
        assert await _asked(client, work, arrange.OPS, path, campaign=campaign.id, state=state) == (200, 0)


async def test_what_is_out_of_sight_is_as_unknown_as_what_is_not_there(client, work) -> None:
    promised = await start.promised(work)
    stranger = await arrange.brand(work, "Lakeside")
    own, other = promised.campaign.id, promised.campaign.brand.id
    assert await _asked(client, work, stranger.viewer, "reviews", campaign=own) == (404, "campaign_not_found")
    assert await _asked(client, work, stranger.viewer, "products", brand=other) == (404, "brand_not_found")
    assert await _asked(client, work, promised.who.viewer, "reviews", campaign=own) == (200, 1)
    assert await _asked(client, work, promised.who.viewer, "reviews", campaign=own, state="verified") == (200, 0)
    assert await _asked(client, work, promised.who.viewer, "reviews", campaign="cmp_nope") == (
        404, "campaign_not_found")


async def test_ops_name_the_brand_of_a_forecast_that_is_not_stored(client, work) -> None:
    brand, key = await arrange.brand(work), await arrange.key_of(work, arrange.OPS)
    body = {"name": "Spring", "traits": [{"trait": "interest:cooking", "want": "high"}]}
    none = await client.post("/api/v1/forecast", headers=key, json=body)
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/brand")
    named = await client.post("/api/v1/forecast", headers=key, params={"brand": brand.id}, json=body)
    assert named.json()["errors"][0]["code"] == "nobody_answered"
