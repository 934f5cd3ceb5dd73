"""Approving, rejecting and replacing matches; on a page with ten seconds to think again."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.jobs import service as jobs
from app.jobs.models import Job
from app.journal import service as journal
from app.matching import queries
from app.matching.models import Match
from app.matching.rules import APPROVED, DECIDE, MATCH, PROPOSED
from app.matching.rules.refusals import NobodyWaits, TooLateToUndo
from app.matching.service.offering import offer_next

Decision = Literal["approve", "reject", "replace"]
TIME_TO_UNDO = timedelta(seconds=10)


async def approve(session: AsyncSession, viewer: Viewer, match_ids: Sequence[str], *,
                  by: str | None = None) -> list[Match]:
    """Approve matches in bulk; in a live campaign the free units are offered at once. One in another state refuses
    them all."""
    viewer.require(DECIDE)
    found = await queries.locked(session, viewer, match_ids)
    for match in found:
        await _decide(session, viewer, match, "approve", by)
    await _offer(session, viewer, found)
    return found


async def approve_top(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Match]:
    """Approve everybody whom the latest run proposed: the units and the waiting list."""
    viewer.require(DECIDE)
    matches = await queries.open_matches(session, viewer, campaign_id)
    return await approve(session, viewer, [match.id for match in matches if match.state == PROPOSED])


async def approve_of_run(session: AsyncSession, viewer: Viewer, run_id: str,
                         match_ids: Sequence[str] | None = None) -> list[Match]:
    """Approve the named matches of one run, or all that it proposed and nobody has decided on."""
    viewer.require(DECIDE)
    matches = await queries.of_run(session, viewer, (await queries.get_run(session, viewer, run_id)).id)
    known = {match.id for match in matches}
    if match_ids is None:
        match_ids = [match.id for match in matches if match.state == PROPOSED]
    elif not known.issuperset(match_ids):
        raise NotFound("match")
    return await approve(session, viewer, match_ids)


async def reject(session: AsyncSession, viewer: Viewer, match_id: str, reason: str, *, by: str | None = None) -> Match:
    """Turn a proposed match down for a reason of the closed list."""
    viewer.require(DECIDE)
    [match] = await queries.locked(session, viewer, [match_id])
    match.rejection = reason
    await _decide(session, viewer, match, "reject", by, reason=reason)
    return match


async def replace(session: AsyncSession, viewer: Viewer, match_id: str, reason: str | None = None,
                  instead: str | None = None, *, by: str | None = None) -> Match:
    """Take back a match to which nothing was offered yet; the match `instead`, or the first of the waiting list, takes
    the place, approved if the place was. Returns who does."""
    viewer.require(DECIDE)
    [match] = await queries.locked(session, viewer, [match_id])
    if not MATCH.can(match.state, "replace"):
        raise WrongState(MATCH.noun, match.state, "replace")
    successor = await _successor(session, viewer, match, instead)
    was_approved, match.rejection, match.replaced_by = match.state == APPROVED, reason, successor.id
    why = {"reason": reason} if reason else {}
    await _decide(session, viewer, match, "replace", by, by_match=successor.id, **why)
    if was_approved and successor.state == PROPOSED:
        await _decide(session, viewer, successor, "approve", by)
    successor.is_on_waitlist = match.is_on_waitlist
    await _offer(session, viewer, [successor])
    return successor


async def _successor(session: AsyncSession, viewer: Viewer, match: Match, instead: str | None) -> Match:
    """Who may take a match's place: whoever waits, and whom ops put in for it."""
    waiting = [one for one in await queries.open_matches(session, viewer, match.campaign_id)
               if one.id != match.id and (one.is_on_waitlist if instead is None else one.id == instead)
               and (one.is_on_waitlist or queries.is_put_in(one))]
    if not waiting:
        raise NobodyWaits
    return waiting[0]


async def _decide(session: AsyncSession, viewer: Viewer, match: Match, move: Decision, by: str | None,
                  **facts: str) -> None:
    moved = MATCH.move(match, move, viewer)
    match.decided_by, match.decided_at = by or viewer.actor_id, now(session)
    await journal.record(session, viewer, moved, match, campaign_id=match.campaign_id, decided_by=match.decided_by,
                         **facts)


async def _offer(session: AsyncSession, viewer: Viewer, matches: Sequence[Match]) -> None:
    await session.flush()
    for campaign_id in dict.fromkeys(match.campaign_id for match in matches):
        await offer_next(session, viewer, campaign_id)


async def plan_decision(session: AsyncSession, viewer: Viewer, run_id: str, decision: Decision,
                        match_ids: Sequence[str], reason: str | None = None, *, asks: bool = False,
                        instead: str | None = None) -> Job:
    """Note a decision made on a page; it is carried out in ten seconds unless it is taken back. `instead`: the match
    that takes the place of the only one named. `asks`: who comes with it was asked by hand, and is so no more once it
    is taken back."""
    viewer.require(DECIDE)
    run = await queries.get_run(session, viewer, run_id)
    matches = await queries.locked(session, viewer, match_ids)
    if wrong := next((match for match in matches if not MATCH.can(match.state, decision)), None):
        raise WrongState(MATCH.noun, wrong.state, decision)
    key = f"{queries.DECISION}:{new_id(session, 'dec')}"
    return await jobs.plan(
        session, queries.DECISION, now(session) + TIME_TO_UNDO, key=key, run_id=run.id, decision=decision,
        match_ids=[match.id for match in matches], reason=reason, by=viewer.actor_id, asks=asks,
        instead=instead)


async def undo(session: AsyncSession, viewer: Viewer, key: str) -> None:
    """Take a noted decision back, with it the pick of who was asked by hand so; what has been carried out stays."""
    viewer.require(DECIDE)
    noted = await queries.noted(session, key)
    if noted is None or not await jobs.cancel(session, key):
        raise TooLateToUndo
    came = [noted["instead"]] if noted.get("instead") else noted["match_ids"]
    for match in await queries.locked(session, viewer, came) if noted.get("asks") else ():
        if match.state == PROPOSED:
            await journal.record(session, viewer, "match.taken_back", match, campaign_id=match.campaign_id,
                                 run_id=match.run_id)
            await session.delete(match)


async def decide_due(session: AsyncSession, viewer: Viewer, run_id: str, decision: Decision, match_ids: Sequence[str],
                     reason: str | None, by: str, asks: bool = False, instead: str | None = None) -> None:
    """Carry a noted decision out for those whom nobody has decided on since; who was to be replaced stays where nobody
    is left to take the place."""
    found = await queries.locked(session, viewer, match_ids)
    still = [match.id for match in found if MATCH.can(match.state, decision)]
    if decision == "approve" and still:
        await approve(session, viewer, still, by=by)
    for match_id in still if decision != "approve" else ():
        if decision == "reject":
            await reject(session, viewer, match_id, reason or "", by=by)
            continue
        with suppress(NobodyWaits):
            await replace(session, viewer, match_id, reason, instead, by=by)
