"""Campaigns as a consumer may read them, the interest shown in them, and why he was or was not picked for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.brands.models import Brand, Product, Variant
from app.brands.rules import FROM_EIGHTEEN
from app.campaigns.models import Campaign, Offer, OfferLine
from app.campaigns.rules import COMPLETED, READ_OPEN, RUNNING
from app.consumers.queries.answers import current_answers
from app.consumers.queries.people import get as get_consumer
from app.core.errors import NotFound
from app.core.i18n import Text
from app.core.paging import Ask, Page
from app.core.paging import page as keyset
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.matching.models import Interest
from app.matching.queries.free import free_units_of
from app.matching.rules.own import is_grown_up
from app.matching.schemas import NetworkOut, OpenCampaignOut
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire
from app.seats.models import Seat
from app.seats.rules import EXPIRED
from app.seats.schemas import AskedOut, GiftOut, wording

PARTS = (selectinload(Campaign.platforms), selectinload(Campaign.deliverables), selectinload(Campaign.briefs))


@dataclass(frozen=True, slots=True)
class Screener:
    """A campaign's own questions with what the person has answered them so far."""

    questionnaire: Questionnaire
    answers: dict[str, object]


async def visible_to(session: AsyncSession, viewer: Viewer) -> Select[Campaign]:
    """What a consumer may read of: campaigns that are or were open (alcohol and health only where he is surely of
    age), and those that he showed interest in; nobody else any."""
    if viewer.kind != "consumer" or READ_OPEN not in viewer.permissions:
        return select(Campaign).where(false())
    me = await get_consumer(session, viewer, viewer.scope("consumer"))
    is_public: ColumnElement[bool] = Campaign.state.in_((*RUNNING, COMPLETED))
    if not is_grown_up(me.birth_month, now(session).date()):
        is_public = and_(is_public, ~_gives(Product.category.in_(FROM_EIGHTEEN)))
    return select(Campaign).where(or_(is_public, _wants(viewer)))


def _gives(what: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a product that a campaign gives is such a one."""
    return exists().where(
        Offer.campaign_id == Campaign.id, OfferLine.offer_id == Offer.id, Variant.id == OfferLine.variant_id,
        Product.id == Variant.product_id, what)


def _wants(viewer: Viewer, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Interest.campaign_id == Campaign.id, Interest.consumer_id == viewer.scope("consumer"), *more)


def is_running(campaign: Campaign, session: AsyncSession) -> bool:
    """Whether people are still looked for at all."""
    return campaign.state in RUNNING and (campaign.ends_at is None or campaign.ends_at > now(session))


async def get(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """One campaign that a consumer may read of, or NotFound."""
    found = await session.scalar((await visible_to(session, viewer)).where(Campaign.id == campaign_id))
    if found is None:
        raise NotFound("campaign")
    return found


async def find_interest(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Interest | None:
    """The viewer's own interest in a campaign, standing or taken back, or None."""
    return await session.scalar(select(Interest).where(
        Interest.campaign_id == campaign_id, Interest.consumer_id == viewer.scope("consumer")))


async def one(session: AsyncSession, viewer: Viewer, campaign_id: str) -> OpenCampaignOut:
    """One campaign as everybody may read of it, or NotFound."""
    rows = (await visible_to(session, viewer)).where(Campaign.id == campaign_id).options(*PARTS)
    found = await session.scalar(rows)
    if found is None:
        raise NotFound("campaign")
    return (await _told(session, viewer, [found]))[0]


async def page(session: AsyncSession, viewer: Viewer, ask: Ask, *,
               is_interested: bool | None = None) -> Page[OpenCampaignOut]:
    """Open campaigns without an invitation of one's own, newest first; or all that one is interested in, or the open
    ones that one is not. A page may hold fewer than were asked for: who has no free unit is left out of it."""
    rows = (await visible_to(session, viewer)).options(*PARTS)
    stands = _wants(viewer, Interest.withdrawn_at.is_(None))
    if is_interested:
        rows = rows.where(stands)
    else:
        rows = rows.where(_still_open(session), ~_has_seat(viewer), *(() if is_interested is None else (~stands,)))
    found = await keyset(session, rows, Campaign.seq, ask, newest_first=True)
    told = await _told(session, viewer, found.items)
    return Page([each for each in told if each.is_open or is_interested], found.next_cursor)


def _still_open(session: AsyncSession) -> ColumnElement[bool]:
    return and_(Campaign.state.in_(RUNNING), Campaign.paused_at.is_(None),
                or_(Campaign.ends_at.is_(None), Campaign.ends_at > now(session)))


def _has_seat(viewer: Viewer) -> ColumnElement[bool]:
    """An invitation of one's own says more than the open campaign; one that ran out may come again."""
    return exists().where(Seat.campaign_id == Campaign.id, Seat.consumer_id == viewer.scope("consumer"),
                          Seat.state != EXPIRED)


async def _told(session: AsyncSession, viewer: Viewer, campaigns: Sequence[Campaign]) -> list[OpenCampaignOut]:
    """Campaigns in what everybody may know of them, in a flat number of statements."""
    ids = [campaign.id for campaign in campaigns]
    brands = {row[0]: row[1] for row in (await session.execute(
        select(Brand.id, Brand.name).where(Brand.id.in_([each.brand_id for each in campaigns])))).all()}
    gifts, free = await _gifts(session, ids), await free_units_of(session, ids)
    rows = select(Interest).where(Interest.campaign_id.in_(ids), Interest.consumer_id == viewer.scope("consumer"))
    shown = {each.campaign_id: each for each in (await session.scalars(rows)).all() if each.withdrawn_at is None}
    return [_out(each, brands[each.brand_id], gifts.get(each.id, []), shown.get(each.id),
                 is_open=is_running(each, session) and each.paused_at is None and free[each.id] > 0)
            for each in campaigns]


def _out(campaign: Campaign, brand: str, gifts: list[GiftOut], shown: Interest | None, *,
         is_open: bool) -> OpenCampaignOut:
    brief = campaign.briefs[-1] if campaign.briefs else None
    return OpenCampaignOut(
        id=campaign.id, name=Text.model_validate(campaign.name), brand=brand, gifts=gifts,
        about=wording(brief.about) if brief else None, ask=wording(brief.ask) if brief else None,
        avoid=wording(brief.avoid) if brief else None,
        deliverables=[AskedOut.model_validate(each) for each in campaign.deliverables],
        platforms=[NetworkOut.model_validate(each) for each in campaign.platforms],
        fulfilment=campaign.fulfilment, trial_days=campaign.trial_days, starts_at=campaign.starts_at,
        ends_at=campaign.ends_at, time_zone=campaign.time_zone, screener=campaign.screener, is_open=is_open,
        is_interested=shown is not None, interested_at=shown.shown_at if shown else None)


async def _gifts(session: AsyncSession, ids: Collection[str]) -> dict[str, list[GiftOut]]:
    """What each campaign gives, a product once."""
    rows = await session.execute(
        select(Offer.campaign_id, Product).join(OfferLine, OfferLine.offer_id == Offer.id)
        .join(Variant, Variant.id == OfferLine.variant_id).join(Product, Product.id == Variant.product_id)
        .where(Offer.campaign_id.in_(ids)).order_by(Product.seq))
    found: dict[str, dict[str, GiftOut]] = {}
    for campaign_id, product in rows.all():
        found.setdefault(campaign_id, {})[product.id] = GiftOut(
            name=Text.model_validate(product.name), about=wording(product.about), picture=product.picture)
    return {campaign_id: list(products.values()) for campaign_id, products in found.items()}


async def screener_of(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Screener | None:
    """A campaign's own questions and the viewer's present answers to them; None where it has none."""
    campaign = await get(session, viewer, campaign_id)
    if campaign.screener is None:
        return None
    questionnaire = resource(session, Library).latest(campaign.screener)
    return Screener(questionnaire, await current_answers(session, viewer.scope("consumer"), questionnaire))
