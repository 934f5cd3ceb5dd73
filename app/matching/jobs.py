"""Runs that leave the event loop alone: read, compute in a thread, store; at once or as a due row."""

import asyncio
from collections.abc import Callable
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
from app.matching.models import Run
from app.matching.queries.inputs import inputs
from app.matching.rules.computing import Inputs, Known, Outcome, compute
from app.matching.rules.refusals import NothingFree, NotOpenToRuns, RunOvertaken

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
