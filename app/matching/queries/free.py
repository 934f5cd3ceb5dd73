"""How many gifts of several campaigns are still free, and how many of those a run could look for somebody for."""

from collections.abc import Collection

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Offer, OfferLine
from app.consumers.models import Consumer
from app.consumers.rules import ACTIVE
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.matching.models import Match
from app.matching.queries import IS_BY_HAND, agrees
from app.matching.rules import APPROVED, PROPOSED, READ
from app.seats.models import Seat, Stock
from app.seats.rules import OFFERED, WAITING
from app.seats.rules.offers import Choice, gifts_left


async def free_units_of(session: AsyncSession, ids: Collection[str]) -> dict[str, int]:
    """For each of some campaigns the gifts that are neither taken nor offered; without stock yet, those planned."""
    lines, planned = await _offers(session, ids)
    left: dict[str, dict[str, int]] = {}
    stocks = await session.scalars(select(Stock).where(Stock.campaign_id.in_(ids)))
    for stock in stocks.all():
        left.setdefault(stock.campaign_id, {})[stock.variant_id] = stock.units - stock.taken
    spoken = {row[0]: row[1] for row in (await session.execute(
        select(Seat.campaign_id, func.count()).where(Seat.campaign_id.in_(ids), Seat.state.in_((OFFERED, WAITING)))
        .group_by(Seat.campaign_id))).all()}
    gifts = {each: gifts_left(lines.get(each, {}).values(), left[each]) if each in left else planned.get(each, 0)
             for each in ids}
    return {each: max(0, gifts[each] - spoken.get(each, 0)) for each in ids}


async def _offers(session: AsyncSession, ids: Collection[str]) -> tuple[dict[str, dict[str, Choice]], dict[str, int]]:
    """Each campaign's offers by their ids, and the gifts that it plans."""
    rows = await session.execute(
        select(Offer.campaign_id, Offer.id, Offer.name, Offer.units, OfferLine.variant_id, OfferLine.quantity)
        .join(OfferLine, OfferLine.offer_id == Offer.id).where(Offer.campaign_id.in_(ids))
        .order_by(Offer.position, Offer.seq, OfferLine.variant_id))
    lines: dict[str, dict[str, Choice]] = {}
    planned: dict[str, int] = {}
    for campaign_id, offer_id, name, units, variant_id, quantity in rows.all():
        had = lines.setdefault(campaign_id, {}).get(offer_id)
        planned[campaign_id] = planned.get(campaign_id, 0) + (0 if had else units)
        lines[campaign_id][offer_id] = Choice(
            offer_id, Text.model_validate(name), (*(had.lines if had else ()), (variant_id, quantity)))
    return lines, planned


async def to_look_for(session: AsyncSession, viewer: Viewer, ids: Collection[str]) -> dict[str, int]:
    """For each of some campaigns the free gifts that are kept for nobody whom ops approved or asked by hand: so many
    people a run looks for; for ops. Whether who was approved still suits the brief is left to the run."""
    viewer.require(READ)
    free = await free_units_of(session, ids)
    is_kept = or_(and_(Match.state.in_((PROPOSED, APPROVED)), IS_BY_HAND),
                  and_(Match.state == APPROVED, Match.is_on_waitlist.is_(False)))
    rows = select(Match.campaign_id, func.count()).join(Consumer, Consumer.id == Match.consumer_id).where(
        Match.campaign_id.in_(ids), is_kept, agrees(session), Consumer.state == ACTIVE).group_by(Match.campaign_id)
    kept = {row[0]: row[1] for row in (await session.execute(rows)).all()}
    return {each: max(0, free[each] - kept.get(each, 0)) for each in ids}
