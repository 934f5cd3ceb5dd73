"""Units: opened at approval, taken and given back by guarded statements only, resent from the reserve."""

import math
from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat, Stock
from app.seats.rules import OFFER, RUN, STOCK
from app.seats.rules.refusals import NothingReserved

Lines = Iterable[tuple[str, int]]


async def open_stock(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Stock]:
    """Open a campaign's stock from its offers, with the reserve for resends on top; once."""
    viewer.require(OFFER)
    campaign = await queries.campaign(session, campaign_id)
    if held := await queries.stock_of(session, campaign_id):
        return held
    units: dict[str, int] = {}
    for planned, lines in await queries.planned_units(session, campaign_id):
        for variant_id, quantity in lines:
            units[variant_id] = units.get(variant_id, 0) + planned * quantity
    opened = [Stock(campaign_id=campaign_id, variant_id=variant_id, units=count,
                    reserve=math.ceil(round(campaign.reserve_share * count, 9)))
              for variant_id, count in sorted(units.items())]
    session.add_all(opened)
    await session.flush()
    await journal.record(session, viewer, "stock.opened", campaign, units=sum(units.values()),
                         reserve=sum(stock.reserve for stock in opened))
    return opened


async def open_after_approval(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A campaign was approved: its stock is opened."""
    await open_stock(session, viewer, happened.subject_id)


async def take(session: AsyncSession, campaign_id: str, lines: Lines) -> bool:
    """Take the units of one gift, variants in key order; False where one is gone, with none taken."""
    taken: list[tuple[str, int]] = []
    for variant_id, quantity in sorted(lines):
        found = await session.execute(
            update(Stock).where(Stock.campaign_id == campaign_id, Stock.variant_id == variant_id,
                                Stock.taken + quantity <= Stock.units)
            .values(taken=Stock.taken + quantity).returning(Stock.taken)
            .execution_options(synchronize_session=False))
        if found.first() is None:
            await give_back(session, campaign_id, taken)
            return False
        taken.append((variant_id, quantity))
    return bool(taken)


async def give_back(session: AsyncSession, campaign_id: str, lines: Lines) -> None:
    """Return the units of one gift."""
    for variant_id, quantity in sorted(lines):
        await session.execute(
            update(Stock).where(Stock.campaign_id == campaign_id, Stock.variant_id == variant_id)
            .values(taken=Stock.taken - quantity).execution_options(synchronize_session=False))


def lines_of(seat: Seat) -> list[tuple[str, int]]:
    """What a seat holds, as it was frozen at acceptance."""
    return [(line["variant_id"], line["quantity"]) for line in seat.lines]


async def take_reserve(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """Take a seat's units once more from the reserve, for a resend; receipt now waits for the new parcel."""
    viewer.require(RUN)
    seat = await queries.locked(session, viewer, seat_id)
    for variant_id, quantity in sorted(lines_of(seat)):
        found = await session.execute(
            update(Stock).where(Stock.campaign_id == seat.campaign_id, Stock.variant_id == variant_id,
                                Stock.resent + Stock.spoiled + quantity <= Stock.reserve)
            .values(resent=Stock.resent + quantity).returning(Stock.resent)
            .execution_options(synchronize_session=False))
        if found.first() is None:
            raise NothingReserved(variant_id)
    seat.shipped_at = seat.delivered_at = None
    await journal.record(session, viewer, "stock.resent", seat, campaign_id=seat.campaign_id)
    return seat


async def spoil(session: AsyncSession, viewer: Viewer, campaign_id: str, variant_id: str, units: int = 1) -> None:
    """Write off units of the reserve that can no longer be given."""
    viewer.require(STOCK)
    campaign = await queries.campaign(session, campaign_id)
    found = await session.execute(
        update(Stock).where(Stock.campaign_id == campaign_id, Stock.variant_id == variant_id,
                            Stock.resent + Stock.spoiled + units <= Stock.reserve)
        .values(spoiled=Stock.spoiled + units).returning(Stock.spoiled)
        .execution_options(synchronize_session=False)) if units > 0 else None
    if found is None or found.first() is None:
        raise NothingReserved(variant_id)
    await journal.record(session, viewer, "stock.spoiled", campaign, variant_id=variant_id, units=units)
