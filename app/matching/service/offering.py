"""Offering seats by rank, never more than there are free units; and what ends with a campaign."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules import LIVE
from app.core.viewer import Viewer
from app.core.work import Happened
from app.journal import service as journal
from app.matching import queries
from app.matching.models import Match
from app.matching.queries import Candidate
from app.matching.rules import MATCH
from app.matching.service.runs import hold
from app.seats import queries as seat_queries
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.queries import Taken


async def offer_next(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Seat]:
    """Offer exactly the free units to the next approved people by rank; nothing unless the campaign is live and not
    paused. Who is at a gift cap now is passed over. An end of the waiting list is told once a run."""
    campaign = await hold(session, campaign_id)
    if campaign.state != LIVE or campaign.paused_at is not None:
        return []
    free = await seat_queries.free_units(session, campaign_id)
    if not free:
        return []
    taken = await seat_queries.gifts_taken(session, viewer, campaign)
    able = [one for one in await queries.next_to_offer(session, viewer, campaign_id) if not _is_capped(one, taken)]
    wave = await queries.last_wave(session, viewer, campaign_id) + 1
    made = [await _offer(session, viewer, match, wave)
            for match in await queries.locked(session, viewer, [one.match_id for one in able[:free]])]
    if len(made) < free:
        await _tell_empty(session, viewer, campaign_id)
    return made


def _is_capped(candidate: Candidate, taken: Taken) -> bool:
    address = None if candidate.is_address_shared else candidate.address_index
    return (candidate.consumer_id in taken.consumer_ids or candidate.phone_index in taken.phone_indexes
            or address in taken.address_indexes)


async def _offer(session: AsyncSession, viewer: Viewer, match: Match, wave: int) -> Seat:
    moved = MATCH.move(match, "use", viewer)
    match.wave = wave
    await journal.record(session, viewer, moved, match, campaign_id=match.campaign_id, wave=wave)
    return await seats.offer(session, viewer, match.campaign_id, match.consumer_id, match_id=match.id,
                             source=match.source, wave=wave, rank=match.rank, must_confirm=match.must_confirm)


async def _tell_empty(session: AsyncSession, viewer: Viewer, campaign_id: str) -> None:
    """Units are free and nobody approved is left: ops hear of it, once for each run."""
    run = await queries.latest_run(session, viewer, campaign_id)
    if run is None or await queries.was_told_empty(session, run):
        return
    campaign = await hold(session, campaign_id)
    await journal.record(session, viewer, "campaign.waitlist_empty", campaign, run_id=run.id)


async def lapse(session: AsyncSession, viewer: Viewer, campaign_id: str) -> int:
    """End what is proposed or approved of a campaign that is over; returns how many."""
    found = await queries.open_matches(session, viewer, campaign_id)
    for match in found:
        moved = MATCH.move(match, "lapse", viewer)
        await journal.record(session, viewer, moved, match, campaign_id=campaign_id)
    return len(found)


async def offer_on_live(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A campaign went live or goes on after a pause: its free units are offered."""
    await offer_next(session, viewer, happened.subject_id)


async def offer_after(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A seat came free: the next one by rank is invited."""
    await offer_next(session, viewer, happened.subject.campaign_id)


async def lapse_after(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """A campaign is over: nobody will be offered a seat of it any more."""
    await lapse(session, viewer, happened.subject_id)
