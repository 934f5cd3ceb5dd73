"""The worker: claims due rows, does them, and lets no crash lose or double one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from app.core.errors import Unavailable
from app.core.viewer import system
from app.core.work import Work
from app.jobs import queries, service
from app.jobs.registry import InStore, Outside, Registry
from app.jobs.rules import BATCH

log = structlog.get_logger("jobs")


class Worker:
    """Does what is due. Several may run against one store, in one process or in many."""

    def __init__(self, work: Work, registry: Registry, *, most_at_once: int = 8, idle_seconds: float = 1.0) -> None:
        self.work, self.registry, self.idle_seconds = work, registry, idle_seconds
        self._in_store = tuple(n for n, k in registry.kinds.items() if isinstance(k, InStore))
        self._outside = tuple(n for n, k in registry.kinds.items() if isinstance(k, Outside))
        self._most_at_once = most_at_once
        self._viewer = system("worker")

    async def prepare(self) -> None:
        """See to it that every returning job has its row."""
        await self.work.do(service.plan_returning, self._viewer, self.registry)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; an unreachable store is waited for."""
        prepared = False
        while not stop.is_set():
            try:
                if not prepared:
                    await self.prepare()
                    prepared = True
                done = await self.turn()
            except Unavailable:
                done = 0
            if not done:
                try:
                    await asyncio.wait_for(stop.wait(), self.idle_seconds)
                except TimeoutError:
                    continue

    async def turn(self) -> int:
        """One round over what is due now; returns how many jobs were done or tried."""
        tried = await self._turn_in_store() if self._in_store else 0
        return tried + (await self._turn_outside() if self._outside else 0)

    async def run_due(self, most_rounds: int = 10_000) -> int:
        """Rounds until nothing is due at the clock's present moment; for played worlds and tests."""
        total = 0
        for _ in range(most_rounds):
            done = await self.turn()
            total += done
            if not done:
                break
        return total

    async def _turn_in_store(self) -> int:
        found = await self.work.read(queries.due_ids, self._viewer, self._in_store, BATCH)
        await asyncio.gather(*(self._one_in_store(job_id) for job_id in found))
        return len(found)

    async def _one_in_store(self, job_id: str) -> None:
        await self._guarded(
            job_id, None, lambda: self.work.do(service.do_in_store, self._viewer, job_id, self.registry))

    async def _turn_outside(self) -> int:
        claims = await self.work.do(service.claim, self._viewer, self._outside, self._most_at_once)
        await asyncio.gather(*(self._one_outside(claim) for claim in claims))
        return len(claims)

    async def _one_outside(self, claim: service.Claim) -> None:
        kind = self.registry.kinds[claim.name]
        if not isinstance(kind, Outside):
            raise TypeError(f"{claim.name} is done inside the store")

        async def perform_and_record() -> None:
            plan = await self.work.read(kind.read, system(claim.job_id), **claim.args)
            outcome = None if plan is None else await kind.perform(plan)
            await self.work.do(service.record_outcome, self._viewer, claim, kind, plan, outcome)
        await self._guarded(claim.job_id, claim.lease, perform_and_record)

    async def _guarded(self, job_id: str, lease: str | None, attempt: Callable[[], Awaitable[Any]]) -> None:
        try:
            await attempt()
        except Unavailable:
            raise
        except Exception as error:  # whatever a job raises becomes its next try, never the worker's end
            words = f"{type(error).__name__}: {error}"
            log.warning("job.failed", job=job_id, error=words[:300])
            await self.work.do(service.fail, self._viewer, job_id, lease, words, self.registry)
