"""Questions about lots and movements of stock."""

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from app.brands.models import Variant
from app.campaigns import queries as campaigns
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.samples.models import Lot, Parcel, ParcelLine
from app.samples.rules import CANCELLED, LOTS
from app.samples.rules.lots import LotLeft
from app.seats.models import Stock


def lots_visible_to(viewer: Viewer) -> Select[Lot]:
    """Who looks after lots sees them."""
    return select(Lot) if LOTS in viewer.permissions else select(Lot).where(false())


async def get_lot(session: AsyncSession, viewer: Viewer, lot_id: str) -> Lot:
    """One lot, held until the end of the transaction, or NotFound."""
    found = await session.scalar(lots_visible_to(viewer).where(Lot.id == lot_id).with_for_update())
    if found is None:
        raise NotFound("lot")
    return found


async def lots_of(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Lot]:
    """A campaign's lots with their variants, what expires first above; NotFound where there is no such campaign."""
    await campaigns.get(session, viewer, campaign_id)
    undated = case((Lot.expires_on.is_(None), 1), else_=0)
    rows = lots_visible_to(viewer).where(Lot.campaign_id == campaign_id).options(
        joinedload(Lot.variant).joinedload(Variant.product))
    return list((await session.scalars(rows.order_by(Lot.variant_id, undated, Lot.expires_on, Lot.seq))).all())


async def units_used(session: AsyncSession, campaign_id: str) -> dict[str, int]:
    """Units of each of a campaign's lots that lie in parcels."""
    rows = await session.execute(
        select(ParcelLine.lot_id, func.sum(ParcelLine.quantity)).join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .where(Parcel.campaign_id == campaign_id, Parcel.state != CANCELLED, ParcelLine.lot_id.is_not(None))
        .group_by(ParcelLine.lot_id))
    return {lot_id: int(units) for lot_id, units in rows.all() if lot_id}


async def lots_left(session: AsyncSession, campaign_id: str) -> list[LotLeft]:
    """What is left of a campaign's lots; held until the end of the transaction."""
    rows = select(Lot).where(Lot.campaign_id == campaign_id).order_by(Lot.seq).with_for_update()
    lots = (await session.scalars(rows)).all()
    used = await units_used(session, campaign_id)
    return [LotLeft(lot.id, lot.variant_id, lot.batch, lot.expires_on, lot.units - used.get(lot.id, 0), lot.seq)
            for lot in lots]


async def is_given(session: AsyncSession, campaign_id: str, variant_id: str) -> bool:
    """Whether a campaign gives a variant."""
    return await session.scalar(select(Stock.variant_id).where(
        Stock.campaign_id == campaign_id, Stock.variant_id == variant_id)) is not None


async def stock_of(session: AsyncSession, campaign_id: str) -> list[Stock]:
    """A campaign's stock rows in variant order."""
    rows = select(Stock).where(Stock.campaign_id == campaign_id).order_by(Stock.variant_id)
    return list((await session.scalars(rows)).all())


async def variants_of(session: AsyncSession, campaign_id: str) -> list[Variant]:
    """What a campaign gives, with the products."""
    rows = select(Variant).join(Stock, Stock.variant_id == Variant.id).where(Stock.campaign_id == campaign_id)
    return list((await session.scalars(rows.options(joinedload(Variant.product)).order_by(Variant.seq))).all())
