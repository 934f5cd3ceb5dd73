"""What can be given and to whom: offers, units left, gifts taken under the caps, and what is agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Variant
from app.campaigns.models import Brief, Campaign, Deliverable, Offer, OfferLine
from app.consumers.models import Address, Consent, Consumer, Traits
from app.consumers.rules import COURIER
from app.core.errors import NotFound
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.core.work import now
from app.seats.models import Seat, Stock
from app.seats.queries.products import who_has
from app.seats.queries.seats import visible_to
from app.seats.rules import (
    EXCUSED,
    OFFERED,
    READ,
    RELEASED,
    WAITING,
)
from app.seats.rules.caps import Gift, Keys, Limits
from app.seats.rules.offers import Choice, gifts_left


async def address_of(session: AsyncSession, consumer_id: str) -> Address | None:
    """Where a person's parcels go."""
    return await session.scalar(select(Address).where(Address.consumer_id == consumer_id))


async def may_pass_address(session: AsyncSession, consumer_id: str, at: datetime) -> bool:
    """Whether the person has agreed that the address goes to couriers."""
    rows = select(Consent.id).where(
        Consent.consumer_id == consumer_id, Consent.purpose == COURIER, Consent.withdrawn_at.is_(None),
        or_(Consent.until.is_(None), Consent.until > at))
    return await session.scalar(rows.limit(1)) is not None


async def stock_of(session: AsyncSession, campaign_id: str) -> list[Stock]:
    """A campaign's counters, in variant order."""
    rows = select(Stock).where(Stock.campaign_id == campaign_id).order_by(Stock.variant_id)
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def stock_for_ops(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Stock]:
    """A campaign's counters, for ops; NotFound where it has none."""
    viewer.require(READ)
    found = await stock_of(session, campaign_id)
    if not found:
        raise NotFound("stock")
    return found


async def planned_units(session: AsyncSession, campaign_id: str) -> list[tuple[int, list[tuple[str, int]]]]:
    """For each offer of a campaign: the gifts planned, and its lines."""
    rows = await session.execute(
        select(Offer.id, Offer.units, OfferLine.variant_id, OfferLine.quantity)
        .join(OfferLine, OfferLine.offer_id == Offer.id).where(Offer.campaign_id == campaign_id))
    found: dict[str, tuple[int, list[tuple[str, int]]]] = {}
    for offer_id, units, variant_id, quantity in rows:
        found.setdefault(offer_id, (units, []))[1].append((variant_id, quantity))
    return list(found.values())


async def choices(session: AsyncSession, campaign_id: str) -> list[Choice]:
    """A campaign's offers in their order, with lines in variant order and what they are worth."""
    rows = await session.execute(
        select(Offer, OfferLine.variant_id, OfferLine.quantity, Variant.retail_value)
        .join(OfferLine, OfferLine.offer_id == Offer.id).join(Variant, Variant.id == OfferLine.variant_id)
        .where(Offer.campaign_id == campaign_id).order_by(Offer.position, Offer.seq, OfferLine.variant_id))
    found: dict[str, tuple[Offer, list[tuple[str, int]], int]] = {}
    for offer, variant_id, quantity, value in rows:
        _, lines, worth = found.get(offer.id, (offer, [], 0))
        found[offer.id] = (offer, [*lines, (variant_id, quantity)], worth + quantity * value)
    return [Choice(offer.id, Text.model_validate(offer.name), tuple(lines), worth, offer.choice, offer.trait_rule)
            for offer, lines, worth in found.values()]


async def units_left(session: AsyncSession, campaign_id: str, *, hold: bool = False) -> dict[str, int]:
    """Units of each variant that nobody has taken; `hold` keeps others from changing them until the end."""
    rows = select(Stock).where(Stock.campaign_id == campaign_id).order_by(Stock.variant_id)
    if hold:
        rows = rows.with_for_update(read=True)
    found = await session.scalars(rows.execution_options(populate_existing=True))
    return {stock.variant_id: stock.units - stock.taken for stock in found.all()}


async def free_units(session: AsyncSession, campaign_id: str) -> int:
    """How many more people may be offered a gift: gifts left, less those offered now and those waited for."""
    left = gifts_left(await choices(session, campaign_id), await units_left(session, campaign_id))
    spoken_for = await session.scalar(select(func.count()).select_from(Seat).where(
        Seat.campaign_id == campaign_id, Seat.state.in_((OFFERED, WAITING))))
    return max(0, left - (spoken_for or 0))


async def traits_of(session: AsyncSession, consumer_id: str) -> dict[str, object]:
    """All that a person has answered, trait key to value."""
    rows = await session.scalars(select(Traits).where(Traits.consumer_id == consumer_id).order_by(Traits.answered_at))
    return {key: value for traits in rows.all() for key, value in traits.values.items()}


def keys_of(consumer: Consumer) -> Keys:
    """The keys under which a person's gifts are counted."""
    return Keys(consumer.id, consumer.phone_index, consumer.address_index, consumer.is_address_shared)


def limits_of(campaign: Campaign) -> Limits:
    """A campaign's gift caps."""
    return Limits(campaign.brand_id, campaign.gift_cap_days, campaign.brand_cap_days)


async def open_to(session: AsyncSession, seat: Seat) -> list[Choice]:
    """The offers that this person may choose among."""
    found = await choices(session, seat.campaign_id)
    traits: Mapping[str, Any] = {}
    if any(choice.kind == "by_trait" for choice in found):
        traits = await traits_of(session, seat.consumer_id)
    return [choice for choice in found if choice.is_for(traits)]


async def gifts_under(session: AsyncSession, keys: Keys, since: datetime, *, but_for: str) -> list[Gift]:
    """Gifts taken since a moment by all who share a key with a person; released and excused ones do not count."""
    same = [Seat.consumer_id == keys.consumer_id]
    if keys.phone_index:
        same.append(Seat.phone_index == keys.phone_index)
    if keys.address_index:
        same.append(Seat.address_index == keys.address_index)
    columns = (Seat.consumer_id, Seat.phone_index, Seat.address_index, Seat.is_address_shared, Seat.brand_id,
               Seat.accepted_at)
    rows = await session.execute(select(*columns).where(
        or_(*same), Seat.accepted_at > since, Seat.state.not_in((RELEASED, EXCUSED)), Seat.id != but_for))
    return [Gift(Keys(*row[:4]), row[4], row[5]) for row in rows if row[5]]


@dataclass(frozen=True, slots=True)
class Taken:
    """Who may take no gift of a campaign now: ids and indexes that are at their cap, and who has its product already.
    """

    consumer_ids: frozenset[str]
    phone_indexes: frozenset[str]
    address_indexes: frozenset[str]


async def gifts_taken(session: AsyncSession, viewer: Viewer, campaign: Campaign) -> Taken:
    """Whose caps are full for a campaign now, for matching to leave out; acceptance decides."""
    moment, limits = now(session), limits_of(campaign)
    counts = or_(Seat.accepted_at > moment - timedelta(days=limits.any_days),
                 (Seat.brand_id == limits.brand_id) & (Seat.accepted_at > moment - timedelta(days=limits.brand_days)))
    rows = (await session.execute(
        visible_to(viewer).where(counts, Seat.state.not_in((RELEASED, EXCUSED))).with_only_columns(
            Seat.consumer_id, Seat.phone_index, Seat.address_index, Seat.is_address_shared))).all()
    same = await who_has(session, campaign)
    return Taken(frozenset((*(row[0] for row in rows), *same)), frozenset(row[1] for row in rows if row[1]),
                 frozenset(row[2] for row in rows if row[2] and not row[3]))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed to at acceptance."""

    brief_number: int | None
    terms_version: str | None
    deliverable_count: int
    posting_days: int


async def terms_of(session: AsyncSession, campaign_id: str) -> Terms:
    """The latest brief and what is asked; the longest posting time of the deliverables is the seat's."""
    brief = await session.scalar(
        select(Brief).where(Brief.campaign_id == campaign_id).order_by(Brief.number.desc()).limit(1))
    asked = (await session.execute(select(func.count(), func.max(Deliverable.posting_days)).where(
        Deliverable.campaign_id == campaign_id))).one()
    return Terms(brief.number if brief else None, brief.terms_version if brief else None, asked[0], asked[1] or 0)
