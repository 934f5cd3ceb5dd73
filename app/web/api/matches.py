"""Matches: ops approve, reject or replace one."""

from fastapi import APIRouter

from app.matching import queries, service
from app.matching.rules import DECIDE, READ
from app.matching.schemas import MatchOut, RejectIn, ReplaceIn
from app.web.api.listing import Id
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/matches", tags=["matches"])


@router.get("/{match_id}", **needs(READ))
async def get(match_id: Id, work: Working, viewer: Who) -> MatchOut:
    """One match with its reasons."""
    return await work.read(queries.get, viewer, match_id, shape=MatchOut.of)


@router.post("/{match_id}/approve", **needs(DECIDE))
async def approve(match_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> MatchOut:
    """Approve a proposed match; in a live campaign with a free unit the person is invited at once."""
    return await work.do(service.approve, viewer, [match_id], shape=lambda found: MatchOut.of(found[0]), once=once)


@router.post("/{match_id}/reject", **needs(DECIDE))
async def reject(match_id: Id, body: RejectIn, work: Working, viewer: Who, once: OnlyOnce) -> MatchOut:
    """Turn a proposed match down for a reason of the closed list."""
    return await work.do(service.reject, viewer, match_id, body.reason, shape=MatchOut.of, once=once)


@router.post("/{match_id}/replace", **needs(DECIDE))
async def replace(match_id: Id, work: Working, viewer: Who, once: OnlyOnce, body: ReplaceIn | None = None) -> MatchOut:
    """Replace a match to which nothing was offered yet.

    Answers who takes the place: the person named, or the first of the waiting list.
    """
    asked = body or ReplaceIn()
    return await work.do(service.swap, viewer, match_id, asked.reason, asked.instead, shape=MatchOut.of, once=once)
