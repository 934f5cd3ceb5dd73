"""Parcels for tests to start from, made by the verbs themselves: prepared, exported, shipped."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs.models import Job
from app.journal.models import Entry
from app.samples import queries
from app.samples import service as samples
from app.samples.models import Parcel, StockMovement, Trouble
from app.samples.rules.tracking import Listed, read_list
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.models import Seat, Stock, Stop
from tests import arrange
from tests.arrange import OPS, Live, Person


@dataclass(frozen=True)
class Sent:
    """A parcel and whose it is."""

    id: str
    seat_id: str
    who: Person
    campaign: Live


async def prepared(work: Work, campaign: Live | None = None, name: str = "lin") -> Sent:
    """Somebody has accepted; the parcel waits."""
    campaign = campaign or await arrange.live_campaign(work)
    who = await arrange.person(work, name)
    seat_id = await arrange.offered_seat(work, campaign, who)
    await work.do(seats.accept, who.viewer, seat_id)
    parcel = (await work.read(queries.of_seat, OPS, seat_id))[0]
    return Sent(parcel.id, seat_id, who, campaign)


async def exported(work: Work, campaign: Live | None = None, name: str = "lin") -> Sent:
    """The parcel was handed out."""
    sent = await prepared(work, campaign, name)
    await work.do(samples.export_parcels, OPS, sent.campaign.id)
    return sent


async def shipped(work: Work, campaign: Live | None = None, name: str = "lin") -> Sent:
    """The carrier has it."""
    sent = await exported(work, campaign, name)
    await work.do(samples.ship, OPS, sent.id, "SF", "SF1234567890123")
    return sent


async def troubled(work: Work, kind: str = "damaged", campaign: Live | None = None) -> tuple[Sent, str]:
    """The carrier has it, and something is wrong; the trouble's id."""
    sent = await shipped(work, campaign)
    return sent, (await work.do(samples.open_trouble, sent.who.viewer, sent.id, kind)).id


async def parcel(work: Work, parcel_id: str) -> Parcel:
    """The parcel as it stands."""
    return await work.read(queries.get, OPS, parcel_id)


async def trouble(work: Work, trouble_id: str) -> Trouble:
    """The trouble as it stands."""
    return await work.read(queries.trouble, OPS, trouble_id)


async def seat(work: Work, seat_id: str) -> Seat:
    """The seat as it stands."""
    return await work.read(seats_of.get, OPS, seat_id)


async def stock(work: Work, campaign: Live) -> Stock:
    """The campaign's one stock row."""
    async def find(session: AsyncSession, viewer: Viewer) -> Stock:
        return (await session.scalars(select(Stock).where(Stock.campaign_id == campaign.id))).one()
    return await work.read(find, OPS)


async def moved(work: Work, campaign: Live) -> dict[str, int]:
    """Units in the campaign's stock book by kind."""
    async def count(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
        rows = await session.execute(select(StockMovement.kind, func.sum(StockMovement.quantity)).where(
            StockMovement.campaign_id == campaign.id).group_by(StockMovement.kind))
        return {kind: int(units) for kind, units in rows}
    return await work.read(count, OPS)


async def open_stops(work: Work, seat_id: str) -> int:
    """How many stops hold a seat's clock."""
    async def count(session: AsyncSession, viewer: Viewer) -> int:
        rows = select(func.count()).select_from(Stop).where(Stop.seat_id == seat_id, Stop.ended_at.is_(None))
        return await session.scalar(rows) or 0
    return await work.read(count, OPS)


async def events(work: Work, subject_id: str) -> list[str]:
    """What the journal says of a thing, in order."""
    async def find(session: AsyncSession, viewer: Viewer) -> list[str]:
        rows = select(Entry.event).where(Entry.subject_id == subject_id).order_by(Entry.seq)
        return list((await session.scalars(rows)).all())
    return await work.read(find, OPS)


async def due(work: Work, name: str) -> list[Job]:
    """Planned jobs of a name."""
    async def find(session: AsyncSession, viewer: Viewer) -> list[Job]:
        return list((await session.scalars(select(Job).where(Job.name == name, Job.state == "due"))).all())
    return await work.read(find, OPS)


def listed(*lines: str, head: str = "parcel number,carrier,tracking number,status,date") -> Listed:
    """A tracking list as it was read."""
    return read_list("\r\n".join((head, *lines)).encode())
