"""Whom ops asked by hand or approved and who waits for his seat: a later run leaves him where he is."""

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.consumers.rules import ACTIVE
from app.matching.models import Match
from app.matching.queries import BY_HAND, IS_BY_HAND, agrees
from app.matching.rules import APPROVED, PROPOSED


async def waiting(session: AsyncSession) -> list[tuple[int, Match]]:
    """Matches that ops made by hand, or approved for a unit, and that wait to be offered, with the seq of the person,
    first made first; of those by hand without whoever has left or agrees to no matching any more. Whether who was
    approved can still be picked depends on the brief."""
    stands = and_(Match.state.in_((PROPOSED, APPROVED)), IS_BY_HAND, agrees(session), Consumer.state == ACTIVE)
    rows = select(Consumer.seq, Match).join(Match, Match.consumer_id == Consumer.id).where(
        or_(stands, and_(Match.state == APPROVED, ~IS_BY_HAND, Match.is_on_waitlist.is_(False))))
    return [(seq, match) for seq, match in (await session.execute(rows.order_by(Match.seq))).all()]


async def kept_for(session: AsyncSession, campaign_id: str) -> dict[int, Match]:
    """Those whom ops asked by hand for one campaign, by seq."""
    return {seq: match for seq, match in await waiting(session)
            if match.campaign_id == campaign_id and BY_HAND in match.facts}
