"""Every question about cases and tasks. A select made for a person starts from visible_to()."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import ContactPoint
from app.brands.models import Brand, Variant
from app.campaigns.models import Campaign
from app.cases.models import Case, Task
from app.cases.rules import FINDING, HARM, READ, TASKS
from app.consumers.models import Consumer
from app.consumers.queries import standing_purposes
from app.consumers.rules import CONTACT
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.reviews.models import Review
from app.samples.models import Parcel, ParcelLine
from app.seats.models import Seat
from app.seats.queries import free_units


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task, with the kind of case that it is about, if it is about one."""

    task: Task
    case_kind: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """What a person of a case received, of which batch: names in every language that they were written in."""

    product: dict[str, str]
    variant: dict[str, str]
    quantity: int
    batch: str | None
    expires_on: date | None
    parcel: str


@dataclass(frozen=True, slots=True)
class Concern:
    """What ops must know to answer a case: whose campaign, what was received, how the person can be reached."""

    campaign_id: str | None
    campaign: dict[str, str] | None
    brand: str | None
    received: tuple[Received, ...]
    contacts: tuple[tuple[str, str], ...]


def visible_to(viewer: Viewer) -> Select[Case]:
    """Ops see all, a consumer the own ones, nobody else any: the brand never sees who asks."""
    rows = select(Case).options(selectinload(Case.messages))
    if READ in viewer.permissions:
        return rows
    return rows.where(Case.consumer_id == viewer.scope("consumer") if viewer.kind == "consumer" else false())


async def get(session: AsyncSession, viewer: Viewer, case_id: str) -> Case:
    """One case with its messages, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Case.id == case_id).with_for_update())
    if found is None:
        raise NotFound("case")
    return found


async def page_of(session: AsyncSession, viewer: Viewer, ask: Ask, states: tuple[str, ...] = ()) -> Page[Case]:
    """Cases, newest first."""
    rows = visible_to(viewer)
    if states:
        rows = rows.where(Case.state.in_(states))
    return await page(session, rows, Case.seq, ask, newest_first=True)


async def waiting(session: AsyncSession, viewer: Viewer, limit: int = 50) -> list[Case]:
    """Cases that wait for ops' answer, the longest waiting first."""
    viewer.require(READ)
    rows = visible_to(viewer).where(Case.state == "open").order_by(Case.changed_at, Case.seq).limit(limit)
    return list((await session.scalars(rows)).all())


async def find_open_task(session: AsyncSession, kind: str, subject_id: str) -> Task | None:
    """The undone task of one kind about one thing."""
    return await session.scalar(
        select(Task).where(Task.kind == kind, Task.subject_id == subject_id, Task.done_at.is_(None)))


async def tasks(session: AsyncSession, viewer: Viewer, ask: Ask, kind: str = "") -> Page[Task]:
    """What waits for ops, oldest first."""
    viewer.require(TASKS)
    rows = select(Task).where(Task.done_at.is_(None))
    if kind:
        rows = rows.where(Task.kind == kind)
    return await page(session, rows, Task.seq, ask)


async def queue(session: AsyncSession, viewer: Viewer, kind: str = "", skip: int = 0, limit: int = 50) -> list[Waiting]:
    """What waits for ops: where somebody may be harmed first, then what is due first."""
    viewer.require(TASKS)
    rows = select(Task, Case.kind).outerjoin(Case, Case.id == Task.subject_id).where(Task.done_at.is_(None))
    if kind:
        rows = rows.where(Task.kind == kind)
    harm_first = case((Case.kind == HARM, 0), else_=1)
    ordered = rows.order_by(harm_first, Task.due_at.is_(None), Task.due_at, Task.seq).offset(skip).limit(limit)
    return [Waiting(task, case_kind) for task, case_kind in (await session.execute(ordered)).all()]


async def missing_people(session: AsyncSession, viewer: Viewer, campaign_id: str) -> int | None:
    """The free units of a campaign that waits for ops to find more people; None where it does not wait."""
    viewer.require(TASKS)
    if await find_open_task(session, FINDING, campaign_id) is None:
        return None
    return await free_units(session, campaign_id)


async def names_of_campaigns(session: AsyncSession, viewer: Viewer,
                             ids: set[str]) -> dict[str, tuple[dict[str, str], str]]:
    """What campaigns are called, in every language that their brands wrote, and what their brands are called."""
    viewer.require(TASKS)
    rows = await session.execute(select(Campaign.id, Campaign.name, Brand.name).join(
        Brand, Brand.id == Campaign.brand_id).where(Campaign.id.in_(ids)))
    return {campaign_id: (name, brand) for campaign_id, name, brand in rows.all()}


async def concern(session: AsyncSession, viewer: Viewer, case_id: str) -> Concern:
    """What ops must know to answer a case."""
    viewer.require(READ)
    found = await get(session, viewer, case_id)
    names = await names_of_campaigns(session, viewer, {found.campaign_id or ""})
    campaign, brand = names.get(found.campaign_id or "", (None, None))
    points = await session.scalars(
        select(ContactPoint).join(Consumer, Consumer.account_id == ContactPoint.account_id)
        .where(Consumer.id == found.consumer_id, ContactPoint.verified_at.is_not(None)).order_by(ContactPoint.seq))
    contacts = tuple((point.kind, point.value) for point in points.all() if point.value and point.kind != "wechat")
    return Concern(found.campaign_id, campaign, brand, await _received(session, found), contacts)


async def _received(session: AsyncSession, about: Case) -> tuple[Received, ...]:
    """The lines of the parcels that went to the case's person in its campaign, the first sent first."""
    rows = await session.execute(
        select(ParcelLine, Parcel.number).join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .where(Parcel.consumer_id == about.consumer_id, Parcel.campaign_id == about.campaign_id,
               Parcel.exported_at.is_not(None))
        .options(joinedload(ParcelLine.variant).joinedload(Variant.product), joinedload(ParcelLine.lot))
        .order_by(Parcel.seq, ParcelLine.variant_id))
    return tuple(Received(line.variant.product.name, line.variant.name, line.quantity,
                          line.lot.batch if line.lot else None, line.lot.expires_on if line.lot else None,
                          number) for line, number in rows.all())


async def count_tasks(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
    """How many undone tasks there are of each kind."""
    viewer.require(TASKS)
    rows = await session.execute(
        select(Task.kind, func.count()).where(Task.done_at.is_(None)).group_by(Task.kind).order_by(Task.kind))
    return dict(rows.all())


async def campaign_of(session: AsyncSession, subject_type: str, subject_id: str, consumer_id: str) -> str | None:
    """The campaign of something that is this consumer's; NotFound where it is not the consumer's or not there."""
    owned = {
        "seats": select(Seat.campaign_id).where(Seat.id == subject_id, Seat.consumer_id == consumer_id),
        "parcels": select(Parcel.campaign_id).where(Parcel.id == subject_id, Parcel.consumer_id == consumer_id),
        "reviews": select(Review.campaign_id).where(Review.id == subject_id, Review.consumer_id == consumer_id),
        "campaigns": select(Campaign.id).where(Campaign.id == subject_id),
    }
    found = await session.scalar(owned[subject_type])
    if found is None:
        raise NotFound(subject_type.removesuffix("s"))
    return found


async def can_be_told(session: AsyncSession, consumer_id: str) -> bool:
    """Whether a consumer has any contact point and agreed to be written to."""
    found = await session.scalar(
        select(ContactPoint.id).join(Consumer, Consumer.account_id == ContactPoint.account_id)
        .where(Consumer.id == consumer_id).limit(1))
    return found is not None and CONTACT in await standing_purposes(session, consumer_id)


async def of_consumer(session: AsyncSession, consumer_id: str) -> list[Case]:
    """A person's cases with their messages."""
    rows = select(Case).options(selectinload(Case.messages)).where(Case.consumer_id == consumer_id).order_by(Case.seq)
    return list((await session.scalars(rows)).all())
