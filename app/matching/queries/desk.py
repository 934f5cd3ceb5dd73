"""What waits for ops in matching: open campaigns, their latest runs, what is to be decided, whom a run could find."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.campaigns.models import Campaign
from app.campaigns.rules import APPROVED as CAMPAIGN_APPROVED
from app.campaigns.rules import LIVE, has_ended
from app.core.viewer import Viewer
from app.core.work import now
from app.matching.models import Match, Run
from app.matching.queries import runs_visible_to
from app.matching.queries.free import to_look_for
from app.matching.rules import APPROVED, PROPOSED, READ
from app.seats.models import Seat


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign that is matched, over all its runs: how many picks wait for a decision, how many are approved and not
    invited yet, how many people were invited, and how many a run would look for; its latest run."""

    campaign: Campaign
    run: Run | None
    has_ended: bool
    proposed: int
    approved: int
    invited: int
    to_look_for: int

    @property
    def needs_run(self) -> bool:
        """Whether nobody was looked for yet though somebody could be."""
        return self.run is None and not self.has_ended and self.to_look_for > 0


async def standings(session: AsyncSession, viewer: Viewer) -> list[Standing]:
    """Approved and live campaigns: those without a run first, then those with most to approve, those past their end
    last; for ops."""
    viewer.require(READ)
    rows = select(Campaign).where(Campaign.state.in_((CAMPAIGN_APPROVED, LIVE))).order_by(Campaign.seq)
    campaigns = list((await session.scalars(rows)).all())
    ids = [one.id for one in campaigns]
    runs, free = await _latest(session, viewer, ids), await to_look_for(session, viewer, ids)
    counts, invited = await _counts(session, ids), await _invited(session, ids)
    found = [Standing(one, runs.get(one.id), has_ended(one.state, one.ends_at, now(session)),
                      counts.get((one.id, PROPOSED), 0), counts.get((one.id, APPROVED), 0), invited.get(one.id, 0),
                      free[one.id]) for one in campaigns]
    return sorted(found, key=lambda one: (one.has_ended, not one.needs_run, -one.proposed))


async def _latest(session: AsyncSession, viewer: Viewer, ids: Collection[str]) -> dict[str, Run]:
    later = aliased(Run)
    is_latest = ~exists().where(later.campaign_id == Run.campaign_id, later.number > Run.number)
    rows = await session.scalars(runs_visible_to(viewer).where(Run.campaign_id.in_(ids), is_latest))
    return {run.campaign_id: run for run in rows.all()}


async def _counts(session: AsyncSession, ids: Collection[str]) -> dict[tuple[str, str], int]:
    rows = await session.execute(select(Match.campaign_id, Match.state, func.count()).where(
        Match.campaign_id.in_(ids), Match.state.in_((PROPOSED, APPROVED))).group_by(Match.campaign_id, Match.state))
    return {(campaign_id, state): count for campaign_id, state, count in rows.all()}


async def _invited(session: AsyncSession, ids: Collection[str]) -> dict[str, int]:
    rows = await session.execute(
        select(Seat.campaign_id, func.count()).where(Seat.campaign_id.in_(ids)).group_by(Seat.campaign_id))
    return dict(rows.all())
