"""Two worker processes that follow posts, one of them killed again and again; everything imported once, then forked."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from app.core import crypto
from app.core.database import OpenDatabase
from app.core.work import Work
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.platforms.known import Networks
from app.reviews import jobs
from tests.many_hosts import HastyDoor, allowed, fast_clock, here, networks

WORKERS = 2
LEASE_SECONDS = 2.5


async def follow(url: str, port: int, hosts: int, clock: Callable[[], datetime], speed: float) -> None:
    """Work until killed."""
    crypto.install(crypto.Keyring(b"d" * 32, b"i" * 32))
    work = Work(OpenDatabase(url, fsync=False, pool=2), clock=clock, resources={Networks: networks(port, hosts)})
    door = HastyDoor(allowed(port, hosts), resolve=here)
    kinds = [kind for kind in jobs.kinds(door) if kind.name == "review.follow"]
    worker = Worker(work, Registry(*kinds), idle_seconds=0.03, lease=timedelta(seconds=LEASE_SECONDS * speed))
    await worker.run(asyncio.Event())


def begin(url: str, port: int, hosts: int, clock: Callable[[], datetime], speed: float) -> int:
    """One more worker process; its number."""
    child = os.fork()
    if not child:
        asyncio.run(follow(url, port, hosts, clock, speed))
        os._exit(0)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(url: str, port: int, hosts: int, start: str, speed: float) -> None:
    """Begin at the moment that is printed; every line of the input kills one, its end all."""
    epoch, chance = time.time(), Random(7)
    print(epoch, flush=True)
    clock = fast_clock(datetime.fromisoformat(start), epoch, speed)
    children = [begin(url, port, hosts, clock, speed) for _ in range(WORKERS)]
    for _ in sys.stdin:
        kill(children.pop(chance.randrange(WORKERS)))
        children.append(begin(url, port, hosts, clock, speed))
    for child in children:
        kill(child)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], float(sys.argv[5]))
