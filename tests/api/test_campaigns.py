"""Campaigns over REST: who may do what, and every mistake with its pointer."""

from typing import Any

import httpx
import pytest

from app.brands import service as brands
from app.core.work import Work
from tests import arrange
from tests.arrange import OPS
from tests.arrange_campaigns import SPRING, drafted, product, submitted

BASE = "/api/v1/campaigns"


def pointers(answer: httpx.Response) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


async def test_offers_are_taken_as_they_are_answered(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    key = await arrange.key_of(work, owner.viewer)
    await work.do(brands.make_product, owner.viewer, owner.id, product())
    made = (await client.post(BASE, headers=key, json=SPRING)).json()
    lines = made["offers"][0]["lines"]
    assert list(lines[0]) == ["variant_id", "quantity"]
    again = await client.patch(f"{BASE}/{made['id']}", headers=key, json={"offers": [{"lines": lines, "units": 4}]})
    assert (again.status_code, again.json()["offers"][0]["lines"], again.json()["units"]) == (200, lines, 4)
    twice = [lines[0] | {"variant": lines[0]["variant_id"]}]
    both = await client.patch(f"{BASE}/{made['id']}", headers=key, json={"offers": [{"lines": twice, "units": 4}]})
    assert both.status_code == 422


async def test_a_brand_drafts_changes_and_submits(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    key, ops = await arrange.key_of(work, owner.viewer), await arrange.key_of(work, OPS)
    await work.do(brands.make_product, owner.viewer, owner.id, product())
    made = await client.post(BASE, headers=key, json=SPRING)
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    path = f"{BASE}/{made.json()['id']}"
    changed = await client.patch(path, headers=key, json={"trial_days": 9, "rival_cap_days": 45, "offers": [
        {"lines": [{"variant": "oat-barista"}], "units": 7}]})
    assert (changed.json()["trial_days"], changed.json()["units"]) == (9, 7)
    assert (made.json()["rival_cap_days"], changed.json()["rival_cap_days"]) == (0, 45)
    assert (await client.get(path, headers=key)).json()["rival_cap_days"] == 45
    assert changed.json()["traits"] == made.json()["traits"]
    handed_in = (await client.post(f"{path}/submit", headers=key | {"idempotency-key": "once"})).json()
    assert handed_in["state"] == "submitted"
    told = [(hint["pointer"], hint["code"]) for hint in handed_in["hints"]]
    assert told[0] == ("/traits/0/trait", "nobody_answered")
    again = await client.post(f"{path}/submit", headers=key | {"idempotency-key": "once"})
    assert again.json() == handed_in
    sent = await client.post(f"{path}/request-changes", headers=ops, json={"note": "Which size?"})
    assert (sent.json()["state"], sent.json()["change_note"]) == ("changes_requested", "Which size?")
    for move, who, state in (("reopen", key, "draft"), ("submit", key, "submitted"), ("approve", ops, "approved"),
                             ("go-live", ops, "live"), ("pause", key, "live"), ("resume", ops, "live"),
                             ("complete", ops, "completed"), ("archive", ops, "archived")):
        answer = await client.post(f"{path}/{move}", headers=who)
        assert (answer.status_code, answer.json()["state"]) == (200, state), move
    late = await client.post(f"{path}/cancel", headers=key)
    assert (late.status_code, late.json()["code"], late.json()["facts"]["state"]) == (409, "wrong_state", "archived")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "/name", "needed"),
    ({"name": {"default": "Oat", "fr": "avoine"}}, "/name/fr", "no such field"),
    ({"colour": 1}, "/colour", "no such field"),
    ({"traits": [{"trait": "interest:cooking", "want": "high", "weight": 0}]}, "/traits/0/weight", ": make it 1"),
    ({"traits": [{"trait": "interest:cooking", "want": "high", "weight": 2.5}]}, "/traits/0/weight", "whole number"),
    ({"traits": [{"trait": "interest:cookin", "want": "high"}]}, "/traits/0/trait", "interest:cooking"),
    ({"traits": [{"trait": "interest:cooking", "want": "hihg"}]}, "/traits/0/want", "high, low"),
    ({"traits": [{"trait": "about:pets", "want": "high"}]}, "/traits/0/want", "any_of"),
    ({"traits": [{"trait": "interest:cooking", "want": {"near": 10 ** 400}}]}, "/traits/0/want", "out of reach"),
    ({"traits": [{"trait": "interest:cooking", "want": "high"}] * 2}, "/traits/1/trait", "twice"),
    ({"traits": [{"trait": "about:gender", "want": {"table": {"female": 1}}}]}, "/traits/0/trait", "audience, genders"),
    ({"traits": [{"trait": "about:household", "want": {"table": {"couple": 1}}}]}, "/traits/0/trait", "as a must"),
    ({"traits": [{"trait": "body:pregnant", "want": {"table": {"no": 1}}}]}, "/traits/0/trait", "contraindications"),
    ({"musts": [{"trait": "about:pets", "op": "any_of", "value": ["dragon"]}]}, "/musts/0/value", "not one of"),
    ({"must_nots": [{"trait": "about:pets", "op": "bites"}]}, "/must_nots/0", "any_of"),
    ({"quotas": [{"name": "A", "of": {"tiers": []}}]}, "/quotas/0/of", "city tiers"),
    ({"quotas": [{"name": "A", "of": {"platform": "weibo", "verified": "yes"}}]}, "/quotas/0/of", "true or false"),
    ({"quotas": [{"name": "A", "of": {"platform": "wiebo"}}]}, "/quotas/0/of", "weibo"),
    ({"quotas": [{"name": "A", "of": {"tiers": [1]}, "minimum": 3, "maximum": 1}]}, "/quotas/0/minimum", "or raise"),
    ({"quotas": [{"name": "Men", "of": {"genders": ["male"]}, "minimum": 5}]}, "/quotas/0/minimum",
     "the audience takes only “Woman”; add “Man” to its genders, or lower this minimum to 0."),
    ({"must_nots": [{"trait": "about:home", "op": "is", "value": "dormitory"}], "quotas": [
        {"name": "Dorms", "of": {"trait": "about:home", "choices": ["dormitory"]}, "minimum": 5}]},
     "/quotas/0/minimum", "must-not 1 says that “"),
    ({"musts": [{"trait": "about:birth", "op": "at_least", "value": 2012}]}, "/musts/0", "“at least 2008” here"),
    ({"audience": {"regions": ["31"], "tiers": [4]}}, "/audience/tiers", "Add “Tier 1” to the city tiers"),
    ({"audience": {"ages": [40, 20]}}, "/audience/ages", "rise"),
    ({"audience": {"regions": ["shanghai"]}}, "/audience/regions/0", "This is too long"),
    ({"audience": {"regions": ["sh"]}}, "/audience/regions/0", "digits"),
    ({"audience": {"followers": {"wiebo": [1, 2]}}}, "/audience/followers/wiebo", "weibo"),
    ({"audience": {"followers": {"weibo": [3, 2]}}}, "/audience/followers/weibo", "rise"),
    ({"audience": {"followers": {"bilibili": [7, 9]}}, "platforms": [{"platform": "bilibili"}]},
     "/audience/followers/bilibili", "no follower band 9; bands are 1 to 6"),
    ({"audience": {"followers": {"tiktok": [1, 2]}}}, "/audience/followers/tiktok", "no network of this campaign"),
    ({"offers": [{"lines": [{"variant": "oat-2l"}], "units": 3}]}, "/offers/0/lines/0/variant", "oat-1l"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}], "units": 0}]}, "/offers/0/units", "1 or more"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}] * 2, "units": 1}]}, "/offers/0/lines/1/variant", "twice"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}], "units": 1, "choice": "by_trait"}]},
     "/offers/0/trait_rule", "rule"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}], "units": 1, "choice": "fixed"}] * 2}, "/offers/1/choice", "fixed"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}], "units": 1, "choice": "by_trait",
                  "trait_rule": {"trait": "x", "op": "is", "value": 1}}]}, "/offers/0/trait_rule/trait", "no trait"),
    ({"platforms": [{"platform": "weibo"}, {"platform": "weibo"}]}, "/platforms/1/platform", "twice"),
    ({"platforms": [{"platform": "weibo", "need": "must"}]}, "/platforms/0/need", "required"),
    ({"deliverables": [{"platform": "weibo"}]}, "/deliverables/0/platform", "network of this campaign"),
    ({"platforms": [{"platform": "weibo", "need": "required"}, {"platform": "douyin", "need": "required"}]},
     "/platforms/1/need", "More networks"),
    ({"deliverables": [{"hashtags": ["two words"]}]}, "/deliverables/0/hashtags/0", "one word"),
    ({"ends_at": "2026-03-01T00:00:00Z"}, "/ends_at", "after it starts"),
    ({"starts_at": "2026-03-01T00:00:00"}, "/starts_at", "time zone is missing"),
    ({"starts_at": "9999-12-31T23:59:59-23:00"}, "/starts_at", "2199"),
    ({"posts_from": "2027-03-01T00:00:00Z"}, "/posts_from", "before the campaign ends"),
    ({"deliverables": [{"posts_from": "2027-03-01T00:00:00Z"}]}, "/deliverables/0/posts_from", "before"),
    ({"time_zone": "Asia/Shangai"}, "/time_zone", "Asia/Shanghai"),
    ({"currency": "RMB"}, "/currency", "CNY"),
    ({"screener": "sing-up"}, "/screener", "sign-up"),
    ({"follows_id": "cmp_none"}, "/follows_id", "no such campaign"),
    ({"reserve_share": 1.5}, "/reserve_share", "1"),
    ({"reserve_share": "0.5"}, "/reserve_share", "give a number"),
    ({"audience": {"ages": ["20", 30]}}, "/audience/ages/0", "whole number"),
    ({"offers": [{"lines": [{"variant": "oat-1l"}], "units": True}]}, "/offers/0/units", "whole number"),
    ({"measures_lift": "yes"}, "/measures_lift", "yes or no"),
    ({"rival_cap_days": -1}, "/rival_cap_days", "0 or more"),
    ({"rival_cap_days": 366}, "/rival_cap_days", "365 or less"),
    ({"fee": -1}, "/fee", "0 or more"),
    ({"fee": 10 ** 30}, "/fee", "or less"),
    ({"brief": {"about": "x", "shop_link": "javascript:alert(1)"}}, "/brief/shop_link", "https://"),
    ({"brief": {"about": "x", "shop_link": "https://shop.example/oat"}, "platforms": [{"platform": "xiaohongshu"}]},
     "/brief/shop_link", "no shop link"),
]


@pytest.mark.parametrize(("change", "pointer", "says"), WRONG, ids=[f"{p}: {s}" for _, p, s in WRONG])
async def test_each_mistake_is_told_at_its_place_in_both_languages(
    client: httpx.AsyncClient, work: Work, dialect: str, change: dict[str, Any], pointer: str, says: str,
) -> None:
    owner = await arrange.brand(work)
    await work.do(brands.make_product, owner.viewer, owner.id, product())
    key = await arrange.key_of(work, owner.viewer)
    english = await client.post(BASE, headers=key, json=SPRING | change)
    assert english.status_code == 422
    [told] = [fault["detail"] for fault in english.json()["errors"] if fault["pointer"] == pointer]
    assert says in told
    chinese = await client.post(BASE, headers=key | {"accept-language": "zh-CN"}, json=SPRING | change)
    [spoken] = [fault["detail"] for fault in chinese.json()["errors"] if fault["pointer"] == pointer]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in spoken), spoken


async def test_each_door_opens_to_its_own_people(client: httpx.AsyncClient, work: Work) -> None:
    owner, other, person = await arrange.brand(work), await arrange.brand(work, "Other"), await arrange.person(work)
    path = f"{BASE}/{await submitted(work, owner)}"
    stranger, consumer = await arrange.key_of(work, other.viewer), await arrange.key_of(work, person.viewer)
    own, ops = await arrange.key_of(work, owner.viewer), await arrange.key_of(work, OPS)
    for who, status in (({}, 401), (consumer, 403), (stranger, 404), (own, 200), (ops, 200)):
        assert (await client.get(path, headers=who)).status_code == status
    for move, by_brand in (("approve", 403), ("go-live", 403), ("resume", 403), ("complete", 403), ("archive", 403)):
        assert (await client.post(f"{path}/{move}", headers=own)).status_code == by_brand, move
        assert (await client.post(f"{path}/{move}")).status_code == 401, move
    for move in ("submit", "reopen", "pause", "cancel"):
        assert (await client.post(f"{path}/{move}", headers=stranger)).status_code == 404, move
    hidden = (await client.get(path, headers=stranger)).json()
    assert hidden["code"] == "campaign_not_found"
    assert (await client.put(f"{path}/brief", headers=own, json={"about": "x"})).status_code == 403


async def test_ops_draft_for_a_brand_that_they_name(client: httpx.AsyncClient, work: Work) -> None:
    owner, ops = await arrange.brand(work), await arrange.key_of(work, OPS)
    assert (await client.post(BASE, headers=ops, json={"name": "Bare"})).status_code == 422
    made = await client.post(f"{BASE}?brand={owner.id}", headers=ops, json={"name": "Bare"})
    assert made.json()["brand_id"] == owner.id


async def test_pages_follow_one_another_without_a_gap(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    key = await arrange.key_of(work, owner.viewer)
    made = [await drafted(work, owner, external_ref="0")]
    for number in (1, 2):
        answer = await client.post(BASE, headers=key, json=SPRING | {"external_ref": str(number)})
        made.append(answer.json()["id"])
    first = (await client.get(BASE, headers=key, params={"limit": 2})).json()
    rest = (await client.get(BASE, headers=key, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["id"] for one in first["data"] + rest["data"]] == made[::-1]
    assert (first["has_more"], rest["has_more"], rest["next_cursor"]) == (True, False, None)
    assert (await client.get(BASE, headers=key, params={"cursor": "x"})).status_code == 422
    assert (await client.get(BASE, headers=key, params={"state": "live"})).json()["data"] == []
    twin = await client.post(BASE, headers=key, json=SPRING | {"external_ref": "1"})
    assert pointers(twin) == {"/external_ref"}


async def test_the_same_key_drafts_once(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    key = await arrange.key_of(work, owner.viewer) | {"idempotency-key": "spring-1"}
    first = await client.post(BASE, headers=key, json={"name": "Bare"})
    again = await client.post(BASE, headers=key, json={"name": "Bare"})
    assert first.json() == again.json()


async def test_products_and_brands_have_their_routes(client: httpx.AsyncClient, work: Work) -> None:
    ops = await arrange.key_of(work, OPS)
    brand = (await client.post("/api/v1/brands", headers=ops, json={"name": "Bergquell"})).json()
    assert (await client.post("/api/v1/brands", headers=ops, json={"name": "Bergquell"})).status_code == 409
    member = await client.post(f"/api/v1/brands/{brand['id']}/members", headers=ops, json={
        "email": "mina@example.test", "role": "owner"})
    assert member.json()["role"] == "owner"
    assert len((await client.get(f"/api/v1/brands/{brand['id']}/members", headers=ops)).json()) == 1
    owner = arrange.House(brand["id"], member.json()["account_id"])
    key = await arrange.key_of(work, owner.viewer)
    made = await client.post("/api/v1/products", headers=key, json=product().model_dump(mode="json", by_alias=True))
    assert (made.status_code, made.json()["is_age_gated"]) == (201, False)
    path = f"/api/v1/products/{made.json()['id']}"
    body = product(category="alcohol").model_dump(mode="json", by_alias=True)
    for variant, known in zip(body["variants"], made.json()["variants"], strict=True):
        variant["id"] = known["id"]
    assert (await client.put(path, headers=key, json=body)).json()["is_age_gated"] is True
    assert (await client.post(f"{path}/archive", headers=key)).json()["is_archived"] is True
    assert (await client.get("/api/v1/products", headers=key)).json()["data"] == []
    other = await arrange.key_of(work, (await arrange.brand(work, "Other")).viewer)
    assert (await client.get(path, headers=other)).status_code == 404
    assert (await client.get("/api/v1/brands", headers=other)).json()["data"][0]["name"] == "Other"
    assert (await client.post("/api/v1/brands", headers=other, json={"name": "New"})).status_code == 403
