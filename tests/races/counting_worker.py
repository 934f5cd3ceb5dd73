"""A worker process whose jobs leave one journal entry each: started twice by a test, ends when nothing is due."""

import asyncio
import sys

from app.core.database import OpenDatabase
from app.core.work import Work
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.worker import Worker
from app.journal import service as journal


class Thing:
    def __init__(self, id: str) -> None:
        self.id = id


async def leave(session, viewer, number):
    await journal.record(session, viewer, "count.inside", Thing(str(number)))


async def read(session, viewer, number):
    return number


async def perform(number):
    await asyncio.sleep(0.001)
    return number


async def record(session, viewer, plan, outcome):
    await journal.record(session, viewer, "count.outside", Thing(str(plan)))


async def main(url: str) -> None:
    database = OpenDatabase(url, fsync=False)
    worker = Worker(Work(database), Registry(InStore("inside", leave), Outside("outside", read, perform, record)))
    idle = 0
    while idle < 5:
        idle = 0 if await worker.turn() else idle + 1
        await asyncio.sleep(0.01 if idle else 0)
    await database.close()


asyncio.run(main(sys.argv[1]))
