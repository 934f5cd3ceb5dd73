"""A campaign is forecast over the real people before it is posted: as a draft, or before it is stored at all."""

from dataclasses import replace
from typing import Any

import pytest

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignChange, CampaignIn
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.i18n import text
from app.core.work import Work
from app.matching import jobs
from app.matching import service as matching
from app.matching.engine.pick import Shortfall
from app.matching.models import Run
from app.matching.rules.forecasting import Line, worth_telling
from app.matching.rules.foretold import Look, changed, cost, hints, summary
from app.matching.rules.refusals import NothingFree
from app.web.api.forecasts import ForecastOut
from tests import arrange
from tests.arrange import OPS, House
from tests.arrange_campaigns import SPRING, drafted
from tests.arrange_matching import crowd, wants
from tests.people import all_of

PLAIN: dict[str, Any] = {"audience": {}, "musts": [], "quotas": []}


def people(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"traits": {"interest:cooking": n % 5 + 1, "habit:tries_new": (n * 3) % 5 + 1, "about:household": "couple"}}
            | more for n in range(count)]


async def a_draft(work: Work, count: int = 60, **more: Any) -> tuple[House, str]:
    await crowd(work, people(count, gender="female"))
    owner = await arrange.brand(work)
    return owner, await drafted(work, owner, **(PLAIN | more))


async def test_a_draft_is_forecast_and_nothing_is_stored(work: Work) -> None:
    owner, draft = await a_draft(work)
    found = await jobs.forecast_now(work, owner.viewer, draft, 8)
    told = found.told
    assert (found.eligible, found.units, found.posts_asked) == (60, 20, 20)
    assert told.low <= told.reviews <= told.high <= 20
    assert told.chance is not None
    assert told.samples_needed is not None
    assert 0 < told.chance < 1
    assert told.fit > found.mean_fit
    assert await all_of(work, Run) == []
    assert "60 people could be picked for 20 units." in summary(found, False).default


async def test_the_same_campaign_not_stored_gives_the_same_forecast(work: Work) -> None:
    owner, draft = await a_draft(work)
    stored = await jobs.forecast_now(work, owner.viewer, draft, 8)
    body = CampaignIn.model_validate(SPRING | PLAIN)
    assert await jobs.forecast_of(work, owner.viewer, owner.id, body, 8) == stored


async def test_without_units_only_the_people_are_told(work: Work) -> None:
    owner, draft = await a_draft(work, offers=[])
    found = await jobs.forecast_now(work, owner.viewer, draft)
    assert summary(found, False) == text("60 people could be picked.", "60 人符合条件。")
    assert next(hint.code for hint in hints(found, False)) == "no_units"


async def test_nothing_is_forecast_once_every_unit_is_offered(work: Work) -> None:
    await crowd(work, people(3))
    campaign = await arrange.live_campaign(work, units=1)
    await wants(work, campaign.id, cooking=3)
    run = await work.do(matching.run, OPS, campaign.id)
    await work.do(matching.approve_of_run, OPS, run.id)
    with pytest.raises(NothingFree):
        await jobs.forecast_now(work, OPS, campaign.id)


async def test_a_moved_weight_moves_the_forecast_and_what_moved_is_told(work: Work) -> None:
    owner, draft = await a_draft(work)
    before = await jobs.forecast_now(work, owner.viewer, draft)
    traits = [SPRING["traits"][0] | {"weight": 10}, SPRING["traits"][1]]
    await work.do(campaigns.edit, owner.viewer, draft, CampaignChange.model_validate({"traits": traits}))
    after = await jobs.forecast_now(work, owner.viewer, draft)
    assert before.told.fit != after.told.fit
    said = changed(Look.of(before, False), Look.of(after, False)).default
    assert said.startswith("Since your last look: fit of those picked ")
    assert changed(Look.of(after, False), Look.of(after, False)) is None
    moved = changed(Look(100, 34, 60.0), Look(112, 36, 60.0))
    assert moved.default == "Since your last look: 12 more people, expected reviews 34 → 36."


async def test_what_each_line_costs_is_exact(work: Work) -> None:
    await crowd(work, [*people(30, gender="female"), *people(12, gender="male")])
    await crowd(work, people(15, gender="female", region_code="310000"), first=43)
    owner = await arrange.brand(work)
    asked = {"audience": {"genders": ["female"]},
             "musts": [{"trait": "interest:cooking", "op": "at_least", "value": 3}]}
    draft = await drafted(work, owner, **(PLAIN | asked))
    found = await jobs.forecast_now(work, owner.viewer, draft)
    wanted = 45 * 3 // 5
    costs = {line.where: (line.fails, line.alone) for line in found.lines}
    few = [n for n in range(12) if n % 5 + 1 < 3]
    assert found.eligible == wanted
    assert costs == {("musts", 0): (18 + len(few), 18), ("audience", "genders"): (12, 12 - len(few))}


async def test_a_line_about_the_body_is_named_and_a_brand_is_not_told_how_many(work: Work) -> None:
    agreed = people(60, consents=("matching", "sensitive"))
    await crowd(work, [one | {"traits": one["traits"] | {"body:skin": "oily" if n < 12 else "dry"}}
                       for n, one in enumerate(agreed)])
    owner = await arrange.brand(work)
    oily = {"trait": "body:skin", "op": "is", "value": "oily"}
    draft = await drafted(work, owner, **(PLAIN | {"musts": [oily]}))
    found = await jobs.forecast_now(work, owner.viewer, draft)
    [line] = worth_telling(found.lines)
    assert (line.where, line.alone, line.is_sensitive) == (("musts", 0), 48, True)
    assert cost(line, False).default == "asks about the body: how many it leaves out is not told"
    assert cost(line, True).default == "48 people fail it, 48 people by this alone"
    [brands], [ops] = (ForecastOut.of(found, is_exact).lines for is_exact in (False, True))
    assert (brands.pointer, brands.is_private, brands.fails, brands.alone) == ("/musts/0", True, None, None)
    assert (ops.fails, ops.alone) == (48, 48)
    [hint] = [one for one in hints(found, False) if one.code == "more_units_than_people"]
    assert hint.words.default.endswith("asks about the body, so how many it leaves out is not told; loosen that first.")
    assert "48" not in hint.words.default


async def test_a_maximum_costs_the_seats_that_it_takes_and_nothing_where_it_takes_none(work: Work) -> None:
    await crowd(work, [*people(40, gender="female"), *people(40, gender="male")])
    owner, told = await arrange.brand(work), {}
    await drafted(work, owner, **PLAIN)
    for most in (20, 3):
        women = {"name": "Women", "of": {"genders": ["female"]}, "maximum": most}
        body = CampaignIn.model_validate(SPRING | PLAIN | {"quotas": [women]})
        found = await jobs.forecast_of(work, owner.viewer, owner.id, body)
        told[most] = [(line.where, line.alone, cost(line, True).default) for line in found.lines]
    [(where, many, words)] = told[3]
    assert (told[20], where, 5 < many < 18) == ([], ("quotas", 0), True)
    assert words == f"without it, {many} people more of this part would be picked, in place of others"


async def test_a_brand_reads_no_small_count_and_ops_do(work: Work) -> None:
    owner, draft = await a_draft(work, 6)
    found = await jobs.forecast_now(work, owner.viewer, draft)
    brands, ops = ForecastOut.of(found, False), ForecastOut.of(found, True)
    assert (brands.eligible, brands.reviews, brands.fit) == (None, None, None)
    assert (ops.eligible, ops.reviews is not None) == (6, True)
    [hint] = [one for one in hints(found, False) if one.code == "more_units_than_people"]
    assert "only fewer than 10 people could be picked" in hint.words.default
    assert "6" not in hint.words.default


async def test_more_units_than_people_names_the_change(work: Work) -> None:
    owner, draft = await a_draft(work, 60, musts=[{"trait": "interest:cooking", "op": "at_least", "value": 5}])
    found = await jobs.forecast_now(work, owner.viewer, draft)
    [hint] = [one for one in hints(found, False) if one.code == "more_units_than_people"]
    assert hint.where == ("offers", 0, "units")
    assert hint.words.default == (
        "20 units, but only 12 people could be picked. Plan 12 units or fewer, or ask for less. The line that costs "
        "most, “Cooking” must be at least 5, leaves out 48 people by itself; loosen that first.")


async def test_a_quota_that_nobody_fits_is_named_before_the_run(work: Work) -> None:
    quota = {"name": "Tier one", "of": {"tiers": [1]}, "minimum": 3}
    owner, draft = await a_draft(work, 60, quotas=[quota])
    found = await jobs.forecast_now(work, owner.viewer, draft)
    [hint] = [one for one in hints(found, False) if one.code == "quota_falls_short"]
    assert hint.where == ("quotas", 0, "minimum")
    assert "“Tier one” asks for at least 3, but nobody could be picked for it" in hint.words.default


async def test_a_maximum_bounds_what_is_forecast_and_is_told_with_what_would_do(work: Work) -> None:
    quota = {"name": "All tiers", "of": {"genders": ["female", "male"]}, "maximum": 2}
    owner, draft = await a_draft(work, 60, quotas=[quota])
    found = await jobs.forecast_now(work, owner.viewer, draft, 3)
    assert found.told.accepted <= 2
    assert (found.told.samples_needed, found.told.fill_days, found.told.chance) == (None, None, 0)
    [hint] = [one for one in hints(found, False) if one.code in {"quota_too_narrow", "not_filled_in_time"}]
    assert (hint.where, hint.words.default) == (
        ("quotas", 0, "maximum"),
        "At most 2 of 20 units can be filled under the maxima of the quotas; raise “All tiers” to 20.")
    wide = await jobs.forecast_of(work, owner.viewer, owner.id, CampaignIn.model_validate(
        SPRING | PLAIN | {"quotas": [quota | {"maximum": 20}]}), 3)
    assert wide.told.reviews > 3 * found.told.reviews
    assert not wide.is_narrow


async def test_wishes_and_safety_are_never_the_line_to_loosen(work: Work) -> None:
    owner, draft = await a_draft(work, 12)
    found = await jobs.forecast_now(work, owner.viewer, draft)
    dear = Line(("products", "never_wanted"), 40, 40)
    [hint] = [one for one in hints(replace(found, lines=(dear,)), True) if one.code == "more_units_than_people"]
    assert hint.words.default == (
        "20 units, but only 12 people could be picked. Plan 12 units or fewer, or ask for less.")


async def test_a_must_that_nobody_answered_is_refused_at_its_row_and_a_must_not_is_told(work: Work) -> None:
    unasked = {"trait": "interest:cars", "op": "at_least", "value": 4}
    owner, draft = await a_draft(work, 20, musts=[{"trait": "interest:cooking", "op": "answered"}, unasked])
    with pytest.raises(Invalid) as refused:
        await jobs.forecast_now(work, owner.viewer, draft)
    [fault] = refused.value.faults
    assert (fault.where, fault.code) == (("musts", 1, "trait"), "nobody_answered")
    assert "“Cars”" in fault.message.default
    other = CampaignIn.model_validate(SPRING | PLAIN | {"must_nots": [unasked]})
    told = await jobs.forecast_of(work, owner.viewer, owner.id, other)
    [hint] = [one for one in hints(told, False) if one.code == "nobody_answered"]
    assert (hint.where, told.eligible) == (("must_nots", 0, "trait"), 20)


@pytest.mark.parametrize(("many", "said"), [
    (1, "1 trait is wished for; 3 to 8 tell people apart best."), (3, None), (8, None),
    (9, "9 traits are wished for; 3 to 8 tell people apart best.")])
async def test_too_few_or_too_many_traits_are_told_and_not_refused(work: Work, many: int, said: str | None) -> None:
    owner, draft = await a_draft(work, 20)
    told = await jobs.forecast_now(work, owner.viewer, draft)
    assert told.traits == len(SPRING["traits"])
    found = replace(told, traits=many)
    assert [one.words.default for one in hints(found, False) if one.code == "trait_count"] == ([said] if said else [])


async def test_a_campaign_too_short_for_any_review_is_told_how_many_days_it_lacks(work: Work) -> None:
    owner, draft = await a_draft(work, 60, ends_at="2026-03-20T09:00:00+08:00")
    found = await jobs.forecast_now(work, owner.viewer, draft)
    [hint] = [one for one in hints(found, False) if one.code == "too_short"]
    assert (found.told.reviews, hint.where) == (0, ("ends_at",))
    assert f"at least {found.missing_days} days later" in hint.words.default


async def test_a_trait_that_nobody_answered_is_named_by_its_row(work: Work) -> None:
    owner, draft = await a_draft(work, 20, traits=[{"trait": "interest:cars", "want": "high", "weight": 1}])
    with pytest.raises(Invalid) as refused:
        await jobs.forecast_now(work, owner.viewer, draft)
    [fault] = refused.value.faults
    assert (fault.where, fault.code) == (("traits", 0, "trait"), "nobody_answered")


async def test_a_forecast_is_for_the_own_brand_and_ops(work: Work) -> None:
    owner, draft = await a_draft(work, 20)
    assert (await jobs.forecast_now(work, OPS, draft)).eligible == 20
    other, nobody = await arrange.brand(work, "other"), arrange.Person("con_00001", "acc_1").viewer
    with pytest.raises(NotFound):
        await jobs.forecast_now(work, other.viewer, draft)
    with pytest.raises(NotFound):
        await jobs.forecast_of(work, other.viewer, owner.id, CampaignIn.model_validate(SPRING | PLAIN))
    with pytest.raises(Forbidden):
        await jobs.forecast_now(work, nobody, draft)


async def test_what_no_draft_may_hold_is_refused_before_anything_runs(work: Work) -> None:
    owner, _ = await a_draft(work, 20)
    wrong = CampaignIn.model_validate(SPRING | PLAIN | {"traits": [{"trait": "interest:cooking", "want": "high",
                                                                    "weight": 11}]})
    with pytest.raises(Invalid) as refused:
        await jobs.forecast_of(work, owner.viewer, owner.id, wrong)
    assert refused.value.faults[0].where == ("traits", 0, "weight")
    assert len(await all_of(work, Campaign)) == 1


async def test_quotas_that_compete_for_too_few_units_are_told_apart_from_one_that_nobody_fits(work: Work) -> None:
    owner, draft = await a_draft(work, 60, quotas=[{"name": "Women", "of": {"genders": ["female"]}, "minimum": 12}])
    found = await jobs.forecast_now(work, owner.viewer, draft)
    competing = replace(found, shortfalls=(Shortfall("Women", 12, 8, 30),))
    [told] = [one.words.default for one in hints(competing, True) if one.code == "quotas_compete"]
    assert told == ("“Women” asks for at least 12; beside the other quotas there is no room for so many; lower it "
                    "to 8, lower another minimum, or plan more units.")


@pytest.mark.parametrize(("need", "hinted"), [("required", False), ("preferred", True), ("accepted", True)])
async def test_bands_of_a_network_that_is_not_required_are_told_to_leave_out_nobody(
    work: Work, need: str, hinted: bool,
) -> None:
    owner, draft = await a_draft(
        work, 60, audience={"followers": {"weibo": [2, 4]}}, platforms=[{"platform": "weibo", "need": need}])
    found = await jobs.forecast_now(work, owner.viewer, draft)
    told = [one.words.default for one in hints(found, False) if one.where == ("audience", "followers", "weibo")]
    assert bool(told) == hinted
    assert all("The follower bands of Weibo leave nobody out" in words for words in told)
