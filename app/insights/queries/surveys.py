"""What a person drawn for a comparison is asked, and what he answered. Nothing here tells whether he was held out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Brand, Product, Variant
from app.campaigns.models import Campaign, Deliverable, Offer, OfferLine
from app.campaigns.rules import APPROVED, ARCHIVED, COMPLETED, LIVE
from app.consumers.models import Response
from app.consumers.rules import READ_OWN
from app.core.errors import NotFound
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.insights.rules.surveys import SLUG, WHENS, Course, Opening, When, opening
from app.insights.schemas import SurveyOut
from app.matching.models import HoldOut
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire
from app.seats.models import Seat

OVER = (COMPLETED, ARCHIVED)
ASKED = (APPROVED, LIVE, *OVER)


@dataclass(frozen=True, slots=True)
class About:
    """The products that a survey is about: the first one's category, their names, whose they are."""

    category: str
    products: tuple[Text, ...]
    brand: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The questions with the viewer's answers so far (None: not answered yet)."""

    asked: SurveyOut
    questionnaire: Questionnaire
    answers: dict[str, Any] | None


async def mine(session: AsyncSession, viewer: Viewer) -> list[SurveyOut]:
    """What the viewer is asked now and has not answered, the soonest to close first."""
    viewer.require(READ_OWN)
    at, drawn = now(session), await _drawn(session, viewer)
    answered = await _answers(session, viewer, [row.Campaign.id for row in drawn])
    found = [(row, when, asked) for row in drawn for when in WHENS if (asked := _opening(row, when)).is_open(at)
             and (row.Campaign.id, when) not in answered and not (when == "before" and row.received_at)]
    about = await _about(session, {row.Campaign.id for row, _, _ in found})
    told = [_out(row.Campaign, when, asked, about[row.Campaign.id], False) for row, when, asked in found]
    return sorted(told, key=lambda one: (one.closes_at, one.campaign_id))


async def one(session: AsyncSession, viewer: Viewer, campaign_id: str, when: When) -> Survey:
    """One survey of the viewer, open or not, with what he answered; NotFound where he was not drawn."""
    viewer.require(READ_OWN)
    drawn = await _drawn(session, viewer, campaign_id)
    if not drawn:
        raise NotFound("survey")
    answers = (await _answers(session, viewer, [campaign_id])).get((campaign_id, when))
    about = (await _about(session, [campaign_id]))[campaign_id]
    asked = _out(drawn[0].Campaign, when, _opening(drawn[0], when), about, answers is not None)
    return Survey(asked, resource(session, Library).latest(SLUG), answers)


async def _drawn(session: AsyncSession, viewer: Viewer, campaign_id: str | None = None) -> Sequence[Row[Any]]:
    """The viewer's draws: the campaign, when, the longest posting days, and when the sample arrived if one did."""
    posting = select(func.max(Deliverable.posting_days)).where(
        Deliverable.campaign_id == Campaign.id).scalar_subquery().label("posting_days")
    rows = select(Campaign, HoldOut.drawn_at, posting, Seat.received_at).join(
        HoldOut, HoldOut.campaign_id == Campaign.id).outerjoin(
        Seat, (Seat.campaign_id == Campaign.id) & (Seat.consumer_id == HoldOut.consumer_id)).where(
        HoldOut.consumer_id == viewer.scope("consumer"), Campaign.state.in_(ASKED)).order_by(HoldOut.seq)
    return (await session.execute(rows if campaign_id is None else rows.where(Campaign.id == campaign_id))).all()


def _opening(row: Row[Any], when: When) -> Opening:
    campaign = row.Campaign
    return opening(when, Course(
        row.drawn_at, campaign.ends_at, campaign.changed_at if campaign.state in OVER else None,
        campaign.answer_days, campaign.trial_days, row.posting_days or 0))


async def _answers(session: AsyncSession, viewer: Viewer,
                   ids: Collection[str]) -> dict[tuple[str, When], dict[str, Any]]:
    """The viewer's latest answers by campaign and time."""
    rows = await session.execute(select(Response.subject_id, Response.purpose, Response.answers).where(
        Response.consumer_id == viewer.scope("consumer"), Response.slug == SLUG, Response.purpose.in_(WHENS),
        Response.subject_id.in_(ids)).order_by(Response.seq))
    return {(row[0], row[1]): row[2] for row in rows.all()}


async def _about(session: AsyncSession, ids: Collection[str]) -> dict[str, About]:
    rows = await session.execute(
        select(Offer.campaign_id, Product.category, Product.name, Brand.name)
        .join(OfferLine, OfferLine.offer_id == Offer.id).join(Variant, Variant.id == OfferLine.variant_id)
        .join(Product, Product.id == Variant.product_id).join(Brand, Brand.id == Product.brand_id)
        .where(Offer.campaign_id.in_(ids)).order_by(Offer.position, Product.seq))
    found: dict[str, list[tuple[str, Text, str]]] = {campaign_id: [] for campaign_id in ids}
    for campaign_id, category, name, brand in rows.all():
        found[campaign_id].append((category, Text.model_validate(name), brand))
    return {campaign_id: About(
        lines[0][0] if lines else "other", tuple(dict.fromkeys(name for _, name, _ in lines)),
        lines[0][2] if lines else "") for campaign_id, lines in found.items()}


def _out(campaign: Campaign, when: When, asked: Opening, about: About, is_answered: bool) -> SurveyOut:
    return SurveyOut(
        campaign_id=campaign.id, when=when, questionnaire=SLUG, category=about.category,
        products=list(about.products), brand=about.brand, opens_at=asked.opens_at, closes_at=asked.closes_at,
        time_zone=campaign.time_zone, is_answered=is_answered)
