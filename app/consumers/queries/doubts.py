"""Which answers are doubted, for ops who look at people; a doubt decides nothing by itself."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Traits
from app.consumers.rules import READ
from app.consumers.rules.doubt_words import told
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.core.work import resource
from app.questionnaires.loading import Library


async def doubts_of(session: AsyncSession, viewer: Viewer,
                    consumer_ids: Collection[str]) -> dict[str, tuple[Text, ...]]:
    """By person the doubts about the latest answers, in words; nothing of those who are not doubted."""
    viewer.require(READ)
    library = resource(session, Library)
    rows = select(Traits.consumer_id, Traits.slug, Traits.flags).where(Traits.consumer_id.in_(consumer_ids))
    found: dict[str, tuple[Text, ...]] = {}
    for consumer_id, slug, flags in (await session.execute(rows.order_by(Traits.slug))).all():
        if flags:
            found[consumer_id] = found.get(consumer_id, ()) + told(library.latest(slug), flags)
    return found
