"""What ops approved stays where it is when a campaign is matched again, alone or in a round, as long as it can."""

from typing import Any

import pytest
from sqlalchemy import update

from app.consumers.models import Consumer
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.models import Match, Run
from app.matching.queries.inputs import inputs
from app.matching.rules.refusals import NothingFree
from app.matching.rules.staying import staying
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def approved(work: Work, *places: int, units: int = 3) -> tuple[Live, Run, list[Match]]:
    """An approved campaign matched once, with the picks at some places approved."""
    await crowd(work, [{"traits": {"interest:cooking": n % 5 + 1, "interest:home": 3}} for n in range(9)])
    campaign = await arrange.live_campaign(work, await arrange.brand(work), units=units, state="approved")
    await wants(work, campaign.id, cooking=3, home=1)
    run = await work.do(service.run, OPS, campaign.id)
    found = await work.read(queries.of_run, OPS, run.id)
    chosen = [found[place] for place in places]
    await work.do(service.approve, OPS, [one.id for one in chosen])
    return campaign, run, chosen


async def hold(work: Work, consumer_id: str) -> None:
    async def held(session: Any, viewer: Any) -> None:
        await session.execute(update(Consumer).where(Consumer.id == consumer_id).values(state="held"))
    await work.do(held, OPS)


async def again(work: Work, campaign: Live, in_round: bool) -> Run:
    if in_round:
        await jobs.round_now(work, OPS, shape=lambda found: found.id)
    else:
        await jobs.run_now(work, OPS, campaign.id, shape=lambda made: made.id)
    latest = await work.read(queries.latest_run, OPS, campaign.id)
    assert latest is not None
    return latest


@pytest.mark.parametrize("in_round", [False, True])
async def test_approved_picks_stay_and_only_the_rest_is_looked_for(work: Work, in_round: bool) -> None:
    campaign, run, kept = await approved(work, 0, 2)
    later = await again(work, campaign, in_round)
    stands = [await work.read(queries.get, OPS, one.id) for one in kept]
    assert [(one.state, one.run_id, one.is_on_waitlist) for one in stands] == [("approved", later.id, False)] * 2
    assert (later.id != run.id, later.units, later.counts["chosen"]) == (True, 1, 1)
    assert (later.counts["approved_stay"], "by_hand" in later.counts, later.facts["lost"]) == (2, False, [])
    assert (await jobs.replay(work, OPS, later.id)).is_equal
    people = [one.consumer_id for one in await work.read(queries.of_run, OPS, later.id)]
    assert len(people) == len(set(people))
    assert (await work.read(queries.ends_of, OPS, later.id))["last"] not in {one.consumer_id for one in kept}
    told = (await jobs.look(work, OPS, later.id, kept[0].consumer_id)).found
    assert told is not None
    assert told.codes == ()
    third = await again(work, campaign, in_round)
    assert {(await work.read(queries.get, OPS, one.id)).run_id for one in kept} == {third.id}


@pytest.mark.parametrize("in_round", [False, True])
async def test_who_cannot_be_picked_any_more_is_superseded_and_named(work: Work, in_round: bool) -> None:
    campaign, _, (stays, lost, _) = await approved(work, 0, 1, 2)
    await hold(work, lost.consumer_id)
    later = await again(work, campaign, in_round)
    assert [(await work.read(queries.get, OPS, one.id)).state for one in (stays, lost)] == ["approved", "superseded"]
    seq = int(lost.consumer_id[-5:])
    assert ([who for who, _ in later.facts["lost"]], later.counts["approved_lost"], later.units) == ([seq], 1, 1)
    words = staying(later.counts, later.facts["lost"])
    assert words is not None
    assert words.pick("en").startswith("2 approved picks stay, ")
    assert words.pick("en").endswith(" new to decide; 1 could not stay: Held by ops.")
    assert words.pick("zh-cn").startswith("2 位已批准的人选保留，")


async def test_a_campaign_whose_units_are_all_approved_has_nothing_to_match(work: Work) -> None:
    campaign, run, kept = await approved(work, 0, 1, 2)
    with pytest.raises(NothingFree):
        await again(work, campaign, in_round=False)
    assert {(await work.read(queries.get, OPS, one.id)).run_id for one in kept} == {run.id}


async def test_who_was_approved_to_wait_is_approved_wherever_the_run_picks_him_again(work: Work) -> None:
    campaign, run, (unit, waits) = await approved(work, 0, 3)
    assert waits.is_on_waitlist
    await hold(work, unit.consumer_id)
    later = await again(work, campaign, in_round=False)
    stands = await work.read(queries.get, OPS, waits.id)
    assert (stands.state, stands.run_id, stands.is_on_waitlist) == ("approved", later.id, False)
    assert (later.id != run.id, stands.rank <= later.counts["eligible"], "stays" in stands.facts) == (True, True, False)


async def test_an_approval_while_a_run_is_computed_stands_where_the_run_picks_the_same(work: Work) -> None:
    campaign, run, _ = await approved(work)
    read = await work.read(inputs, OPS, campaign.id)
    outcome = await jobs.perform(read)
    await work.do(service.approve_of_run, OPS, run.id)
    later = await work.do(service.store, OPS, read, outcome)
    assert [one.state for one in await work.read(queries.of_run, OPS, later.id)] == ["approved"] * later.units + [
        "approved"] * later.counts["waitlist"]
    assert len(await all_of(work, Match)) == later.units + later.counts["waitlist"]
