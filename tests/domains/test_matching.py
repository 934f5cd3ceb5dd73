"""Runs on both databases: who is left out for what, the same picks again, one run after another."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.brands.models import Product
from app.campaigns.models import CampaignPlatform
from app.consumers.models import Traits
from app.consumers.queries import audience
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.work import Work, now
from app.jobs import service as due
from app.jobs.queries import count_by_state
from app.journal.models import Entry
from app.main import House
from app.matching import jobs, queries, service
from app.matching.engine.eligibility import Code
from app.matching.models import Match, Run
from app.matching.queries import explaining
from app.matching.queries.inputs import inputs
from app.matching.rules.computing import compute
from app.matching.rules.refusals import NothingFree, NotOpenToRuns, RunOvertaken
from app.matching.schemas import RunOut
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, nobody, statements, wants

GOOD, FAIR, POOR = ({"traits": {"interest:cooking": n}} for n in (5, 4, 2))


async def a_campaign(work: Work, *, units: int = 2, **more: Any) -> Live:
    campaign = await arrange.live_campaign(work, units=units, **more)
    await wants(work, campaign.id, cooking=3)
    return campaign


async def matches(work: Work, run_id: str) -> list[Match]:
    return await work.read(queries.of_run, OPS, run_id)


async def entries(work: Work, event: str) -> list[Entry]:
    async def find(session: Any, viewer: Any) -> list[Entry]:
        return list((await session.scalars(select(Entry).where(Entry.event == event))).all())
    return await work.read(find, OPS)


async def test_a_run_picks_the_units_and_half_as_many_more(work: Work) -> None:
    await crowd(work, [POOR, GOOD, FAIR, FAIR, POOR])
    campaign = await a_campaign(work)
    run = await work.do(service.run, OPS, campaign.id)
    found = await matches(work, run.id)
    assert [(m.consumer_id, m.rank, m.is_on_waitlist) for m in found] == [
        ("con_00002", 1, False), ("con_00003", 2, False), ("con_00004", 3, True)]
    assert (run.number, run.seed, run.units, run.waitlist, run.counts["people"]) == (1, 1, 2, 1, 5)
    assert {m.state for m in found} == {"proposed"}
    assert found[0].contributions["interest:cooking"]["want"] == "high"
    [entry] = await entries(work, "run.made")
    assert (entry.subject_id, entry.facts["chosen"], entry.facts["waitlist"]) == (run.id, 2, 1)


async def test_rows_in_another_order_give_the_same_picks_byte_for_byte(work: Work) -> None:
    people = [{"traits": {"interest:cooking": n % 5 + 1}, "accounts": {"weibo": "300_1000"} if n % 3 else {},
               "phone_index": f"p{n // 2}" if n % 5 == 0 else None} for n in range(30)]
    campaign = await a_campaign(work, units=6)
    outcomes = []
    for shuffle in (None, 1, 2):
        await crowd(work, people, shuffle=shuffle)
        outcomes.append(compute(await work.read(inputs, OPS, campaign.id, 7)))
        await nobody(work)
    for one in outcomes[1:]:
        assert (one.digest, one.audience_hash, one.campaign_hash) == (
            outcomes[0].digest, outcomes[0].audience_hash, outcomes[0].campaign_hash)
        assert one.result.chosen.tobytes() == outcomes[0].result.chosen.tobytes()


LEFT_OUT: list[tuple[dict[str, Any], Code]] = [
    ({"consents": ()}, Code.NO_CONSENT), ({"refuses_automatic": True}, Code.NO_CONSENT),
    ({"state": "away"}, Code.PAUSED), ({"birth_month": 2015 * 12}, Code.UNDER_AGE),
    ({"birth_month": 1950 * 12}, Code.AGE_OUTSIDE), ({"region_code": "320500"}, Code.REGION),
    ({"accounts": {"weibo": "300_1000"}}, Code.PLATFORM), ({"accounts": {"douyin": "over_50000"}}, Code.FOLLOWERS),
    ({"gender": "male"}, Code.MUST), ({"gender": None}, Code.UNANSWERED),
    ({"traits": {"habit:impulse": 5}}, Code.MUST_NOT), ({"traits": {"wish:never": ["alcohol"]}}, Code.NEVER_WANTED),
    ({"traits": {"body:allergies": ["nuts"]}, "consents": ("matching", "sensitive")}, Code.CONTRAINDICATED),
    ({"works_for": ["brand"]}, Code.CONFLICT), ({"state": "held"}, Code.HELD),
    ({"works_for": ["none"]}, Code.ELIGIBLE), ({"traits": {"body:allergies": ["nuts"]}}, Code.ELIGIBLE),
]


async def strict_campaign(work: Work) -> Live:
    campaign = await a_campaign(
        work, units=1, audience={"ages": [20, 60], "regions": ["31"], "tiers": [1], "genders": ["female"],
                                 "followers": {"douyin": [1, 3]}},
        must_nots=[{"trait": "habit:impulse", "op": "at_least", "value": 5}])

    async def add(session: Any, viewer: Any) -> None:
        session.add(CampaignPlatform(campaign_id=campaign.id, platform="douyin", need="required"))
        product = await session.scalar(select(Product).where(Product.brand_id == campaign.brand.id))
        product.contraindications, product.category = {"body:allergies": ["nuts"]}, "alcohol"
    await work.do(add, OPS)
    return campaign


async def test_everybody_left_out_has_a_code(work: Work) -> None:
    usual = {"birth_month": 1990 * 12, "region_code": "310104", "gender": "female",
             "accounts": {"douyin": "1000_5000"}}
    best = usual | {"traits": {"interest:cooking": 5}}
    people = [best, *(usual | facts | {"traits": {"interest:cooking": 4} | facts.get("traits", {})}
                      for facts, _ in LEFT_OUT)]
    ids = await crowd(work, people)
    campaign = await strict_campaign(work)
    run = await work.do(service.run, OPS, campaign.id)
    told = [await work.read(explaining.why_not, OPS, run.id, who) for who in ids]
    assert told[0].match_id
    waits = {m.consumer_id for m in await matches(work, run.id) if m.is_on_waitlist}
    expected = [None if who in waits else code for who, (_, code) in zip(ids[1:], LEFT_OUT, strict=True)]
    assert [why.code for why in told[1:]] == expected
    assert all(why.words.sentence.zh_cn for why in told)


async def test_a_missing_safety_answer_is_confirmed_by_the_person(work: Work) -> None:
    usual = {"birth_month": 1990 * 12, "region_code": "310104", "gender": "female",
             "accounts": {"douyin": "1000_5000"}, "traits": {"interest:cooking": 5}}
    await crowd(work, [usual])
    campaign = await strict_campaign(work)
    run = await work.do(service.run, OPS, campaign.id)
    assert [m.must_confirm for m in await matches(work, run.id)] == [["body:allergies"]]


async def test_gifts_are_read_from_seats(work: Work, clock: SetClock) -> None:
    """An open gift anywhere, one taken in 30 days, one of this brand in 90, a seat here, and a shared phone."""
    await crowd(work, [GOOD | {"phone_index": f"p{n}"} for n in range(6)] + [GOOD | {"phone_index": "p1"}])
    campaign, other = await a_campaign(work), await arrange.live_campaign(work, await arrange.brand(work, "Nordlicht"))
    same_brand = await arrange.live_campaign(work, campaign.brand)
    at, who = clock(), [arrange.Person(f"con_0000{n}", "") for n in range(1, 8)]
    await arrange.offered_seat(work, other, who[0], state="accepted", accepted_at=at - timedelta(days=80))
    await arrange.offered_seat(work, other, who[1], state="completed", accepted_at=at - timedelta(days=29))
    await arrange.offered_seat(work, other, who[2], state="completed", accepted_at=at - timedelta(days=31))
    await arrange.offered_seat(work, same_brand, who[3], state="no_show", accepted_at=at - timedelta(days=89))
    await arrange.offered_seat(work, campaign, who[4], state="declined")
    await arrange.offered_seat(work, other, who[5], state="released", accepted_at=at - timedelta(days=2))
    run = await work.do(service.run, OPS, campaign.id)
    told = [(await work.read(explaining.why_not, OPS, run.id, one.id)).code for one in who]
    assert told == [Code.OPEN_GIFT, Code.GIFT_CAP, None, Code.BRAND_CAP, Code.SEATED, None, Code.CAP_KEY]


async def test_the_latest_answer_counts_whatever_the_questionnaire(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 2, "interest:home": 1}, "told": 5}])

    async def answer_anew(session: Any, viewer: Any) -> None:
        session.add(Traits(consumer_id="con_00001", slug="a-later-one", response_id="r", source="web",
                           answered_at=now(session), values={"interest:cooking": 5, "interest:home": 3},
                           earlier={"interest:home": "2020-01-01T00:00:00+00:00"}))
    await work.do(answer_anew, OPS)
    [person] = await work.read(audience.people, OPS, ["interest:cooking", "interest:home"])
    assert person.traits == {"interest:cooking": 5, "interest:home": 1}


async def test_a_later_run_supersedes_and_leaves_the_invited_alone(work: Work) -> None:
    await crowd(work, [GOOD, GOOD, FAIR, FAIR])
    campaign = await a_campaign(work, units=2)
    first = await work.do(service.run, OPS, campaign.id)
    top, second, waits = await matches(work, first.id)
    await work.do(service.approve, OPS, [top.id])
    again = await work.do(service.run, OPS, campaign.id)
    assert [m.state for m in await matches(work, first.id)] == ["used", "superseded", "superseded"]
    assert [m.consumer_id for m in await matches(work, again.id)] == [second.consumer_id, waits.consumer_id]
    told = await entries(work, "match.superseded")
    assert sorted(e.subject_id for e in told) == sorted((second.id, waits.id))
    assert (again.number, again.units) == (2, 1)


async def test_a_dry_run_of_a_draft_stores_nothing_and_ranks_everybody(work: Work) -> None:
    await crowd(work, [POOR, GOOD, FAIR])
    campaign = await a_campaign(work, state="draft")
    tried = await jobs.try_now(work, OPS, campaign.id)
    assert tried.result.audience.seq[tried.result.order].tolist() == [2, 3, 1]

    async def runs(session: Any, viewer: Any) -> list[Run]:
        return list((await session.scalars(select(Run))).all())
    assert await work.read(runs, OPS) == []
    with pytest.raises(NotOpenToRuns, match="Draft"):
        await work.do(service.run, OPS, campaign.id)


async def test_a_run_is_refused_where_it_makes_no_sense(work: Work) -> None:
    await crowd(work, [GOOD])
    full, ended = await a_campaign(work, units=0), await arrange.live_campaign(
        work, await arrange.brand(work, "Yuncha"), state="completed")
    blind = await arrange.live_campaign(work, await arrange.brand(work, "Pawly"))
    with pytest.raises(NothingFree):
        await work.do(service.run, OPS, full.id)
    with pytest.raises(NotOpenToRuns):
        await work.do(service.run, OPS, ended.id)
    with pytest.raises(Invalid, match="1 to 40 traits"):
        await work.do(service.run, OPS, blind.id)
    with pytest.raises(NotFound):
        await work.do(service.run, OPS, "cmp_nowhere")
    with pytest.raises(Forbidden):
        await work.do(service.run, full.brand.viewer, full.id)


async def test_of_two_runs_at_once_one_wins_and_the_other_names_it(own_house: House) -> None:
    work = own_house.work
    await crowd(work, [GOOD, FAIR])
    campaign = await a_campaign(work)
    answers = await asyncio.gather(
        *(jobs.run_now(work, OPS, campaign.id, shape=RunOut.of) for _ in range(3)), return_exceptions=True)
    won = [one for one in answers if isinstance(one, RunOut)]
    lost = [one for one in answers if isinstance(one, RunOvertaken)]
    assert (len(won), len(lost)) == (1, 2)
    assert {one.run_id for one in lost} == {won[0].id}


async def test_a_planned_run_is_made_by_the_worker_once_and_only_where_there_is_something_to_do(house: House) -> None:
    await crowd(house.work, [GOOD])
    campaign, draft = await a_campaign(house.work), await arrange.live_campaign(
        house.work, await arrange.brand(house.work, "Yuncha"), state="draft")

    async def plan(session: Any, viewer: Any) -> None:
        for campaign_id in (campaign.id, draft.id):
            await due.plan(session, "match.run", campaign_id=campaign_id)
    await house.work.do(plan, OPS)
    await house.worker.run_due()
    assert [e.facts["campaign_id"] for e in await entries(house.work, "run.made")] == [campaign.id]
    assert await house.work.read(count_by_state, OPS) == {"done": 2}


@pytest.mark.parametrize(("changed", "codes", "places"), [
    ({"keys": {"dream": 3}}, ["unknown_trait"], ["/traits/0/trait"]),
    ({"keys": {"cooking": 3, "gadgets": 1}}, ["nobody_answered"], ["/traits/1/trait"]),
    ({"keys": {"cooking": 3}, "measures_lift": True}, ["too_few_to_measure"], []),
])
async def test_a_planned_run_that_no_other_try_would_make_ends_and_says_why(
        house: House, changed: dict[str, Any], codes: list[str], places: list[str]) -> None:
    await crowd(house.work, [GOOD] * 3)
    asked = {key: value for key, value in changed.items() if key != "keys"}
    campaign = await arrange.live_campaign(house.work, **asked)
    await wants(house.work, campaign.id, **changed["keys"])

    async def plan(session: Any, viewer: Any) -> None:
        await due.plan(session, "match.run", campaign_id=campaign.id)
    await house.work.do(plan, OPS)
    await house.worker.run_due()
    [told] = await entries(house.work, "campaign.not_matched")
    assert (told.subject_id, told.facts["codes"], told.facts["places"]) == (campaign.id, codes, places)
    assert await house.work.read(count_by_state, OPS) == {"done": 1}
    assert await entries(house.work, "run.made") == []


async def test_the_people_are_read_in_as_many_statements_however_many_they_are(work: Work) -> None:
    campaign = await a_campaign(work)
    counts = []
    for size in (1, 3, 40):
        await crowd(work, [GOOD] * size)
        with statements(work) as seen:
            read = await work.read(inputs, OPS, campaign.id)
        counts.append(len(seen))
        assert len(compute(read).result.audience) == size
        await nobody(work)
    assert counts[0] <= counts[1] == counts[2] <= 26, "after the first, who changed is asked for too"


async def test_a_network_that_is_not_known_here_is_named_instead_of_finding_nobody(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5}}] * 3)
    campaign = await a_campaign(work, units=1)

    async def add(session: Any, viewer: Any) -> None:
        session.add(CampaignPlatform(campaign_id=campaign.id, platform="made_up", need="required"))
    await work.do(add, OPS)
    with pytest.raises(Invalid, match="knows no network “made_up”") as refused:
        await work.do(service.run, OPS, campaign.id)
    assert [fault.pointer for fault in refused.value.faults] == ["/platforms/0/platform"]
