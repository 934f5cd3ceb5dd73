"""Waves on both databases: the free units while there is time, the expired once more, a few more near the end."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.campaigns.models import Campaign
from app.core.clock import SetClock
from app.core.work import Work
from app.matching import queries, service
from app.matching.models import Match
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of


async def matched(work: Work, people: int, units: int, **columns: Any) -> Live:
    """A live campaign whose run was approved and offered."""
    await crowd(work, [{"traits": {"interest:cooking": n % 5 + 1}} for n in range(people)])
    campaign = await arrange.live_campaign(work, units=units)
    await wants(work, campaign.id, cooking=3)
    await change(work, Campaign, campaign.id, **columns)
    run = await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_of_run, OPS, run.id)
    return campaign


async def change(work: Work, kind: type[Any], row_id: str, **values: Any) -> None:
    async def verb(session: Any, viewer: Any) -> None:
        row = (await session.scalars(select(kind).where(kind.id == row_id))).one()
        for name, value in values.items():
            setattr(row, name, value)
    await work.do(verb, OPS)


async def run_out(work: Work, campaign: Live) -> None:
    """Every open offer goes unanswered, and the next wave follows."""
    for seat in await all_of(work, Seat, Seat.state == "offered"):
        await change(work, Seat, seat.id, state="expired")
    await work.do(service.offer_next, OPS, campaign.id)


async def offered(work: Work) -> list[str]:
    return sorted(seat.consumer_id for seat in await all_of(work, Seat, Seat.state == "offered"))


async def test_with_time_left_exactly_the_free_units_are_offered(work: Work) -> None:
    campaign = await matched(work, 12, 4)
    assert len(await offered(work)) == 4
    run = await work.read(queries.latest_run, OPS, campaign.id)
    assert run is not None
    [wave] = run.facts["waves"]
    assert (wave["why"], wave["offers"], wave["free"]) == ("in_time", 4, 4)


async def test_who_let_an_offer_run_out_is_asked_once_more_after_everybody_else(work: Work) -> None:
    campaign = await matched(work, 3, 2)
    first = await offered(work)
    await run_out(work, campaign)
    second = await offered(work)
    assert len(second) == 2
    assert len(set(first) | set(second)) == 3
    await run_out(work, campaign)
    third = await offered(work)
    assert third
    await run_out(work, campaign)
    assert (await offered(work), {seat.wave for seat in await all_of(work, Seat)} <= {1, 2, 3}) == ([], True)
    assert {match.facts["offers"] for match in await all_of(work, Match)} == {2}


async def test_near_the_end_a_few_more_are_asked_than_there_are_units(work: Work, clock: SetClock) -> None:
    campaign = await matched(work, 60, 10, ends_at=clock() + timedelta(days=24), waitlist_share=3.0)
    open_now = len(await offered(work))
    run = await work.read(queries.latest_run, OPS, campaign.id)
    assert run is not None
    [wave] = run.facts["waves"]
    assert (wave["why"], 10 < open_now < 30) == ("deadline", True)
    assert wave["p_over"] <= 0.05
    before = open_now
    await work.do(service.offer_next, OPS, campaign.id)
    assert len(await offered(work)) == before
