"""What the person says: yes, no, no longer, I had a reaction."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, ANSWER, COMPLETED, DECLINED, EXPIRED, NO_SHOW, OFFERED, REACT, SEAT, WAITING
from app.seats.rules.caps import Verdict
from app.seats.rules.refusals import AlreadyExported, GiftCapReached
from app.seats.service import caps, offers, outcome, seating
from app.seats.service.needs import check_needs


async def accept(session: AsyncSession, viewer: Viewer, seat_id: str, offer_id: str | None = None,
                 confirms: bool = False) -> Seat:
    """Say yes: caps, then units are decided here and nowhere else. Accepted, or waiting where nothing is left.

    Raises WrongState (answered otherwise, or too late), Invalid (offer, safety, address or consent missing),
    GiftCapReached, ProductHad, VariantGone; nothing has changed then. Saying yes twice gives the same seat.
    """
    viewer.require(ANSWER)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state in (ACCEPTED, WAITING):
        return seat
    if seat.state == OFFERED and seat.answer_by is not None and seat.answer_by < now(session):
        raise WrongState(SEAT.noun, EXPIRED, "accept")
    if seat.state != OFFERED:
        raise WrongState(SEAT.noun, seat.state, "accept")
    campaign = await queries.campaign_of(session, seat)
    consumer = await caps.hold_person(session, seat.consumer_id)
    await check_needs(session, seat, campaign, consumer, confirms)
    await caps.refuse_product(session, seat, campaign)
    keys = queries.keys_of(consumer)
    await caps.lock(session, keys.household)
    verdict = _allow(await caps.judge(session, seat, campaign, keys), campaign)
    seat.answered_at = seat.changed_at = now(session)
    seat.safety_confirmed_at = now(session) if seat.must_confirm else None
    mine = await queries.open_to(session, seat)
    chosen = await seating.take_one(session, seat, mine, offer_id)
    if chosen is None:
        return await _queue(session, viewer, seat, offer_id)
    return await seating.freeze(session, viewer, "accept", seat, campaign, chosen, keys, verdict)


def _allow(verdict: Verdict, campaign: Campaign) -> Verdict:
    if verdict.full is not None and verdict.free_at is not None:
        raise GiftCapReached(verdict.full, verdict.free_at.date().isoformat())
    return verdict


async def _queue(session: AsyncSession, viewer: Viewer, seat: Seat, offer_id: str | None) -> Seat:
    happened = SEAT.move(seat, "queue", viewer)
    seat.waiting_at, seat.offer_id = now(session), offer_id
    await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id)
    return seat


async def decline(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """Say no, or no longer wait; it costs nothing. Saying no twice is once."""
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state == DECLINED:
        return seat
    seat.answered_at = now(session)
    return await offers.close(session, viewer, seat, "decline")


async def step_back(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """Give the gift up before it is handed over for packing; the unit returns."""
    seat = await queries.locked(session, viewer, seat_id)
    happened = SEAT.move(seat, "step_back", viewer)
    if seat.exported_at is not None:
        raise AlreadyExported(seat.id)
    return await outcome.leave(session, viewer, seat, happened)


async def react(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """I had a reaction: the seat is excused at once; a seat whose outcome is known keeps it, and is heard all the same.
    """
    viewer.require(REACT)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state in (COMPLETED, NO_SHOW):
        await journal.record(session, viewer, SEAT["react"].event, seat, state=seat.state,
                             campaign_id=seat.campaign_id, consumer_id=seat.consumer_id)
        return seat
    happened = SEAT.move(seat, "react", viewer)
    seat.reason = "reaction"
    return await outcome.leave(session, viewer, seat, happened)
