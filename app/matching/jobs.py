"""Runs that leave the event loop alone: read, compute in a thread, store; at once or as a due row."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.schemas import CampaignIn
from app.core import idempotency
from app.core.errors import Invalid
from app.core.idempotency import Once
from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs.registry import InStore, Kind, Outside
from app.matching import queries, service
from app.matching.engine.eligibility import Code
from app.matching.engine.learning.cards import Card
from app.matching.engine.recorded import run_again
from app.matching.engine.run import Result
from app.matching.models import Match, Round, Run
from app.matching.queries import explaining, forecasting, learning, packed, rounds
from app.matching.queries.assignment import Given
from app.matching.queries.bodies import missing
from app.matching.queries.explaining import WhyNot
from app.matching.queries.inputs import inputs, known, trait_titles
from app.matching.queries.rounds import Replayable
from app.matching.rules import READ
from app.matching.rules.assignment import quotas_of
from app.matching.rules.bounds import as_why
from app.matching.rules.computing import Inputs, Known, Outcome, compute, digest_of, result_of
from app.matching.rules.deciding import Bound
from app.matching.rules.forecasting import Foreseen, foresee
from app.matching.rules.foretold import Hint, hints
from app.matching.rules.learning import Lessons, learn_all
from app.matching.rules.refusals import NothingFree, NotMatched, NotOpenToRuns, RunOvertaken, TooFewToMeasure, titled
from app.matching.rules.replaying import Replayed
from app.matching.rules.rounds import Round as Joint
from app.matching.rules.rounds import compute_round, together
from app.matching.rules.whatif import Explained, WhatIf, explained, reweighed
from app.matching.schemas.assignment import AssignedOut

S = TypeVar("S")


@dataclass(frozen=True)
class Tried:
    """What a dry run found, and what it counted; nothing of it is stored."""

    result: Result
    known: dict[int, Known]
    counts: dict[str, int]


async def perform(read: Inputs) -> Outcome:
    """Compute in a thread."""
    return await asyncio.to_thread(compute, read)


async def try_now(work: Work, viewer: Viewer, campaign_id: str, seed: int | None = None) -> Tried:
    """Match a campaign, a draft too, and store nothing."""
    async def found() -> tuple[Inputs, Result]:
        read = await work.read(inputs, viewer, campaign_id, seed, dry=True)
        return read, await asyncio.to_thread(lambda: result_of(read).result)
    read, result = await _by_titles(work, viewer, found())
    return Tried(result, await work.read(known, viewer, result.audience.seq[result.order].tolist()),
                 read.counted(result.counts))


async def run_now(work: Work, viewer: Viewer, campaign_id: str, seed: int | None = None, *,
                  once: Once | None = None, shape: Callable[[Run], S]) -> S:
    """Match a campaign and store the run: read, compute outside any transaction, store; a known key replays."""
    if once is not None:
        await work.read(idempotency.replay, viewer, once)

    async def found() -> tuple[Inputs, Outcome]:
        read = await work.read(inputs, viewer, campaign_id, seed)
        return read, await perform(read)
    return await work.do(service.store, viewer, *await _by_titles(work, viewer, found()), shape=shape, once=once)


async def _by_titles(work: Work, viewer: Viewer, found: Awaitable[S]) -> S:
    """What was found; where the brief is refused, its traits are called by their titles."""
    try:
        return await found
    except Invalid as refusal:
        raise titled(refusal, await work.read(trait_titles, viewer)) from refusal


async def round_now(work: Work, viewer: Viewer, campaign_ids: Sequence[str] | None = None, seed: int | None = None, *,
                    once: Once | None = None, shape: Callable[[Round], S]) -> S:
    """Match all open campaigns, or those named, at once: read, compute outside any transaction, store all or none."""
    if once is not None:
        await work.read(idempotency.replay, viewer, once)

    async def found() -> tuple[Joint, int]:
        read = await work.read(rounds.reads, viewer, campaign_ids, seed)
        began = time.perf_counter()
        made = await asyncio.to_thread(compute_round, read)
        return made, round((time.perf_counter() - began) * 1000)
    return await work.do(service.store_round, viewer, *await _by_titles(work, viewer, found()), shape=shape, once=once)


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
    now = set(result.audience.seq[[*result.chosen, *result.waitlist]].tolist())
    return Replayed(kept.run.id, kept.run.digest, digest_of(result), len(result.chosen), len(result.waitlist),
                    result.people, max(kept.run.counts["people"] - result.people, 0), len(kept.picked - now),
                    len(now - kept.picked))


async def assignment(work: Work, viewer: Viewer, which: Callable[..., Awaitable[list[Given]]],
                     of: str) -> list[AssignedOut]:
    """Who was given which seat by a run or a round (`which` reads it), those with a unit first, each by rank."""
    return await asyncio.to_thread(_assigned, await work.read(which, viewer, of))


def _assigned(read: list[Given]) -> list[AssignedOut]:
    rows = []
    for given in read:
        cells = {} if given.record is None else quotas_of(given.record, [seq for _, seq, _ in given.matches])
        rows += [AssignedOut.of(match, external_id, cells.get(seq)) for match, seq, external_id in given.matches]
    return rows


async def forecast_now(work: Work, viewer: Viewer, campaign_id: str, goal: int | None = None) -> Foreseen:
    """What a campaign would bring, a draft's too; stores nothing."""
    return await asyncio.to_thread(foresee, await work.read(forecasting.asked, viewer, campaign_id, goal))


async def obstacles(work: Work, viewer: Viewer, campaign_id: str) -> tuple[Hint, ...]:
    """What stands in a campaign's way before anything runs, each with the smallest change that mends it; nothing where
    it is in no state in which people are looked for."""
    try:
        return hints(await forecast_now(work, viewer, campaign_id), READ in viewer.permissions)
    except Invalid as refusal:
        return tuple(Hint(fault.where, fault.code, fault.message) for fault in refusal.faults)
    except (NotOpenToRuns, NothingFree):
        return ()


async def forecast_of(work: Work, viewer: Viewer, brand_id: str, body: CampaignIn, goal: int | None = None) -> Foreseen:
    """What a campaign would bring that is not stored yet."""
    return await asyncio.to_thread(foresee, await work.read(forecasting.asked_of, viewer, brand_id, body, goal))


@dataclass(frozen=True, slots=True)
class Looked:
    """One person in a run: the short answer, his match if he was picked, and everything (None: the run did not know
    him, or nothing is kept of its inputs any more)."""

    why: WhyNot
    match: Match | None
    found: Explained | None


async def look(work: Work, viewer: Viewer, run_id: str, consumer_id: str) -> Looked:
    """Explain one person of a run from what was kept of its inputs; stores nothing. The seat that is kept for somebody
    asked by hand or approved before is no rule that he fails."""
    read = await work.read(explaining.look, viewer, run_id, consumer_id)
    found = None if read.record is None else await asyncio.to_thread(
        explained, read.record, read.seq, read.chosen, read.elsewhere, read.is_joint, read.card)
    if found is not None and read.match is not None and {queries.BY_HAND, queries.STAYS} & read.match.facts.keys():
        found = replace(found, codes=tuple(code for code in found.codes if code != Code.SEATED))
    return Looked(_headed(read, found), read.match, found)


def _headed(read: explaining.Looked, found: Explained | None) -> WhyNot:
    """The short answer; about somebody whom no rule left out it is what decided, if not the order alone."""
    if read.why.code != Code.ELIGIBLE:
        return read.why
    decisive = found.decisive if found else Bound("elsewhere") if read.seq in read.elsewhere else None
    return replace(read.why, words=as_why(decisive)) if decisive else read.why


async def what_if(work: Work, viewer: Viewer, run_id: str,
                  weights: Mapping[str, int]) -> tuple[WhatIf, dict[int, str]]:
    """Try other weights on what was kept of a run, with the ids of whom they move; stores nothing."""
    read = await work.read(explaining.to_weigh, viewer, run_id)
    found = await asyncio.to_thread(reweighed, read.records, read.place, weights, read.card)
    return found, await work.read(explaining.names_of, viewer, [one.seq for one in (*found.come, *found.go)])


async def read_due(session: AsyncSession, viewer: Viewer, campaign_id: str,
                   seed: int | None = None) -> Inputs | NotMatched | None:
    """What a planned run reads, or why its campaign cannot be matched; None where there is nothing to run any more."""
    try:
        return await inputs(session, viewer, campaign_id, seed)
    except (NotOpenToRuns, NothingFree):
        return None
    except Invalid as refusal:
        return NotMatched.by(campaign_id, refusal)


async def perform_due(read: Inputs | NotMatched) -> Outcome | NotMatched:
    """Compute in a thread; what no further try would change is an outcome too."""
    if isinstance(read, NotMatched):
        return read
    try:
        return await perform(read)
    except (Invalid, TooFewToMeasure) as refusal:
        return NotMatched.by(read.campaign_id, refusal)


async def record(session: AsyncSession, viewer: Viewer, read: Inputs, outcome: Outcome | NotMatched) -> None:
    """Store a planned run, unless somebody else ran the campaign meanwhile; or note why there is none."""
    if isinstance(outcome, NotMatched):
        await service.tell_not_matched(session, viewer, outcome)
        return
    try:
        await service.store(session, viewer, read, outcome)
    except (RunOvertaken, NotOpenToRuns):
        return


async def nothing_more(read: object) -> None:
    """What was read is what will be recorded."""


async def learn(read: Lessons) -> dict[str, Card]:
    """Learn in a thread."""
    return await asyncio.to_thread(learn_all, read)


async def keep(session: AsyncSession, viewer: Viewer, read: Lessons, cards: dict[str, Card]) -> None:
    """Keep what was learned."""
    await service.keep_cards(session, viewer, cards)


async def learn_now(work: Work, viewer: Viewer) -> int:
    """Learn from all outcomes at once; how many new cards there are."""
    cards = await learn(await work.read(learning.lessons, viewer))
    return await work.do(service.keep_cards, viewer, cards, shape=len)


def kinds() -> tuple[Kind, ...]:
    """The jobs of this folder: a planned run, decisions whose ten seconds are over, learning every night, and the
    packed people."""
    return (Outside("match.run", read_due, perform_due, record), InStore(queries.DECISION, service.decide_due),
            InStore("run.let_go", service.tidy, every=timedelta(days=1)),
            Outside("people.tidy", packed.tidy, nothing_more, service.make_good, every=timedelta(hours=1)),
            Outside(service.MORE, missing, nothing_more, service.make_good),
            InStore("people.settle", service.settle, every=timedelta(hours=1)),
            InStore(service.MORE_TO_SETTLE, service.settle),
            Outside("model.learn", learning.lessons, learn, keep, every=timedelta(days=1)))
