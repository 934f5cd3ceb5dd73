"""What a person may take along from matching, and what goes when a person leaves."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.journal import service as journal
from app.matching import queries
from app.matching.models import Interest
from app.matching.rules import MATCH


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Every match with its reasons and every interest shown, as plain values."""
    matches, interests = await queries.about(session, consumer_id)
    return {
        "matches": [{
            "id": match.id, "campaign_id": match.campaign_id, "state": match.state, "rank": match.rank,
            "fit": match.fit, "coverage": match.coverage, "contributions": match.contributions,
            "must_confirm": match.must_confirm, "rejection": match.rejection,
            "decided_at": match.decided_at and match.decided_at.isoformat(),
        } for match in matches],
        "interests": [{"campaign_id": one.campaign_id, "shown_at": one.shown_at.isoformat(),
                       "withdrawn_at": one.withdrawn_at and one.withdrawn_at.isoformat()} for one in interests],
    }


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Lapse what is open, empty the reasons (they repeat answers), delete interests; ranks and states stay."""
    matches, interests = await queries.about(session, consumer_id)
    for match in matches:
        if MATCH.can(match.state, "forget"):
            moved = MATCH.move(match, "forget", viewer)
            await journal.record(session, viewer, moved, match, campaign_id=match.campaign_id)
        match.contributions, match.must_confirm = {}, []
    await session.execute(delete(Interest).where(Interest.consumer_id == consumer_id))
    return {"matches": len(matches), "interests": len(interests)}
