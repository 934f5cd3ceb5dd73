"""What a message speaks about, looked up when it is rendered from the ids it holds."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Brand, Product, Variant
from app.campaigns.models import Campaign, Offer, OfferLine
from app.core.i18n import Text
from app.notifications.models import Message
from app.notifications.rules import ONLY_WHILE
from app.reviews.models import Review
from app.samples.models import Parcel
from app.seats.models import Seat


async def occasion(session: AsyncSession, message: Message) -> dict[str, Any] | None:
    """The facts that the template may name; None where the occasion has passed."""
    facts: dict[str, Any] = {}
    if "campaign_id" in message.facts:
        facts |= await _campaign(session, message.facts["campaign_id"])
    if "seat_id" in message.facts:
        seat = (await session.scalars(select(Seat).where(Seat.id == message.facts["seat_id"]))).one()
        if seat.state != ONLY_WHILE.get(message.template, seat.state):
            return None
        facts |= {"answer_by": seat.answer_by, "deadline_at": seat.deadline_at}
    if "parcel_id" in message.facts:
        facts["carrier"] = await session.scalar(
            select(Parcel.carrier).where(Parcel.id == message.facts["parcel_id"]))
    if "review_id" in message.facts:
        facts["fixes"] = await _fixes(session, message.facts["review_id"])
    return facts


async def _campaign(session: AsyncSession, campaign_id: str) -> dict[str, Any]:
    both = select(Campaign, Brand.name).join(Brand, Brand.id == Campaign.brand_id)
    campaign, brand = (await session.execute(both.where(Campaign.id == campaign_id))).one()
    products = select(Product.name).join(Variant, Variant.product_id == Product.id).join(
        OfferLine, OfferLine.variant_id == Variant.id).join(Offer, Offer.id == OfferLine.offer_id)
    names = (await session.scalars(products.where(Offer.campaign_id == campaign_id).order_by(Product.seq))).all()
    told = {name["default"]: Text.model_validate(name) for name in names}
    return {"brand": brand, "campaign": Text.model_validate(campaign.name), "zone": campaign.time_zone,
            "products": _joined(list(told.values())) or Text.model_validate(campaign.name),
            "days": campaign.answer_days, "change_note": campaign.change_note or ""}


def _joined(names: list[Text]) -> Text | None:
    """Several names as one text; Chinese where at least one has a Chinese name."""
    if not names:
        return None
    chinese = "、".join(name.pick("zh-cn") for name in names) if any(name.zh_cn for name in names) else None
    return Text.model_validate({"default": ", ".join(name.default for name in names), "zh-cn": chinese})


async def _fixes(session: AsyncSession, review_id: str) -> list[Text]:
    """What exactly is to be added or changed, each in one sentence."""
    found = await session.scalar(select(Review.fixes).where(Review.id == review_id))
    return [Text.model_validate(fix["message"]) for fix in found or []]
