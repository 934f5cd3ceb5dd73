"""Parcels for ops: all campaigns at a glance, then one campaign's exports, tracking lists, parcels and lots."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.samples import service as samples
from app.samples.queries.desk import CampaignDesk, Desk, campaign_desk, desks
from app.samples.rules import EXPORT, LOTS, READ, SHIP
from app.samples.rules.sheets import write
from app.samples.rules.tracking import read_list
from app.samples.schemas import ExportOut, LotIn, LotOut, ParcelForOps, TrackingOut, TroubleOut
from app.web import pages
from app.web.api.parcel_exports import sheet_of
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing
from app.web.uploads import list_of

router = APIRouter(prefix="/ops")
STATES = ("pending", "exported", "shipped", "in_transit", "delivered", "confirmed", "cancelled")


@dataclass(frozen=True, slots=True)
class DesksPage:
    """Every campaign with parcels, what is most at risk above."""

    desks: tuple[Desk, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A parcel that cannot go yet, and why."""

    number: str
    lacks: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot with the units that lie in parcels."""

    lot: LotOut
    variant: Text
    used: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign's parcels."""

    id: str
    name: Text
    zone: str
    is_paused: bool
    counts: tuple[tuple[str, int], ...]
    ready: int
    waiting: tuple[WaitingRow, ...]
    troubles: tuple[tuple[TroubleOut, str], ...]
    parcels: tuple[ParcelForOps, ...]
    state: str
    older: str | None
    exports: tuple[ExportOut, ...]
    lots: tuple[LotRow, ...]
    variants: tuple[tuple[str, Text], ...]
    report: TrackingOut | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _page(desk: CampaignDesk, state: str, **more: Any) -> CampaignPage:
    campaign, after = desk.campaign, desk.parcels.next_cursor
    names = {variant.id: Text.model_validate(variant.name) for variant in desk.variants}
    return CampaignPage(
        campaign.id, Text.model_validate(campaign.name), campaign.time_zone, campaign.paused_at is not None,
        tuple((name, desk.counts.get(name, 0)) for name in STATES if name != "cancelled"), desk.ready,
        tuple(WaitingRow(one.parcel.number, one.lacks or "", one.parcel.made_at) for one in desk.waiting),
        tuple((TroubleOut.of(trouble), trouble.parcel.number) for trouble in desk.troubles),
        tuple(ParcelForOps.of(parcel) for parcel in desk.parcels.items), state,
        f"/ops/parcels/{campaign.id}?state={state}&after={after}" if after else None,
        tuple(ExportOut.all(desk.exports)),
        tuple(LotRow(LotOut.of(lot), Text.model_validate(lot.variant.name), desk.used.get(lot.id, 0))
              for lot in desk.lots),
        tuple(names.items()), **more)


async def _show(screen: Screen, work: Working, campaign_id: str, status: int = 200, **more: Any) -> HTMLResponse:
    asked = screen.request.query_params
    state = asked.get("state", "")
    state = state if state in STATES else ""
    page = await work.read(campaign_desk, screen.viewer, campaign_id, Ask(asked.get("after"), 50), state or None,
                           shape=lambda desk: _page(desk, state, **more))
    return screen.show("ops/campaign_parcels.html", page, status)


@router.get("/parcels", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Every campaign with parcels."""
    return screen.show("ops/parcels.html", DesksPage(tuple(await work.read(desks, screen.viewer))))


@router.get("/parcels/{campaign_id}", **opens(READ))
async def campaign(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One campaign's parcels; ?state= narrows the list."""
    return await _show(screen, work, campaign_id)


@router.post("/parcels/{campaign_id}/export", **opens(EXPORT))
async def export(campaign_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Hand out what can go; the sheet is then one click away."""
    count = await work.do(samples.export_parcels, screen.viewer, campaign_id, shape=lambda done: done.export.count)
    return screen.go(f"/ops/parcels/{campaign_id}#exports", text(
        f"Parcels exported: {count}. The sheet is below.", f"已导出 {count} 个包裹，可在下方下载表格。"))


@router.get("/parcel-exports/{export_id}.csv", response_model=None, **opens(EXPORT))
async def sheet(export_id: str, screen: Showing, work: Working) -> Response:
    """The sheet of an export, plain or for Excel; that it was read is written down."""
    form = "excel" if screen.request.query_params.get("form") == "excel" else "plain"
    rows = await work.do(samples.download, screen.viewer, export_id, screen.language, form)
    return sheet_of(export_id, write(rows, "excel" if form == "excel" else "plain"))


@router.post("/parcels/{campaign_id}/tracking", **opens(SHIP))
async def take_in(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """Take in a tracking list and tell line by line what became of it."""
    try:
        listed = await asyncio.to_thread(read_list, await list_of(await screen.form()))
    except Invalid as refusal:
        return await _show(screen, work, campaign_id, 422, errors=pages.by_field(refusal.faults, screen.language))
    report = await work.do(samples.import_tracking, screen.viewer, campaign_id, listed,
                           shape=TrackingOut.said_in(screen.language))
    return await _show(screen, work, campaign_id, report=report)


@router.post("/parcels/{campaign_id}/lots", response_model=None, **opens(LOTS))
async def add_lot(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Enter a batch."""
    form = await screen.form()
    try:
        body = form.into(LotIn)
    except Invalid as refusal:
        return await _show(screen, work, campaign_id, 422, typed=form.typed(),
                           errors=pages.by_field(refusal.faults, screen.language))
    await work.do(samples.add_lot, screen.viewer, campaign_id, body)
    return screen.go(f"/ops/parcels/{campaign_id}#lots", text("Batch added.", "批次已添加。"))


@router.post("/parcels/{campaign_id}/lots/{lot_id}/remove", **opens(LOTS))
async def remove_lot(campaign_id: str, lot_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Take out a batch that no parcel names."""
    await work.do(samples.remove_lot, screen.viewer, lot_id)
    return screen.go(f"/ops/parcels/{campaign_id}#lots", text("Batch removed.", "批次已删除。"))
