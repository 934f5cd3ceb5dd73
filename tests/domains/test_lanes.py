"""Lanes: so much at once in all workers together, rests and gaps kept, one slow host in nobody's way."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import SetClock
from app.core.viewer import system
from app.core.work import Work
from app.jobs import queries, service
from app.jobs.models import Lane
from app.jobs.registry import Outside, Registry
from app.jobs.rules import LEASE, LONGEST_REST, NotNow, rest_after
from app.jobs.worker import Worker

VIEWER, NAMES = system("test"), ("fetch",)


async def planned(work: Work, lanes: int, each: int) -> None:
    async def plan(session, viewer):
        for number in range(each):
            for lane in range(lanes):
                await service.plan(session, "fetch", lane=f"host:h{lane}", number=number)
    await work.do(plan, VIEWER)


async def claimed(work: Work, limit: int = 100) -> list[service.Claim]:
    return await work.do(service.claim, VIEWER, NAMES, 0, in_lanes=limit)


def registry(perform) -> Registry:
    async def read(session, viewer, number):
        return number

    async def record(session, viewer, plan, outcome):
        return None
    return Registry(Outside("fetch", read, perform, record))


async def lane(session, viewer, name: str) -> Lane:
    return await session.get_one(Lane, name)


async def test_a_lane_admits_two_at_once_whoever_claims(work: Work, clock: SetClock) -> None:
    await planned(work, lanes=3, each=5)
    assert Counter(one.lane for one in await claimed(work)) == {f"host:h{n}": 2 for n in range(3)}
    assert await claimed(work) == []
    clock.forward(seconds=LEASE.total_seconds())
    assert len(await claimed(work)) == 6


async def test_a_claim_takes_no_more_than_there_are_hands_for(work: Work) -> None:
    await planned(work, lanes=3, each=5)
    assert len(await claimed(work, 3)) == 3
    assert len(await claimed(work, 100)) == 3


async def test_work_outside_any_lane_is_claimed_beside_it(work: Work) -> None:
    await planned(work, lanes=1, each=4)
    await work.do(lambda s, v: service.plan(s, "fetch", number=9), VIEWER)
    found = await work.do(service.claim, VIEWER, NAMES, 8)
    assert Counter(one.lane for one in found) == {"host:h0": 2, None: 1}


async def test_a_lane_that_was_told_to_wait_rests_as_a_whole(work: Work, clock: SetClock) -> None:
    async def perform(number):
        raise NotNow("busy", rests=timedelta(minutes=7))
    await planned(work, lanes=1, each=3)
    worker = Worker(work, registry(perform))
    assert await worker.turn() == 2
    clock.forward(minutes=6)
    assert await worker.turn() == 0
    clock.forward(minutes=4)
    assert await worker.turn() == 2


async def test_a_lane_that_works_again_is_not_held_to_what_it_was_told_before(work: Work, clock: SetClock) -> None:
    busy = [True]

    async def perform(number):
        if busy:
            raise NotNow("busy", rests=timedelta())
    await planned(work, lanes=1, each=1)
    worker = Worker(work, registry(perform))
    await worker.turn()
    assert (await work.read(lane, VIEWER, "host:h0")).strikes == 1
    busy.clear()
    clock.forward(hours=1)
    await worker.turn()
    assert (await work.read(lane, VIEWER, "host:h0")).strikes == 0


async def test_a_gap_is_kept_between_two_beginnings(work: Work, clock: SetClock) -> None:
    await planned(work, lanes=1, each=3)
    await work.do(lambda s, v: service.space(s, "host:h0", 20.0), VIEWER)
    assert len(await claimed(work)) == 1
    clock.forward(seconds=19)
    assert await claimed(work) == []
    clock.forward(seconds=1)
    assert len(await claimed(work)) == 1


async def test_one_slow_host_keeps_nobody_waiting(work: Work) -> None:
    let_go, quick = asyncio.Event(), []

    async def perform(number):
        if number < 0:
            await let_go.wait()
        else:
            quick.append(number)
            if len(quick) == 40:
                let_go.set()

    async def plan(session, viewer):
        for number in range(-4, 0):
            await service.plan(session, "fetch", lane="host:slow", number=number)
        for number in range(40):
            await service.plan(session, "fetch", lane=f"host:q{number % 2}", number=number)
    await work.do(plan, VIEWER)
    async with asyncio.timeout(30):
        assert await Worker(work, registry(perform), most_in_lanes=6).run_due() == 44


async def test_work_that_outlasts_its_lease_is_broken_off(work: Work) -> None:
    async def perform(number):
        await asyncio.Event().wait()
    await planned(work, lanes=1, each=1)
    async with asyncio.timeout(30):
        await Worker(work, registry(perform), lease=timedelta(seconds=0.2)).turn()
    assert await work.read(queries.due_ids, VIEWER, NAMES, 5) == []
    assert (await work.read(lane, VIEWER, "host:h0")).strikes == 0


async def test_lanes_without_work_are_tidied_away(work: Work, clock: SetClock) -> None:
    async def perform(number):
        return None
    await planned(work, lanes=2, each=1)

    async def lanes(session, viewer):
        return await session.scalar(select(func.count()).select_from(Lane))
    await Worker(work, registry(perform)).turn()
    assert await work.read(lanes, VIEWER) == 2
    clock.forward(days=8)
    await work.do(service.tidy, VIEWER)
    assert await work.read(lanes, VIEWER) == 0


@pytest.mark.parametrize(("strikes", "asked", "least", "most"), [
    (1, timedelta(), 22, 38), (2, timedelta(), 45, 75), (30, timedelta(), 6 * 2700, 6 * 4500),
    (1, timedelta(seconds=90), 90, 113), (9, timedelta(days=9), 6 * 3600, 6 * 4500)])
def test_a_rest_is_as_long_as_asked_or_doubles_within_bounds(strikes, asked, least, most) -> None:
    for chance in (0.0, 0.5, 0.999):
        assert least <= rest_after(strikes, asked, chance).total_seconds() <= most
    assert rest_after(1, timedelta(days=9), 0.0) == LONGEST_REST
