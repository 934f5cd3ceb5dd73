"""Lift on both databases: those drawn are asked alike, the difference counts everybody, brands see no small count."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Response, Traits
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.insights import service
from app.insights.queries import lift, surveys
from app.insights.rules.surveys import SLUG, SurveyNotOpen
from app.matching.models import HoldOut
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, statements
from tests.people import all_of

TRIED = {"view:intent": 5, "view:bought": "yes", "view:tried": "yes", "view:recommend": 9, "view:stars": 4}


async def measuring(work: Work, owner: arrange.House | None = None, days: int = 40, **more: Any) -> Live:
    return await arrange.live_campaign(work, owner, measures_lift=True, ends_at=work.clock() + timedelta(days=days),
                                       **more)


async def draw(work: Work, campaign: Live, people: Sequence[tuple[str, bool]]) -> None:
    """These people are drawn: id and whether held out."""
    async def make(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(insert(HoldOut), [
            {"id": f"hold_{campaign.id[-6:]}_{place}", "campaign_id": campaign.id, "consumer_id": who, "run_id": "run",
             "is_held_out": is_held, "propensity": .1, "drawn_at": now(session)}
            for place, (who, is_held) in enumerate(people)])
    await work.do(make, OPS)


async def say(work: Work, campaign: Live, said: Sequence[tuple[str, dict[str, Any]]], purpose: str = "after") -> None:
    """These people answered so afterwards."""
    async def make(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(insert(Response), [
            {"id": f"rsp_{campaign.id[-6:]}_{purpose}_{place}", "consumer_id": who, "slug": SLUG,
             "questionnaire_version": 1, "purpose": purpose, "subject_id": campaign.id, "answers": answers,
             "source": "web", "submitted_at": now(session)} for place, (who, answers) in enumerate(said)])
    await work.do(make, OPS)


async def one_of_each(work: Work, campaign: Live) -> tuple[Person, Person]:
    invited, held = await arrange.person(work, "invited"), await arrange.person(work, "held")
    await draw(work, campaign, [(invited.id, False), (held.id, True)])
    return invited, held


async def test_who_is_held_out_is_asked_the_very_same_at_the_very_same_time(work: Work, clock: SetClock) -> None:
    campaign = await measuring(work)
    invited, held = await one_of_each(work, campaign)
    await arrange.offered_seat(work, campaign, invited)
    seen = []
    for days in (0, 27, 2, 11, 2, 25, 2):
        clock.forward(days=days)
        ours, theirs = [await work.read(surveys.mine, who.viewer) for who in (invited, held)]
        assert ours == theirs
        seen.append([one.when for one in ours])
    assert seen == [["before"], ["before"], [], ["after"], ["after"], ["after"], []]


async def test_a_survey_is_answered_once_asked_and_kept_under_its_campaign(work: Work, clock: SetClock) -> None:
    campaign = await measuring(work)
    invited, _ = await one_of_each(work, campaign)
    await work.do(service.answer, invited.viewer, campaign.id, "before", {"view:intent": 2})
    assert await work.read(surveys.mine, invited.viewer) == []
    clock.forward(days=41)
    assert [one.when for one in await work.read(surveys.mine, invited.viewer)] == ["after"]
    await work.do(service.answer, invited.viewer, campaign.id, "after", {"view:intent": 3})
    await work.do(service.answer, invited.viewer, campaign.id, "after", TRIED)
    assert [(one.purpose, one.subject_id, one.answers["view:intent"]) for one in await all_of(work, Response)] == [
        ("before", campaign.id, 2), ("after", campaign.id, 3), ("after", campaign.id, 5)]
    assert (await work.read(surveys.one, invited.viewer, campaign.id, "after")).answers == TRIED
    [traits] = await all_of(work, Traits)
    assert (traits.slug, traits.values, traits.flags) == (SLUG, {}, {})


async def test_what_is_not_asked_cannot_be_answered(work: Work, clock: SetClock) -> None:
    campaign, stranger = await measuring(work), await arrange.person(work, "stranger")
    invited, _ = await one_of_each(work, campaign)
    for who, when, answers, refusal in (
            (stranger.viewer, "before", TRIED, NotFound), (invited.viewer, "after", TRIED, SurveyNotOpen),
            (invited.viewer, "before", {"view:stars": 5}, Invalid),
            (campaign.brand.viewer, "before", TRIED, Forbidden)):
        with pytest.raises(refusal):
            await work.do(service.answer, who, campaign.id, when, answers)
    assert await all_of(work, Response) == []
    await work.do(service.answer, invited.viewer, campaign.id, "before", TRIED)


async def test_what_reached_somebody_is_not_asked_about_as_before(work: Work) -> None:
    campaign = await measuring(work)
    invited, _ = await one_of_each(work, campaign)
    await arrange.offered_seat(work, campaign, invited, state="accepted", received_at=work.clock())
    assert await work.read(surveys.mine, invited.viewer) == []


async def test_a_list_of_surveys_takes_few_statements(work: Work) -> None:
    invited, _ = await one_of_each(work, await measuring(work))
    for place in range(4):
        await draw(work, await measuring(work, await arrange.brand(work, f"house{place}")), [(invited.id, False)])
    with statements(work) as seen:
        assert len(await work.read(surveys.mine, invited.viewer)) == 5
    assert len(seen) <= 4


async def answered(work: Work, campaign: Live, *, first: int = 1) -> list[str]:
    """160 people drawn against 100 held out; of those known 84 of 140 mean to buy against 42 of 88."""
    people = await crowd(work, [{} for _ in range(260)], first=first)
    await draw(work, campaign, [(who, place >= 160) for place, who in enumerate(people)])
    told = zip((*people[:140], *people[160:248]), [5] * 84 + [2] * 56 + [4] * 42 + [1] * 46, strict=True)
    await say(work, campaign, [(who, {"view:intent": intent, "view:bought": "rather_not_say"}) for who, intent in told])
    return people


async def test_lift_counts_everybody_where_the_draw_put_him(work: Work) -> None:
    campaign = await measuring(work)
    people = await answered(work, campaign)
    await say(work, campaign, [(people[0], {"view:intent": 5})], "before")
    found = await work.read(lift.lift, campaign.brand.viewer, campaign.id, "intent")
    assert found.here is not None
    assert (found.here.treated.drawn, found.here.treated.known, found.here.held.drawn, found.here.held.known) == (
        160, 140, 100, 88)
    assert found.here.difference == pytest.approx(84 / 140 - 42 / 88)
    assert found.here.treated.rate == pytest.approx(.6)
    assert found.sentence.default == (
        "Lift of purchase intent: +12.3 points (95 %: −0.9 to +25.0); 140 of 160 answered here, 88 of 100 among those "
        "held out.")
    assert found.sentence.zh_cn == (
        "购买意愿提升：+12.3 个百分点（95% 区间：−0.9 至 +25.0）；"
        "本组 160 人中 140 人作答，对照组 100 人中 88 人作答。")
    assert (found.pooled, found.campaign_count) == (None, 1)


async def test_what_is_not_told_is_unknown_and_too_little_says_what_it_needs(work: Work) -> None:
    campaign = await measuring(work)
    await answered(work, campaign)
    for viewer, known, words in ((OPS, 0, "so far 0 and 0."), (
            campaign.brand.viewer, None, "so far fewer than 10 and fewer than 10.")):
        found = await work.read(lift.lift, viewer, campaign.id, "purchase")
        assert found.here is not None
        assert (found.here.is_enough, found.here.treated.known, found.here.difference) == (False, known, None)
        assert (found.here.needs_held or 0) > 50
        assert words in found.sentence.default


async def test_campaigns_of_a_brand_are_pooled_and_those_of_others_are_not(work: Work) -> None:
    owner = await arrange.brand(work)
    one, two = await measuring(work, owner), await measuring(work, owner)
    other = await measuring(work, await arrange.brand(work, "Other"))
    for place, campaign in enumerate((one, two, other)):
        await answered(work, campaign, first=1000 * place + 1)
    found = await work.read(lift.lift, owner.viewer, two.id, "intent")
    assert found.pooled is not None
    assert found.here is not None
    assert (found.campaign_count, found.pooled.treated.known) == (2, 280)
    assert found.pooled.difference == pytest.approx(found.here.difference)
    assert (found.pooled.high or 0) < (found.here.high or 0)
    assert found.pooled.low is not None
    assert found.pooled.low > 0


async def test_who_does_not_measure_is_told_how_to(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    found = await work.read(lift.lift, campaign.brand.viewer, campaign.id, "intent")
    assert (found.is_measured, found.here, "tick" in found.sentence.default) == (False, None, True)
    fresh = await measuring(work, await arrange.brand(work, "Fresh"))
    assert "Nobody is drawn" in (await work.read(lift.lift, OPS, fresh.id, "intent")).sentence.default


async def test_another_brand_sees_no_lift_and_a_person_none_at_all(work: Work) -> None:
    campaign = await measuring(work)
    invited, _ = await one_of_each(work, campaign)
    for viewer, refusal in (((await arrange.brand(work, "Other")).viewer, NotFound), (invited.viewer, Forbidden)):
        with pytest.raises(refusal):
            await work.read(lift.lift, viewer, campaign.id, "intent")
        with pytest.raises(refusal):
            await work.read(lift.effect, viewer, campaign.id)


async def test_stars_and_recommending_are_told_of_receivers_alone_and_hidden_while_they_are_few(work: Work) -> None:
    campaign = await measuring(work)
    people = [await arrange.person(work, f"p{place}") for place in range(13)]
    await draw(work, campaign, [(who.id, place == 12) for place, who in enumerate(people)])
    for who in people[:11]:
        await arrange.offered_seat(work, campaign, who, state="accepted", received_at=work.clock())
    said = [(who.id, TRIED | {"view:recommend": 10 if place < 6 else 0, "view:stars": 1 + 4 * (place < 6)})
            for place, who in enumerate(people)]
    await say(work, campaign, [*said[:9], *said[11:]])
    hidden = await work.read(lift.effect, campaign.brand.viewer, campaign.id)
    assert (hidden.stars.value, hidden.stars.known, hidden.stars.received) == (None, None, 11)
    told = await work.read(lift.effect, OPS, campaign.id)
    assert (told.stars.known, told.stars.received) == (9, 11)
    assert told.stars.value == pytest.approx(33 / 9)
    assert told.net_promoters.value == pytest.approx(100 * 3 / 9)
    await work.do(_also, OPS, campaign, said[9])
    shown = await work.read(lift.effect, campaign.brand.viewer, campaign.id)
    assert shown.stars.known == 10
    assert shown.stars.value == pytest.approx(3.4)


async def _also(session: AsyncSession, viewer: Viewer, campaign: Live, said: tuple[str, dict[str, Any]]) -> None:
    session.add(Response(id="rsp_also", consumer_id=said[0], slug=SLUG, questionnaire_version=1, purpose="after",
                         subject_id=campaign.id, answers=said[1], source="web", submitted_at=now(session)))
