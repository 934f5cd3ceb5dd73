"""Messages over REST, for ops: what was sent, what failed, and sending it again."""

from typing import Literal

from fastapi import APIRouter

from app.notifications import queries, service
from app.notifications.rules import READ, SEND
from app.notifications.schemas import MessageOut
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/messages", tags=["messages"])
State = Literal["waiting", "sent", "failed", "skipped"]


@router.get("", **needs(READ))
async def page(work: Working, viewer: Who, asked: Asked, state: State | None = None,
               subject_id: str | None = None) -> List[MessageOut]:
    """Messages, newest first, without their words."""
    return await work.read(queries.list_page, viewer, asked, state, subject_id, shape=listed(MessageOut.of))


@router.get("/{message_id}", **needs(READ))
async def get(message_id: Id, work: Working, viewer: Who) -> MessageOut:
    """What became of one message."""
    return await work.read(queries.get, viewer, message_id, shape=MessageOut.of)


@router.post("/{message_id}/send-again", status_code=202, **needs(SEND))
async def send_again(message_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> MessageOut:
    """Write and send the same message anew; the answer is the new one."""
    return await work.do(service.send_again, viewer, message_id, shape=MessageOut.of, once=once)
