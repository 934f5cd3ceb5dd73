"""Questions about what goes to the warehouse: which parcels may go, what the sheet says, what was handed out."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.brands.models import Variant
from app.campaigns.models import Campaign
from app.consumers.models import Address, Consent
from app.consumers.rules import COURIER
from app.core.errors import NotFound
from app.core.i18n import Language, Text
from app.core.viewer import Viewer
from app.core.work import now
from app.samples.models import Parcel, ParcelExport, ParcelLine
from app.samples.queries import visible_to
from app.samples.rules import EXPORT, INCOMPLETE_ADDRESS, NO_ADDRESS, NO_CONSENT, PENDING
from app.samples.rules.sheets import ShippingRow
from app.seats.models import Seat

SHEET = (
    joinedload(Parcel.campaign), selectinload(Parcel.lines).joinedload(ParcelLine.lot),
    selectinload(Parcel.lines).joinedload(ParcelLine.variant).joinedload(Variant.product),
)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A pending parcel, where it would go, and what is lacking, if anything."""

    parcel: Parcel
    address: Address | None
    lacks: str | None


def exports_visible_to(viewer: Viewer) -> Select[ParcelExport]:
    """Who may export sees what was exported."""
    return select(ParcelExport) if EXPORT in viewer.permissions else select(ParcelExport).where(false())


async def campaign(session: AsyncSession, viewer: Viewer, campaign_id: str, *, hold: bool = False) -> Campaign:
    """The campaign whose parcels are looked after, or NotFound; `hold` lets pauses and other exports wait."""
    rows = select(Campaign).where(Campaign.id == campaign_id if EXPORT in viewer.permissions else false())
    if hold:
        rows = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: Campaign | None = await session.scalar(rows)
    if found is None:
        raise NotFound("campaign")
    return found


def _agreed(session: AsyncSession) -> ColumnElement[bool]:
    """Whether the person lets the address be passed to a courier."""
    moment = now(session)
    return exists().where(
        Consent.consumer_id == Parcel.consumer_id, Consent.purpose == COURIER, Consent.withdrawn_at.is_(None),
        or_(Consent.until.is_(None), Consent.until > moment),
        or_(Consent.subject_id.is_(None), Consent.subject_id == Parcel.campaign_id))


def lacking(address: Address | None, has_agreed: bool) -> str | None:
    """Why a parcel cannot go to an address yet; None where it can."""
    if address is None:
        return NO_ADDRESS
    if not (address.recipient_sealed and address.mobile_sealed and address.detail_sealed):
        return INCOMPLETE_ADDRESS
    return None if has_agreed else NO_CONSENT


async def hold_seats_to_pack(session: AsyncSession, campaign_id: str) -> list[Seat]:
    """The seats of a campaign's pending parcels, held in order before any parcel is, as stepping back does."""
    packed = select(Parcel.seat_id).where(Parcel.campaign_id == campaign_id, Parcel.state == PENDING)
    rows = select(Seat).where(Seat.id.in_(packed)).order_by(Seat.seq).with_for_update()
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def pending(session: AsyncSession, viewer: Viewer, campaign_id: str, *, hold: bool = False) -> list[Addressed]:
    """A campaign's pending parcels in the order in which they were made, each with its address."""
    rows = (
        visible_to(viewer).where(Parcel.campaign_id == campaign_id, Parcel.state == PENDING)
        .outerjoin(Address, Address.consumer_id == Parcel.consumer_id)
        .options(*SHEET).order_by(Parcel.seq))
    if hold:
        rows = rows.with_for_update(of=Parcel).execution_options(populate_existing=True)
    found = await session.execute(rows.add_columns(Address, _agreed(session).label("agreed")))
    return [Addressed(parcel, address, lacking(address, bool(agreed))) for parcel, address, agreed in found.all()]


async def waiting(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Addressed]:
    """Pending parcels that cannot go yet: no address, an incomplete one, or no word that it may be passed on."""
    return [one for one in await pending(session, viewer, campaign_id) if one.lacks]


async def get_export(session: AsyncSession, viewer: Viewer, export_id: str) -> ParcelExport:
    """One export, or NotFound."""
    found = await session.scalar(exports_visible_to(viewer).where(ParcelExport.id == export_id))
    if found is None:
        raise NotFound("parcel export")
    return found


async def exports(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[ParcelExport]:
    """What was handed out for a campaign, newest first; NotFound where there is no such campaign."""
    await campaign(session, viewer, campaign_id)
    rows = exports_visible_to(viewer).where(ParcelExport.campaign_id == campaign_id)
    return list((await session.scalars(rows.order_by(ParcelExport.seq.desc()).limit(50))).all())


async def sheet(session: AsyncSession, viewer: Viewer, export_id: str, language: Language) -> list[ShippingRow]:
    """The lines of an export's sheet, addresses as they were frozen; erased ones are empty."""
    rows = visible_to(viewer).where(Parcel.export_id == export_id).options(*SHEET).order_by(Parcel.seq)
    return [_row(parcel, language) for parcel in (await session.scalars(rows)).all()]


def _row(parcel: Parcel, language: Language) -> ShippingRow:
    return ShippingRow(
        parcel.number, parcel.recipient or "", parcel.mobile or "", parcel.extension or "", parcel.province or "",
        parcel.city or "", parcel.district or "", parcel.detail or "",
        "; ".join(_contents(line, language) for line in parcel.lines),
        Text.model_validate(parcel.campaign.name).pick(language))


def _contents(line: ParcelLine, language: Language) -> str:
    product, variant = (Text.model_validate(words).pick(language)
                        for words in (line.variant.product.name, line.variant.name))
    batch = f" [{line.lot.batch}]" if line.lot else ""
    return f"{product} {variant} ×{line.quantity}{batch}"
