"""Who is there, and who of them a viewer sees. A select made for a person starts from visible_to()."""

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.consumers.rules import ERASED, READ
from app.core import paging
from app.core.errors import NotFound
from app.core.paging import Ask, Page
from app.core.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[Consumer]:
    """Ops see all, a consumer himself, nobody else anyone."""
    if READ in viewer.permissions:
        return select(Consumer)
    return select(Consumer).where(
        Consumer.id == viewer.scope("consumer") if viewer.kind == "consumer" else false())


async def get(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """One consumer, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Consumer.id == consumer_id))
    if found is None:
        raise NotFound("consumer")
    return found


async def page(session: AsyncSession, viewer: Viewer, ask: Ask) -> Page[Consumer]:
    """People whom a viewer sees, newest first."""
    return await paging.page(session, visible_to(viewer), Consumer.seq, ask, newest_first=True)


async def find_by_account(session: AsyncSession, viewer: Viewer, account_id: str) -> Consumer | None:
    """The consumer that an account is; asked by the door before there is a viewer."""
    return await session.scalar(
        select(Consumer).where(Consumer.account_id == account_id, Consumer.state != ERASED))


async def get_locked(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """One consumer who is about to change, or NotFound; others who would change the row wait."""
    found = await session.scalar(visible_to(viewer).where(Consumer.id == consumer_id).with_for_update())
    if found is None or found.state == ERASED:
        raise NotFound("consumer")
    return found
