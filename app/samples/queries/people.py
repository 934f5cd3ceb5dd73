"""What is held about one person, for those who export or erase it."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.core.viewer import Viewer
from app.samples.models import Parcel
from app.samples.queries import visible_to


async def parcels_of(session: AsyncSession, viewer: Viewer, consumer_id: str) -> list[Parcel]:
    """A person's parcels with lines and troubles, held until the end of the transaction."""
    rows = visible_to(viewer).where(Parcel.consumer_id == consumer_id).options(
        selectinload(Parcel.lines), selectinload(Parcel.troubles))
    return list((await session.scalars(rows.order_by(Parcel.seq).with_for_update(of=Parcel))).all())
