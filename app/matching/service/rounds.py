"""Matching all open campaigns at once: one round, a run for each campaign, all stored or none."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules.traits import titles as titles_of
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching.models import Round
from app.matching.queries.inputs import all_traits
from app.matching.rules import RUN
from app.matching.rules import rounds as rules
from app.matching.rules.refusals import NotMatched, sentences
from app.matching.service.runs import store, tell_not_matched


async def store_round(session: AsyncSession, viewer: Viewer, found: rules.Round, milliseconds: int) -> Round:
    """Store a round with a run for each of its campaigns, and note which were left out and why. RunOvertaken where one
    of them was run meanwhile: then nothing of the round is stored."""
    viewer.require(RUN)
    allocation, titles = found.allocation, titles_of(all_traits(session))
    made = Round(
        id=new_id(session, "rnd"), seed=found.reads[0].seed, method=allocation.method, value=allocation.value,
        bound=allocation.bound, gap=allocation.gap,
        floor_share=allocation.floor.reached if allocation.floor else None, milliseconds=milliseconds,
        facts=rules.facts_of_round(found, lambda refusal: sentences(refusal, titles)),
        made_by=viewer.actor_id, made_at=now(session))
    session.add(made)
    for read, outcome in zip(found.reads, found.outcomes, strict=True):
        await store(session, viewer, read, outcome, made.id)
    for one in found.left_out:
        await tell_not_matched(session, viewer, NotMatched.by(one.campaign_id, one.refusal))
    await journal.record(session, viewer, "round.made", made, campaigns=len(found.reads), method=made.method)
    return made
