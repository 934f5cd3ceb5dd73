"""The stock book: every unit that moves is written down once, beside the counters that decide."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now
from app.samples.models import StockMovement
from app.samples.queries import stock as stock_of
from app.seats.models import Seat
from app.seats.rules import EXCUSED, RELEASED


def write_down(session: AsyncSession, kind: str, seat: Seat, parcel_id: str | None = None) -> None:
    """One line of the book for each line of a seat's gift."""
    session.add_all(StockMovement(
        id=new_id(session, "mov"), campaign_id=seat.campaign_id, variant_id=line["variant_id"], seat_id=seat.id,
        parcel_id=parcel_id, kind=kind, quantity=line["quantity"], at=now(session)) for line in seat.lines)


async def record_taken(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Somebody accepted, or was promoted: the units are spoken for."""
    write_down(session, "taken", happened.subject)


async def record_returned(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Somebody left before the parcel was handed out: the units are free again."""
    seat: Seat = happened.subject
    if seat.state in (RELEASED, EXCUSED) and seat.exported_at is None:
        write_down(session, "returned", seat)


async def record_planned(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A campaign's stock was opened: its units and its reserve."""
    for stock in await stock_of.stock_of(session, happened.subject_id):
        _write(session, happened.subject_id, stock.variant_id, "planned", stock.units + stock.reserve)


async def record_stock(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Units of the reserve were moved to the units, or spoiled."""
    kind = happened.event.removeprefix("stock.")
    _write(session, happened.subject_id, happened.facts["variant_id"], kind, happened.facts["units"])


def _write(session: AsyncSession, campaign_id: str, variant_id: str, kind: str, quantity: int) -> None:
    session.add(StockMovement(id=new_id(session, "mov"), campaign_id=campaign_id, variant_id=variant_id, kind=kind,
                              quantity=quantity, at=now(session)))
