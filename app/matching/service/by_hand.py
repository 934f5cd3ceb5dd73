"""Asking somebody whom no run picked: ops put a person beside the picks, for a reason, and decide on him as on them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import new_id
from app.journal import service as journal
from app.matching import queries
from app.matching.engine.eligibility import Code
from app.matching.models import Interest, Match, Run
from app.matching.queries import held_out
from app.matching.queries.inputs import OPEN_TO_RUNS, Own, own
from app.matching.rules import DECIDE, FAN, INTERESTED, MATCH, RETURNING
from app.matching.rules.by_hand import Figures, figures
from app.matching.rules.refusals import InTheRunAlready, MayNotBePicked, NotOpenToRuns, RunOvertaken
from app.matching.rules.words import HELD_OUT, WORDS
from app.matching.service.decisions import plan_decision
from app.matching.service.runs import hold
from app.seats import queries as seats
from app.seats.models import Seat
from app.seats.rules import COMPLETED


async def pick_by_hand(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str, reason: str) -> Match:
    """Propose a person whom a campaign's latest run did not pick, also one who refuses automatic decisions: a person
    decides here. Every other rule holds; MayNotBePicked names the first that fails."""
    viewer.require(DECIDE)
    run = await queries.get_run(session, viewer, run_id)
    campaign = await hold(session, run.campaign_id)
    if campaign.state not in OPEN_TO_RUNS:
        raise NotOpenToRuns(campaign.state)
    latest = await queries.latest_run(session, viewer, campaign.id)
    if latest is not None and latest.id != run.id:
        raise RunOvertaken(latest.id)
    found = await session.scalar(select(Match).where(Match.run_id == run.id, Match.consumer_id == consumer_id))
    if found is not None:
        raise InTheRunAlready(found.state)
    read = await own(session, viewer, campaign.id, consumer_id)
    told = figures({**read.row, "consent": read.person.has_agreed}, read.brief, run.means["traits"], run.means["fit"])
    await _refuse(session, viewer, run, read, told)
    match = await _match(session, run, consumer_id, told, reason)
    session.add(match)
    await session.flush()
    await journal.record(session, viewer, "match.picked_by_hand", match, campaign_id=campaign.id, run_id=run.id,
                         reason=reason, source=match.source)
    return match


async def invite(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str, reason: str) -> Match:
    """Pick a person by hand and note the approval: the next free unit is offered in ten seconds unless that is taken
    back."""
    match = await pick_by_hand(session, viewer, run_id, consumer_id, reason)
    await plan_decision(session, viewer, run_id, "approve", [match.id], asks=True)
    return match


async def _refuse(session: AsyncSession, viewer: Viewer, run: Run, read: Own, told: Figures) -> None:
    """Refuse whoever may not be picked, by any rule but the one that he refuses automatic decisions."""
    if told.codes:
        raise MayNotBePicked.by(WORDS[told.codes[0]])
    if await held_out.is_held(session, run, read.person.id):
        raise MayNotBePicked.by(HELD_OUT)
    taken = await seats.gifts_taken(session, viewer, await hold(session, run.campaign_id))
    address = None if read.person.is_address_shared else read.person.address_index
    if read.person.phone_index in taken.phone_indexes or address in taken.address_indexes:
        raise MayNotBePicked.by(WORDS[Code.CAP_KEY])


async def _match(session: AsyncSession, run: Run, consumer_id: str, told: Figures, reason: str) -> Match:
    """Behind everybody who was picked, before the waiting list: the next unit that comes free is his."""
    last = await session.scalar(select(func.max(Match.rank)).where(Match.run_id == run.id)) or 0
    return Match(
        id=new_id(session, "mat"), state=MATCH.start, run_id=run.id, campaign_id=run.campaign_id,
        consumer_id=consumer_id, source=await _source(session, run, consumer_id),
        rank=max(last, run.counts["eligible"]) + 1, fit=told.fit, coverage=told.coverage, is_on_waitlist=False,
        contributions=told.contributions, must_confirm=list(told.must_confirm), facts={queries.BY_HAND: reason})


async def _source(session: AsyncSession, run: Run, consumer_id: str) -> str:
    """Where somebody who was asked by hand comes from: own interest, an earlier campaign of the brand, or ops alone."""
    wants = select(Interest.id).where(Interest.campaign_id == run.campaign_id, Interest.consumer_id == consumer_id,
                                      Interest.withdrawn_at.is_(None))
    if await session.scalar(wants) is not None:
        return INTERESTED
    campaign = await hold(session, run.campaign_id)
    before = select(Seat.id).where(
        Seat.consumer_id == consumer_id, Seat.brand_id == campaign.brand_id, Seat.state == COMPLETED).limit(1)
    return RETURNING if await session.scalar(before) is not None else FAN
