"""Deciding on matches and offering seats: by rank, never more than are free, one decision for each match."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.campaigns.models import Campaign
from app.consumers.models import Consent, Consumer
from app.core.clock import SetClock
from app.core.errors import Forbidden, NotFound
from app.core.i18n import text
from app.core.states import WrongState
from app.core.work import Work
from app.journal import service as journal
from app.journal.models import Entry
from app.main import House
from app.matching import queries, service
from app.matching.models import Interest, Match, Run
from app.matching.queries import explaining
from app.matching.rules.refusals import NobodyWaits, TooLateToUndo
from app.seats import service as seats
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants, why_picked


async def proposed(work: Work, *, people: int = 6, units: int = 2, **more: Any) -> tuple[Live, Run]:
    """A live campaign whose run has proposed units and a waiting list; the first of the crowd fit best."""
    await crowd(work, [{"traits": {"interest:cooking": 5 - n // 3}} for n in range(people)])
    campaign = await arrange.live_campaign(work, units=units, **more)
    await wants(work, campaign.id, cooking=3)
    return campaign, await work.do(service.run, OPS, campaign.id)


async def of(work: Work, run: Run) -> list[Match]:
    async def find(session: Any, viewer: Any) -> list[Match]:
        rows = queries.in_order(select(Match).where(Match.run_id == run.id))
        return list((await session.scalars(rows)).all())
    return await work.read(find, OPS)


async def seats_of(work: Work, campaign: Live) -> list[Seat]:
    async def find(session: Any, viewer: Any) -> list[Seat]:
        rows = select(Seat).where(Seat.campaign_id == campaign.id).order_by(Seat.seq)
        return list((await session.scalars(rows)).all())
    return await work.read(find, OPS)


async def events(work: Work, event: str) -> list[Entry]:
    async def find(session: Any, viewer: Any) -> list[Entry]:
        return list((await session.scalars(select(Entry).where(Entry.event == event).order_by(Entry.seq))).all())
    return await work.read(find, OPS)


def the_person(seat: Seat) -> Any:
    return arrange.Person(seat.consumer_id, "acc").viewer


async def test_approving_everybody_offers_exactly_the_free_units_by_rank(work: Work) -> None:
    campaign, run = await proposed(work)
    approved = await work.do(service.approve_top, OPS, campaign.id)
    assert len(approved) == 3
    assert [m.state for m in await of(work, run)] == ["used", "used", "approved"]
    assert [(s.state, s.rank, s.wave) for s in await seats_of(work, campaign)] == [("offered", 1, 1), ("offered", 2, 1)]
    assert len(await events(work, "match.approved")) == 3
    assert len(await events(work, "match.used")) == 2


async def test_nothing_is_offered_before_the_campaign_is_live_and_then_at_once(work: Work) -> None:
    campaign, run = await proposed(work, state="approved")
    await work.do(service.approve_top, OPS, campaign.id)
    assert await seats_of(work, campaign) == []

    async def go_live(session: Any, viewer: Any) -> None:
        row = await session.scalar(select(Campaign).where(Campaign.id == campaign.id))
        row.state = "live"
        await journal.record(session, viewer, "campaign.went_live", row)
    await work.do(go_live, OPS)
    assert [m.state for m in await of(work, run)] == ["used", "used", "approved"]


async def test_a_paused_campaign_offers_nothing_until_it_goes_on(work: Work, clock: SetClock) -> None:
    campaign, _ = await proposed(work, paused_at=clock())
    await work.do(service.approve_top, OPS, campaign.id)
    assert await seats_of(work, campaign) == []

    async def resume(session: Any, viewer: Any) -> None:
        row = await session.scalar(select(Campaign).where(Campaign.id == campaign.id))
        row.paused_at = None
        await journal.record(session, viewer, "campaign.resumed", row)
    await work.do(resume, OPS)
    assert len(await seats_of(work, campaign)) == 2


async def test_who_declines_is_followed_by_the_next_and_an_empty_list_is_told_once(work: Work) -> None:
    campaign, run = await proposed(work)
    await work.do(service.approve_top, OPS, campaign.id)
    for expected in (["used", "used", "used"], ["used", "used", "used"], ["used", "used", "used"]):
        first_open = next(s for s in await seats_of(work, campaign) if s.state == "offered")
        await work.do(seats.decline, the_person(first_open), first_open.id)
        assert [m.state for m in await of(work, run)] == expected
    assert [s.wave for s in await seats_of(work, campaign)] == [1, 1, 2]
    [empty] = await events(work, "campaign.waitlist_empty")
    assert (empty.subject_id, empty.facts) == (campaign.id, {"run_id": run.id})


async def test_who_has_left_or_is_at_a_cap_is_passed_over(work: Work, clock: SetClock) -> None:
    campaign, run = await proposed(work, people=9, units=4)
    gone, refusing, full, *rest = [m.consumer_id for m in await of(work, run)]
    other = await arrange.live_campaign(work, await arrange.brand(work, "Yuncha"))
    await arrange.offered_seat(work, other, arrange.Person(full, ""), state="accepted",
                               accepted_at=clock() - timedelta(days=1))

    async def leave(session: Any, viewer: Any) -> None:
        await session.execute(update(Consumer).where(Consumer.id == gone).values(state="away"))
        await session.execute(update(Consent).where(Consent.consumer_id == refusing).values(withdrawn_at=clock()))
    await work.do(leave, OPS)
    await work.do(service.approve_top, OPS, campaign.id)
    assert [s.consumer_id for s in await seats_of(work, campaign)] == rest[:3]


async def test_a_rejection_keeps_its_reason_and_cannot_be_approved(work: Work) -> None:
    _, run = await proposed(work)
    [match, *_] = await of(work, run)
    await work.do(service.reject, OPS, match.id, "known_conflict")
    [told] = await events(work, "match.rejected")
    assert (told.facts["reason"], (await of(work, run))[0].rejection) == ("known_conflict", "known_conflict")
    with pytest.raises(WrongState, match="Rejected"):
        await work.do(service.approve, OPS, [match.id])


async def test_one_match_in_another_state_refuses_the_whole_approval(work: Work) -> None:
    _, run = await proposed(work)
    first, second, third = await of(work, run)
    await work.do(service.reject, OPS, second.id, "unreachable")
    with pytest.raises(WrongState):
        await work.do(service.approve, OPS, [first.id, second.id, third.id])
    assert [m.state for m in await of(work, run)] == ["proposed", "rejected", "proposed"]


async def test_the_first_who_waits_takes_the_place_of_who_is_replaced(work: Work) -> None:
    campaign, run = await proposed(work, state="approved")
    first, second, third = await of(work, run)
    await work.do(service.approve, OPS, [first.id, second.id])
    successor = await work.do(service.swap, OPS, first.id)
    assert (successor.id, successor.state, successor.is_on_waitlist) == (third.id, "approved", False)
    states = {m.id: (m.state, m.replaced_by) for m in await of(work, run)}
    assert states[first.id] == ("replaced", third.id)
    with pytest.raises(NobodyWaits):
        await work.do(service.swap, OPS, second.id)
    with pytest.raises(WrongState, match="Replaced"):
        await work.do(service.swap, OPS, first.id)
    assert await seats_of(work, campaign) == []


async def test_nobody_but_ops_decides_and_a_match_out_of_sight_is_not_there(work: Work) -> None:
    campaign, run = await proposed(work)
    [match, *_] = await of(work, run)
    for viewer in (campaign.brand.viewer, arrange.Person(match.consumer_id, "acc").viewer):
        with pytest.raises(Forbidden):
            await work.do(service.approve, viewer, [match.id])
        with pytest.raises(Forbidden):
            await work.do(service.approve_top, viewer, campaign.id)
    with pytest.raises(NotFound):
        await work.do(service.approve, OPS, ["mat_nowhere"])
    with pytest.raises(NotFound):
        await work.read(queries.get, arrange.Person("con_00009", "acc").viewer, match.id)


async def test_approving_against_rejecting_has_one_winner(own_house: House) -> None:
    work = own_house.work
    _, run = await proposed(work, state="approved")
    for match in await of(work, run):
        answers = await asyncio.gather(
            work.do(service.approve, OPS, [match.id]), work.do(service.reject, OPS, match.id, "unreachable"),
            return_exceptions=True)
        assert sum(isinstance(answer, WrongState) for answer in answers) == 1
    decided = [m.state for m in await of(work, run)]
    assert len(await events(work, "match.approved")) == decided.count("approved")
    assert len(await events(work, "match.rejected")) == decided.count("rejected")


async def test_many_offerings_at_once_never_offer_more_than_is_free(own_house: House) -> None:
    work = own_house.work
    campaign, _ = await proposed(work, people=9, units=3)
    await work.do(service.approve_top, OPS, campaign.id)
    await asyncio.gather(*(work.do(service.offer_next, OPS, campaign.id) for _ in range(4)))
    first, second, _ = await seats_of(work, campaign)
    await asyncio.gather(*(work.do(seats.decline, the_person(s), s.id) for s in (first, second)))
    states = [s.state for s in await seats_of(work, campaign)]
    assert (states.count("offered"), states.count("declined")) == (3, 2)


async def test_a_decision_on_a_page_waits_ten_seconds_and_can_be_taken_back(house: House, clock: SetClock) -> None:
    work, worker = house.work, house.worker
    _, run = await proposed(work)
    first, second, third = await of(work, run)
    taken_back = await work.do(service.plan_decision, OPS, run.id, "reject", [first.id], "unreachable")
    await work.do(service.plan_decision, OPS, run.id, "approve", [second.id, third.id])
    assert len(await work.read(queries.waiting_decisions, OPS, run.id)) == 2
    await worker.run_due()
    assert {m.state for m in await of(work, run)} == {"proposed"}
    await work.do(service.undo, OPS, taken_back.key)
    clock.forward(seconds=11)
    await worker.run_due()
    assert [m.state for m in await of(work, run)] == ["proposed", "used", "used"]
    assert {m.decided_by for m in (await of(work, run))[1:]} == {OPS.actor_id}
    with pytest.raises(TooLateToUndo):
        await work.do(service.undo, OPS, taken_back.key)
    with pytest.raises(TooLateToUndo):
        await work.do(service.undo, OPS, "journal.seal")


async def test_a_noted_decision_leaves_alone_what_was_decided_meanwhile(house: House, clock: SetClock) -> None:
    work = house.work
    _, run = await proposed(work, state="approved")
    first, second, _ = await of(work, run)
    await work.do(service.plan_decision, OPS, run.id, "reject", [first.id, second.id], "brand_safety")
    await work.do(service.approve, OPS, [first.id])
    clock.forward(seconds=11)
    await house.worker.run_due()
    assert [m.state for m in await of(work, run)] == ["approved", "rejected", "proposed"]
    with pytest.raises(WrongState):
        await work.do(service.plan_decision, OPS, run.id, "approve", [second.id])


async def test_matches_lapse_with_the_campaign(work: Work) -> None:
    campaign, run = await proposed(work, state="approved")

    async def end(session: Any, viewer: Any) -> None:
        row = await session.scalar(select(Campaign).where(Campaign.id == campaign.id))
        await journal.record(session, viewer, "campaign.cancelled", row)
    await work.do(end, OPS)
    assert {m.state for m in await of(work, run)} == {"lapsed"}
    assert len(await events(work, "match.lapsed")) == 3


async def test_an_explanation_adds_up_and_the_person_is_told_in_words(work: Work) -> None:
    _, run = await proposed(work)
    best = (await of(work, run))[0]
    points = {key: part["points"] for key, part in best.contributions.items()}
    assert sum(points.values()) == pytest.approx(100 * (best.fit - run.means["fit"]))
    strongest = max(points, key=lambda key: points[key])
    assert (strongest, best.contributions[strongest]["agreement"]) == ("interest:cooking", 1.0)
    own = arrange.Person(best.consumer_id, "acc").viewer
    assert await work.read(why_picked, own, best.id) == text("You love cooking.", "你喜欢做饭。")
    with pytest.raises(Forbidden):
        await work.read(explaining.why_not, own, run.id, best.consumer_id)
    with pytest.raises(NotFound):
        await work.read(explaining.why_not, OPS, run.id, "con_nowhere")


async def test_a_person_takes_everything_along_and_leaves_no_reasons_behind(work: Work) -> None:
    campaign, run = await proposed(work, state="approved")
    best = (await of(work, run))[0]
    own = arrange.Person(best.consumer_id, "acc").viewer

    async def show_interest(session: Any, viewer: Any) -> None:
        session.add(Interest(id="int_1", campaign_id=campaign.id, consumer_id=best.consumer_id, shown_at=run.made_at))
    await work.do(show_interest, OPS)
    taken = await work.do(service.export, own, best.consumer_id)
    assert [m["id"] for m in taken["matches"]] == [best.id]
    assert taken["matches"][0]["contributions"].keys() == {"interest:cooking"}
    assert len(taken["interests"]) == 1
    assert await work.do(service.forget, own, best.consumer_id) == {"matches": 1, "interests": 1, "runs": 1}
    left = (await of(work, run))[0]
    assert (left.state, left.contributions, left.must_confirm, left.rank) == ("lapsed", {}, [], 1)
    assert (await work.do(service.export, own, best.consumer_id))["interests"] == []
