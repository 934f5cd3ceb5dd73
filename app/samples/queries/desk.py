"""Questions of ops about all campaigns at once: where parcels wait, where they travel, where something is wrong."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.samples.models import Parcel, Trouble
from app.samples.rules import EXPORTED, IN_TRANSIT, OPEN, PENDING, READ, SHIPPED


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
        states.get("delivered", 0) + states.get("confirmed", 0))
