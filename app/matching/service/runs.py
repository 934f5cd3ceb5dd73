"""Running a matching: what was found becomes a run and its matches; what was proposed before steps aside."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching import queries
from app.matching.engine.pick import one_per_key
from app.matching.engine.run import Result
from app.matching.models import HoldOut, Match, Run, RunInputs
from app.matching.queries.by_hand import kept_for
from app.matching.queries.inputs import OPEN_TO_RUNS, inputs, known, latest_number
from app.matching.rules import APPROVED, MATCH, RUN
from app.matching.rules.binding import filled, full
from app.matching.rules.computing import (
    Inputs,
    Known,
    Outcome,
    compute,
    contributions_of,
    facts_of,
    means_of,
    must_confirm,
)
from app.matching.rules.refusals import NotMatched, NotOpenToRuns, RunOvertaken

BEHIND = 30
"""So many of the ranks behind the waiting list are kept, to choose from who comes instead of a pick."""


async def run(session: AsyncSession, viewer: Viewer, campaign_id: str, seed: int | None = None) -> Run:
    """Match a campaign and store the run, all in this transaction; where it may take long, read, compute and store
    apart (`jobs.run_now`)."""
    read = await inputs(session, viewer, campaign_id, seed)
    return await store(session, viewer, read, await asyncio.to_thread(compute, read))


async def store(session: AsyncSession, viewer: Viewer, read: Inputs, outcome: Outcome,
                round_id: str | None = None) -> Run:
    """Store a run with its matches and supersede what earlier runs proposed; the first of two runs at once wins."""
    viewer.require(RUN)
    campaign = await hold(session, read.campaign_id)
    if campaign.state not in OPEN_TO_RUNS:
        raise NotOpenToRuns(campaign.state)
    if await latest_number(session, campaign.id) != read.after:
        winner = await queries.latest_run(session, viewer, campaign.id)
        raise RunOvertaken(winner.id if winner else "")
    result = outcome.result
    picked = result.audience.seq[[*result.chosen, *result.waitlist]].tolist()
    kept = await _supersede(session, viewer, read, picked)
    made = _run(session, viewer, read, outcome, round_id)
    session.add(made)
    await session.flush()
    session.add(RunInputs(run_id=made.id, body=outcome.inputs))
    who = await known(session, viewer, [*picked, *outcome.drawn])
    await _add_matches(session, made, outcome, who, {match.consumer_id for match in kept.values()})
    await _keep(session, viewer, made, outcome.result, kept)
    await _add_hold_outs(session, made, outcome, who)
    await journal.record(
        session, viewer, "run.made", made, campaign_id=campaign.id, number=made.number, seed=made.seed,
        digest=made.digest, chosen=len(result.chosen), waitlist=len(result.waitlist), units=made.units)
    return made


async def tell_not_matched(session: AsyncSession, viewer: Viewer, why: NotMatched) -> None:
    """Note that a planned run was not made, and what was in the way."""
    viewer.require(RUN)
    await journal.record(session, viewer, "campaign.not_matched", await hold(session, why.campaign_id),
                         codes=[*why.codes], places=[*why.places])


async def hold(session: AsyncSession, campaign_id: str) -> Campaign:
    """The campaign's row as it stands now, held until the end: runs and offers of one campaign follow one another."""
    rows = select(Campaign).where(Campaign.id == campaign_id).with_for_update()
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("campaign")
    return found


async def _supersede(session: AsyncSession, viewer: Viewer, read: Inputs, picked: Sequence[int]) -> dict[int, Match]:
    """What was proposed steps aside. Who was asked by hand stays, as does who was approved, on the waiting list if the
    run picked him again; these by seq."""
    found = await queries.open_matches(session, viewer, read.campaign_id)
    by_hand = any(queries.BY_HAND in match.facts for match in found)
    kept = await kept_for(session, read.campaign_id) if by_hand else {}
    seqs = {one.consumer_id: seq for seq, one in (await known(session, viewer, [*read.stands.stays, *picked])).items()}
    kept |= {seqs[match.consumer_id]: match for match in found if match.state == APPROVED and match.consumer_id in seqs}
    for match in found:
        if match not in kept.values():
            moved = MATCH.move(match, "supersede", viewer)
            await journal.record(session, viewer, moved, match, campaign_id=read.campaign_id)
    await session.flush()
    return kept


def _run(session: AsyncSession, viewer: Viewer, read: Inputs, outcome: Outcome, round_id: str | None) -> Run:
    result = outcome.result
    return Run(
        id=new_id(session, "run"), campaign_id=read.campaign_id, number=read.after + 1, seed=read.seed,
        hashes={"audience": outcome.audience_hash, "campaign": outcome.campaign_hash},
        parameters={**result.parameters, "seed": read.seed}, counts=read.counted(result.counts), means=means_of(result),
        shortfalls=[{"name": s.name, "minimum": s.minimum, "reached": s.reached, "available": s.available}
                    for s in result.shortfalls],
        left_out=outcome.left_out, units=read.units, waitlist=read.waitlist, digest=outcome.digest,
        round_id=round_id, facts=_facts(read, outcome), made_by=viewer.actor_id, made_at=now(session))


async def _keep(session: AsyncSession, viewer: Viewer, made: Run, result: Result, kept: Mapping[int, Match]) -> None:
    """Whom ops asked by hand or approved comes along into the run with its figures: where it picked him again at his
    rank there, else behind its picks and before its waiting list. Somebody asked while it was computed has the figures
    that he was asked with."""
    places, is_there = result.audience.places(kept)
    found = zip(kept.values(), places.tolist(), is_there.tolist(), strict=True)
    for behind, (match, place, is_known) in enumerate(found, made.counts["eligible"] + 1):
        is_picked = bool(np.isin(place, result.chosen)), bool(np.isin(place, result.waitlist))
        by_order = is_known and queries.BY_HAND not in match.facts and any(is_picked)
        match.run_id, match.rank = made.id, int(result.ranks[place]) if by_order else behind
        if by_order:
            match.is_on_waitlist, match.facts = is_picked[1], facts_of(result, place)
        elif queries.BY_HAND not in match.facts:
            match.facts = {**match.facts, queries.STAYS: APPROVED}
        if is_known:
            match.fit, match.coverage = float(result.fit[place]), float(result.coverage[place])
            match.contributions, match.must_confirm = contributions_of(result, place), must_confirm(result, place)
        await journal.record(session, viewer, "match.kept", match, campaign_id=made.campaign_id, run_id=made.id)


async def _add_matches(session: AsyncSession, made: Run, outcome: Outcome, who: Mapping[int, Known],
                       kept: Collection[str]) -> None:
    result = outcome.result
    picked = [*((int(i), False) for i in result.chosen), *((int(i), True) for i in result.waitlist)]
    rows: list[dict[str, Any]] = [{
        "id": new_id(session, "mat"), "version": 1, "state": MATCH.start, "run_id": made.id,
        "campaign_id": made.campaign_id, "consumer_id": who[int(result.audience.seq[index])].consumer_id,
        "source": "interested" if result.outlook.is_interested[index] else "picked",
        "rank": int(result.ranks[index]), "fit": float(result.fit[index]),
        "coverage": float(np.float64(result.coverage[index])), "is_on_waitlist": waits,
        "contributions": contributions_of(result, index), "must_confirm": must_confirm(result, index),
        "facts": facts_of(result, index),
    } for index, waits in picked if who[int(result.audience.seq[index])].consumer_id not in kept]
    if rows:
        await session.execute(insert(Match), rows)


def _facts(read: Inputs, outcome: Outcome) -> dict[str, Any]:
    """What stood behind a run besides its parameters."""
    result = outcome.result
    newcomers = int(np.count_nonzero(result.outlook.is_newcomer[result.chosen]))
    return {"model_id": read.model_id, "fit_spread": round(result.fits.spread, 9), "newcomers": newcomers,
            "control": len(result.control), "next": _behind(result), "lost": [*read.stands.lost.items()],
            "bound": full(result), "quotas": filled(result), **outcome.told}


def _behind(result: Result) -> list[tuple[int, int, float]]:
    """Who stands behind the waiting list and shares neither phone nor address with anybody before: seq, rank, fit."""
    picked = np.append(result.chosen, result.waitlist)
    rest = result.order[~np.isin(result.order, picked)][:BEHIND]
    both = np.append(picked, rest)
    apart = one_per_key(both, result.audience.phone_key, result.audience.address_key)[len(picked):]
    return [(int(result.audience.seq[at]), int(result.ranks[at]), round(float(result.fit[at]), 6))
            for at in rest[apart].tolist()]


async def _add_hold_outs(session: AsyncSession, made: Run, outcome: Outcome, who: Mapping[int, Known]) -> None:
    rows = [{"id": new_id(session, "hold"), "campaign_id": made.campaign_id, "run_id": made.id,
             "consumer_id": who[seq].consumer_id, "is_held_out": is_held, "propensity": outcome.propensity,
             "drawn_at": now(session)} for seq, is_held in sorted(outcome.drawn.items())]
    if rows:
        await session.execute(insert(HoldOut), rows)
