"""Approving, rejecting and replacing matches; on a page with ten seconds to think again."""

from collections.abc import Sequence
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
FROM: dict[Decision, str] = {"approve": PROPOSED, "reject": PROPOSED, "replace": APPROVED}


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


async def replace(session: AsyncSession, viewer: Viewer, match_id: str, *, by: str | None = None) -> Match:
    """Take an approved match back; the first of the waiting list takes the place. Returns who does."""
    viewer.require(DECIDE)
    [match] = await queries.locked(session, viewer, [match_id])
    waiting = [one for one in await queries.open_matches(session, viewer, match.campaign_id)
               if one.is_on_waitlist and one.id != match.id]
    if match.state == APPROVED and not waiting:
        raise NobodyWaits
    await _decide(session, viewer, match, "replace", by, **({"by_match": waiting[0].id} if waiting else {}))
    successor = waiting[0]
    match.replaced_by = successor.id
    if successor.state == PROPOSED:
        await _decide(session, viewer, successor, "approve", by)
    successor.is_on_waitlist = match.is_on_waitlist
    await _offer(session, viewer, [successor])
    return successor


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
                        match_ids: Sequence[str], reason: str | None = None, *, asks: bool = False) -> Job:
    """Note a decision made on a page; it is carried out in ten seconds unless it is taken back. `asks`: its people were
    asked by hand with it, and are so no more once it is taken back."""
    viewer.require(DECIDE)
    run = await queries.get_run(session, viewer, run_id)
    matches = await queries.locked(session, viewer, match_ids)
    if wrong := next((match for match in matches if not MATCH.can(match.state, decision)), None):
        raise WrongState(MATCH.noun, wrong.state, decision)
    key = f"{queries.DECISION}:{new_id(session, 'dec')}"
    return await jobs.plan(
        session, queries.DECISION, now(session) + TIME_TO_UNDO, key=key, run_id=run.id, decision=decision,
        match_ids=[match.id for match in matches], reason=reason, by=viewer.actor_id, asks=asks)


async def undo(session: AsyncSession, viewer: Viewer, key: str) -> None:
    """Take a noted decision back, with it the pick of who was asked by hand so; what has been carried out stays."""
    viewer.require(DECIDE)
    noted = await queries.noted(session, key)
    if noted is None or not await jobs.cancel(session, key):
        raise TooLateToUndo
    for match in await queries.locked(session, viewer, noted["match_ids"]) if noted.get("asks") else ():
        if match.state == PROPOSED:
            await journal.record(session, viewer, "match.taken_back", match, campaign_id=match.campaign_id,
                                 run_id=match.run_id)
            await session.delete(match)


async def decide_due(session: AsyncSession, viewer: Viewer, run_id: str, decision: Decision, match_ids: Sequence[str],
                     reason: str | None, by: str, asks: bool = False) -> None:
    """Carry a noted decision out for those whom nobody has decided on since."""
    still = [match.id for match in await queries.locked(session, viewer, match_ids) if match.state == FROM[decision]]
    if decision == "approve" and still:
        await approve(session, viewer, still, by=by)
    for match_id in still if decision != "approve" else ():
        if decision == "reject":
            await reject(session, viewer, match_id, reason or "", by=by)
        else:
            await replace(session, viewer, match_id, by=by)
