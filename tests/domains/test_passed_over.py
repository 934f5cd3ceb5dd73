"""Whoever could have been picked is told what decided: another campaign's pick, or the mix of people."""

from typing import Any

import pytest

from app.campaigns.models import Quota
from app.core.work import Work
from app.matching import jobs, service
from app.matching.models import Match
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.domains.test_interest import of_crowd, why
from tests.people import all_of

TIER_ONE, TIER_TWO = "310101", "330106"
OF_FOOD = {"traits": {"interest:cooking": 1, "interest:food": 1}}


async def a_campaign(work: Work, name: str, *interested: int, units: int = 1) -> Live:
    campaign = await arrange.live_campaign(work, await arrange.brand(work, name), units=units, waitlist_share=0)
    await wants(work, campaign.id, cooking=3, food=1)
    for number in interested:
        await work.do(service.show_interest, of_crowd(number).viewer, campaign.id)
    return campaign


async def test_whom_another_campaign_of_the_round_took_is_told_so_and_not_to_answer_more(work: Work) -> None:
    await crowd(work, [*({"traits": {"interest:cooking": n}} for n in (5, 5, 1)), OF_FOOD])
    campaigns = [await a_campaign(work, name, 1, 2, 3) for name in ("One", "Other")]
    await jobs.round_now(work, OPS, shape=lambda found: found)
    taken = {one.campaign_id: one.consumer_id for one in await all_of(work, Match) if not one.is_on_waitlist}
    assert set(taken.values()) == {"con_00001", "con_00002"}
    for here, there in (campaigns, campaigns[::-1]):
        told = await why(work, of_crowd(int(taken[there.id][-1])), here)
        assert (told.status, told.reason, told.how_far) == ("not_picked", "elsewhere", None)
        assert "Another campaign chose you at the same time" in told.sentence.default
        assert [step.kind for step in told.steps] == ["nothing"]
        assert "invitation" in told.steps[0].words.default
        assert (await why(work, of_crowd(3), here)).reason == "eligible"


@pytest.mark.parametrize("quota", [
    {"of": {"tiers": [1]}, "minimum": 0, "maximum": 1}, {"of": {"tiers": [2]}, "minimum": 2, "maximum": None}])
async def test_whom_a_quota_kept_out_is_told_of_a_mix_and_never_of_the_quota(work: Work, quota: dict[str, Any]) -> None:
    await crowd(work, [{"traits": {"interest:cooking": cooking}, "region_code": region} for cooking, region in (
        (5, TIER_ONE), (4, TIER_ONE), (4, TIER_ONE), (2, TIER_TWO), (2, TIER_TWO), (1, TIER_TWO))] + [OF_FOOD])
    campaign = await a_campaign(work, "One", 3, 6, units=3)

    async def ask(session: Any, viewer: Any) -> None:
        session.add(Quota(campaign_id=campaign.id, position=0, name="big towns", **quota))
    await work.do(ask, OPS)
    await work.do(service.run, OPS, campaign.id)
    picked = {one.consumer_id for one in await all_of(work, Match) if not one.is_on_waitlist}
    assert picked == {"con_00001", "con_00004", "con_00005"}
    told = await why(work, of_crowd(3), campaign)
    assert (told.reason, told.how_far, [step.kind for step in told.steps]) == ("mix", None, ["nothing"])
    assert "mix of people" in told.sentence.default
    assert "towns" not in told.model_dump_json()
    assert (await why(work, of_crowd(6), campaign)).reason == "eligible"
