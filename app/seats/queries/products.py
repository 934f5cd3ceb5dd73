"""Who has a campaign's product already, from another campaign."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import ColumnElement

from app.brands.models import Product, Variant
from app.campaigns.models import Campaign, Offer, OfferLine
from app.core.i18n import Text
from app.seats.models import Seat
from app.seats.rules import EXCUSED
from app.seats.rules.products import OPEN, TAKEN, Others


async def others_of(session: AsyncSession, campaign: Campaign, given: Collection[str] | None = None) -> Others:
    """The other campaigns that give a product of this one; `given` names its variants where it is not stored."""
    found = await _giving(session, campaign, Product.id.in_(_products(campaign, given)))
    return Others(found, await _followed(session, campaign) if found else ())


async def rivals_of(session: AsyncSession, campaign: Campaign, given: Collection[str] | None = None) -> Others:
    """Other brands' campaigns that give a product of a category of which this one gives one too."""
    kinds = select(Product.category).where(Product.id.in_(_products(campaign, given)))
    return Others(await _giving(session, campaign, Product.category.in_(kinds),
                                Campaign.brand_id != campaign.brand_id))


def _products(campaign: Campaign, given: Collection[str] | None) -> Select[str]:
    """What a campaign gives; `given` names its variants where it is not stored."""
    own = select(OfferLine.variant_id).join(Offer, Offer.id == OfferLine.offer_id).where(
        Offer.campaign_id == campaign.id)
    return select(Variant.product_id).where(Variant.id.in_(own if given is None else given))


async def _giving(session: AsyncSession, campaign: Campaign,
                  *such: ColumnElement[bool]) -> dict[str, dict[str, dict[str, Any]]]:
    """The other campaigns that give such products, each with its variants of them by name."""
    rows = select(Offer.campaign_id, Variant.id, Product.name).join(
        Campaign, Campaign.id == Offer.campaign_id).join(
        OfferLine, OfferLine.offer_id == Offer.id).join(Variant, Variant.id == OfferLine.variant_id).join(
        Product, Product.id == Variant.product_id).where(*such, Offer.campaign_id != campaign.id).order_by(Variant.id)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for campaign_id, variant_id, name in (await session.execute(rows)).all():
        found.setdefault(campaign_id, {})[variant_id] = name
    return found


async def _followed(session: AsyncSession, campaign: Campaign) -> list[str]:
    """The campaign that one follows, the one before that, and so on."""
    found: list[str] = []
    before = campaign.follows_id
    while before is not None and before not in found:
        found.append(before)
        before = await session.scalar(select(Campaign.follows_id).where(Campaign.id == before))
    return found


def may_have(others: Others) -> ColumnElement[bool]:
    """The seats that may stand for a product had."""
    return Seat.campaign_id.in_(others.variants) & or_(
        Seat.state.in_((*OPEN, *TAKEN)), (Seat.state == EXCUSED) & Seat.exported_at.is_not(None))


async def who_has(session: AsyncSession, campaign: Campaign, consumer_ids: Collection[str] | None = None, *,
                  counts_open: bool = True) -> dict[str, Text]:
    """Of some people, or of all, those who have a product of the campaign from another one, with its name."""
    others = await others_of(session, campaign)
    if not others.variants:
        return {}
    rows = select(Seat.consumer_id, Seat.campaign_id, Seat.state, Seat.lines, Seat.exported_at).where(may_have(others))
    if consumer_ids is not None:
        rows = rows.where(Seat.consumer_id.in_(consumer_ids))
    found = {}
    for who, of, state, lines, exported_at in (await session.execute(rows)).all():
        name = others.had(of, state, lines, exported_at, counts_open)
        if name is not None:
            found[who] = Text.model_validate(name)
    return found
