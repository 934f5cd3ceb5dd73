"""How near following comes to what politeness allows: two looks at once at each of fifty hosts, one worker process.

The ceiling is 2 x hosts / service time. Every host takes two seconds to answer; the rate is taken over the middle of
the run, when nothing starts up and nothing runs out.
"""

import asyncio
import multiprocessing
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from app.core.outbound import Outbound
from app.core.settings import Settings
from app.core.viewer import system
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.main import House, build
from app.platforms.known import Networks
from app.reviews import jobs
from benchmarks.tracker_hosts import HOSTS, SERVICE, serve
from benchmarks.tracker_stores import stores
from tests import arrange
from tests.many_hosts import allowed, here, insert_followed, networks

SECONDS = int(os.environ.get("SECONDS", "24"))
CEILING = 2 * HOSTS / SERVICE


async def followed(house: House, port: int) -> None:
    """One worker looks for so many seconds at what is due."""
    work = house.work
    work.resources[Networks] = networks(port, HOSTS)
    campaign = await arrange.live_campaign(work, platform="simulated")
    at, due = work.clock() - timedelta(hours=2), timedelta(hours=1)
    count = int(CEILING * (SECONDS + 4)) // HOSTS * HOSTS
    for first in range(0, count, 500):
        await work.do(insert_followed, system("bench"), campaign, min(500, count - first), HOSTS, port, at, due, first)
    door = Outbound(allowed(port, HOSTS), resolve=here)
    kinds = [kind for kind in jobs.kinds(door) if kind.name == "review.follow"]
    stop = asyncio.Event()
    task = asyncio.create_task(Worker(work, Registry(*kinds)).run(stop))
    await asyncio.sleep(SECONDS)
    stop.set()
    await task


def rate(told: list[float]) -> float:
    """Answers a second over the middle half of the run."""
    begin, end = told[0], told[0] + SECONDS
    quarter = (end - begin) / 4
    return sum(begin + quarter <= at < end - quarter for at in told) / (2 * quarter)


def measured(url: str, folder: Path) -> float:
    """The share of the ceiling that is reached on one store."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    port = ours.recv()

    async def run() -> float:
        house = build(Settings(database_url=url, files_dir=folder / "files", fsync="on"))
        used = time.process_time()
        await followed(house, port)
        await house.close()
        return time.process_time() - used
    used = asyncio.run(run())
    ours.send("done")
    told, most = ours.recv()
    server.join()
    print(f"{url.split('+')[0]:<11} {len(told)} looks in {SECONDS} s, {rate(told):.1f}/s of {CEILING:.0f}/s, at most "
          f"{most} at once at one host, {used:.1f} s CPU with the inserts")
    if most > 2:
        raise SystemExit("more than two at once at one host")
    return rate(told) / CEILING


def figures() -> dict[str, float]:
    """The worse of the two stores."""
    with tempfile.TemporaryDirectory() as folder, stores(Path(folder)) as urls:
        return {"tracker_politeness": min(measured(url, Path(folder)) for url in urls)}


if __name__ == "__main__":
    for name, ratio in figures().items():
        print(f"RATIO {name} {ratio:.3f}")
