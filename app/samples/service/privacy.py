"""What is held about a person's parcels, told and forgotten."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.jobs import service as jobs
from app.samples.models import Parcel, Trouble
from app.samples.queries import people


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Everything held about a person's parcels, addresses and tracking numbers in plain words."""
    parcels = await people.parcels_of(session, viewer, consumer_id)
    return {"parcels": [_told(parcel) for parcel in parcels]}


def _told(parcel: Parcel) -> dict[str, Any]:
    moments = ("made_at", "exported_at", "shipped_at", "delivered_at", "confirmed_at")
    address = ("recipient", "mobile", "extension", "province", "city", "district", "detail")
    return {
        "id": parcel.id, "number": parcel.number, "state": parcel.state, "campaign_id": parcel.campaign_id,
        "carrier": parcel.carrier, "tracking_number": parcel.tracking,
        **{name: at.isoformat() if (at := getattr(parcel, name)) else None for name in moments},
        "address": {name: getattr(parcel, name) for name in address},
        "contents": [{"variant_id": line.variant_id, "quantity": line.quantity} for line in parcel.lines],
        "troubles": [_told_trouble(trouble) for trouble in parcel.troubles],
    }


def _told_trouble(trouble: Trouble) -> dict[str, Any]:
    return {"id": trouble.id, "kind": trouble.kind, "state": trouble.state, "note": trouble.note,
            "photos": trouble.photos, "opened_at": trouble.opened_at.isoformat()}


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Erase addresses, tracking numbers, notes and photos; parcels keep number, state, dates and contents."""
    parcels = await people.parcels_of(session, viewer, consumer_id)
    troubles = [trouble for parcel in parcels for trouble in parcel.troubles]
    photos = {photo for trouble in troubles for photo in trouble.photos}
    for parcel in parcels:
        parcel.recipient = parcel.mobile = parcel.extension = parcel.detail = parcel.tracking = None
        parcel.province = parcel.city = parcel.district = None
    for trouble in troubles:
        trouble.note, trouble.photos = None, []
    await jobs.let_go(session, viewer, photos)
    return {"parcels": len(parcels), "troubles": len(troubles), "photos": len(photos)}
