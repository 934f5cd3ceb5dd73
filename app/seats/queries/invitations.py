"""An invitation with everything that its page and its answer need."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Brand, Product
from app.campaigns.models import Brief, Campaign, CampaignPlatform, Deliverable
from app.campaigns.queries import brief_of, products_of
from app.campaigns.rules.traits import traits_of as catalogue_of
from app.core.i18n import Text
from app.core.paging import Ask, Page
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.questionnaires.loading import Library
from app.seats.models import Seat
from app.seats.queries.gifts import address_of, may_pass_address, open_to, units_left
from app.seats.queries.seats import campaign_of, get, invitations
from app.seats.rules.offers import is_left
from app.seats.schemas import (
    AskedOut,
    GiftOut,
    Invitation,
    InvitationOut,
    LineOut,
    OfferOut,
    SafetyOut,
    wording,
)


async def invitation(session: AsyncSession, viewer: Viewer, seat_id: str) -> Invitation:
    """One invitation: who gives what, what is asked, what may be chosen, and what is still missing to say yes."""
    seat = await get(session, viewer, seat_id)
    campaign = await campaign_of(session, seat)
    brief = await brief_of(session, campaign.id, seat.brief_number)
    products = await products_of(session, campaign.id)
    is_parcel = campaign.fulfilment == "parcel"
    address = await address_of(session, seat.consumer_id)
    return Invitation(
        invitation=InvitationOut.of(seat), campaign=Text.model_validate(campaign.name),
        brand=await session.scalar(select(Brand.name).where(Brand.id == campaign.brand_id)) or "",
        gifts=[GiftOut(name=Text.model_validate(one.name), about=wording(one.about), picture=one.picture)
               for one in products],
        about=wording(brief.about) if brief else None, ask=wording(brief.ask) if brief else None,
        avoid=wording(brief.avoid) if brief else None, has_shop_link=_has_shop_link(brief),
        deliverables=await _asked(session, campaign), platforms=await _platforms(session, campaign),
        trial_days=campaign.trial_days, days_online=campaign.days_online,
        offers=await _offers(session, seat), currency=campaign.currency, time_zone=campaign.time_zone,
        safety=_safety(session, seat, products),
        lacks_address=is_parcel and (address is None or not address.detail),
        lacks_courier_consent=is_parcel and not await may_pass_address(session, seat.consumer_id, now(session)))


@dataclass(frozen=True, slots=True)
class Card:
    """An invitation in a list."""

    seat: Seat
    campaign: Campaign
    brand: str


async def cards(session: AsyncSession, viewer: Viewer, ask: Ask, *, is_open: bool | None = None) -> Page[Card]:
    """The viewer's own invitations with what they are about, newest first."""
    found = await invitations(session, viewer, ask, is_open=is_open)
    rows = await session.execute(select(Campaign, Brand.name).join(Brand, Brand.id == Campaign.brand_id).where(
        Campaign.id.in_([seat.campaign_id for seat in found.items])))
    about = {row[0].id: (row[0], row[1]) for row in rows}
    return Page([Card(seat, *about[seat.campaign_id]) for seat in found.items], found.next_cursor)


def _has_shop_link(brief: Brief | None) -> bool:
    return brief is not None and bool(brief.shop_link)


async def _asked(session: AsyncSession, campaign: Campaign) -> list[AskedOut]:
    rows = select(Deliverable).where(Deliverable.campaign_id == campaign.id).order_by(Deliverable.position)
    return [AskedOut.model_validate(one) for one in (await session.scalars(rows)).all()]


async def _platforms(session: AsyncSession, campaign: Campaign) -> list[str]:
    rows = select(CampaignPlatform.platform).where(CampaignPlatform.campaign_id == campaign.id)
    return list((await session.scalars(rows.order_by(CampaignPlatform.platform))).all())


async def _offers(session: AsyncSession, seat: Seat) -> list[OfferOut]:
    left = await units_left(session, seat.campaign_id)
    return [OfferOut(
        id=one.offer_id, name=one.name, retail_value=one.retail_value, is_left=is_left(one, left),
        lines=[LineOut(variant_id=variant_id, quantity=quantity) for variant_id, quantity in one.lines],
    ) for one in await open_to(session, seat)]


def _safety(session: AsyncSession, seat: Seat, products: Iterable[Product]) -> list[SafetyOut]:
    """The open safety questions in the questionnaire's own words, with the answers that exclude."""
    known = catalogue_of(resource(session, Library))
    excluded: dict[str, list[str]] = {}
    for product in products:
        for key, answers in product.contraindications.items():
            excluded.setdefault(key, []).extend(answers)
    found = []
    for key in seat.must_confirm:
        spec = known.get(key)
        if spec is not None:
            words = [spec.say(answer) for answer in dict.fromkeys(excluded.get(key, ())) if answer in spec.choices]
            found.append(SafetyOut(trait=key, question=spec.title, excludes=words))
    return found
