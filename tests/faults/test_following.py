"""Hosts that fail and hang, workers killed ten times: every review is looked at in time, once, and nothing is lost."""

import asyncio
import sys
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random

import orjson
from sqlalchemy import func, select

from app.core.viewer import system
from app.main import House
from app.reviews.models import Review, Snapshot
from app.reviews.rules.looks import SOON
from tests import arrange
from tests.many_hosts import fast_clock, insert_followed

HOSTS, REVIEWS, KILLS, SPEED = 5, 40, 10, 800.0
HOUR = timedelta(hours=1)
DUE, NEXT_DUE = HOUR, 6 * HOUR
FAILING, HANGING = 0.3, 0.1


@dataclass
class Moody:
    """Many hosts in one server: of its answers 30 % fail and 10 % hang, never four in a row about one post."""

    chance: Random = field(default_factory=lambda: Random(3))
    fetches: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    said: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    _bad: Counter[str] = field(default_factory=Counter)
    _views: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            host = head.lower().split("host: ")[1].split("\r\n")[0]
            began = asyncio.get_running_loop().time()
            self.at_once[host] += 1
            self.most_at_once = max(self.most_at_once, self.at_once[host])
            post = head.split(" ")[1].rsplit("/", 1)[-1]
            try:
                await self._answer(post, reader, writer)
            finally:
                self.at_once[host] -= 1
                self.fetches[post].append((began, asyncio.get_running_loop().time()))
        writer.close()

    async def _answer(self, post: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        drawn = self.chance.random()
        kind = "well" if drawn > FAILING + HANGING or self._bad[post] >= 3 else "fails" if drawn < FAILING else "hangs"
        self._bad[post] = 0 if kind == "well" else self._bad[post] + 1
        self.kinds[kind] += 1
        if kind == "hangs":
            await reader.read()
            return
        await asyncio.sleep(0.04)
        self._views += 1
        self.said[post].add(self._views)
        body = orjson.dumps({"id": post, "author": "@a", "text": "Oat milk #gifted", "views": self._views})
        status = "200 OK" if kind == "well" else "500 No"
        writer.write(f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\n"
                     f"content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()


async def looked_at(session, viewer) -> int:
    return await session.scalar(select(func.count()).where(Review.looks > 0))


async def outcome(session, viewer):
    reviews = list((await session.scalars(select(Review))).all())
    rows = (await session.scalars(select(Snapshot).order_by(Snapshot.seq))).all()
    return reviews, {review.id: [row for row in rows if row.review_id == review.id] for review in reviews}


async def followed(own_house: House, moody: Moody) -> None:
    """Two workers look at every review, and ten times, as the work goes on, one of them is killed."""
    work, start = own_house.work, own_house.clock()
    listening = await asyncio.start_server(moody, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    campaign = await arrange.live_campaign(work, platform="simulated")
    await work.do(insert_followed, system("test"), campaign, REVIEWS, HOSTS, port, start - DUE, DUE)
    workers = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.killed_workers", own_house.settings.database_url, str(port), str(HOSTS),
        start.isoformat(), str(SPEED), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert workers.stdin is not None
    assert workers.stdout is not None
    clock = fast_clock(start, float(await workers.stdout.readline()), SPEED)
    killed = 0
    while (done := await work.read(looked_at, system("test"))) < REVIEWS or killed < KILLS:
        assert clock() < start + NEXT_DUE + SOON, "a review was not looked at in its window and one more step"
        if killed < KILLS and done >= REVIEWS * killed // KILLS:
            workers.stdin.write(b"kill\n")
            killed += 1
        await asyncio.sleep(0.03)
    workers.stdin.close()
    assert await workers.wait() == 0
    listening.close()


async def test_killed_workers_and_failing_hosts_lose_double_and_overlap_nothing(own_house: House) -> None:
    moody = Moody()
    await followed(own_house, moody)
    reviews, snapshots = await own_house.work.read(outcome, system("test"))
    assert min(moody.kinds.values()) > 0
    assert moody.most_at_once == 2
    for fetches in moody.fetches.values():
        assert all(ended <= began for (_, ended), (began, _) in pairwise(sorted(fetches)))
    for review in reviews:
        rows = snapshots[review.id]
        missed = review.misses_in_a_row if review.looks == 1 else review.looks - len(rows)
        assert len(rows) + missed == review.looks
        assert missed in (0, 1)
        assert len({row.views for row in rows}) == len(rows)
        assert {row.views for row in rows} <= moody.said[review.post_id]
        assert missed or review.verified_at + DUE <= rows[0].measured_at <= review.verified_at + NEXT_DUE + SOON
