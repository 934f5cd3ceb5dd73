"""Handing parcels to the warehouse: addresses are frozen, seats are told, nobody's parcel goes twice."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Address
from app.core.i18n import Language
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.samples.models import Parcel, ParcelExport
from app.samples.queries import exports as exports_of
from app.samples.queries import stock as stock_of
from app.samples.rules import EXPORT, PARCEL
from app.samples.rules.lots import LotLeft, first_expiring
from app.samples.rules.refusals import ExportsPaused, NothingToExport
from app.samples.rules.sheets import ShippingRow
from app.samples.service.parcels import facts_of
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules import ACCEPTED


@dataclass(frozen=True, slots=True)
class Exported:
    """What was handed out now, and how many parcels still wait for an address."""

    export: ParcelExport
    parcels: tuple[Parcel, ...]
    waiting: int


async def export_parcels(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Exported:
    """Hand out every pending parcel that has an address; the others go on waiting.

    Raises ExportsPaused, NothingToExport. Of an export and a person who steps back at the same moment one wins.
    """
    viewer.require(EXPORT)
    campaign = await exports_of.campaign(session, viewer, campaign_id, hold=True)
    if campaign.paused_at is not None:
        raise ExportsPaused
    held = {seat.id: seat for seat in await exports_of.hold_seats_to_pack(session, campaign_id)}
    found = await exports_of.pending(session, viewer, campaign_id, hold=True)
    ready = [(one.parcel, one.address) for one in found
             if one.address is not None and one.lacks is None and _may_go(held.get(one.parcel.seat_id))]
    if not ready:
        raise NothingToExport(len(found))
    export = ParcelExport(id=new_id(session, "pex"), campaign_id=campaign_id, count=len(ready),
                          made_by=viewer.actor_id, made_at=now(session))
    session.add(export)
    await session.flush()
    lots = await stock_of.lots_left(session, campaign_id)
    for parcel, address in ready:
        lots = _name_lots(session, parcel, lots)
        await _hand_out(session, viewer, parcel, address, export, held[parcel.seat_id])
    await journal.record(session, viewer, "parcel_export.made", export, campaign_id=campaign_id, count=export.count)
    return Exported(export, tuple(parcel for parcel, _ in ready), len(found) - len(ready))


def _may_go(seat: Seat | None) -> bool:
    """A seat that is still on, or one that waits for a second parcel."""
    return seat is not None and (seat.state == ACCEPTED or seat.exported_at is not None)


async def _hand_out(session: AsyncSession, viewer: Viewer, parcel: Parcel, address: Address, export: ParcelExport,
                    seat: Seat) -> None:
    happened = PARCEL.move(parcel, "export", viewer)
    parcel.export_id, parcel.exported_at = export.id, export.made_at
    freeze(parcel, address)
    await journal.record(session, viewer, happened, parcel, export_id=export.id, **facts_of(parcel))
    if seat.exported_at is None:
        await seats.mark_exported(session, viewer, seat.id)


def freeze(parcel: Parcel, address: Address) -> None:
    """Copy the address onto the parcel, sealed anew for the parcel's own row."""
    parcel.recipient, parcel.mobile, parcel.extension = address.recipient, address.mobile, address.extension
    parcel.province, parcel.city, parcel.district = address.province, address.city, address.district
    parcel.detail = address.detail


def _name_lots(session: AsyncSession, parcel: Parcel, lots: list[LotLeft]) -> list[LotLeft]:
    """Name the lot of each line, what expires first above; returns what is left. No lot fits: none is named."""
    today = now(session).date()
    for line in parcel.lines:
        chosen = first_expiring(lots, line.variant_id, line.quantity, today)
        line.lot_id = chosen.id if chosen else None
        lots = [lot.without(line.quantity) if lot is chosen else lot for lot in lots]
    return lots


async def download(session: AsyncSession, viewer: Viewer, export_id: str, language: Language = "en",
                   form: str = "plain") -> list[ShippingRow]:
    """The lines of an earlier export once more; that somebody has read the addresses is written down."""
    viewer.require(EXPORT)
    export = await exports_of.get_export(session, viewer, export_id)
    await journal.record(session, viewer, "parcel_export.downloaded", export, campaign_id=export.campaign_id,
                         form=form)
    return await exports_of.sheet(session, viewer, export_id, language)
