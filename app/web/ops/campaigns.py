"""Campaigns at the desk of ops: what waits for approval on top, and every decision about one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.brands import queries as brands
from app.campaigns import queries, service
from app.campaigns.rules import (
    APPROVE,
    APPROVED,
    CANCEL,
    CHANGES_REQUESTED,
    LIVE,
    PAUSE,
    READ,
    RESUME,
    RUN,
    SUBMITTED,
)
from app.cases import queries as cases
from app.core.errors import Conflict, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching.queries import held_out
from app.matching.queries.held_out import Draw
from app.web import pages
from app.web.brand.campaigns import CampaignPage, CampaignRow, obstacles, view
from app.web.campaign_view import CampaignView
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/campaigns")
WAITING = (SUBMITTED,)
RUNNING = (APPROVED, LIVE, CHANGES_REQUESTED)
Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class OpsRow:
    """A campaign with whose it is."""

    row: CampaignRow
    brand: str


@dataclass(frozen=True, slots=True)
class OpsCampaignsPage:
    """What waits, what runs, and the rest newest first."""

    waiting: tuple[OpsRow, ...]
    running: tuple[OpsRow, ...]
    all: tuple[OpsRow, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class OpsCampaignPage:
    """One campaign with all that ops may do; `note` is what was typed."""

    view: CampaignView
    refused: tuple[Text, ...] = ()
    note: str = ""
    note_error: str | None = None
    missing: int | None = None
    """Free units that nobody is left for; None where this is no task."""
    draw: Draw | None = None
    """Who was held out to measure lift; None where nobody was drawn."""
    obstacles: tuple[tuple[Text, str], ...] = ()
    """What would stand in its way if it were approved."""


@router.get("", **opens(READ))
async def listed(screen: Showing, work: Working, after: str | None = None) -> HTMLResponse:
    """The queue."""
    waiting = await work.read(queries.in_states, screen.viewer, WAITING)
    running = await work.read(queries.in_states, screen.viewer, RUNNING)
    page = await work.read(queries.page, screen.viewer, Ask(after, 50))
    ids = [row.brand_id for row in (*waiting, *running, *page.items)]
    names = await work.read(brands.names_of, screen.viewer, ids)

    def told(rows: list[Any]) -> tuple[OpsRow, ...]:
        return tuple(OpsRow(CampaignRow.of(row, work.clock()), names[row.brand_id]) for row in rows)
    older = f"/ops/campaigns?after={page.next_cursor}" if page.next_cursor else None
    return screen.show("ops/campaigns.html", OpsCampaignsPage(
        told(waiting), told(running), told(page.items), older))


@router.get("/{campaign_id}", **opens(READ))
async def one(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One campaign: what it asks, what the linter finds, what may be done."""
    missing = await work.read(cases.missing_people, screen.viewer, campaign_id)
    shown = await view(screen, work, campaign_id)
    asks = shown.row.state == SUBMITTED and not shown.lacks
    return screen.show("ops/campaign.html", OpsCampaignPage(
        shown, missing=missing, draw=await work.read(held_out.draw, screen.viewer, campaign_id),
        obstacles=await obstacles(screen, work, shown.row) if asks else ()))


async def _do(screen: Screen, work: Work, verb: Verb, campaign_id: str, done: Text) -> HTMLResponse | RedirectResponse:
    refused: tuple[Text, ...]
    try:
        await work.do(verb, screen.viewer, campaign_id)
    except Invalid as refusal:
        status, refused = 422, tuple(fault.message for fault in refusal.faults)
    except Conflict as refusal:
        status, refused = 409, (refusal.said,)
    else:
        return screen.go(f"/ops/campaigns/{campaign_id}", done)
    return screen.show("ops/campaign.html", OpsCampaignPage(await view(screen, work, campaign_id), refused), status)


@router.post("/{campaign_id}/request-changes", response_model=None, **opens(APPROVE))
async def request_changes(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Send it back with a note."""
    form = await screen.form()
    try:
        await work.do(service.request_changes, screen.viewer, campaign_id, form.get("note"))
    except Invalid as refusal:
        words = pages.by_field(refusal.faults, screen.language).get("note")
        page = OpsCampaignPage(await view(screen, work, campaign_id), note=form.typed().get("note", ""),
                               note_error=words)
        return screen.show("ops/campaign.html", page, 422)
    return screen.go(f"/ops/campaigns/{campaign_id}", text("The brand is asked to change it.", "已请品牌修改。"))


@router.get("/{campaign_id}/cancel", **opens(CANCEL))
async def sure(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """What cancelling means, before it is done."""
    return screen.show("brand/campaign_cancel.html", CampaignPage(await view(screen, work, campaign_id)))


def _move(path: str, verb: Verb, permission: str, done: Text) -> None:
    """A button of the page: one move, and the word about it."""
    async def move(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
        return await _do(screen, work, verb, campaign_id, done)
    router.post(f"/{{campaign_id}}/{path}", response_model=None, **opens(permission))(move)


_move("approve", service.approve, APPROVE, text(
    "Approved. It goes live when it starts.", "已批准，到开始时间自动上线。"))
_move("go-live", service.go_live, RUN, text("The campaign is live.", "活动已上线。"))
_move("pause", service.pause, PAUSE, text("Paused.", "已暂停。"))
_move("resume", service.resume, RESUME, text("The campaign goes on.", "活动已恢复。"))
_move("complete", service.complete, RUN, text("The campaign is completed.", "活动已完成。"))
_move("archive", service.archive, RUN, text("The campaign is put away.", "活动已归档。"))
_move("cancel", service.cancel, CANCEL, text("The campaign is cancelled.", "活动已取消。"))
