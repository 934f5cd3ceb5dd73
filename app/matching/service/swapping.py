"""Putting a person of one's choice in the place of a pick: from the waiting list, or from the ranks behind it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import WrongState
from app.core.viewer import Viewer
from app.jobs.models import Job
from app.matching import queries
from app.matching.models import Match
from app.matching.rules import APPROVED, DECIDE, INSTEAD, MATCH, PROPOSED
from app.matching.rules.refusals import DecisionNoted, InTheRunAlready
from app.matching.service.by_hand import pick_by_hand
from app.matching.service.decisions import plan_decision, replace


async def swap(session: AsyncSession, viewer: Viewer, match_id: str, reason: str | None = None,
               consumer_id: str | None = None) -> Match:
    """Replace a match by a person, or by the first of the waiting list where nobody is named; returns who comes."""
    match = await _leaving(session, viewer, match_id)
    comes = None if consumer_id is None else (await _coming(session, viewer, match.run_id, consumer_id))[0].id
    return await replace(session, viewer, match_id, reason, comes)


async def plan_swap(session: AsyncSession, viewer: Viewer, match_id: str, reason: str, consumer_id: str) -> Job:
    """Note on a page that a person takes the place of a match; it can be taken back for ten seconds."""
    match = await _leaving(session, viewer, match_id)
    pending = await queries.waiting_decisions(session, viewer, match.run_id)
    if any(match.id in args["match_ids"] for _, args in pending):
        raise DecisionNoted
    comes, is_new = await _coming(session, viewer, match.run_id, consumer_id)
    return await plan_decision(session, viewer, match.run_id, "replace", [match.id], reason, asks=is_new,
                               instead=comes.id)


async def _leaving(session: AsyncSession, viewer: Viewer, match_id: str) -> Match:
    viewer.require(DECIDE)
    [match] = await queries.locked(session, viewer, [match_id])
    if not MATCH.can(match.state, "replace"):
        raise WrongState(MATCH.noun, match.state, "replace")
    return match


async def _coming(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str) -> tuple[Match, bool]:
    """The match of who comes, and whether it was made for this; InTheRunAlready of somebody who has a place, or is put
    into one by a decision that was noted."""
    found = await session.scalar(select(Match).where(Match.run_id == run_id, Match.consumer_id == consumer_id))
    if found is None:
        return await pick_by_hand(session, viewer, run_id, consumer_id, INSTEAD), True
    noted = {args.get("instead") for _, args in await queries.waiting_decisions(session, viewer, run_id)}
    if not found.is_on_waitlist or found.state not in (PROPOSED, APPROVED) or found.id in noted:
        raise InTheRunAlready(found.state)
    return found, False
