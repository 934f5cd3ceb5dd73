"""All that a run reads of its campaign, its people and their gifts, in a flat number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.brands.models import Product, Variant
from app.campaigns.models import Campaign, Offer, OfferLine
from app.campaigns.rules import APPROVED, CHANGES_REQUESTED, DRAFTED, LIVE, SUBMITTED
from app.campaigns.rules.traits import traits_of
from app.consumers.queries.audience import Account, Person, people
from app.consumers.queries.audience import one as one_person
from app.consumers.rules import AWAY, HELD
from app.consumers.rules.regions import tier_of
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.matching.engine import columns
from app.matching.engine.columns import GENDERS, Row
from app.matching.engine.learning.cards import Card
from app.matching.models import Run
from app.matching.queries import records
from app.matching.rules import RUN
from app.matching.rules.asked import GENDER, Asked, Brief, brief
from app.matching.rules.bands import band_of
from app.matching.rules.computing import Inputs, Known
from app.matching.rules.refusals import NothingFree, NotOpenToRuns
from app.questionnaires.loading import Library
from app.questionnaires.traits import TraitSpec
from app.seats import queries as seats
from app.seats.models import Seat, Stock
from app.seats.rules import ACCEPTED, COMPLETED, EXCUSED, NO_SHOW, OFFERED, RELEASED, WAITING

HOLDING = (OFFERED, WAITING, ACCEPTED, COMPLETED, NO_SHOW)
OPEN_TO_RUNS = (APPROVED, LIVE)
OPEN_TO_DRY_RUNS = (DRAFTED, SUBMITTED, CHANGES_REQUESTED, *OPEN_TO_RUNS)


@dataclass(slots=True)
class Gifts:
    """What a person's seats say for one campaign."""

    has_seat: bool = False
    holds_seat: bool = False
    is_open: bool = False
    last_on: date | None = None
    last_of_brand_on: date | None = None


def all_traits(session: AsyncSession) -> dict[str, TraitSpec]:
    """Every trait of every questionnaire that this installation knows."""
    return traits_of(resource(session, Library))


async def inputs(session: AsyncSession, viewer: Viewer, campaign_id: str, seed: int | None = None,
                 dry: bool = False) -> Inputs:
    """All that a run reads; refused where the campaign is not open to runs or has no free unit. A dry run looks at
    drafts too."""
    viewer.require(RUN)
    campaign = await whole(session, campaign_id)
    if campaign.state not in (OPEN_TO_DRY_RUNS if dry else OPEN_TO_RUNS):
        raise NotOpenToRuns(campaign.state)
    units = await _units(session, campaign)
    if not units and not dry:
        raise NothingFree
    return await inputs_of(session, viewer, campaign, units, seed)


async def inputs_of(session: AsyncSession, viewer: Viewer, campaign: Campaign, units: int, seed: int | None = None,
                    given: Collection[str] | None = None) -> Inputs:
    """All that a run of a loaded campaign reads; `given` names its variants where it is not stored."""
    traits = all_traits(session)
    wanted = await _asked(session, campaign, given)
    served = await records.model(session, campaign.brand_id, wanted.categories)
    asked = brief(wanted, traits, _learned(served[0]) if served else ())
    after = await latest_number(session, campaign.id)
    everyone = await people(session, viewer, asked.kinds, [key for key, spec in traits.items() if spec.sensitive])
    gifts = await _gifts(session, campaign)
    return Inputs(
        campaign.id, after, after + 1 if seed is None else seed, asked, _rows(everyone, gifts, asked),
        {person.seq: Known(person.id, person.external_id) for person in everyone},
        units, ceil(campaign.waitlist_share * units), await records.record(session, campaign),
        records.shares(campaign), served[0] if served else None, served[1] if served else None)


def _learned(card: Card) -> list[str]:
    """The traits that a model reads."""
    return [] if card.model is None else [name.partition("=")[0] for name in card.model.keys]


async def whole(session: AsyncSession, campaign_id: str) -> Campaign:
    """A campaign with everything that matching reads of it, or NotFound."""
    loads = (selectinload(Campaign.wants), selectinload(Campaign.quotas), selectinload(Campaign.platforms),
             selectinload(Campaign.offers))
    found = await session.scalar(select(Campaign).where(Campaign.id == campaign_id).options(*loads))
    if found is None:
        raise NotFound("campaign")
    return found


async def latest_number(session: AsyncSession, campaign_id: str) -> int:
    """The number of a campaign's latest run; 0 before the first."""
    return await session.scalar(select(func.max(Run.number)).where(Run.campaign_id == campaign_id)) or 0


async def _units(session: AsyncSession, campaign: Campaign) -> int:
    """Units that are neither taken nor offered; of a campaign without stock yet, the units that it plans."""
    stocked = await session.scalar(select(Stock.variant_id).where(Stock.campaign_id == campaign.id).limit(1))
    if stocked is None:
        return sum(offer.units for offer in campaign.offers)
    return await seats.free_units(session, campaign.id)


async def _asked(session: AsyncSession, campaign: Campaign, variants: Collection[str] | None = None) -> Asked:
    given = select(Variant.product_id).join(OfferLine, OfferLine.variant_id == Variant.id).join(
        Offer, Offer.id == OfferLine.offer_id).where(Offer.campaign_id == campaign.id)
    if variants is not None:
        given = select(Variant.product_id).where(Variant.id.in_(variants))
    rows = (await session.execute(
        select(Product.category, Product.contraindications).where(Product.id.in_(given)))).all()
    return Asked(
        today=now(session).astimezone(ZoneInfo(campaign.time_zone)).date(),
        traits=[{"trait": want.key, "weight": want.weight, "want": want.want} for want in campaign.wants],
        musts=campaign.musts, must_nots=campaign.must_nots,
        quotas=[{"name": q.name, "of": q.of, "minimum": q.minimum, "maximum": q.maximum} for q in campaign.quotas],
        audience=campaign.audience, platforms=[(one.platform, one.need) for one in campaign.platforms],
        needs_verified_account=campaign.needs_verified_account, categories=frozenset(row[0] for row in rows),
        contraindications=[row[1] for row in rows], gift_days=campaign.gift_cap_days,
        brand_days=campaign.brand_cap_days)


@dataclass(frozen=True, slots=True)
class Own:
    """One person as a run of a campaign would read him now, and what it would ask of him."""

    person: Person
    row: Row
    brief: Brief


async def own(session: AsyncSession, viewer: Viewer, campaign_id: str, consumer_id: str) -> Own:
    """One person and one campaign as a run would read them now: for ops of anybody, for a consumer of himself."""
    campaign, traits = await whole(session, campaign_id), all_traits(session)
    asked = brief(await _asked(session, campaign), traits)
    person = await one_person(
        session, viewer, consumer_id, asked.kinds, [key for key, spec in traits.items() if spec.sensitive])
    gifts = await _gifts(session, campaign, consumer_id)
    return Own(person, _rows([person], gifts, asked)[0], asked)


async def _gifts(session: AsyncSession, campaign: Campaign, only: str | None = None) -> Mapping[str, Gifts]:
    """Everybody's seats that count for a campaign, or one person's: its own, and of others the open ones and gifts in
    its windows."""
    since = now(session) - timedelta(days=max(campaign.gift_cap_days, campaign.brand_cap_days) + 1)
    rows = select(Seat.consumer_id, Seat.campaign_id, Seat.brand_id, Seat.state, Seat.accepted_at, Seat.exported_at)
    rows = rows.where(or_(Seat.campaign_id == campaign.id, Seat.state == ACCEPTED, Seat.accepted_at > since))
    rows = rows if only is None else rows.where(Seat.consumer_id == only)
    found: defaultdict[str, Gifts] = defaultdict(Gifts)
    zone = ZoneInfo(campaign.time_zone)
    for consumer_id, campaign_id, brand_id, state, accepted_at, exported_at in (await session.execute(rows)).all():
        gifts = found[consumer_id]
        if campaign_id == campaign.id:
            gifts.has_seat = True
            gifts.holds_seat = state in HOLDING or (state == EXCUSED and exported_at is not None)
            continue
        gifts.is_open |= state == ACCEPTED
        if accepted_at is not None and state not in (RELEASED, EXCUSED):
            day = accepted_at.astimezone(zone).date()
            gifts.last_on = max(gifts.last_on or day, day)
            if brand_id == campaign.brand_id:
                gifts.last_of_brand_on = max(gifts.last_of_brand_on or day, day)
    return found


def _rows(everyone: Iterable[Person], gifts: Mapping[str, Gifts], asked: Brief) -> list[Row]:
    nothing = Gifts()
    return [_row(person, gifts.get(person.id, nothing), GENDER in asked.kinds) for person in everyone]


def _row(person: Person, gifts: Gifts, needs_gender: bool) -> Row:
    """Who refuses automatic decisions counts as not having agreed; a shared address is no cap key."""
    if needs_gender and person.gender in GENDERS:
        person.traits.setdefault(GENDER, person.gender)
    return Row(
        seq=person.seq, traits=person.traits, birth_month=person.birth_month,
        region=_digits(person.region_code), tier=tier_of(person.region_code),
        gender=person.gender if person.gender in GENDERS else None,
        consent=person.has_agreed and not person.refuses_automatic, paused=person.state == AWAY,
        flagged=person.state == HELD, conflict=any(answer != "none" for answer in person.works_for),
        open_gift=gifts.is_open, has_seat=gifts.has_seat, holds_seat=gifts.holds_seat,
        accounts=[_account(account) for account in person.accounts], last_gift_on=gifts.last_on,
        last_brand_gift_on=gifts.last_of_brand_on, phone_key=person.phone_index,
        address_key=None if person.is_address_shared else person.address_index)


def _digits(code: str | None) -> int | None:
    return int(code) if code and code.isascii() and code.isdigit() else None


def _account(account: Account) -> columns.Account:
    return columns.Account(
        platform=account.platform, verified=account.is_verified, band=band_of(account.follower_band))
