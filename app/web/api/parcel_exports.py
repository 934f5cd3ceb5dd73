"""The warehouse's side over REST: sheets of parcels out, lists of tracking numbers in, lots."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.core.i18n import Language
from app.samples import service as samples
from app.samples.queries import exports as exports_of
from app.samples.queries import stock as stock_of
from app.samples.rules import EXPORT, LOTS, SHIP
from app.samples.rules.sheets import Form, write
from app.samples.rules.tracking import read_list
from app.samples.schemas import ExportedOut, ExportOut, LotChange, LotIn, LotOut, TrackingOut
from app.web.api.listing import Id
from app.web.doors import Made, OnlyOnce, Who, Working, needs
from app.web.screen import language_of
from app.web.uploads import SENT_BODY, Sent

router = APIRouter(prefix="/api/v1", tags=["parcels"])
CSV = {200: {"description": "The sheet", "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.post("/campaigns/{campaign_id}/parcel-exports", status_code=201,
             **needs(EXPORT, makes="/api/v1/parcel-exports/{id}.csv"))
async def export(campaign_id: Id, work: Working, viewer: Who, once: OnlyOnce, made: Made) -> ExportedOut:
    """Hand out every pending parcel that has an address; it goes to the address that stands now."""
    return made.at(await work.do(samples.export_parcels, viewer, campaign_id, shape=exported, once=once))


def exported(done: samples.Exported) -> ExportedOut:
    """An export just made, as it is answered."""
    export = done.export
    return ExportedOut(id=export.id, campaign_id=export.campaign_id, count=export.count, made_at=export.made_at,
                       waiting=done.waiting)


@router.get("/campaigns/{campaign_id}/parcel-exports", **needs(EXPORT))
async def exports(campaign_id: Id, work: Working, viewer: Who) -> list[ExportOut]:
    """What was handed out, newest first."""
    return await work.read(exports_of.exports, viewer, campaign_id, shape=ExportOut.all)


sheet_needs = needs(EXPORT)
sheet_needs["responses"] = {**sheet_needs["responses"], **CSV}


@router.get("/parcel-exports/{export_id}.csv", response_class=Response, **sheet_needs)
async def sheet(export_id: Id, request: Request, work: Working, viewer: Who, form: Form = "plain",
                language: Annotated[Language | None, Query()] = None) -> Response:
    """The sheet of an export; `form=excel` keeps leading zeros there. That it was read is written down."""
    rows = await work.do(samples.download, viewer, export_id, language or language_of(request), form)
    return sheet_of(export_id, write(rows, form))


def sheet_of(export_id: str, data: bytes) -> Response:
    """A sheet to be saved; it holds addresses, so nobody on the way may keep it."""
    return Response(data, media_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="parcels-{export_id}.csv"', "Cache-Control": "no-store"})


tracking_needs = needs(SHIP, also={415: "neither CSV nor a form"})
tracking_needs["openapi_extra"] |= SENT_BODY


@router.post("/campaigns/{campaign_id}/tracking", **tracking_needs)
async def take_in(campaign_id: Id, data: Sent, request: Request, work: Working, viewer: Who,
                  once: OnlyOnce) -> TrackingOut:
    """Take in a CSV list of parcel number, carrier, tracking number, and if known status and date."""
    listed = await asyncio.to_thread(read_list, data)
    return await work.do(samples.import_tracking, viewer, campaign_id, listed,
                         shape=TrackingOut.said_in(language_of(request)), once=once)


@router.get("/campaigns/{campaign_id}/lots", tags=["lots"], **needs(LOTS))
async def lots(campaign_id: Id, work: Working, viewer: Who) -> list[LotOut]:
    """A campaign's batches, what expires first above."""
    return await work.read(stock_of.lots_of, viewer, campaign_id, shape=LotOut.all)


@router.post("/campaigns/{campaign_id}/lots", status_code=201, tags=["lots"], **needs(LOTS))
async def add_lot(campaign_id: Id, body: LotIn, work: Working, viewer: Who, once: OnlyOnce) -> LotOut:
    """Enter a batch."""
    return await work.do(samples.add_lot, viewer, campaign_id, body, shape=LotOut.of, once=once)


@router.put("/lots/{lot_id}", tags=["lots"], **needs(LOTS))
async def change_lot(lot_id: Id, body: LotChange, work: Working, viewer: Who) -> LotOut:
    """Correct a batch."""
    return await work.do(samples.change_lot, viewer, lot_id, body, shape=LotOut.of)


@router.delete("/lots/{lot_id}", tags=["lots"], **needs(LOTS))
async def remove_lot(lot_id: Id, work: Working, viewer: Who) -> LotOut:
    """Take out a batch that no parcel names."""
    return await work.do(samples.remove_lot, viewer, lot_id, shape=LotOut.of)
