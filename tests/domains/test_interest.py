"""Interest: shown and taken back, a source of candidates beside the picks; and why a person was not picked."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.brands.models import Product
from app.campaigns.models import Campaign
from app.consumers import service as consumers
from app.consumers.models import Consumer, Response
from app.consumers.schemas import MeIn
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.paging import Ask
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.matching import service
from app.matching.models import Interest, Match, Run
from app.matching.queries import interest
from app.matching.queries.why_me import why_me
from app.matching.rules.change import ENDED
from app.matching.rules.refusals import NotLookingAnyMore, WorksInTheTrade
from app.matching.schemas import WhyOut
from app.seats import service as seats
from app.web import roles
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, statements, wants
from tests.people import all_of, count


async def change(work: Work, model: type[Any], row_id: str, **values: Any) -> None:
    async def write(session: Any, viewer: Any) -> None:
        await session.execute(update(model).where(model.id == row_id).values(**values))
    await work.do(write, OPS)


async def ids(work: Work, viewer: Viewer, **more: Any) -> list[str]:
    page = await work.read(interest.page, viewer, Ask(), **more)
    return [one.id for one in page.items]


def of_crowd(number: int) -> Person:
    return Person(f"con_{number:05d}", f"acc_{number}")


async def run_of(work: Work, *, people: int = 6, units: int = 2, interested: tuple[int, ...] = (),
                 **more: Any) -> tuple[Live, Run]:
    """A campaign that wants cooking, matched; the first of the crowd fit best, some of them are interested."""
    await crowd(work, [{"traits": {"interest:cooking": max(5 - n, 1)}} for n in range(people)])
    campaign = await arrange.live_campaign(work, units=units, **more)
    await wants(work, campaign.id, cooking=3)
    for number in interested:
        await work.do(service.show_interest, of_crowd(number).viewer, campaign.id)
    return campaign, await work.do(service.run, OPS, campaign.id)


async def why(work: Work, who: Person, campaign: Live) -> WhyOut:
    return await work.read(why_me, who.viewer, campaign.id)


async def test_interest_is_shown_once_taken_back_and_shown_again(work: Work, clock: SetClock) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    shown = await work.do(service.show_interest, who.viewer, campaign.id)
    again = await work.do(service.show_interest, who.viewer, campaign.id)
    assert (shown.id, shown.shown_at) == (again.id, again.shown_at)
    await work.do(service.withdraw_interest, who.viewer, campaign.id)
    await work.do(service.withdraw_interest, who.viewer, campaign.id)
    clock.forward(hours=1)
    third = await work.do(service.show_interest, who.viewer, campaign.id)
    assert (third.id, third.shown_at, third.withdrawn_at) == (shown.id, work.clock(), None)
    entries = [one.event for one in await all_of(work, Entry, Entry.subject_id == shown.id)]
    assert entries == ["interest.shown", "interest.withdrawn", "interest.shown"]
    assert await count(work, Interest) == 1


async def test_what_is_over_draft_or_never_wanted_is_refused(work: Work, clock: SetClock) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    draft = await arrange.live_campaign(work, campaign.brand, state="draft")
    done = await arrange.live_campaign(work, campaign.brand, state="completed")
    ended = await arrange.live_campaign(work, campaign.brand, ends_at=work.clock() + timedelta(days=1))
    clock.forward(days=2)
    for campaign_id in (done.id, ended.id):
        with pytest.raises(NotLookingAnyMore):
            await work.do(service.show_interest, who.viewer, campaign_id)
    with pytest.raises(NotFound):
        await work.do(service.show_interest, who.viewer, draft.id)
    with pytest.raises(NotFound):
        await work.do(service.withdraw_interest, who.viewer, campaign.id)
    for stranger in (OPS, campaign.brand.viewer, roles.visitor()):
        with pytest.raises(Forbidden):
            await work.do(service.show_interest, stranger, campaign.id)


async def test_who_works_in_the_trade_is_told_so(work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    await change(work, Consumer, who.id, works_for=["agency"])
    with pytest.raises(WorksInTheTrade):
        await work.do(service.show_interest, who.viewer, campaign.id)
    await change(work, Consumer, who.id, works_for=["none"])
    await work.do(service.show_interest, who.viewer, campaign.id)


async def test_a_campaigns_own_questions_come_first_and_are_kept_for_the_next_time(work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work, screener="lifestyle")
    screener = await work.read(interest.screener_of, who.viewer, campaign.id)
    assert screener is not None
    assert screener.questionnaire.slug == "lifestyle"
    for nothing in (None, {}, {"q": ""}):
        with pytest.raises(Invalid) as refused:
            await work.do(service.show_interest, who.viewer, campaign.id, nothing)
        assert [fault.where for fault in refused.value.faults] == [(next(iter(screener.questionnaire.questions)),)]
    with pytest.raises(Invalid):
        await work.do(service.show_interest, who.viewer, campaign.id, {"no such question": 1})
    answers = {question.name: question.low for question in screener.questionnaire.questions.values()
               if question.type == "rating"}
    shown = await work.do(service.show_interest, who.viewer, campaign.id, answers)
    [response] = await all_of(work, Response, Response.consumer_id == who.id)
    assert (response.id, response.purpose, response.subject_id) == (shown.response_id, "screener", campaign.id)
    await work.do(service.withdraw_interest, who.viewer, campaign.id)
    assert (await work.do(service.show_interest, who.viewer, campaign.id)).response_id == response.id


async def test_answers_to_no_questions_are_refused(work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    with pytest.raises(Invalid):
        await work.do(service.show_interest, who.viewer, campaign.id, {"a": 1})


async def test_only_open_campaigns_with_a_free_unit_are_listed_in_a_flat_number_of_statements(work: Work) -> None:
    who, other = await arrange.person(work), await arrange.person(work, "wei")
    first = await arrange.live_campaign(work)
    approved = await arrange.live_campaign(work, first.brand, state="approved")
    await arrange.live_campaign(work, first.brand, state="draft")
    await arrange.live_campaign(work, first.brand, ends_at=work.clock())
    await arrange.live_campaign(work, first.brand, paused_at=work.clock())
    given = await arrange.live_campaign(work, first.brand, units=1)
    await arrange.offered_seat(work, given, other)
    mine = await arrange.live_campaign(work, first.brand)
    await arrange.offered_seat(work, mine, who)
    assert await ids(work, who.viewer) == [approved.id, first.id]
    assert await ids(work, other.viewer) == [mine.id, approved.id, first.id]
    assert await ids(work, OPS) == await ids(work, first.brand.viewer) == []
    with statements(work) as few:
        await ids(work, other.viewer)
    for _ in range(5):
        await arrange.live_campaign(work, first.brand)
    with statements(work) as more:
        await ids(work, other.viewer)
    assert len(more) == len(few)


async def test_what_one_is_interested_in_stays_in_sight_when_it_is_over(work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    await work.do(service.show_interest, who.viewer, campaign.id)
    assert await ids(work, who.viewer, is_interested=False) == []
    await change(work, Campaign, campaign.id, state="cancelled")
    assert await ids(work, who.viewer, is_interested=True) == [campaign.id]
    told = await work.read(interest.one, who.viewer, campaign.id)
    assert (told.is_interested, told.is_open) == (True, False)
    stranger = await arrange.person(work, "wei")
    with pytest.raises(NotFound):
        await work.read(interest.one, stranger.viewer, campaign.id)


@pytest.mark.parametrize(("born", "seen"), [(1995 * 12, True), (2009 * 12, False), (None, False)])
async def test_what_is_for_adults_is_shown_to_adults_only(work: Work, born: int | None, seen: bool) -> None:
    who = await arrange.person(work, birth_month=born)
    campaign = await arrange.live_campaign(work)
    await of_alcohol(work)
    assert await ids(work, who.viewer) == ([campaign.id] if seen else [])
    if not seen:
        with pytest.raises(NotFound):
            await work.do(service.show_interest, who.viewer, campaign.id)


async def of_alcohol(work: Work) -> None:
    async def write(session: Any, viewer: Any) -> None:
        await session.execute(update(Product).values(category="alcohol"))
    await work.do(write, OPS)


async def test_interest_is_the_source_of_a_match_and_of_its_seat(work: Work) -> None:
    campaign, run = await run_of(work, interested=(1, 3, 6))
    found = await all_of(work, Match, Match.run_id == run.id)
    assert [(one.consumer_id, one.source, one.is_on_waitlist) for one in found] == [
        ("con_00001", "interested", False), ("con_00002", "picked", False), ("con_00003", "interested", True)]
    assert run.facts["interested"] == 3
    await work.do(service.approve_top, OPS, campaign.id)
    assert (await why(work, of_crowd(1), campaign)).status == "invited"
    assert (await why(work, of_crowd(3), campaign)).status == "on_waitlist"


async def test_who_is_interested_and_fits_least_still_waits_where_places_are_left(work: Work) -> None:
    _, run = await run_of(work, people=3, units=2, interested=(3,))
    last = (await all_of(work, Match, Match.run_id == run.id))[-1]
    assert (last.consumer_id, last.source, last.is_on_waitlist) == ("con_00003", "interested", True)


async def test_interest_that_was_taken_back_is_no_source(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(1,))
    await work.do(service.withdraw_interest, of_crowd(1).viewer, campaign.id)
    run = await work.do(service.run, OPS, campaign.id)
    assert {one.source for one in await all_of(work, Match, Match.run_id == run.id)} == {"picked"}


async def test_others_fitted_better_says_how_far_in_words_and_what_to_answer(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(6,))
    told = await why(work, of_crowd(6), campaign)
    assert (told.status, told.reason, told.has_changed) == ("not_picked", "eligible", False)
    assert "a long way behind" in (told.how_far.default if told.how_far else "")
    assert [step.kind for step in told.steps] == ["nothing"]
    assert not any(character.isdigit() for character in told.sentence.default)


async def test_a_campaign_that_is_over_promises_no_other_picking(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(6,))
    assert ENDED.words not in [step.words for step in (await why(work, of_crowd(6), campaign)).steps]
    await change(work, Campaign, campaign.id, ends_at=work.clock())
    told = await why(work, of_crowd(6), campaign)
    assert (told.steps[0].words, told.was_matched_before) == (ENDED.words, False)


async def test_a_campaign_that_draws_lots_never_tells_how_far(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(6,), control_share=0.5)
    told = await why(work, of_crowd(6), campaign)
    if told.status == "not_picked":
        assert told.how_far is None
        assert "lot" in told.sentence.default


async def test_a_refusal_of_automatic_decisions_is_named_and_its_end_is_seen(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5}}] * 2)
    campaign = await arrange.live_campaign(work)
    await wants(work, campaign.id, cooking=3)
    who = of_crowd(2)
    await work.do(service.show_interest, who.viewer, campaign.id)
    assert (await why(work, who, campaign)).status == "not_matched"
    await work.do(consumers.change, who.viewer, who.id, MeIn(refuses_automatic=True))
    await work.do(service.run, OPS, campaign.id)
    told = await why(work, who, campaign)
    assert (told.reason, told.has_changed, [step.kind for step in told.steps]) == ("no_consent", False, ["allow"])
    assert told.sentence.default == "You refused decisions by a formula, so the ranking leaves you out."
    assert "refused" not in told.steps[0].words.default
    await work.do(consumers.change, who.viewer, who.id, MeIn(refuses_automatic=False))
    told = await why(work, who, campaign)
    assert (told.has_changed, told.steps, told.also) == (True, [], [])


async def test_a_cap_names_the_day_on_which_it_ends(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5}}] * 2)
    earlier = await arrange.live_campaign(work)
    who = of_crowd(2)
    await arrange.offered_seat(work, earlier, who, state="completed", accepted_at=work.clock())
    campaign = await arrange.live_campaign(work, earlier.brand)
    await wants(work, campaign.id, cooking=3)
    await work.do(service.show_interest, who.viewer, campaign.id)
    await work.do(service.run, OPS, campaign.id)
    told = await why(work, who, campaign)
    assert (told.reason, len(told.also)) == ("gift_cap", 1)
    assert [str(step.until) for step in told.steps] == ["2026-04-01", "2026-05-31"]
    assert "Wednesday 1 Apr 2026" in told.steps[0].words.default


async def test_a_must_that_is_not_answered_leads_to_its_question(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(2,), musts=[{"trait": "interest:food", "op": "answered"}])
    told = await why(work, of_crowd(2), campaign)
    assert (told.reason, told.steps[0].kind, told.steps[0].page) == ("unanswered", "answer", "enjoy")


async def test_why_is_told_of_ones_own_interest_only(work: Work) -> None:
    campaign, _ = await run_of(work)
    with pytest.raises(NotFound):
        await why(work, of_crowd(1), campaign)
    with pytest.raises(NotFound):
        await work.read(why_me, OPS, campaign.id)


async def test_a_pick_that_ops_turned_down_leads_to_a_person(work: Work) -> None:
    campaign, run = await run_of(work, interested=(1,))
    first = (await all_of(work, Match, Match.run_id == run.id))[0]
    assert (await why(work, of_crowd(1), campaign)).status == "looked_at"
    await work.do(service.reject, OPS, first.id, "doubtful_answers")
    told = await why(work, of_crowd(1), campaign)
    assert (told.status, [step.kind for step in told.steps]) == ("passed_over", ["ask"])


async def test_a_seat_keeps_its_source_when_it_is_answered(work: Work) -> None:
    campaign, _ = await run_of(work, interested=(1,))
    await work.do(service.approve_top, OPS, campaign.id)
    told = await why(work, of_crowd(1), campaign)
    assert told.seat_id is not None
    seat = await work.do(seats.decline, of_crowd(1).viewer, told.seat_id)
    assert seat.source == "interested"
