"""What a person may take along from matching, and what goes when a person leaves."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.matching import queries
from app.matching.engine.recorded import without
from app.matching.models import HoldOut, Interest, SettledPerson
from app.matching.queries import held_out
from app.matching.rules import MATCH, RUN

KEPT_FOR = timedelta(days=180)
"""How long a run can be run again: its inputs are answers of people."""


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Every match with its reasons, every interest shown and every lot drawn, as plain values."""
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
        "lots": [{"campaign_id": one.campaign_id, "drawn_at": one.drawn_at.isoformat(), "chance": one.propensity,
                  "is_held_out": one.is_held_out} for one in await held_out.of_person(session, consumer_id)],
    }


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Lapse what is open, empty the reasons (they repeat answers) and what is kept of runs, delete interests, draws
    and the settled body; ranks and states stay."""
    matches, interests = await queries.about(session, consumer_id)
    for match in matches:
        if MATCH.can(match.state, "forget"):
            moved = MATCH.move(match, "forget", viewer)
            await journal.record(session, viewer, moved, match, campaign_id=match.campaign_id)
        match.contributions, match.must_confirm = {}, []
    for table in (Interest, HoldOut):
        await session.execute(delete(table).where(table.consumer_id == consumer_id))
    seq = await queries.seq_of(session, consumer_id)
    await session.execute(delete(SettledPerson).where(SettledPerson.consumer_seq == seq))
    runs = await _leave_records(session, seq)
    return {"matches": len(matches), "interests": len(interests), "runs": runs}


async def _leave_records(session: AsyncSession, seq: int) -> int:
    """Take a person out of what is kept of runs; such a run gives other bytes when it is run again, and says so."""
    count = 0
    for kept in await queries.kept_inputs(session):
        left = without(kept.body, seq)
        count += left != kept.body
        kept.body = left
    return count


async def tidy(session: AsyncSession, viewer: Viewer) -> int:
    """Let go of what is kept of old runs; how many."""
    viewer.require(RUN)
    return await queries.let_go_of_inputs(session, now(session) - KEPT_FOR)
