"""Every question about rounds: who takes part in one, what came of it, and a run's inputs to run it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.core.errors import Invalid, NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.matching.models import Match, Round, Run, RunInputs
from app.matching.queries import IS_BY_ORDER, get_run, runs_visible_to
from app.matching.queries.inputs import OPEN_TO_RUNS, inputs
from app.matching.rules import READ, RUN
from app.matching.rules.refusals import NothingFree, NothingFreeAnywhere, NothingToReplay
from app.matching.rules.rounds import LeftOut, ToRound


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a run to run it again: its inputs, and its digest."""

    run_id: str
    campaign_id: str
    inputs: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Replayable:
    """A run that can be run again, alone or with the others of its round, in the order in which they were matched; the
    seqs of all whom it picked, the waiting list too."""

    run: Run
    together: tuple[Kept, ...]
    picked: frozenset[int]


def visible_to(viewer: Viewer) -> Select[Round]:
    """Ops see all rounds, nobody else any."""
    return select(Round) if READ in viewer.permissions else select(Round).where(false())


async def get(session: AsyncSession, viewer: Viewer, round_id: str) -> Round:
    """One round, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Round.id == round_id))
    if found is None:
        raise NotFound("round")
    return found


async def find(session: AsyncSession, viewer: Viewer, round_id: str | None) -> Round | None:
    """The round that a run belongs to, if it belongs to one."""
    return None if round_id is None else await get(session, viewer, round_id)


async def list_page(session: AsyncSession, viewer: Viewer, ask: Ask) -> Page[Round]:
    """Rounds, newest first."""
    viewer.require(READ)
    return await page(session, visible_to(viewer), Round.seq, ask, newest_first=True)


async def runs_of(session: AsyncSession, viewer: Viewer, round_id: str) -> list[Run]:
    """The runs of a round, one for each campaign."""
    return list((await session.scalars(
        runs_visible_to(viewer).where(Run.round_id == round_id).order_by(Run.seq))).all())


async def runs_of_campaign(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Run]:
    """The runs of a campaign, oldest first."""
    return list((await session.scalars(
        runs_visible_to(viewer).where(Run.campaign_id == campaign_id).order_by(Run.number))).all())


async def reads(session: AsyncSession, viewer: Viewer, campaign_ids: Sequence[str] | None = None,
                seed: int | None = None) -> ToRound:
    """All that a round reads: of the named campaigns, or of every approved or live one with a free unit. One that is
    named must be open and have units; a brief that cannot be read leaves its campaign out."""
    viewer.require(RUN)
    rows = select(Campaign.id).where(
        Campaign.state.in_(OPEN_TO_RUNS), Campaign.paused_at.is_(None)).order_by(Campaign.seq)
    found, left = [], []
    for campaign_id in dict.fromkeys(campaign_ids or (await session.scalars(rows)).all()):
        try:
            found.append(await inputs(session, viewer, campaign_id, seed))
        except NothingFree:
            if campaign_ids:
                raise
        except Invalid as refusal:
            left.append(LeftOut(campaign_id, refusal))
    if not found:
        raise left[0].refusal if campaign_ids and left else NothingFreeAnywhere
    return ToRound(tuple(found), tuple(left))


async def kept(session: AsyncSession, run_id: str) -> bytes | None:
    """What is kept of a run's inputs, if it is."""
    return await session.scalar(select(RunInputs.body).where(RunInputs.run_id == run_id))


async def replayable(session: AsyncSession, viewer: Viewer, run_id: str) -> Replayable:
    """A run with the kept inputs of all that was matched together with it; NothingToReplay where they are gone."""
    run = await get_run(session, viewer, run_id)
    together = [run] if run.round_id is None else await runs_of(session, viewer, run.round_id)
    found = []
    for one in together:
        body = await kept(session, one.id)
        if body is None:
            raise NothingToReplay
        found.append(Kept(one.id, one.campaign_id, body, one.digest))
    return Replayable(run, tuple(found), await _picked(session, run.id))


async def _picked(session: AsyncSession, run_id: str) -> frozenset[int]:
    """The seqs of all whom a run picked by itself: nobody whom ops added by hand or had approved before."""
    rows = select(Consumer.seq).join(Match, Match.consumer_id == Consumer.id)
    return frozenset((await session.scalars(rows.where(Match.run_id == run_id, IS_BY_ORDER))).all())
