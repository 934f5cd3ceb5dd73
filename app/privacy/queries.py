"""What is held about one person, gathered from every folder, and who of them still names a file."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.cases import service as cases
from app.consumers import queries as people
from app.consumers import service as consumers
from app.consumers.queries import accounts as shown_accounts
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import queries as journal
from app.matching import service as matching
from app.notifications import service as notifications
from app.privacy.rules import EXPORT, EXPORT_OWN
from app.reviews import queries as shown_posts
from app.reviews import service as reviews
from app.samples import queries as parcels
from app.samples import service as samples
from app.seats import service as seats

OF_CONSUMER = {"consumer": consumers, "seats": seats, "matching": matching, "samples": samples, "reviews": reviews,
               "help": cases, "messages": notifications}
NAME_FILES = (shown_accounts.is_picture_used, parcels.is_photo_kept, shown_posts.is_picture_used)
"""Every question whether something names a stored file; the same bytes may have been sent for several things."""


async def export_person(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """What we hold about a consumer, as plain values; the consumer himself or ops."""
    if EXPORT not in viewer.permissions:
        viewer.require(EXPORT_OWN)
    consumer = await people.get(session, viewer, consumer_id)
    found: dict[str, Any] = {"object": "personal_data", "consumer_id": consumer.id, "exported_at": now(session)}
    for name, folder in OF_CONSUMER.items():
        found[name] = await folder.export(session, viewer, consumer.id)
    if consumer.account_id:
        found["account"] = await accounts.export(session, viewer, consumer.account_id)
    found["history"] = [
        {"at": entry.at, "event": entry.event, "facts": entry.facts}
        for entry in await journal.told_of(session, consumer.id)]
    return found


async def is_file_named(session: AsyncSession, sha256: str) -> bool:
    """Whether anything at all still names a stored file."""
    for names in NAME_FILES:
        if await names(session, sha256):
            return True
    return False
