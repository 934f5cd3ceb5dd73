"""Matching all open campaigns at once: one round, a run for each campaign, all stored or none."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching.models import Round
from app.matching.rules import RUN
from app.matching.rules import rounds as rules
from app.matching.rules.computing import Inputs
from app.matching.service.runs import store


async def store_round(session: AsyncSession, viewer: Viewer, reads: Sequence[Inputs], found: rules.Round,
                      milliseconds: int) -> Round:
    """Store a round with a run for each of its campaigns. RunOvertaken where one of them was run meanwhile: then
    nothing of the round is stored."""
    viewer.require(RUN)
    allocation = found.allocation
    made = Round(
        id=new_id(session, "rnd"), seed=reads[0].seed, method=allocation.method, value=allocation.value,
        bound=allocation.bound, gap=allocation.gap,
        floor_share=allocation.floor.reached if allocation.floor else None, milliseconds=milliseconds,
        facts=rules.facts_of_round(found, [read.campaign_id for read in reads]),
        made_by=viewer.actor_id, made_at=now(session))
    session.add(made)
    for read, outcome in zip(reads, found.outcomes, strict=True):
        await store(session, viewer, read, outcome, made.id)
    await journal.record(session, viewer, "round.made", made, campaigns=len(reads), method=made.method)
    return made
