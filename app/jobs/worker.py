"""The worker: claims due rows, does them, and lets no crash lose or double one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog

from app.core.errors import Unavailable
from app.core.viewer import system
from app.core.work import Work
from app.jobs import queries, service
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.rules import BATCH, LEASE, NotNow

log = structlog.get_logger("jobs")
RECORDING = 0.2
"""The share of a lease that is left for recording: work in a lane is broken off before its lease can run out."""
MOST_AT_STORE = 8
"""How many works may read at once, and how many record. Few make a host wait less for its next one: works that end
together then drift apart, for what begins never queues behind what has ended."""
BREATH = 0.03
"""Seconds to wait after a work has ended, so that works which end together are followed by one claim."""


class Worker:
    """Does what is due. Several may run against one store, in one process or in many."""

    def __init__(self, work: Work, registry: Registry, *, most_at_once: int = 8, most_in_lanes: int = 120,
                 idle_seconds: float = 1.0, lease: timedelta = LEASE) -> None:
        self.work, self.registry, self.idle_seconds, self.lease = work, registry, idle_seconds, lease
        self._in_store = tuple(n for n, k in registry.kinds.items() if isinstance(k, InStore))
        self._outside = tuple(n for n, k in registry.kinds.items() if isinstance(k, Outside))
        self._most_at_once, self._most_in_lanes = most_at_once, most_in_lanes
        self._free, self._in_lanes = set[asyncio.Task[None]](), set[asyncio.Task[None]]()
        self._ended = asyncio.Event()
        self._reading, self._recording = asyncio.Semaphore(MOST_AT_STORE), asyncio.Semaphore(MOST_AT_STORE)
        self._viewer = system("worker")

    async def prepare(self) -> None:
        """See to it that every returning job has its row."""
        await self.work.do(service.plan_returning, self._viewer, self.registry)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; an unreachable store is waited for, what was begun is ended."""
        while not stop.is_set():
            with suppress(Unavailable):
                await self.prepare()
                break
            await self._pause(stop)
        await asyncio.gather(self._stay_in_store(stop), self._stay_outside(stop))
        await asyncio.gather(*self._running)

    async def turn(self) -> int:
        """One round over what is due now; returns how many jobs were done or tried."""
        done = await self._turn_in_store() + await self._begin()
        await asyncio.gather(*self._running)
        return done

    async def run_due(self, most_rounds: int = 10_000) -> int:
        """Rounds until nothing is due at the clock's present moment; for played worlds and tests."""
        total = 0
        for _ in range(most_rounds):
            done = await self._turn_in_store() + await self._begin()
            total += done
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                if self._running:
                    await asyncio.wait(self._running, timeout=BREATH)
            elif not done:
                break
        return total

    @property
    def _running(self) -> set[asyncio.Task[None]]:
        return self._free | self._in_lanes

    async def _stay_in_store(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            done = 0
            with suppress(Unavailable):
                done = await self._turn_in_store()
            if not done:
                await self._pause(stop)

    async def _stay_outside(self, stop: asyncio.Event) -> None:
        """Claim again when something has ended since: all that may be begun is claimed at once."""
        while not stop.is_set():
            self._ended.clear()
            with suppress(Unavailable):
                await self._begin()
            await self._pause(stop, self._ended)
            await asyncio.sleep(BREATH if self._ended.is_set() else 0)

    async def _pause(self, *until: asyncio.Event) -> None:
        """Wait for one of these, or for a while."""
        told = [asyncio.ensure_future(event.wait()) for event in until]
        try:
            await asyncio.wait(told, timeout=self.idle_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in told:
                waiting.cancel()

    async def _turn_in_store(self) -> int:
        if not self._in_store:
            return 0
        found = await self.work.read(queries.due_ids, self._viewer, self._in_store, BATCH)
        await asyncio.gather(*(self._one_in_store(job_id) for job_id in found))
        return len(found)

    async def _one_in_store(self, job_id: str) -> None:
        await self._guarded(
            job_id, None, lambda: self.work.do(service.do_in_store, self._viewer, job_id, self.registry))

    async def _begin(self) -> int:
        """Claim as much as there are hands for and begin it; returns how much that is."""
        hands, hands_in_lanes = self._most_at_once - len(self._free), self._most_in_lanes - len(self._in_lanes)
        if not self._outside or not (hands or hands_in_lanes):
            return 0
        until = asyncio.get_running_loop().time() + self.lease.total_seconds() * (1 - RECORDING)
        claims = await self.work.do(
            service.claim, self._viewer, self._outside, hands, in_lanes=hands_in_lanes, lease=self.lease)
        for claim in claims:
            busy = self._free if claim.lane is None else self._in_lanes
            task = asyncio.create_task(self._one_outside(claim, None if claim.lane is None else until))
            busy.add(task)
            task.add_done_callback(busy.discard)
            task.add_done_callback(lambda _: self._ended.set())
        return len(claims)

    async def _one_outside(self, claim: service.Claim, until: float | None) -> None:
        kind = self.registry.kinds[claim.name]
        if not isinstance(kind, Outside):
            raise TypeError(f"{claim.name} is done inside the store")

        async def perform_and_record() -> None:
            read = self.work.peek if kind.peeks else self.work.read
            async with self._reading:
                plan = await read(kind.read, system(claim.job_id), **claim.args)
            async with asyncio.timeout_at(until):
                outcome = None if plan is None else await kind.perform(plan)
            async with self._recording:
                await self.work.do(service.record_outcome, self._viewer, claim, kind, plan, outcome)
        with suppress(Unavailable):  # the lease runs out, and the work is done by whoever reaches the store
            await self._guarded(claim.job_id, claim.lease, perform_and_record)

    async def _guarded(self, job_id: str, lease: str | None, attempt: Callable[[], Awaitable[Any]]) -> None:
        try:
            await attempt()
        except Unavailable:
            raise
        except Exception as error:  # whatever a job raises becomes its next try, never the worker's end
            if not isinstance(error, NotNow):
                log.warning("job.failed", job=job_id, error=f"{type(error).__name__}: {error}"[:300])
            await self.work.do(service.fail, self._viewer, job_id, lease, error, self.registry)
