"""Every question about brands and their catalogue. A select made for a person starts from visible_to()."""

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Brand, BrandMember
from app.brands.rules import READ
from app.core.errors import NotFound
from app.core.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[Brand]:
    """Ops see all, a member the own brand, nobody else any."""
    if READ in viewer.permissions:
        return select(Brand)
    return select(Brand).where(Brand.id == viewer.scope("brand") if viewer.kind == "brand" else false())


async def get(session: AsyncSession, viewer: Viewer, brand_id: str) -> Brand:
    """One brand, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Brand.id == brand_id))
    if found is None:
        raise NotFound("brand")
    return found


async def memberships(session: AsyncSession, viewer: Viewer, account_id: str) -> list[BrandMember]:
    """The brands that an account acts for; asked by the door before there is a viewer."""
    rows = select(BrandMember).where(BrandMember.account_id == account_id).order_by(BrandMember.seq)
    return list((await session.scalars(rows)).all())
