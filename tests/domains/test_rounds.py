"""Joint rounds on both databases: nobody gets two gifts, all or nothing is stored, every run can be run again."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.brands.models import Brand
from app.campaigns.models import Campaign, Quota
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.work import Work
from app.journal.models import Entry
from app.matching import jobs, queries, service
from app.matching.models import HoldOut, Match, Round, RunInputs
from app.matching.queries import rounds
from app.matching.rules.bounds import prices
from app.matching.rules.refusals import NothingFreeAnywhere, NothingToReplay, RunOvertaken, TooFewToMeasure
from app.matching.rules.rounds import compute_round
from app.matching.rules.words import round_sentence
from app.matching.schemas import RoundOut
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def a_campaign(work: Work, units: int, **weights: int) -> Live:
    brands = await all_of(work, Brand)
    campaign = await arrange.live_campaign(work, await arrange.brand(work, f"house{len(brands)}"), units=units)
    await wants(work, campaign.id, **weights)
    return campaign


async def change(work: Work, campaign_id: str, **values: Any) -> None:
    async def verb(session: Any, viewer: Any) -> None:
        row = (await session.scalars(select(Campaign).where(Campaign.id == campaign_id))).one()
        for name, value in values.items():
            setattr(row, name, value)
    await work.do(verb, OPS)


def people(count: int) -> list[dict[str, Any]]:
    return [{"traits": {"interest:cooking": n % 5 + 1, "interest:home": (n * 3) % 5 + 1}} for n in range(count)]


async def picked(work: Work, campaign: Live) -> list[Match]:
    run = await work.read(queries.latest_run, OPS, campaign.id)
    assert run is not None
    return await work.read(queries.of_run, OPS, run.id)


async def test_two_campaigns_share_the_people_and_nobody_is_picked_twice(work: Work) -> None:
    await crowd(work, people(20))
    one, other = await a_campaign(work, 4, cooking=3), await a_campaign(work, 4, cooking=3, home=1)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    firsts, seconds = await picked(work, one), await picked(work, other)
    everybody = [match.consumer_id for match in (*firsts, *seconds) if not match.is_on_waitlist]
    assert len(everybody) == len(set(everybody)) == 8
    assert set(made.facts["campaigns"]) == {one.id, other.id}
    assert made.gap <= 1e-4
    assert made.bound >= made.value > 0
    assert {match.run_id for match in firsts} != {match.run_id for match in seconds}
    assert not {m.consumer_id for m in firsts if m.is_on_waitlist} & set(everybody)


async def test_a_scarce_crowd_is_shared_fairly(work: Work) -> None:
    await crowd(work, people(6))
    one, other = await a_campaign(work, 6, cooking=3), await a_campaign(work, 6, cooking=3)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    counts = sorted(part["chosen"] for part in made.facts["campaigns"].values())
    assert (sum(counts), made.floor_share is not None) == (6, True)
    assert counts[0] >= 2, (one, other)


async def test_every_run_of_a_round_is_run_again_byte_for_byte(work: Work) -> None:
    await crowd(work, people(30))
    for campaign in (await a_campaign(work, 3, cooking=3), await a_campaign(work, 5, home=2)):
        await change(work, campaign.id, control_share=0.4)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    for run in await work.read(rounds.runs_of, OPS, made.id):
        assert (await jobs.replay(work, OPS, run.id)).is_equal
    drawn = [match for match in await all_of(work, Match) if match.facts.get("is_control")]
    assert sorted(match.facts["propensity"] for match in drawn) == [round(1 / 30, 6), round(2 / 30, 6)]


async def test_a_run_alone_is_run_again_and_one_without_inputs_says_so(work: Work) -> None:
    await crowd(work, people(12))
    run = await work.do(service.run, OPS, (await a_campaign(work, 3, cooking=3)).id)
    told = await jobs.replay(work, OPS, run.id)
    assert (told.is_equal, told.people, told.left, told.chosen) == (True, 12, 0, 3)
    assert told.why.default == "The same picks, byte for byte."
    await crowd(work, [{"traits": {"interest:cooking": 5}}], first=13)
    assert (await jobs.replay(work, OPS, run.id)).is_equal

    async def lose(session: Any, viewer: Any) -> None:
        await session.delete((await session.scalars(select(RunInputs))).one())
    await work.do(lose, OPS)
    with pytest.raises(NothingToReplay):
        await jobs.replay(work, OPS, run.id)


async def test_a_round_that_another_run_overtook_stores_nothing(work: Work) -> None:
    await crowd(work, people(12))
    one, other = await a_campaign(work, 2, cooking=3), await a_campaign(work, 2, home=3)
    reads = await work.read(rounds.reads, OPS)
    await work.do(service.run, OPS, other.id)
    with pytest.raises(RunOvertaken):
        await work.do(service.store_round, OPS, compute_round(reads), 1)
    assert (await all_of(work, Round), await work.read(queries.latest_run, OPS, one.id)) == ([], None)


async def test_who_has_an_offer_elsewhere_is_not_picked_by_a_round(work: Work) -> None:
    [first, *_] = await crowd(work, [{"traits": {"interest:cooking": 5}}, *people(6)])
    one, other = await a_campaign(work, 2, cooking=3), await a_campaign(work, 2, cooking=3)
    run = await work.do(service.run, OPS, one.id)
    await work.do(service.approve_of_run, OPS, run.id)
    await jobs.round_now(work, OPS, [other.id], shape=lambda found: found)
    assert first not in {match.consumer_id for match in await picked(work, other)}


async def test_nobody_but_ops_matches_and_nothing_open_is_a_sentence(work: Work) -> None:
    with pytest.raises(NothingFreeAnywhere):
        await jobs.round_now(work, OPS, shape=lambda found: found)
    campaign = await a_campaign(work, 2, cooking=3)
    with pytest.raises(Forbidden):
        await jobs.round_now(work, campaign.brand.viewer, shape=lambda found: found)


async def test_a_campaign_that_measures_lift_holds_people_out_once(work: Work) -> None:
    campaign = await a_campaign(work, 3, cooking=3)
    await change(work, campaign.id, measures_lift=True)
    await crowd(work, people(40))
    with pytest.raises(TooFewToMeasure) as refused:
        await jobs.run_now(work, OPS, campaign.id, shape=lambda run: run)
    assert refused.value.needed == 300
    await crowd(work, [{"traits": {"interest:cooking": n % 5 + 1}} for n in range(760)], first=41)
    await jobs.run_now(work, OPS, campaign.id, shape=lambda run: run)
    drawn = await all_of(work, HoldOut)
    held = {row.consumer_id for row in drawn if row.is_held_out}
    assert len(held) == 100
    assert {row.propensity for row in drawn} == {100 / len(drawn)}
    again = await jobs.run_now(work, OPS, campaign.id, shape=lambda run: run)
    assert len(await all_of(work, HoldOut)) == len(drawn)
    assert not held & {match.consumer_id for match in await picked(work, campaign)}
    assert again.counts["HELD_OUT"] == 100


async def test_who_is_erased_is_taken_out_of_what_is_kept_of_runs(work: Work) -> None:
    await crowd(work, people(12))
    run = await work.do(service.run, OPS, (await a_campaign(work, 3, cooking=3)).id)
    gone = (await work.read(queries.of_run, OPS, run.id))[0].consumer_id
    assert (await work.do(service.forget, OPS, gone))["runs"] == 1
    told = await jobs.replay(work, OPS, run.id)
    assert (told.people, told.left, told.gone, told.came, told.is_equal) == (11, 1, 1, 1, False)
    assert told.why.default == (
        "1 person has left since and is no longer in what is kept of the run, so the bytes are others. Of those picked "
        "then 1 is not picked now, and 1 is new.")


async def test_a_run_that_only_the_unpicked_left_says_that_the_picks_are_the_same(work: Work) -> None:
    await crowd(work, people(12))
    run = await work.do(service.run, OPS, (await a_campaign(work, 3, cooking=3)).id)
    picked_then = {match.consumer_id for match in await work.read(queries.of_run, OPS, run.id)}
    await work.do(service.forget, OPS, next(who for who in (f"con_{n:05d}" for n in range(1, 13))
                                            if who not in picked_then))
    told = await jobs.replay(work, OPS, run.id)
    assert (told.left, told.gone, told.came) == (1, 0, 0)
    assert told.why.default.endswith("The same people are picked.")


async def test_what_is_kept_of_runs_is_let_go_after_half_a_year(work: Work, clock: SetClock) -> None:
    await crowd(work, people(12))
    await work.do(service.run, OPS, (await a_campaign(work, 3, cooking=3)).id)
    assert await work.do(service.tidy, OPS) == 0
    clock.forward(days=181)
    assert await work.do(service.tidy, OPS) == 1
    assert await all_of(work, RunInputs) == []


@pytest.mark.parametrize(("best", "bound"), [("male", False), ("female", True)])
async def test_a_minimum_that_the_best_meet_anyway_is_no_limit_and_costs_nothing(
        work: Work, best: str, bound: bool) -> None:
    other = {"male": "female", "female": "male"}[best]
    await crowd(work, [{"traits": {"interest:cooking": 5}, "gender": best},
                       *({"traits": {"interest:cooking": n}, "gender": other} for n in (1, 2, 3))])
    campaign = await a_campaign(work, 1, cooking=3)
    await work.do(a_quota, OPS, campaign.id)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    kept = made.facts["campaigns"][campaign.id]
    assert (kept["quotas"]["men"] < 0) is bound
    assert any("“men”" in words.default for words in prices(kept)) is bound
    told = round_sentence(RoundOut.of(made).model_dump(), "en")
    assert told.startswith("1 campaign was matched in ")
    assert "alone" not in told


async def a_quota(session: Any, viewer: Any, campaign_id: str) -> None:
    """At least one man."""
    session.add(Quota(campaign_id=campaign_id, position=0, name="men", of={"genders": ["male"]}, minimum=1))


async def test_a_brief_that_cannot_be_met_leaves_its_campaign_out_and_the_others_are_matched(work: Work) -> None:
    await crowd(work, people(12))
    good, idle = await a_campaign(work, 2, cooking=3), await a_campaign(work, 2, travel=3)
    lift = await a_campaign(work, 2, cooking=3)
    await change(work, lift.id, measures_lift=True)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    assert {match.campaign_id for match in await all_of(work, Match)} == {good.id} == set(made.facts["campaigns"])
    [why], [few] = (made.facts["left_out"][one.id] for one in (idle, lift))
    assert why["default"].startswith("Nobody has answered “Travel” yet")
    assert "旅行" in why["zh-cn"]
    assert "300" in few["default"]
    told = [one for one in await all_of(work, Entry) if one.event == "campaign.not_matched"]
    assert {one.subject_id: one.facts["codes"] for one in told} == {
        idle.id: ["nobody_answered"], lift.id: ["too_few_to_measure"]}
    with pytest.raises(Invalid, match="Nobody has answered"):
        await jobs.round_now(work, OPS, [idle.id], shape=lambda found: found)


async def test_ops_read_which_campaigns_a_round_left_out(client: httpx.AsyncClient, work: Work) -> None:
    await crowd(work, people(12))
    _, idle = await a_campaign(work, 2, cooking=3), await a_campaign(work, 2, travel=3)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    page = (await client.get(f"/ops/matching/rounds/{made.id}", headers=ops)).text
    assert "Not matched as their briefs stand" in page
    assert f'href="/ops/campaigns/{idle.id}"' in page
    assert "Nobody has answered “Travel” yet" in page
