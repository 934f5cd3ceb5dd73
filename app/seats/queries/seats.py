"""Seats as rows: who may see which, one, a page, those of a person or a campaign."""

from collections.abc import Iterable

from sqlalchemy import Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page_of
from app.core.paging import page as keyset
from app.core.viewer import Viewer
from app.seats.models import Seat
from app.seats.rules import (
    OFFERED,
    READ,
    READ_OWN,
    SEAT,
)


def visible_to(viewer: Viewer) -> Select[Seat]:
    """Ops see all, a consumer the own ones, a brand those of its campaigns (to be counted only), nobody else any."""
    if READ in viewer.permissions:
        return select(Seat)
    if viewer.kind == "consumer" and READ_OWN in viewer.permissions:
        return select(Seat).where(Seat.consumer_id == viewer.scope("consumer"))
    return select(Seat).where(Seat.brand_id == viewer.scope("brand") if viewer.kind == "brand" else false())


def one_by_one(viewer: Viewer) -> Select[Seat]:
    """The seats that the viewer may see as rows: a brand sees counts and pseudonyms, never who sits where."""
    return visible_to(viewer).where(false()) if viewer.kind == "brand" else visible_to(viewer)


async def get(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """One seat, or NotFound."""
    found = await session.scalar(one_by_one(viewer).where(Seat.id == seat_id))
    if found is None:
        raise NotFound("seat")
    return found


async def locked(session: AsyncSession, viewer: Viewer, seat_id: str) -> Seat:
    """One seat as it stands now, held until the end of the transaction; or NotFound."""
    rows = one_by_one(viewer).where(Seat.id == seat_id).with_for_update()
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("seat")
    return found


async def find_in(session: AsyncSession, campaign_id: str, consumer_id: str) -> Seat | None:
    """The one seat of a person in a campaign, held until the end of the transaction, or None."""
    return await session.scalar(select(Seat).where(
        Seat.campaign_id == campaign_id, Seat.consumer_id == consumer_id).with_for_update())


async def campaign(session: AsyncSession, campaign_id: str) -> Campaign:
    """The campaign that seats belong to, or NotFound; read by verbs on behalf of whoever may see the seat."""
    found = await session.scalar(select(Campaign).where(Campaign.id == campaign_id))
    if found is None:
        raise NotFound("campaign")
    return found


async def campaign_of(session: AsyncSession, seat: Seat) -> Campaign:
    """A seat's campaign."""
    return await campaign(session, seat.campaign_id)


async def page(session: AsyncSession, viewer: Viewer, ask: Ask, *, state: str | None = None,
               campaign_id: str | None = None) -> Page[Seat]:
    """Seats, newest first, of one state or campaign where named; NotFound where no such campaign is in sight."""
    every = one_by_one(viewer)
    if campaign_id:
        every = every.where(Seat.campaign_id == campaign_id)
    rows = every.where(Seat.state == state) if state else every
    found = await keyset(session, rows, Seat.seq, ask, newest_first=True)
    return await page_of(session, viewer, found, every, campaigns.get, campaign_id)


async def counts_by_state(session: AsyncSession, viewer: Viewer, campaign_id: str) -> dict[str, int]:
    """How many seats of a campaign are in each state; every state is named."""
    rows = await session.execute(visible_to(viewer).where(Seat.campaign_id == campaign_id).with_only_columns(
        Seat.state, func.count()).group_by(Seat.state))
    return dict.fromkeys(SEAT.states, 0) | {row[0]: row[1] for row in rows}


async def of_consumer(session: AsyncSession, consumer_id: str, states: Iterable[str] | None = None) -> list[Seat]:
    """A person's seats in order, held until the end of the transaction."""
    rows = select(Seat).where(Seat.consumer_id == consumer_id)
    if states is not None:
        rows = rows.where(Seat.state.in_(tuple(states)))
    return list((await session.scalars(rows.order_by(Seat.seq).with_for_update())).all())


async def of_campaign(session: AsyncSession, campaign_id: str, states: Iterable[str]) -> list[Seat]:
    """A campaign's seats in these states, in order, held until the end of the transaction."""
    rows = select(Seat).where(Seat.campaign_id == campaign_id, Seat.state.in_(tuple(states)))
    return list((await session.scalars(rows.order_by(Seat.seq).with_for_update())).all())


async def of_person(session: AsyncSession, rows: Select[Seat], consumer_id: str) -> list[Seat]:
    """Those of some seats that are one person's, oldest first."""
    return list((await session.scalars(rows.where(Seat.consumer_id == consumer_id).order_by(Seat.seq))).all())


async def invitations(session: AsyncSession, viewer: Viewer, ask: Ask, *, is_open: bool | None = None) -> Page[Seat]:
    """The viewer's own invitations, newest first; only those that wait for an answer, or only the others."""
    viewer.require(READ_OWN)
    rows = select(Seat).where(Seat.consumer_id == viewer.scope("consumer"))
    if is_open is not None:
        rows = rows.where(Seat.state == OFFERED if is_open else Seat.state != OFFERED)
    return await keyset(session, rows, Seat.seq, ask, newest_first=True)
