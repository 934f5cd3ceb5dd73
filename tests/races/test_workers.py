"""Two worker processes on one store: everything is done, nothing twice."""

import asyncio
import sys
from collections import Counter

from sqlalchemy import select

from app.core.viewer import system
from app.jobs import queries, service
from app.journal.models import Entry
from app.web import roles

JOBS = 150


async def test_two_worker_processes_do_everything_once(own_house) -> None:
    work = own_house.work

    async def plan(session, viewer):
        for number in range(JOBS):
            await service.plan(session, "inside" if number % 2 else "outside", number=number)

    async def entries(session, viewer):
        return list((await session.scalars(select(Entry.subject_id))).all())

    await work.do(plan, system("test"))
    workers = [await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.races.counting_worker", own_house.settings.database_url) for _ in range(2)]
    assert [await worker.wait() for worker in workers] == [0, 0]
    assert Counter(await work.read(entries, system("test"))) == Counter(str(n) for n in range(JOBS))
    assert await work.read(queries.count_by_state, roles.ops("test")) == {"done": JOBS}


async def test_workers_that_begin_at_once_on_a_new_store_plan_what_returns_once(own_house) -> None:
    workers = [own_house.worker for _ in range(6)]
    await asyncio.gather(*(worker.prepare() for worker in workers))
    found = await own_house.work.read(queries.count_by_state, roles.ops("test"))
    assert found == {"due": len(own_house.registry.returning)}


async def test_of_two_who_plan_under_one_key_at_once_neither_fails_and_one_job_is_there(own_house) -> None:
    async def plan(session, viewer, number):
        return await service.plan(session, "once", key="once", number=number)

    planned = await asyncio.gather(*(own_house.work.do(plan, system("test"), number) for number in range(6)))
    found = await own_house.work.read(lambda session, _: queries.find(session, "once"), system("test"))
    assert (found.id, found.args) in [(job.id, job.args) for job in planned]
    assert await own_house.work.read(queries.count_by_state, roles.ops("test")) == {"due": 1}
