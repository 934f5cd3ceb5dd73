"""Ops look at one person of a run and try other weights, from what was kept of the run; nothing is stored."""

from typing import Any

import pytest
from sqlalchemy import select

from app.campaigns.models import Campaign, Quota
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.eligibility import Code
from app.matching.models import Match, Round, Run, RunInputs
from app.matching.queries import explaining, rounds
from app.matching.rules.deciding import Bound
from app.matching.rules.refusals import NothingToReplay
from app.matching.schemas import RunOut
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def a_campaign(work: Work, units: int, **weights: int) -> Live:
    campaign = await arrange.live_campaign(work, await arrange.brand(work, f"house {weights}"), units=units)
    await wants(work, campaign.id, **weights)
    return campaign


async def change(work: Work, campaign_id: str, *quotas: Quota, **values: Any) -> None:
    async def verb(session: Any, viewer: Any) -> None:
        row = (await session.scalars(select(Campaign).where(Campaign.id == campaign_id))).one()
        for name, value in values.items():
            setattr(row, name, value)
        session.add_all(quotas)
    await work.do(verb, OPS)


def cooks(*answers: int, **more: Any) -> list[dict[str, Any]]:
    return [{"traits": {"interest:cooking": n, "interest:home": 6 - n}} | more for n in answers]


async def look(work: Work, run: Run, number: int) -> jobs.Looked:
    return await jobs.look(work, OPS, run.id, f"con_{number:05d}")


async def test_contributions_of_the_picked_and_of_the_left_out_sum_to_the_lift(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3, 2, 1))
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3, home=1)).id)
    for number in range(1, 6):
        found = (await look(work, run, number)).found
        assert found is not None
        assert found.total == pytest.approx(100 * (found.fit - found.mean_fit), abs=1e-9)
        assert (found.rank, found.cutoff_rank, found.coverage) == (number, 1, 1.0)
        assert {"value", "p_fit", "p_accept", "p_publish"} <= set(found.chances)
    first, last = await look(work, run, 1), await look(work, run, 5)
    assert (first.match is not None, last.match) == (True, None)
    assert last.why.words.label.default.startswith("Others fitted better, or")


async def test_every_rule_that_fails_is_named_not_only_the_first(work: Work) -> None:
    await crowd(work, [*cooks(5, 4), *cooks(3, consents=(), state="away")])
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3)).id)
    looked = await look(work, run, 3)
    assert looked.found is not None
    assert looked.found.codes == (Code.NO_CONSENT, Code.PAUSED)
    assert (looked.found.rank, looked.found.bounds) == (None, ())


async def test_what_bound_is_named(work: Work) -> None:
    people = [*cooks(5, 5, 5, gender="female"), *cooks(1, 1, gender="male"), *cooks(4, phone_index="p"),
              *cooks(3, phone_index="p"), *cooks(2)]
    await crowd(work, people)
    campaign = await a_campaign(work, 3, cooking=3)
    await change(work, campaign.id, Quota(campaign_id=campaign.id, position=0, name="Women", of={"genders": ["female"]},
                                          maximum=1),
                 Quota(campaign_id=campaign.id, position=1, name="Men", of={"genders": ["male"]}, minimum=1),
                 newcomer_share=0)
    run = await work.do(service.run, OPS, campaign.id)
    picked = {match.consumer_id for match in await work.read(queries.of_run, OPS, run.id) if not match.is_on_waitlist}
    assert picked == {"con_00001", "con_00004", "con_00006"}
    told = [await look(work, run, number) for number in range(1, 9)]
    full, kept, first = Bound("maximum", "Women"), Bound("reserved", "Men"), Bound("equal")
    assert [one.found.bounds for one in told if one.found] == [
        (first,), (full,), (full, kept), (Bound("minimum", "Men"),), (first,), (), (Bound("household"),), (kept,)]
    assert [one.why.words.label.default for one in told[5:]] == [
        "Picked", "Shares a phone or address with somebody who got a unit.",
        "Units were kept for the minimum of “Men”."]


async def test_who_was_picked_by_another_campaign_of_the_round_is_told_so(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3, 2))
    one, other = await a_campaign(work, 1, cooking=3), await a_campaign(work, 1, cooking=2)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    assert all("quotas" in part for part in made.facts["campaigns"].values())
    runs = {run.campaign_id: run for run in await work.read(rounds.runs_of, OPS, made.id)}
    [mine] = [m for m in await all_of(work, Match) if m.run_id == runs[one.id].id and not m.is_on_waitlist]
    told = await jobs.look(work, OPS, runs[other.id].id, mine.consumer_id)
    assert told.found is not None
    assert Bound("elsewhere") in told.found.bounds
    assert told.why.words.label.default == "Got a unit of another campaign of the same round."
    assert [run.counts["elsewhere"] for run in runs.values()] == [1, 1]

    async def lose(session: Any, viewer: Any) -> None:
        for kept in (await session.scalars(select(RunInputs))).all():
            await session.delete(kept)
    await work.do(lose, OPS)
    again = await jobs.look(work, OPS, runs[other.id].id, mine.consumer_id)
    assert (again.found, again.why.words.label) == (None, told.why.words.label)


async def test_equal_worth_in_a_round_of_one_campaign_is_told_as_in_a_run_by_itself(work: Work) -> None:
    await crowd(work, cooks(3, 3, 3, 3, 3, 3))
    await a_campaign(work, 3, cooking=3)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    [run] = await work.read(rounds.runs_of, OPS, made.id)
    told = [await look(work, run, number) for number in range(1, 7)]
    assert [one.found.bounds for one in told if one.found] == [(Bound("equal"),)] * 6
    assert [one.match is not None and not one.match.is_on_waitlist for one in told] == [True] * 3 + [False] * 3


async def test_a_run_keeps_how_each_quota_was_filled(work: Work) -> None:
    await crowd(work, [*cooks(5, 5, 4, gender="female"), *cooks(1, gender="male")])
    campaign = await a_campaign(work, 3, cooking=3)
    await change(work, campaign.id, Quota(campaign_id=campaign.id, position=0, name="Women", of={"genders": ["female"]},
                                          minimum=1, maximum=2),
                 Quota(campaign_id=campaign.id, position=1, name="Men", of={"genders": ["male"]}, minimum=2),
                 newcomer_share=0)
    told = RunOut.of(await work.do(service.run, OPS, campaign.id)).quotas
    assert [(one.name, one.minimum, one.maximum, one.picked, one.seated, one.available) for one in told] == [
        ("Women", 1, 2, 2, 0, 3), ("Men", 2, None, 1, 0, 1)]
    assert [(one.is_short, one.is_full) for one in told] == [(False, True), (True, False)]


async def test_other_weights_say_who_comes_in_and_who_goes_out(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3, 2, 1))
    run = await work.do(service.run, OPS, (await a_campaign(work, 2, cooking=3, home=1)).id)
    same, _ = await jobs.what_if(work, OPS, run.id, {"interest:cooking": 3})
    assert (same.come, same.go, same.stay) == ((), (), 2)
    turned, names = await jobs.what_if(work, OPS, run.id, {"interest:cooking": 1, "interest:home": 9})
    assert [names[one.seq] for one in turned.come] == ["con_00005", "con_00004"]
    assert [(one.rank, one.new_rank) for one in turned.go] == [(1, 5), (2, 4)]
    assert (turned.stay, turned.weights) == (0, {"interest:cooking": 1, "interest:home": 9})
    assert len(await all_of(work, Run)) == 1


async def test_other_weights_are_tried_on_the_whole_round(work: Work) -> None:
    await crowd(work, cooks(5, 5, 4, 3, 2, 1, 1))
    await a_campaign(work, 2, cooking=3, home=1)
    await a_campaign(work, 2, cooking=2)
    made: Round = await jobs.round_now(work, OPS, shape=lambda found: found)
    for run in await work.read(rounds.runs_of, OPS, made.id):
        same, _ = await jobs.what_if(work, OPS, run.id, {"interest:cooking": run.parameters["traits"][0]["weight"]})
        assert (same.come, same.go, same.stay) == ((), (), 2)


@pytest.mark.parametrize(("weights", "code"), [
    ({"interest:cooking": 11}, "weight"), ({"interest:cooking": 0}, "weight"),
    ({"interest:cookin": 3}, "unknown_trait")])
async def test_a_weight_that_cannot_be_is_named(work: Work, weights: dict[str, int], code: str) -> None:
    await crowd(work, cooks(5, 4))
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3)).id)
    with pytest.raises(Invalid) as refused:
        await jobs.what_if(work, OPS, run.id, weights)
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [(("weights", *weights), code)]


async def test_where_nothing_is_kept_the_short_answer_stays(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3)).id)

    async def lose(session: Any, viewer: Any) -> None:
        await session.delete((await session.scalars(select(RunInputs))).one())
    await work.do(lose, OPS)
    told = [await look(work, run, number) for number in (1, 2, 3)]
    assert [(one.found, one.why.words.label.default) for one in told] == [
        (None, "Picked"), (None, "On the waiting list"),
        (None, "Others fitted better, or were likelier to publish a review")]
    with pytest.raises(NothingToReplay):
        await jobs.what_if(work, OPS, run.id, {"interest:cooking": 5})


async def test_a_newcomer_after_the_run_is_not_there(work: Work) -> None:
    await crowd(work, cooks(5, 4))
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3)).id)
    await crowd(work, cooks(5), first=3)
    looked = await look(work, run, 3)
    assert (looked.found, looked.why.words.label.default) == (None, "Not yet there")


async def test_a_person_is_found_by_id_external_id_and_mark(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    run = await work.do(service.run, OPS, (await a_campaign(work, 1, cooking=3)).id)
    for typed in ("con_00003", "x3", "_00003"):
        assert await work.read(explaining.find_person, OPS, run.id, typed) == "con_00003"
    for typed in ("con_00009", "%%%%%%", "______", "00003"):
        assert await work.read(explaining.find_person, OPS, run.id, typed) is None


async def test_only_ops_may_look(work: Work) -> None:
    await crowd(work, cooks(5, 4))
    campaign = await a_campaign(work, 1, cooking=3)
    run = await work.do(service.run, OPS, campaign.id)
    own = arrange.Person("con_00001", "acc_1").viewer
    for viewer in (own, campaign.brand.viewer):
        with pytest.raises(Forbidden):
            await jobs.look(work, viewer, run.id, "con_00001")
        with pytest.raises(Forbidden):
            await jobs.what_if(work, viewer, run.id, {"interest:cooking": 5})
    with pytest.raises(NotFound):
        await jobs.look(work, OPS, run.id, "con_99999")
