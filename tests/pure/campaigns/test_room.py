"""What a brief's audience means where it is held against musts and quotas."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.campaigns.schemas import CampaignIn
from app.campaigns.schemas.room import room_of
from app.campaigns.schemas.world import World
from app.consumers.rules.regions import tiers_in

WORLD = World(
    now=datetime(2026, 3, 1, tzinfo=UTC), traits={}, variants={"gin": "var_gin", "oat": "var_oat"}, names={},
    archived=frozenset(), gated=frozenset({"var_gin"}), networks=("weibo", "douyin"), questionnaires=())
BANDS = {"audience": {"followers": {"weibo": [2, 4]}}}


def one_of(variant: str) -> dict[str, Any]:
    return {"offers": [{"lines": [{"variant": variant}], "units": 3}]}


@pytest.mark.parametrize(("brief", "name", "means"), [
    (one_of("oat"), "youngest", 14), (one_of("gin"), "youngest", 18), ({}, "youngest", 14),
    ({"audience": {"ages": [18, 30]}}, "ages", (18, 30)), ({"audience": {"ages": [40, 20]}}, "ages", (None, None)),
    (BANDS | {"platforms": [{"platform": "weibo", "need": "required"}]}, "followers", {"weibo": (2, 4)}),
    (BANDS | {"platforms": [{"platform": "weibo", "need": "preferred"}]}, "followers", {}),
    ({"audience": {"regions": ["31", "440600"]}}, "reached", (1, 3)),
    ({"ends_at": "2026-09-01T00:00:00Z"}, "days", (date(2026, 3, 1), date(2026, 9, 1))),
])
def test_only_what_excludes_somebody_is_held_against_the_rest(brief: dict[str, Any], name: str, means: object) -> None:
    assert getattr(room_of(CampaignIn.model_validate({"name": "Any"} | brief), WORLD), name) == means


@pytest.mark.parametrize(("code", "tiers"), [
    ("31", {1}), ("310101", {1}), ("44", {1, 2, 3, 4}), ("440000", {1, 2, 3, 4}), ("4403", {1}), ("441200", {4}),
    ("000000", {0}), ("99", {0}),
])
def test_a_region_lies_in_the_tiers_of_its_cities(code: str, tiers: set[int]) -> None:
    assert tiers_in(code) == tiers
