"""Invitations over REST: a consumer's own, with yes, no, no longer, and I had a reaction."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from app.matching.queries import invited
from app.matching.schemas import ToldInvitation
from app.seats import queries
from app.seats import service as seats
from app.seats.rules import ANSWER, REACT, READ_OWN, WAITING
from app.seats.schemas import AcceptIn, InvitationOut
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/invitations", tags=["invitations"])


def _status(answer: Any) -> int:
    """202 where the yes waits for a unit."""
    return 202 if answer.state == WAITING else 200


def _accepting() -> dict[str, Any]:
    declared = needs(ANSWER)
    waits = {"model": InvitationOut, "description": "On the waiting list: nothing is left just now"}
    return declared | {"responses": declared["responses"] | {202: waits}}


@router.get("", **needs(READ_OWN))
async def index(work: Working, viewer: Who, ask: Asked, is_open: bool | None = None) -> List[InvitationOut]:
    """The own invitations, newest first; `is_open` keeps those that wait for an answer, or the others."""
    return await work.read(queries.invitations, viewer, ask, is_open=is_open, shape=listed(InvitationOut.of))


@router.get("/{seat_id}", **needs(READ_OWN))
async def one(seat_id: Id, work: Working, viewer: Who) -> ToldInvitation:
    """One invitation: why it came to you, all that is asked, and what may be chosen."""
    return await work.read(invited.told, viewer, seat_id)


@router.post("/{seat_id}/accept", **_accepting())
async def accept(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce, response: Response,
                 body: AcceptIn | None = None) -> InvitationOut:
    """Say yes: 200 with a unit, 202 on the waiting list where nothing is left, 409 where only this choice is gone."""
    answer = await work.do(seats.accept_with, viewer, seat_id, body or AcceptIn(), shape=InvitationOut.of,
                           once=replace(once, status=_status) if once else None)
    response.status_code = _status(answer)
    return answer


@router.post("/{seat_id}/decline", **needs(ANSWER))
async def decline(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> InvitationOut:
    """Say no, or no longer wait; it costs nothing."""
    return await work.do(seats.decline, viewer, seat_id, shape=InvitationOut.of, once=once)


@router.post("/{seat_id}/step-back", **needs(ANSWER))
async def step_back(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> InvitationOut:
    """Give the gift up before it is packed."""
    return await work.do(seats.step_back, viewer, seat_id, shape=InvitationOut.of, once=once)


@router.post("/{seat_id}/reaction", **needs(REACT))
async def react(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> InvitationOut:
    """I had a reaction: the seat is excused at once."""
    return await work.do(seats.react, viewer, seat_id, shape=InvitationOut.of, once=once)
