"""The journal for ops: what happened, newest first, and the history of one thing."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text, text
from app.core.paging import Ask, Page
from app.journal import queries
from app.journal.models import Entry
from app.journal.rules import READ
from app.web.doors import Working, opens
from app.web.ops.event_words import said
from app.web.ops.happened import ACTORS
from app.web.screen import Showing

router = APIRouter(prefix="/ops/journal")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as a line."""

    at: datetime
    event: str
    words: Text
    who: Text
    actor: str
    subject_id: str
    facts: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some entries."""

    rows: tuple[EntryRow, ...]
    event: str
    subject: str
    more: str | None
    zone: str


def _row(entry: Entry) -> EntryRow:
    facts = ", ".join(f"{key} {value}" for key, value in entry.facts.items())
    return EntryRow(entry.at, entry.event, said(entry.event), ACTORS.get(entry.actor_kind, text(entry.actor_kind)),
                    entry.actor_id, entry.subject_id, facts)


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """The newest entries; ?subject= shows one thing's whole history."""
    asked = screen.request.query_params
    event, subject = asked.get("event", ""), asked.get("subject", "").strip()
    if subject:
        rows = await work.read(queries.history, screen.viewer, subject,
                               shape=lambda found: tuple(_row(entry) for entry in found))
        return screen.show("ops/journal.html", JournalPage(rows, event, subject, None, screen.zone))

    def shape(page: Page[Entry]) -> tuple[tuple[EntryRow, ...], str | None]:
        return tuple(_row(entry) for entry in page.items), page.next_cursor
    rows, after = await work.read(queries.newest, screen.viewer, Ask(asked.get("after"), 50), event, shape=shape)
    more = f"/ops/journal?event={event}&after={after}" if after else None
    return screen.show("ops/journal.html", JournalPage(rows, event, subject, more, screen.zone))
