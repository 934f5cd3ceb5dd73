"""The waiting line: units that come back go to those who have said yes, one for one."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.campaigns.rules import LIVE
from app.core.viewer import Viewer
from app.core.work import Happened
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import RUN
from app.seats.rules.offers import is_left
from app.seats.service import caps, seating, stock


async def promote_next(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Seat]:
    """Give units that came back to those who wait, in order; the caps are decided again, who is at one waits on."""
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
    if verdict.full is not None:
        return False
    wished_first = sorted(await seating.open_to(session, seat), key=lambda c: c.offer_id != seat.offer_id)
    for choice in wished_first:
        if await stock.take(session, seat.campaign_id, choice.lines):
            await seating.freeze(session, viewer, "promote", seat, campaign, choice, keys, verdict)
            return True
    return False


async def promote_after_return(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A unit came back from a seat, or out of the reserve."""
    campaign_id = happened.facts.get("campaign_id", happened.subject_id)
    await promote_next(session, viewer, str(campaign_id))
