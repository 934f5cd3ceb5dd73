"""Where a campaign stands between two waves: its open offers with their chances, its answers, and who comes next."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign, Deliverable
from app.core.viewer import Viewer
from app.core.work import now
from app.matching.engine.learning.rates import ACCEPTING
from app.matching.engine.waves import MOST_OFFERS_EACH, Standing
from app.matching.models import Match, Run
from app.matching.queries import Candidate, candidates
from app.matching.rules import USED
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, COMPLETED, DECLINED, EXPIRED, NO_SHOW, OFFERED, RELEASED, WAITING

SAID_YES = (ACCEPTED, WAITING, COMPLETED, NO_SHOW, RELEASED)
"""Whose answer counts as a yes; excused seats stand outside."""
UNKNOWN_P = ACCEPTING.a / (ACCEPTING.a + ACCEPTING.b)
FAR = 10_000
"""Days left to offer where a campaign has no end."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A seat as a wave counts it: its state and the chance of a yes that its match was given."""

    state: str
    p: float


async def standing(session: AsyncSession, campaign: Campaign, free: int) -> Standing:
    """How a campaign stands; `free` units are neither taken nor offered now."""
    rows = await session.execute(select(Seat.state, Match.facts).outerjoin(Match, Match.id == Seat.match_id).where(
        Seat.campaign_id == campaign.id))
    told = [_Told(state, float((facts or {}).get("p_accept", UNKNOWN_P))) for state, facts in rows.all()]
    open_p = np.array([one.p for one in told if one.state == OFFERED], np.float64)
    answered = [one for one in told if one.state in (*SAID_YES, DECLINED, EXPIRED)]
    accepted = sum(one.state in SAID_YES for one in answered)
    return Standing(
        free + len(open_p), await _days_left(session, campaign), campaign.answer_days, accepted,
        sum(one.p for one in answered), await _risked(session, campaign.id), open_p)


async def _days_left(session: AsyncSession, campaign: Campaign) -> int:
    """Days until the last one on which an offer still leaves time to try the product and to post; never below 0, for
    as long as a campaign is live its last units are worth an offer."""
    if campaign.ends_at is None:
        return FAR
    posting = await session.scalar(
        select(func.max(Deliverable.posting_days)).where(Deliverable.campaign_id == campaign.id)) or 0
    zone = ZoneInfo(campaign.time_zone)
    last: date = campaign.ends_at.astimezone(zone).date()
    left = (last - now(session).astimezone(zone).date()).days
    return max(left - campaign.answer_days - campaign.trial_days - posting, 0)


async def _risked(session: AsyncSession, campaign_id: str) -> float:
    """The summed chances that earlier waves of a campaign brought more yeses than there were units."""
    facts = await session.scalars(select(Run.facts).where(Run.campaign_id == campaign_id))
    return float(sum(wave["p_added"] for one in facts.all() for wave in one.get("waves", ())))


async def expired_once(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Candidate]:
    """People whose only offer ran out unanswered, by rank: they come after everybody who was never asked."""
    found = await candidates(session, viewer, campaign_id, USED, seated=EXPIRED)
    return [one for one in found if one.offers < MOST_OFFERS_EACH]
