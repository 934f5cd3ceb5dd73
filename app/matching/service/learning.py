"""Keeping what was learned: a new card where the outcomes are others than those of the newest one."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching.engine.learning.cards import Card
from app.matching.models import ModelCard
from app.matching.queries import learning
from app.matching.rules import RUN


async def keep_cards(session: AsyncSession, viewer: Viewer, cards: Mapping[str, Card]) -> list[ModelCard]:
    """Store each card whose inputs are new; returns those stored."""
    viewer.require(RUN)
    known, made = await learning.newest(session), []
    for scope, card in cards.items():
        number, stored = known.get(scope, (0, None))
        if stored is not None and stored["inputs_hash"] == card.inputs_hash:
            continue
        row = ModelCard(id=new_id(session, "mdl"), scope=scope, number=number + 1, kind=card.kind,
                        is_used=card.is_used, outcomes=card.n, card=card.as_json(), made_at=now(session))
        session.add(row)
        await journal.record(session, viewer, "model.learned", row, scope=scope, number=row.number, kind=card.kind,
                             reason=card.reason, outcomes=card.n)
        made.append(row)
    return made
