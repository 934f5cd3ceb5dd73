"""100,000 followed reviews on fifty hosts, all due: what a worker process that follows them keeps in memory.

The reviews are written by another process; the worker has all of the house loaded, as `daren worker` has, and its
resident memory is read once a second while it looks.
"""

import asyncio
import multiprocessing
import os
import tempfile
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from app.core import crypto
from app.core.database import OpenDatabase, migrate
from app.core.outbound import Outbound
from app.core.settings import Settings
from app.core.viewer import system
from app.core.work import Work
from app.jobs import service
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.main import build
from app.platforms.known import Networks
from app.reviews import jobs
from benchmarks.tracker_hosts import HOSTS, serve
from tests.many_hosts import allowed, here, insert_followed, networks

REVIEWS = int(os.environ.get("REVIEWS", "100000"))
SECONDS = int(os.environ.get("SECONDS", "40"))
MOST_MIB = 200
KEYS = (b"d" * 32, b"i" * 32)


def fill(url: str, folder: str, port: int) -> None:
    """Write the followed reviews."""
    from tests import arrange

    async def run() -> None:
        house = build(Settings(database_url=url, files_dir=Path(folder) / "files", fsync="off"))
        crypto.install(crypto.Keyring(*KEYS))
        campaign = await arrange.live_campaign(house.work, platform="simulated")
        at = house.clock() - timedelta(hours=2)
        for first in range(0, REVIEWS, 2000):
            await house.work.do(insert_followed, system("bench"), campaign, min(2000, REVIEWS - first), HOSTS, port, at,
                                timedelta(hours=1), first)
        await house.close()
    asyncio.run(run())


def follow(url: str, port: int, tell: Connection) -> None:
    """Look for so many seconds; tells the time of one claim, then (looks made, MiB each second)."""
    async def run() -> None:
        crypto.install(crypto.Keyring(*KEYS))
        work = Work(OpenDatabase(url, fsync=False), resources={Networks: networks(port, HOSTS)})
        door = Outbound(allowed(port, HOSTS), resolve=here)
        kinds = [kind for kind in jobs.kinds(door) if kind.name == "review.follow"]
        stop, seen, own = asyncio.Event(), list[float](), psutil.Process()
        began = time.perf_counter()
        claims = await work.do(service.claim, system("bench"), ("review.follow",), 0, in_lanes=100,
                               lease=timedelta(seconds=1))
        tell.send((len(claims), time.perf_counter() - began))
        task = asyncio.create_task(Worker(work, Registry(*kinds)).run(stop))
        for _ in range(SECONDS):
            await asyncio.sleep(1)
            seen.append(own.memory_info().rss / 2**20)
        stop.set()
        await task
        tell.send(seen)
    asyncio.run(run())


def figures() -> dict[str, float]:
    """The highest resident memory as a share of 200 MiB, and how much it grew from the first third to the last."""
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        asyncio.run(migrate.upgrade(url))
        ours, theirs = spawn.Pipe()
        server = spawn.Process(target=serve, args=(theirs,))
        server.start()
        port = ours.recv()
        filler = spawn.Process(target=fill, args=(url, folder, port))
        filler.start()
        filler.join()
        hear, tell = spawn.Pipe()
        worker = spawn.Process(target=follow, args=(url, port, tell))
        worker.start()
        claimed, took = hear.recv()
        seen = hear.recv()
        worker.join()
        ours.send("done")
        told, _ = ours.recv()
        server.join()
    third = len(seen) // 3
    first, last = (sum(part) / len(part) for part in (seen[third:2 * third], seen[2 * third:]))
    print(f"{REVIEWS} followed reviews, {len(told)} looks in {SECONDS} s; a claim of {claimed}: {took * 1000:.1f} ms; "
          f"resident {min(seen):.0f} to {max(seen):.0f} MiB, last third over middle third {last / first:.3f}")
    return {"tracker_memory_of_200mib": max(seen) / MOST_MIB, "tracker_memory_growth": last / first}


if __name__ == "__main__":
    for name, ratio in figures().items():
        print(f"RATIO {name} {ratio:.3f}")
