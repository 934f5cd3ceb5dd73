"""Ops ask somebody whom no run picked: for a reason, under every rule but the refusal of automatic decisions."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from app.campaigns.models import Campaign, Quota
from app.consumers.models import Consent, Consumer
from app.core.errors import Forbidden, NotFound
from app.core.work import Work
from app.journal.models import Entry
from app.main import House
from app.matching import jobs, queries, service
from app.matching.models import Interest, Match, Run
from app.matching.queries.inputs import inputs
from app.matching.rules.refusals import (
    InTheRunAlready,
    MayNotBePicked,
    NothingFree,
    NotOpenToRuns,
    RunOvertaken,
    TooLateToUndo,
)
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of


def cooks(*answers: int, **more: Any) -> list[dict[str, Any]]:
    return [{"traits": {"interest:cooking": n, "interest:home": 6 - n}} | more for n in answers]


async def ran(work: Work, units: int = 1, state: str = "live") -> tuple[Live, Run]:
    campaign = await arrange.live_campaign(work, await arrange.brand(work), units=units, state=state)
    await wants(work, campaign.id, cooking=3, home=1)
    return campaign, await work.do(service.run, OPS, campaign.id)


async def by_hand(work: Work, run: Run, number: int, reason: str = "asked_us") -> Match:
    made: Match = await work.do(service.pick_by_hand, OPS, run.id, f"con_{number:05d}", reason)
    return made


async def test_who_refuses_automatic_decisions_is_asked_by_a_person_and_offered_the_next_unit(work: Work) -> None:
    await crowd(work, [*cooks(5, 4), *cooks(3, refuses_automatic=True)])
    _, run = await ran(work, units=2)
    asked = await by_hand(work, run, 3, "no_automatic")
    assert (asked.state, asked.source, asked.is_on_waitlist, asked.rank, asked.facts) == (
        "proposed", "fan", False, 3, {"by_hand": "no_automatic"})
    assert await all_of(work, Seat) == []
    await work.do(service.approve, OPS, [asked.id])
    [seat] = await all_of(work, Seat)
    assert (seat.consumer_id, seat.source) == ("con_00003", "fan")
    [entry] = [one for one in await all_of(work, Entry) if one.event == "match.picked_by_hand"]
    assert (entry.subject_id, entry.facts["reason"]) == (asked.id, "no_automatic")


async def test_the_figures_are_those_that_the_run_would_have_given(work: Work) -> None:
    await crowd(work, [*cooks(5, 4, 2), {"traits": {"interest:cooking": 3}}])
    _, run = await ran(work)
    for number in (3, 4):
        told = (await jobs.look(work, OPS, run.id, f"con_{number:05d}")).found
        made = await by_hand(work, run, number)
        assert told is not None
        assert (made.fit, made.coverage) == (pytest.approx(told.fit, abs=1e-12), told.coverage)
        assert {key: part["points"] for key, part in made.contributions.items()} == {
            part.key: pytest.approx(part.points, abs=1e-12) for part in told.parts}
        assert [part["is_answered"] for part in made.contributions.values()] == [
            made.contributions[part.key]["is_answered"] for part in told.parts] or number == 4


async def test_interest_and_an_earlier_campaign_are_told_as_the_source(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3, 2, 1))
    campaign, run = await ran(work)

    async def be_known(session: Any, viewer: Any) -> None:
        session.add(Interest(id="int_1", campaign_id=campaign.id, consumer_id="con_00003", shown_at=work.clock()))
        brand_id = await session.scalar(select(Campaign.brand_id).where(Campaign.id == campaign.id))
        earlier = await session.scalar(select(Campaign.id).where(Campaign.id != campaign.id))
        session.add(Seat(id="seat_1", state="completed", campaign_id=earlier, consumer_id="con_00004",
                         brand_id=brand_id, pseudonym="p", wave=1, rank=1, source="picked", fulfilment="parcel",
                         offered_at=work.clock(), changed_at=work.clock()))
    await arrange.live_campaign(work, campaign.brand, state="approved")
    await work.do(be_known, OPS)
    assert [(await by_hand(work, run, number)).source for number in (3, 4, 5)] == ["interested", "returning", "fan"]


@pytest.mark.parametrize(("person", "rule"), [
    ({"consents": ()}, "No consent"), ({"state": "away"}, "Taking a break"), ({"state": "held"}, "Held by ops"),
    ({"works_for": ["brand"]}, "Works in the trade"), ({"birth_month": 12 * 2020}, "Too young")])
async def test_every_other_rule_still_holds(work: Work, person: dict[str, Any], rule: str) -> None:
    await crowd(work, [*cooks(5, 4), *cooks(3, refuses_automatic=True, **person)])
    _, run = await ran(work)
    with pytest.raises(MayNotBePicked, match=rule) as refused:
        await by_hand(work, run, 3)
    assert refused.value.sentence("zh-cn").startswith("不能邀请该用户：")
    assert len(await all_of(work, Match)) == 2


async def test_who_was_picked_left_or_never_there_is_not_asked_twice(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    campaign, run = await ran(work)
    with pytest.raises(InTheRunAlready, match="Proposed") as refused:
        await by_hand(work, run, 1)
    assert "待确认" in refused.value.sentence("zh-cn")
    with pytest.raises(NotFound):
        await by_hand(work, run, 9)
    for viewer in (campaign.brand.viewer, arrange.Person("con_00003", "acc_1").viewer):
        with pytest.raises(Forbidden):
            await work.do(service.pick_by_hand, viewer, run.id, "con_00003", "asked_us")
    await work.do(service.run, OPS, campaign.id)
    with pytest.raises(RunOvertaken):
        await by_hand(work, run, 3)


async def test_nobody_is_asked_for_a_campaign_that_is_over(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    campaign, run = await ran(work)

    async def end(session: Any, viewer: Any) -> None:
        await session.execute(update(Campaign).where(Campaign.id == campaign.id).values(state="completed"))
    await work.do(end, OPS)
    with pytest.raises(NotOpenToRuns, match="Completed"):
        await by_hand(work, run, 3)


async def test_a_pick_of_the_machine_who_refuses_since_is_passed_over(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    _, run = await ran(work)

    async def refuse(session: Any, viewer: Any) -> None:
        await session.execute(update(Consumer).where(Consumer.id == "con_00001").values(refuses_automatic=True))
    await work.do(refuse, OPS)
    await work.do(service.approve_of_run, OPS, run.id)
    assert [seat.consumer_id for seat in await all_of(work, Seat)] == ["con_00002"]


async def test_two_who_ask_the_same_person_at_once_make_one_match(own_house: House) -> None:
    own_work = own_house.work
    await crowd(own_work, cooks(5, 4, 3))
    _, run = await ran(own_work)
    found = await asyncio.gather(*(by_hand(own_work, run, 3) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["InTheRunAlready", "Match"]
    assert len([one for one in await own_work.read(queries.of_run, OPS, run.id)
                if one.consumer_id == "con_00003"]) == 1


async def test_a_later_run_leaves_whom_ops_asked_where_he_is_and_looks_for_one_fewer(work: Work) -> None:
    await crowd(work, [*cooks(5, 4, 2), *cooks(3, refuses_automatic=True)])
    campaign, run = await ran(work, units=2)
    asked = await by_hand(work, run, 4, "no_automatic")
    tried = await jobs.try_now(work, OPS, campaign.id)
    assert (tried.result.parameters["units"], tried.counts["chosen"], tried.counts["by_hand"]) == (1, 1, 1)
    again = await work.do(service.run, OPS, campaign.id)
    kept = await work.read(queries.get, OPS, asked.id)
    assert (kept.state, kept.run_id, kept.rank, kept.facts) == ("proposed", again.id, 4, asked.facts)
    assert [m.consumer_id[-1] for m in await work.read(queries.of_run, OPS, again.id)] == ["1", "4", "2"]
    assert (again.units, again.counts["by_hand"], (await jobs.replay(work, OPS, again.id)).is_equal) == (1, 1, True)
    told = (await jobs.look(work, OPS, again.id, "con_00004")).found
    assert told is not None
    assert told.fit == kept.fit
    assert [code.name for code in told.codes] == ["NO_CONSENT"]
    await work.do(service.approve_of_run, OPS, again.id)
    assert sorted(seat.consumer_id for seat in await all_of(work, Seat)) == ["con_00001", "con_00004"]


async def test_who_was_asked_by_hand_counts_in_the_quotas_of_a_later_run(work: Work) -> None:
    await crowd(work, [*cooks(5, 4, gender="male"), *cooks(3, 2, gender="female"), *cooks(1, gender="male")])
    campaign, run = await ran(work, units=2)

    async def at_most_one_man(session: Any, viewer: Any) -> None:
        session.add(Quota(campaign_id=campaign.id, position=0, name="men", of={"genders": ["male"]}, minimum=0,
                          maximum=1))
    await work.do(at_most_one_man, OPS)
    await by_hand(work, run, 5)
    again = await work.do(service.run, OPS, campaign.id)
    assert [m.consumer_id for m in await work.read(queries.of_run, OPS, again.id)][:2] == ["con_00003", "con_00005"]


async def test_undone_before_it_was_offered_a_pick_by_hand_keeps_nothing(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    campaign, run = await ran(work)
    asked = await by_hand(work, run, 3)
    with pytest.raises(NothingFree):
        await work.do(service.run, OPS, campaign.id)
    await work.do(service.reject, OPS, asked.id, "asked_not_to")
    again = await work.do(service.run, OPS, campaign.id)
    assert (again.units, "by_hand" in again.counts) == (1, False)
    assert asked.id not in [m.id for m in await work.read(queries.of_run, OPS, again.id)]


async def test_no_unit_is_kept_for_who_agrees_to_no_matching_any_more(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    campaign, run = await ran(work)
    asked = await by_hand(work, run, 3)

    async def withdraw(session: Any, viewer: Any) -> None:
        await session.execute(update(Consent).where(Consent.consumer_id == "con_00003").values(
            withdrawn_at=work.clock()))
    await work.do(withdraw, OPS)
    assert (await work.do(service.run, OPS, campaign.id)).units == 1
    assert (await work.read(queries.get, OPS, asked.id)).state == "superseded"


async def test_a_round_gives_who_was_asked_by_hand_no_unit_of_another_campaign(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3, 3))
    campaign, run = await ran(work, units=2)
    other = await arrange.live_campaign(work, await arrange.brand(work, "other"), units=3)
    await wants(work, other.id, cooking=3, home=1)
    await by_hand(work, run, 4)
    await jobs.round_now(work, OPS, shape=lambda found: found)
    runs = [await work.read(queries.latest_run, OPS, one.id) for one in (campaign, other)]
    mine, others = [{m.consumer_id for m in await work.read(queries.of_run, OPS, one.id) if not m.is_on_waitlist}
                    for one in runs if one is not None]
    assert (len(mine), "con_00004" in mine, len(others), mine & others) == (2, True, 2, set())


async def test_somebody_asked_while_a_run_was_computed_is_in_it_once(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    campaign, run = await ran(work)
    read = await work.read(inputs, OPS, campaign.id)
    outcome = await jobs.perform(read)
    asked = await by_hand(work, run, 3)
    again = await work.do(service.store, OPS, read, outcome)
    assert [m.consumer_id for m in await work.read(queries.of_run, OPS, again.id)] == [
        "con_00001", "con_00003", "con_00002"]
    assert (await work.read(queries.get, OPS, asked.id)).fit == asked.fit


async def test_an_invitation_by_hand_that_is_taken_back_leaves_nothing(work: Work) -> None:
    await crowd(work, cooks(5, 4, 3))
    _, run = await ran(work)
    await work.do(service.invite, OPS, run.id, "con_00003", "mix")
    [(key, _)] = await work.read(queries.waiting_decisions, OPS, run.id)
    await work.do(service.undo, OPS, key)
    assert "con_00003" not in [m.consumer_id for m in await work.read(queries.of_run, OPS, run.id)]
    assert [one.facts["run_id"] for one in await all_of(work, Entry) if one.event == "match.taken_back"] == [run.id]
    with pytest.raises(TooLateToUndo):
        await work.do(service.undo, OPS, key)
    again = await by_hand(work, run, 3)
    await work.do(service.plan_decision, OPS, run.id, "approve", [again.id])
    [(key, _)] = await work.read(queries.waiting_decisions, OPS, run.id)
    await work.do(service.undo, OPS, key)
    assert (await work.read(queries.get, OPS, again.id)).state == "proposed"


async def test_a_pick_by_hand_against_a_run_is_in_the_later_run_or_told_of_it(own_house: House) -> None:
    own_work = own_house.work
    await crowd(own_work, cooks(5, 4, 3, 2))
    campaign, run = await ran(own_work, units=2)
    asked, later = await asyncio.gather(
        by_hand(own_work, run, 4), jobs.run_now(own_work, OPS, campaign.id, shape=lambda made: made.id),
        return_exceptions=True)
    assert isinstance(later, str)
    kept = [one.run_id for one in await all_of(own_work, Match) if one.consumer_id == "con_00004"]
    assert kept == ([later] if isinstance(asked, Match) else [])
    assert isinstance(asked, Match | RunOvertaken)
