"""Who was drawn to be held out of a campaign that measures lift; for ops alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.matching.models import HoldOut, Run
from app.matching.rules import READ


@dataclass(frozen=True, slots=True)
class Draw:
    """How many were held out of how many who were drawn, everybody's chance of it, and when."""

    held: int
    drawn: int
    chance: float
    drawn_at: datetime


async def draw(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Draw | None:
    """A campaign's draw; None before it, and where lift is not measured."""
    viewer.require(READ)
    rows = await session.execute(select(
        HoldOut.is_held_out, func.count(), func.max(HoldOut.propensity), func.min(HoldOut.drawn_at)).where(
        HoldOut.campaign_id == campaign_id).group_by(HoldOut.is_held_out))
    found = {bool(is_held): (count, chance, at) for is_held, count, chance, at in rows.all()}
    if not found:
        return None
    _, chance, at = next(iter(found.values()))
    return Draw(found[True][0] if True in found else 0, sum(count for count, _, _ in found.values()), chance, at)


async def is_held(session: AsyncSession, run: Run, consumer_id: str) -> bool:
    """Whether a run left somebody out because the lot held him out."""
    return await session.scalar(select(HoldOut.id).where(
        HoldOut.campaign_id == run.campaign_id, HoldOut.consumer_id == consumer_id, HoldOut.is_held_out,
        HoldOut.drawn_at <= run.made_at)) is not None


async def of_person(session: AsyncSession, consumer_id: str) -> list[HoldOut]:
    """Every draw that one person was in."""
    rows = select(HoldOut).where(HoldOut.consumer_id == consumer_id).order_by(HoldOut.seq)
    return list((await session.scalars(rows)).all())
