"""Jobs: done once, tried again after a pause, given up after the last try, returning by themselves."""

from datetime import timedelta

from sqlalchemy import select

from app.core.clock import SetClock
from app.core.viewer import system
from app.core.work import Work
from app.jobs import queries, service
from app.jobs.models import Job
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.rules import MOST_ATTEMPTS
from app.jobs.worker import Worker

VIEWER = system("test")


async def state_of(session, viewer, key):
    return (await session.scalars(select(Job).where(Job.key == key))).one()


async def test_what_is_due_is_done_once_and_what_is_not_waits(work: Work, clock: SetClock) -> None:
    done = []

    async def tick(session, viewer, number):
        done.append(number)

    worker = Worker(work, Registry(InStore("tick", tick)))
    await work.do(lambda s, v: service.plan(s, "tick", number=1), VIEWER)
    await work.do(lambda s, v: service.plan(s, "tick", clock() + timedelta(hours=1), number=2), VIEWER)
    assert (await worker.run_due(), done) == (1, [1])
    clock.forward(hours=1)
    assert (await worker.run_due(), done) == (1, [1, 2])
    assert await worker.run_due() == 0


async def test_a_job_that_fails_is_tried_again_after_a_pause_and_given_up_in_the_end(
        work: Work, clock: SetClock) -> None:
    async def stumble(session, viewer):
        raise ValueError("not today")

    worker = Worker(work, Registry(InStore("stumble", stumble)))
    await work.do(lambda s, v: service.plan(s, "stumble", key="k"), VIEWER)
    for attempt in range(MOST_ATTEMPTS):
        assert await worker.run_due() == 1, attempt
        clock.forward(hours=2)
    job = await work.read(state_of, VIEWER, "k")
    assert (job.state, job.attempts, job.error) == ("failed", MOST_ATTEMPTS, "ValueError: not today")
    assert await worker.run_due() == 0


async def test_planning_anew_under_a_key_moves_the_job_and_cancelling_takes_it_back(
        work: Work, clock: SetClock) -> None:
    await work.do(lambda s, v: service.plan(s, "tick", clock() + timedelta(hours=1), key="k"), VIEWER)
    await work.do(lambda s, v: service.plan(s, "tick", clock() + timedelta(hours=9), key="k"), VIEWER)
    planned = await work.read(lambda s, v: queries.find(s, "k"), VIEWER)
    assert planned is not None
    assert planned.due_at == clock() + timedelta(hours=9)
    assert await work.do(lambda s, v: service.cancel(s, "k"), VIEWER)
    assert not await work.do(lambda s, v: service.cancel(s, "k"), VIEWER)


async def test_a_returning_job_comes_back_after_its_time(work: Work, clock: SetClock) -> None:
    done = []

    async def tick(session, viewer):
        done.append(1)

    worker = Worker(work, Registry(InStore("tick", tick, every=timedelta(minutes=5))))
    await worker.prepare()
    await worker.prepare()
    await worker.run_due()
    clock.forward(minutes=5)
    await worker.run_due()
    assert len(done) == 2


async def test_network_work_whose_lease_was_lost_is_not_recorded(work: Work, clock: SetClock) -> None:
    recorded = []

    async def read(session, viewer, number):
        return number

    async def perform(number):
        if not recorded and clock() < start + timedelta(hours=1):
            clock.forward(hours=1)
            await other.run_due()
        return number * 2

    async def record(session, viewer, plan, outcome):
        recorded.append((plan, outcome))

    start = clock()
    registry = Registry(Outside("fetch", read, perform, record))
    worker, other = Worker(work, registry), Worker(work, registry)
    await work.do(lambda s, v: service.plan(s, "fetch", number=3), VIEWER)
    await worker.run_due()
    assert recorded == [(3, 6)]
