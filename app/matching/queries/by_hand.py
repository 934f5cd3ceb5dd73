"""Whom ops asked by hand and who waits for his seat: a later run leaves him where he is."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.consumers.rules import ACTIVE
from app.matching.models import Match
from app.matching.queries import IS_BY_HAND, agrees
from app.matching.rules import APPROVED, PROPOSED


async def waiting(session: AsyncSession) -> list[tuple[int, Match]]:
    """Matches that ops made by hand and that wait to be offered, with the seq of the person, first asked first; without
    whoever has left or agrees to no matching any more."""
    rows = select(Consumer.seq, Match).join(Match, Match.consumer_id == Consumer.id).where(
        Match.state.in_((PROPOSED, APPROVED)), IS_BY_HAND, agrees(session), Consumer.state == ACTIVE)
    return [(seq, match) for seq, match in (await session.execute(rows.order_by(Match.seq))).all()]


async def kept_for(session: AsyncSession, campaign_id: str) -> dict[int, Match]:
    """Those of one campaign, by seq."""
    return {seq: match for seq, match in await waiting(session) if match.campaign_id == campaign_id}
