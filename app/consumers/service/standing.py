"""Being there, away, or held: moves of a consumer's machine."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries
from app.consumers.models import Consumer
from app.consumers.rules import CONSUMER
from app.consumers.schemas import MeIn
from app.consumers.service.agreements import refuse_automatic
from app.core.viewer import Viewer
from app.journal import service as journal


async def _move(session: AsyncSession, viewer: Viewer, consumer_id: str, name: str) -> Consumer:
    consumer = await queries.get_locked(session, viewer, consumer_id)
    await journal.record(session, viewer, CONSUMER.move(consumer, name, viewer), consumer)
    return consumer


async def leave(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """Take a break: no invitations until one comes back."""
    return await _move(session, viewer, consumer_id, "leave")


async def come_back(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """Be there again."""
    return await _move(session, viewer, consumer_id, "come_back")


async def hold(session: AsyncSession, viewer: Viewer, consumer_id: str, reason: str) -> Consumer:
    """Hold a person back from matching, for a reason that ops name in a word."""
    consumer = await _move(session, viewer, consumer_id, "hold")
    consumer.hold_reason = reason
    return consumer


async def release(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """End the hold."""
    consumer = await _move(session, viewer, consumer_id, "release")
    consumer.hold_reason = None
    return consumer


async def change(session: AsyncSession, viewer: Viewer, consumer_id: str, wanted: MeIn) -> Consumer:
    """Change what a member may change of being one; what is asked for and so already stays."""
    consumer = await queries.get_locked(session, viewer, consumer_id)
    if wanted.state is not None and wanted.state != consumer.state:
        await _move(session, viewer, consumer_id, "leave" if wanted.state == "away" else "come_back")
    if wanted.refuses_automatic is not None:
        await refuse_automatic(session, viewer, consumer_id, wanted.refuses_automatic)
    return consumer
