"""Messages for ops: what was written to whom, what failed, and sending it again."""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries as accounts
from app.accounts.schemas import masked
from app.core.i18n import text
from app.core.paging import Ask, Page
from app.core.settings import Settings
from app.notifications import queries, service
from app.notifications.models import Message
from app.notifications.rules import MESSAGE, READ, SEND
from app.notifications.schemas import MessageOut
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/ops/messages")


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """Some messages, newest first."""

    messages: tuple[MessageOut, ...]
    states: tuple[str, ...]
    state: str
    more: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message with its words; whom it went to is recognisable only."""

    message: MessageOut
    to: str | None
    headline: str | None
    words: str | None
    zone: str


def without_secrets(words: str | None, settings: Settings) -> str | None:
    """The words with the one-time link made useless, once messages really reach people by another way."""
    is_only_here = settings.smtp_url is None and settings.gateway_url is None and not settings.is_production
    return words if words is None or is_only_here else re.sub(r"(/sign-in/)\S+", r"\1•••", words)


def _shaped(page: Page[Message]) -> tuple[tuple[MessageOut, ...], str | None]:
    return tuple(MessageOut.of(message) for message in page.items), page.next_cursor


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Messages, of one state where ?state= says so."""
    asked = screen.request.query_params
    state = asked.get("state", "") if asked.get("state", "") in MESSAGE.states else ""
    found, after = await work.read(queries.list_page, screen.viewer, Ask(asked.get("after"), 50), state or None,
                                   shape=_shaped)
    more = f"/ops/messages?state={state}&after={after}" if after else None
    return screen.show("ops/messages.html", MessagesPage(found, MESSAGE.states, state, more, screen.zone))


@router.get("/{message_id}", **opens(READ))
async def show(message_id: str, request: Request, screen: Showing, work: Working) -> HTMLResponse:
    """One message with its words."""
    message = await work.read(queries.get, screen.viewer, message_id)
    points = await work.read(accounts.contact_points, screen.viewer, message.account_id or "")
    to = next((masked(point) for point in points if point.id == message.contact_point_id), None)
    settings: Settings = request.app.state.house.settings
    page = MessagePage(MessageOut.of(message), to, message.headline, without_secrets(message.words, settings),
                       screen.zone)
    return screen.show("ops/message.html", page)


@router.post("/{message_id}/send-again", **opens(SEND))
async def send_again(message_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Write and send the same message anew."""
    new_id = await work.do(service.send_again, screen.viewer, message_id, shape=lambda message: message.id)
    return screen.go(f"/ops/messages/{new_id}", text("On its way again, with a fresh link.",
                                                     "已重新发送，并附上新链接。"))
