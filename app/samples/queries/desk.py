"""Questions of ops about all campaigns at once: where parcels wait, where they travel, where something is wrong."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Variant
from app.campaigns.models import Campaign
from app.core.i18n import Text
from app.core.paging import MOST, Ask, Page
from app.core.viewer import Viewer
from app.samples import queries
from app.samples.models import Lot, Parcel, ParcelExport, Trouble
from app.samples.queries import exports as exports_of
from app.samples.queries import stock as stock_of
from app.samples.queries.exports import Addressed
from app.samples.rules import CONFIRMED, DELIVERED, EXPORTED, IN_TRANSIT, OPEN, PENDING, READ, SHIPPED


@dataclass(frozen=True, slots=True)
class Desk:
    """One campaign's line on the desk: parcels by what they need next."""

    campaign_id: str
    name: Text
    is_paused: bool
    troubles: int
    pending: int
    exported: int
    on_the_way: int
    arrived: int


async def desks(session: AsyncSession, viewer: Viewer) -> list[Desk]:
    """Every campaign with parcels: open troubles on top, then the most to pack."""
    viewer.require(READ)
    counts: dict[str, dict[str, int]] = {}
    for campaign_id, state, count in (await session.execute(
            select(Parcel.campaign_id, Parcel.state, func.count()).group_by(Parcel.campaign_id, Parcel.state))).all():
        counts.setdefault(campaign_id, {})[state] = count
    troubles = await open_troubles(session)
    rows = select(Campaign).where(Campaign.id.in_(select(Parcel.campaign_id).distinct()))
    found = [_desk(campaign, counts[campaign.id], troubles.get(campaign.id, 0))
             for campaign in (await session.scalars(rows.order_by(Campaign.seq))).all()]
    return sorted(found, key=lambda desk: (-desk.troubles, -desk.pending, -desk.exported))


async def open_troubles(session: AsyncSession) -> dict[str, int]:
    """How many troubles are open in each campaign that has one."""
    rows = await session.execute(
        select(Parcel.campaign_id, func.count()).join(Trouble, Trouble.parcel_id == Parcel.id)
        .where(Trouble.state == OPEN).group_by(Parcel.campaign_id))
    return {campaign_id: int(count) for campaign_id, count in rows.all()}


def _desk(campaign: Campaign, states: dict[str, int], troubles: int) -> Desk:
    return Desk(
        campaign.id, Text.model_validate(campaign.name), campaign.paused_at is not None, troubles,
        states.get(PENDING, 0), states.get(EXPORTED, 0), states.get(SHIPPED, 0) + states.get(IN_TRANSIT, 0),
        states.get(DELIVERED, 0) + states.get(CONFIRMED, 0))


@dataclass(frozen=True, slots=True)
class CampaignDesk:
    """All that ops see of one campaign's parcels."""

    campaign: Campaign
    counts: dict[str, int]
    ready: int
    waiting: list[Addressed]
    troubles: list[Trouble]
    parcels: Page[Parcel]
    exports: list[ParcelExport]
    lots: list[Lot]
    used: dict[str, int]
    variants: list[Variant]


async def campaign_desk(session: AsyncSession, viewer: Viewer, campaign_id: str, ask: Ask,
                        state: str | None = None) -> CampaignDesk:
    """One campaign's parcels of a state (all where none is named), what waits and for what, exports and lots."""
    viewer.require(READ)
    campaign = await exports_of.campaign(session, viewer, campaign_id)
    pending = await exports_of.pending(session, viewer, campaign_id)
    troubles = await queries.troubles(session, viewer, Ask(limit=MOST), campaign_id=campaign_id, state=OPEN)
    return CampaignDesk(
        campaign, await queries.count_by_state(session, viewer, campaign_id),
        sum(one.lacks is None for one in pending), [one for one in pending if one.lacks], troubles.items,
        await queries.page(session, viewer, ask, campaign_id=campaign_id, state=state),
        await exports_of.exports(session, viewer, campaign_id), await stock_of.lots_of(session, viewer, campaign_id),
        await stock_of.units_used(session, campaign_id), await stock_of.variants_of(session, campaign_id))
