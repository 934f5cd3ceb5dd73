"""Offering seats, telling people, and taking back what was not answered."""

import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.campaigns.rules import LIVE
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import EXPIRED, OFFER, OFFERED, SEAT, TELL, WAITING
from app.seats.rules.clock import end_of_day
from app.seats.rules.refusals import AlreadySeated, CampaignClosedToOffers

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_AT_ONCE = 500


async def offer(session: AsyncSession, viewer: Viewer, campaign_id: str, consumer_id: str, *,
                match_id: str | None = None, source: str = "picked", wave: int = 1, rank: int = 0,
                must_confirm: list[str] | None = None) -> Seat:
    """Offer a person a seat: the first time by making it, after an expired offer by opening it again."""
    viewer.require(OFFER)
    campaign = await _open_campaign(session, campaign_id)
    seat = await queries.find_in(session, campaign_id, consumer_id)
    if seat is not None and seat.state != EXPIRED:
        raise AlreadySeated(seat.state, seat.id)
    happened = None if seat is None else SEAT.move(seat, "offer_again", viewer)
    if seat is None:
        seat = Seat(id=new_id(session, "seat"), state=OFFERED, campaign_id=campaign_id, consumer_id=consumer_id,
                    brand_id=campaign.brand_id, pseudonym=await _pseudonym(session, campaign_id))
        session.add(seat)
    seat.match_id, seat.source, seat.wave, seat.rank = match_id, source, wave, rank
    seat.must_confirm, seat.fulfilment = list(must_confirm or ()), campaign.fulfilment
    seat.offered_at = seat.changed_at = now(session)
    seat.sent_at = seat.answer_by = seat.answered_at = seat.waiting_at = None
    await session.flush()
    await journal.record(session, viewer, happened or "seat.offered", seat, campaign_id=campaign_id,
                         consumer_id=consumer_id, wave=wave, rank=rank, source=source)
    return seat


async def _open_campaign(session: AsyncSession, campaign_id: str) -> Campaign:
    """The campaign, held so that it is not paused or cancelled meanwhile and one offers at a time."""
    campaign = await session.scalar(select(Campaign).where(Campaign.id == campaign_id).with_for_update())
    if campaign is None:
        raise NotFound("campaign")
    if campaign.state != LIVE or campaign.paused_at is not None:
        raise CampaignClosedToOffers("paused" if campaign.state == LIVE else campaign.state)
    return campaign


async def _pseudonym(session: AsyncSession, campaign_id: str) -> str:
    """Six letters by which a brand knows a person within one campaign and nowhere else."""
    while True:
        name = "".join(secrets.choice(_LETTERS) for _ in range(6))
        if await session.scalar(select(Seat.id).where(Seat.campaign_id == campaign_id, Seat.pseudonym == name)) is None:
            return name


async def mark_told(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """The person has the offer: the answer window runs from now to the end of its last day. Told once."""
    viewer.require(TELL)
    seat = await queries.locked(session, viewer, seat_id)
    if seat.state != OFFERED or seat.sent_at is not None:
        return seat
    campaign = await queries.campaign_of(session, seat)
    seat.sent_at = seat.changed_at = now(session)
    seat.answer_by = end_of_day(seat.sent_at, campaign.answer_days, campaign.time_zone)
    await journal.record(session, viewer, "seat.told", seat, campaign_id=seat.campaign_id,
                         answer_by=seat.answer_by.isoformat())
    return seat


async def withdraw(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """Take an offer back, or end a wait."""
    return await close(session, viewer, await queries.locked(session, viewer, seat_id), "withdraw")


async def close(session: AsyncSession, viewer: Viewer, seat: Seat, move: str) -> Seat:
    """End an offer or a wait: withdraw, expire or decline."""
    happened = SEAT.move(seat, move, viewer)
    seat.changed_at = now(session)
    await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id)
    return seat


async def expire_due(session: AsyncSession, viewer: Viewer) -> int:
    """End the offers whose answer window is over; returns how many."""
    overdue = await queries.overdue_offers(session, now(session), MOST_AT_ONCE)
    for seat in overdue:
        await close(session, viewer, seat, "expire")
    return len(overdue)


async def close_all(session: AsyncSession, viewer: Viewer, campaign_id: str, move: str) -> int:
    """End every offer and every wait of a campaign; returns how many."""
    seats = await queries.of_campaign(session, campaign_id, (OFFERED, WAITING))
    for seat in seats:
        await close(session, viewer, seat, move)
    return len(seats)
