"""Offering seats by rank, never more than there are free units; and what ends with a campaign."""

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules import LIVE, has_ended
from app.core.viewer import Viewer
from app.core.work import Happened, now
from app.journal import service as journal
from app.matching import queries
from app.matching.engine.waves import Wave, next_wave
from app.matching.models import Match
from app.matching.queries import Candidate, waves
from app.matching.rules import MATCH, USED
from app.matching.service.runs import hold
from app.seats import queries as seat_queries
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.queries import Taken


async def offer_next(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Seat]:
    """Offer the next wave: the free units to the next approved people by rank, then once more to those whose offer ran
    out; near the campaign's end as many more as hardly ever bring more yeses than units. Nothing unless the campaign is
    live, not past its end and not paused. Who is at a gift cap now, or has the product from another campaign, is
    passed over. An end of the list is told once a run."""
    campaign = await hold(session, campaign_id)
    is_over = has_ended(campaign.state, campaign.ends_at, now(session))
    if campaign.state != LIVE or campaign.paused_at is not None or is_over:
        return []
    free = await seat_queries.free_units(session, campaign_id)
    if not free:
        return []
    taken = await seat_queries.gifts_taken(session, viewer, campaign)
    known = [*await queries.candidates(session, viewer, campaign_id),
             *await waves.expired_once(session, viewer, campaign_id)]
    able = [one for one in known if not _is_capped(one, taken)]
    wave = next_wave(await waves.standing(session, campaign, free), np.array([_chance(one) for one in able]))
    number = await queries.last_wave(session, viewer, campaign_id) + 1
    first = able[:wave.offers]
    had = await seats.hold_for_product(session, campaign, [one.consumer_id for one in first])
    made = [await _offer(session, viewer, match, number) for match in await queries.locked(
        session, viewer, [one.match_id for one in first if one.consumer_id not in had])]
    if made:
        await _note_wave(session, viewer, campaign_id, number, wave)
    if len(made) < free:
        await _tell_empty(session, viewer, campaign_id)
    return made


def _chance(candidate: Candidate) -> float:
    return float(candidate.facts.get("p_accept", waves.UNKNOWN_P))


def _is_capped(candidate: Candidate, taken: Taken) -> bool:
    address = None if candidate.is_address_shared else candidate.address_index
    return (candidate.consumer_id in taken.consumer_ids or candidate.phone_index in taken.phone_indexes
            or address in taken.address_indexes)


async def _offer(session: AsyncSession, viewer: Viewer, match: Match, wave: int) -> Seat:
    offers = match.facts.get("offers", 1) + 1 if match.state == USED else 1
    if match.state != USED:
        moved = MATCH.move(match, "use", viewer)
        await journal.record(session, viewer, moved, match, campaign_id=match.campaign_id, wave=wave)
    match.wave, match.facts = wave, {**match.facts, "offers": offers}
    return await seats.offer(session, viewer, match.campaign_id, match.consumer_id, match_id=match.id,
                             source=match.source, wave=wave, rank=match.rank, must_confirm=match.must_confirm)


async def _note_wave(session: AsyncSession, viewer: Viewer, campaign_id: str, number: int, wave: Wave) -> None:
    """Keep with the latest run why a wave was as large as it was; the chances spent count for the later ones."""
    run = await queries.latest_run(session, viewer, campaign_id)
    if run is not None:
        told = {"number": number, "offers": wave.offers, "open": wave.open, "free": wave.free, "why": wave.why.value,
                "factor": round(wave.factor.mean, 4), "expected": round(wave.expected, 2),
                "p_over": round(wave.p_over, 6), "p_added": round(wave.p_added, 6)}
        run.facts = {**run.facts, "waves": [*run.facts.get("waves", ()), told]}


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
