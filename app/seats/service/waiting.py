"""The waiting line: units that come back go to those who have said yes, one for one."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.campaigns.rules import LIVE
from app.core.viewer import Viewer
from app.core.work import Happened
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat, Stock
from app.seats.rules import RUN, STOCK
from app.seats.rules.offers import is_left
from app.seats.rules.refusals import NothingReserved
from app.seats.service import caps, seating, stock


async def promote_next(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Seat]:
    """Give units that came back to those who wait, in order; the caps are decided again, who is at one, or has the
    product by now, waits on."""
    viewer.require(RUN)
    promoted: list[Seat] = []
    waiting = await queries.waiting(session, campaign_id)
    if not waiting:
        return promoted
    campaign = await queries.campaign_of(session, waiting[0])
    if campaign.state != LIVE:
        return promoted
    choices = await queries.choices(session, campaign_id)
    for seat in waiting:
        left = await queries.units_left(session, campaign_id, hold=True)
        if not any(is_left(choice, left) for choice in choices):
            break
        if await _promote(session, viewer, seat, campaign):
            promoted.append(seat)
    return promoted


async def _promote(session: AsyncSession, viewer: Viewer, seat: Seat, campaign: Campaign) -> bool:
    consumer = await caps.hold_person(session, seat.consumer_id)
    keys = queries.keys_of(consumer)
    await caps.lock(session, keys.household)
    verdict = await caps.judge(session, seat, campaign, keys)
    if verdict.full is not None or await queries.who_has(session, campaign, [seat.consumer_id], counts_open=False):
        return False
    wished_first = sorted(await queries.open_to(session, seat), key=lambda c: c.offer_id != seat.offer_id)
    for choice in wished_first:
        if await stock.take(session, seat.campaign_id, choice.lines):
            await seating.freeze(session, viewer, "promote", seat, campaign, choice, keys, verdict)
            return True
    return False


async def move_reserve(session: AsyncSession, viewer: Viewer, campaign_id: str, variant_id: str,
                       units: int) -> list[Stock]:
    """Move what is left of a variant's reserve into its units; those who wait are promoted."""
    viewer.require(STOCK)
    campaign = await queries.campaign(session, campaign_id)
    found = await session.execute(
        update(Stock).where(Stock.campaign_id == campaign_id, Stock.variant_id == variant_id,
                            Stock.resent + Stock.spoiled + units <= Stock.reserve)
        .values(reserve=Stock.reserve - units, units=Stock.units + units).returning(Stock.units)
        .execution_options(synchronize_session=False)) if units > 0 else None
    if found is None or found.first() is None:
        raise NothingReserved(variant_id)
    await journal.record(session, viewer, "stock.moved", campaign, variant_id=variant_id, units=units)
    await promote_next(session, viewer, campaign_id)
    return await queries.stock_for_ops(session, viewer, campaign_id)


async def promote_after_return(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A unit came back from a seat."""
    await promote_next(session, viewer, str(happened.facts["campaign_id"]))
