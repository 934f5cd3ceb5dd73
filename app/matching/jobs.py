"""Runs that leave the event loop alone: read, compute in a thread, store; at once or as a due row."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import idempotency
from app.core.errors import Invalid
from app.core.idempotency import Once
from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs.registry import InStore, Kind, Outside
from app.matching import queries, service
from app.matching.engine.recorded import run_again
from app.matching.models import Round, Run
from app.matching.queries import rounds
from app.matching.queries.inputs import inputs
from app.matching.queries.rounds import Replayable
from app.matching.rules.computing import Inputs, Known, Outcome, compute, digest_of
from app.matching.rules.refusals import NothingFree, NotOpenToRuns, RunOvertaken, TooFewToMeasure
from app.matching.rules.rounds import compute_round, together

S = TypeVar("S")


@dataclass(frozen=True)
class Tried:
    """What a dry run found; nothing of it is stored."""

    outcome: Outcome
    known: dict[int, Known]


async def perform(read: Inputs) -> Outcome:
    """Compute in a thread."""
    return await asyncio.to_thread(compute, read)


async def try_now(work: Work, viewer: Viewer, campaign_id: str, seed: int | None = None) -> Tried:
    """Match a campaign, a draft too, and store nothing."""
    read = await work.read(inputs, viewer, campaign_id, seed, dry=True)
    return Tried(await perform(read), dict(read.known))


async def run_now(work: Work, viewer: Viewer, campaign_id: str, seed: int | None = None, *,
                  once: Once | None = None, shape: Callable[[Run], S]) -> S:
    """Match a campaign and store the run: read, compute outside any transaction, store; a known key replays."""
    if once is not None:
        await work.read(idempotency.replay, viewer, once)
    read = await work.read(inputs, viewer, campaign_id, seed)
    outcome = await perform(read)
    return await work.do(service.store, viewer, read, outcome, shape=shape, once=once)


async def round_now(work: Work, viewer: Viewer, campaign_ids: Sequence[str] | None = None, seed: int | None = None, *,
                    once: Once | None = None, shape: Callable[[Round], S]) -> S:
    """Match all open campaigns, or those named, at once: read, compute outside any transaction, store all or none."""
    if once is not None:
        await work.read(idempotency.replay, viewer, once)
    read = await work.read(rounds.reads, viewer, campaign_ids, seed)
    began = time.perf_counter()
    found = await asyncio.to_thread(compute_round, read)
    milliseconds = round((time.perf_counter() - began) * 1000)
    return await work.do(service.store_round, viewer, read, found, milliseconds, shape=shape, once=once)


@dataclass(frozen=True)
class Replayed:
    """A run that was run again from what was kept of its inputs: the digest then and now, how many were picked."""

    run_id: str
    digest: str
    again: str
    chosen: int
    waitlist: int
    people: int

    @property
    def is_equal(self) -> bool:
        """Whether it gave the same picks, byte for byte."""
        return self.digest == self.again


async def replay(work: Work, viewer: Viewer, run_id: str) -> Replayed:
    """Run a stored run again, with the others of its round if it was one of several; stores nothing."""
    kept = await work.read(rounds.replayable, viewer, run_id)
    return await asyncio.to_thread(_replayed, kept)


def _replayed(kept: Replayable) -> Replayed:
    results = [run_again(one.inputs) for one in kept.together]
    if kept.run.round_id is not None:
        results, _ = together(results)
    place = next(at for at, one in enumerate(kept.together) if one.run_id == kept.run.id)
    result = results[place]
    return Replayed(kept.run.id, kept.run.digest, digest_of(result), len(result.chosen), len(result.waitlist),
                    len(result.audience))


async def read_due(session: AsyncSession, viewer: Viewer, campaign_id: str, seed: int | None = None) -> Inputs | None:
    """What a planned run reads; None where there is nothing to run any more or the brief cannot be met."""
    try:
        return await inputs(session, viewer, campaign_id, seed)
    except (NotOpenToRuns, NothingFree, Invalid):
        return None


async def record(session: AsyncSession, viewer: Viewer, read: Inputs, outcome: Outcome) -> None:
    """Store a planned run, unless somebody else ran the campaign meanwhile."""
    try:
        await service.store(session, viewer, read, outcome)
    except (RunOvertaken, NotOpenToRuns):
        return


def kinds() -> tuple[Kind, ...]:
    """The jobs of this folder: a planned run, and decisions whose ten seconds are over."""
    return (Outside("match.run", read_due, perform, record), InStore(queries.DECISION, service.decide_due))
