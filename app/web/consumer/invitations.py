"""A consumer's invitations: those that wait for an answer first, then how the others went."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text
from app.core.paging import Ask, Page
from app.seats import queries
from app.seats.queries import Card
from app.seats.rules import READ_OWN
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/invitations")
MOST_OPEN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One invitation in the list."""

    id: str
    state: str
    campaign: Text
    brand: str
    until: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """Those that wait for an answer, and the others."""

    open: tuple[Line, ...]
    others: tuple[Line, ...]
    older: str | None


def _line(card: Card) -> Line:
    seat = card.seat
    return Line(seat.id, seat.state, Text.model_validate(card.campaign.name), card.brand,
                seat.answer_by if seat.state == "offered" else seat.deadline_at if seat.state == "accepted" else None,
                card.campaign.time_zone)


def _lines(page: Page[Card]) -> tuple[tuple[Line, ...], str | None]:
    return tuple(map(_line, page.items)), page.next_cursor


@router.get("", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """The own invitations."""
    after = screen.request.query_params.get("after")
    waiting, _ = await work.read(queries.cards, screen.viewer, Ask(None, MOST_OPEN), is_open=True, shape=_lines)
    others, older = await work.read(queries.cards, screen.viewer, Ask(after, 20), is_open=False, shape=_lines)
    link = f"/me/invitations?after={older}" if older else None
    return screen.show("consumer/invitations.html", InvitationsPage(() if after else waiting, others, link))
