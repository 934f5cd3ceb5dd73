"""Every question about parcels and troubles. A select made for a person starts from visible_to()."""

from collections.abc import Iterable

from sqlalchemy import Select, String, cast, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.brands.models import Variant
from app.campaigns import queries as campaigns
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page_of
from app.core.paging import page as keyset
from app.core.viewer import Viewer
from app.samples.models import Parcel, ParcelLine, Trouble
from app.samples.rules import CANCELLED, OPEN, PARCEL, READ, READ_OWN, RESENT

WHOLE = (
    joinedload(Parcel.campaign),
    selectinload(Parcel.lines).joinedload(ParcelLine.variant).joinedload(Variant.product),
    selectinload(Parcel.troubles),
    selectinload(Parcel.replaced_by),
)
"""All that is shown of a parcel: its campaign, what lies in it, its troubles, and the one sent in its place."""


def visible_to(viewer: Viewer) -> Select[Parcel]:
    """Ops see all, a consumer the own ones, nobody else any; brands are told counts by a higher floor."""
    if READ in viewer.permissions:
        return select(Parcel)
    own = viewer.kind == "consumer" and READ_OWN in viewer.permissions
    return select(Parcel).where(Parcel.consumer_id == viewer.scope("consumer") if own else false())


def troubles_visible_to(viewer: Viewer) -> Select[Trouble]:
    """The troubles of the parcels that the viewer sees."""
    return select(Trouble).join(Trouble.parcel).where(Trouble.parcel_id.in_(
        visible_to(viewer).with_only_columns(Parcel.id)))


async def get(session: AsyncSession, viewer: Viewer, parcel_id: str) -> Parcel:
    """One parcel with all that is shown of it, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Parcel.id == parcel_id).options(*WHOLE))
    if found is None:
        raise NotFound("parcel")
    return found


async def locked(session: AsyncSession, viewer: Viewer, parcel_id: str) -> Parcel:
    """One parcel as it stands now, held until the end of the transaction; or NotFound."""
    rows = visible_to(viewer).where(Parcel.id == parcel_id).options(*WHOLE).with_for_update(of=Parcel)
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("parcel")
    return found


async def page(session: AsyncSession, viewer: Viewer, ask: Ask, *, campaign_id: str | None = None,
               state: str | None = None) -> Page[Parcel]:
    """Parcels, newest first, of one campaign or state where named; NotFound where no such campaign is in sight."""
    every = visible_to(viewer).options(*WHOLE)
    if campaign_id:
        every = every.where(Parcel.campaign_id == campaign_id)
    rows = every.where(Parcel.state == state) if state else every
    found = await keyset(session, rows, Parcel.seq, ask, newest_first=True)
    return await page_of(session, viewer, found, every, campaigns.get, campaign_id)


async def trouble(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Trouble:
    """One trouble with its parcel, or NotFound."""
    rows = troubles_visible_to(viewer).where(Trouble.id == trouble_id)
    found: Trouble | None = await session.scalar(rows.options(joinedload(Trouble.parcel).options(*WHOLE)))
    if found is None:
        raise NotFound("trouble")
    return found


async def photo(session: AsyncSession, viewer: Viewer, trouble_id: str, place: int) -> str:
    """The hash of one of a trouble's photos, counted from 0; or NotFound."""
    photos = (await trouble(session, viewer, trouble_id)).photos
    if not 0 <= place < len(photos):
        raise NotFound("photo")
    return photos[place]


async def locked_trouble(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Trouble:
    """One trouble as it stands now, held until the end of the transaction; or NotFound."""
    rows = troubles_visible_to(viewer).where(Trouble.id == trouble_id).with_for_update(of=Trouble)
    found = await session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("trouble")
    return found


async def troubles(session: AsyncSession, viewer: Viewer, ask: Ask, *, campaign_id: str | None = None,
                   state: str | None = None) -> Page[Trouble]:
    """Troubles in the order in which they were opened, with their parcels; NotFound where no such campaign is in sight.
    """
    every = troubles_visible_to(viewer).options(joinedload(Trouble.parcel).options(*WHOLE))
    if campaign_id:
        every = every.where(Parcel.campaign_id == campaign_id)
    rows = every.where(Trouble.state == state) if state else every
    found = await keyset(session, rows, Trouble.seq, ask)
    return await page_of(session, viewer, found, every, campaigns.get, campaign_id)


async def of_seat(session: AsyncSession, viewer: Viewer, seat_id: str) -> list[Parcel]:
    """A seat's parcels, the first one first, for its timeline."""
    rows = visible_to(viewer).where(Parcel.seat_id == seat_id).options(*WHOLE).order_by(Parcel.seq)
    return list((await session.scalars(rows)).all())


async def by_seat(session: AsyncSession, viewer: Viewer) -> dict[str, Parcel]:
    """The newest parcel of each seat that the viewer sees, itself alone, of the newest two hundred."""
    newest = list((await session.scalars(visible_to(viewer).order_by(Parcel.seq.desc()).limit(200))).all())
    return {parcel.seat_id: parcel for parcel in reversed(newest)}


async def held_of_seat(session: AsyncSession, seat_id: str, *states: str) -> list[Parcel]:
    """A seat's parcels in these states with their lines, held until the end of the transaction."""
    rows = select(Parcel).where(Parcel.seat_id == seat_id, Parcel.state.in_(states)).options(*WHOLE[1:])
    rows = rows.order_by(Parcel.seq).with_for_update(of=Parcel).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())


async def is_number_used(session: AsyncSession, number: str) -> bool:
    """Whether a parcel has this number."""
    return await session.scalar(select(Parcel.id).where(Parcel.number == number)) is not None


async def troubles_of_seat(session: AsyncSession, seat_id: str, *states: str) -> list[Trouble]:
    """A seat's troubles in these states, in order."""
    rows = select(Trouble).where(Trouble.seat_id == seat_id, Trouble.state.in_(states)).order_by(Trouble.seq)
    return list((await session.scalars(rows)).all())


async def standing_troubles(session: AsyncSession, seat_id: str) -> list[Trouble]:
    """Troubles that keep a seat's clock still: open ones, and those whose new parcel has not come yet."""
    found = await troubles_of_seat(session, seat_id, OPEN, RESENT)
    return [trouble for trouble in found if trouble.closed_at is None]


async def is_photo_kept(session: AsyncSession, sha256: str) -> bool:
    """Whether a trouble names this photo."""
    # The column is JSON, text in the end on both databases; a hash holds nothing that LIKE would read.
    kept = cast(Trouble.photos, String)
    return await session.scalar(select(Trouble.id).where(kept.contains(sha256)).limit(1)) is not None


async def count_by_state(session: AsyncSession, viewer: Viewer, campaign_id: str) -> dict[str, int]:
    """How many parcels of a campaign are in each state, those not counted that were cancelled; every state is named."""
    seen = visible_to(viewer).where(Parcel.campaign_id == campaign_id, Parcel.state != CANCELLED)
    rows = await session.execute(seen.with_only_columns(Parcel.state, func.count()).group_by(Parcel.state))
    return dict.fromkeys(PARCEL.states, 0) | {state: int(count) for state, count in rows}


async def by_numbers(session: AsyncSession, viewer: Viewer, campaign_id: str,
                     numbers: Iterable[str]) -> dict[str, Parcel]:
    """A campaign's parcels of these numbers, held until the end of the transaction."""
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), 500):
        rows = visible_to(viewer).where(
            Parcel.campaign_id == campaign_id, Parcel.number.in_(wanted[start:start + 500])).options(*WHOLE[1:])
        rows = rows.order_by(Parcel.seq).with_for_update(of=Parcel).execution_options(populate_existing=True)
        found.update({parcel.number: parcel for parcel in (await session.scalars(rows)).all()})
    return found
