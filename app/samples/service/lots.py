"""The batches that a campaign's units come from: entered, corrected and removed by ops."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import new_id
from app.journal import service as journal
from app.samples.models import Lot
from app.samples.queries import exports as exports_of
from app.samples.queries import stock as stock_of
from app.samples.rules import LOTS
from app.samples.rules.refusals import ForeignVariant, LotIsUsed
from app.samples.schemas import LotChange, LotIn


async def add_lot(session: AsyncSession, viewer: Viewer, campaign_id: str, body: LotIn) -> Lot:
    """Enter a batch of a variant that the campaign gives."""
    viewer.require(LOTS)
    await exports_of.campaign(session, viewer, campaign_id)
    if not await stock_of.is_given(session, campaign_id, body.variant_id):
        raise ForeignVariant
    lot = Lot(id=new_id(session, "lot"), campaign_id=campaign_id, **body.model_dump())
    session.add(lot)
    await session.flush()
    await journal.record(session, viewer, "lot.added", lot, campaign_id=campaign_id, units=lot.units)
    return lot


async def change_lot(session: AsyncSession, viewer: Viewer, lot_id: str, body: LotChange) -> Lot:
    """Correct a batch; it keeps at least the units that lie in parcels already."""
    viewer.require(LOTS)
    lot = await stock_of.get_lot(session, viewer, lot_id)
    used = (await stock_of.units_used(session, lot.campaign_id)).get(lot.id, 0)
    if body.units < used:
        raise LotIsUsed(lot.batch, used)
    lot.batch, lot.expires_on, lot.units = body.batch, body.expires_on, body.units
    await journal.record(session, viewer, "lot.changed", lot, campaign_id=lot.campaign_id, units=lot.units)
    return lot


async def remove_lot(session: AsyncSession, viewer: Viewer, lot_id: str) -> Lot:
    """Take out a batch that no parcel names."""
    viewer.require(LOTS)
    lot = await stock_of.get_lot(session, viewer, lot_id)
    used = (await stock_of.units_used(session, lot.campaign_id)).get(lot.id, 0)
    if used:
        raise LotIsUsed(lot.batch, used)
    await journal.record(session, viewer, "lot.removed", lot, campaign_id=lot.campaign_id)
    await session.delete(lot)
    return lot
