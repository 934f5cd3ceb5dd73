"""Every question about campaigns. A select made for a person starts from visible_to()."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.brands import queries as brands
from app.brands.models import Brand, Product, Variant
from app.brands.rules import is_age_gated
from app.campaigns.models import Brief, Campaign, Holiday, Offer, OfferLine, Pause
from app.campaigns.rules import HOLIDAYS, LIVE, READ, READ_OPEN
from app.campaigns.rules.traits import kinds, titles, traits_of
from app.campaigns.schemas.campaign import CampaignIn
from app.campaigns.schemas.checks import faults_in
from app.campaigns.schemas.completeness import lint_brief, lint_hashtags, missing_in
from app.campaigns.schemas.world import World
from app.core import paging
from app.core.errors import Fault, NotFound
from app.core.paging import Ask, Page
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.platforms.known import Networks
from app.questionnaires.loading import Library
from app.questionnaires.traits import TraitSpec

WHOLE = (
    selectinload(Campaign.wants), selectinload(Campaign.quotas), selectinload(Campaign.platforms),
    selectinload(Campaign.offers).selectinload(Offer.lines), selectinload(Campaign.deliverables),
    selectinload(Campaign.briefs))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a brand chooses from when it writes a campaign; `earlier` are its campaigns, newest first."""

    brand: Brand
    variants: list[Variant]
    traits: dict[str, TraitSpec]
    earlier: list[Campaign]


def visible_to(viewer: Viewer) -> Select[Campaign]:
    """Ops see all, a brand its own, a consumer those that are live; a consumer's other ones are read by the seat."""
    if READ in viewer.permissions:
        return select(Campaign)
    if viewer.kind == "brand":
        return select(Campaign).where(Campaign.brand_id == viewer.scope("brand"))
    return select(Campaign).where(
        Campaign.state == LIVE if viewer.kind == "consumer" and READ_OPEN in viewer.permissions else false())


async def get(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """One campaign, or NotFound."""
    return await _one(session, visible_to(viewer).where(Campaign.id == campaign_id))


async def get_whole(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """One campaign with all of its parts, or NotFound."""
    return await _one(session, visible_to(viewer).where(Campaign.id == campaign_id).options(*WHOLE))


async def get_to_change(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """One campaign with all of its parts, locked."""
    rows = visible_to(viewer).where(Campaign.id == campaign_id).options(*WHOLE).with_for_update()
    return await _one(session, rows.execution_options(populate_existing=True))


async def _one(session: AsyncSession, rows: Select[Campaign]) -> Campaign:
    found = await session.scalar(rows)
    if found is None:
        raise NotFound("campaign")
    return found


async def page(session: AsyncSession, viewer: Viewer, ask: Ask, *, state: str | None = None,
               brand_id: str | None = None) -> Page[Campaign]:
    """Campaigns with all of their parts, newest first, of one state or one brand where asked; NotFound where the brand
    that is named is not in sight."""
    every = visible_to(viewer).options(*WHOLE)
    if brand_id is not None:
        every = every.where(Campaign.brand_id == brand_id)
    rows = every if state is None else every.where(Campaign.state == state)
    found = await paging.page(session, rows, Campaign.seq, ask, newest_first=True)
    return await paging.page_of(session, viewer, found, every, brands.get, brand_id)


async def in_states(session: AsyncSession, viewer: Viewer, states: Iterable[str]) -> list[Campaign]:
    """Campaigns of some states with their parts, the longest unchanged first: ops' queue."""
    rows = visible_to(viewer).where(Campaign.state.in_(tuple(states))).options(*WHOLE)
    return list((await session.scalars(rows.order_by(Campaign.changed_at, Campaign.seq).limit(200))).all())


async def count_by_state(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
    """How many campaigns that the viewer sees stand in each state."""
    seen = visible_to(viewer).subquery()
    rows = await session.execute(select(seen.c.state, func.count()).group_by(seen.c.state))
    return {row[0]: row[1] for row in rows.all()}


@dataclass(frozen=True, slots=True)
class Dates:
    """What the numbers over all campaigns need of one: its state, its end, its currency."""

    id: str
    state: str
    ends_at: datetime | None
    currency: str


async def dates_of(session: AsyncSession, viewer: Viewer, states: Iterable[str]) -> list[Dates]:
    """All campaigns in some states that the viewer sees, oldest first, without their parts."""
    seen = visible_to(viewer).where(Campaign.state.in_(tuple(states))).order_by(Campaign.seq)
    rows = await session.execute(
        seen.with_only_columns(Campaign.id, Campaign.state, Campaign.ends_at, Campaign.currency))
    return [Dates(*row) for row in rows.all()]


async def count_ended(session: AsyncSession, viewer: Viewer) -> int:
    """How many live campaigns that the viewer sees are past their end."""
    seen = visible_to(viewer).where(Campaign.state == LIVE, Campaign.ends_at <= now(session)).subquery()
    return await session.scalar(select(func.count()).select_from(seen)) or 0


async def pauses_of(session: AsyncSession, campaign_id: str) -> list[Pause]:
    """The stretches in which a campaign stood still, in order; the last may be open."""
    rows = select(Pause).where(Pause.campaign_id == campaign_id).order_by(Pause.started_at, Pause.seq)
    return list((await session.scalars(rows)).all())


async def holidays(session: AsyncSession) -> list[Holiday]:
    """The days that no clock counts, in order."""
    return list((await session.scalars(select(Holiday).order_by(Holiday.started_at, Holiday.seq))).all())


async def all_holidays(session: AsyncSession, viewer: Viewer) -> list[Holiday]:
    """The table of holidays, for those who edit it."""
    viewer.require(HOLIDAYS)
    return await holidays(session)


async def brief_of(session: AsyncSession, campaign_id: str, number: int | None = None) -> Brief | None:
    """A version of a campaign's brief, by default the latest."""
    rows = select(Brief).where(Brief.campaign_id == campaign_id).order_by(Brief.number.desc()).limit(1)
    found: Brief | None = await session.scalar(rows if number is None else rows.where(Brief.number == number))
    return found


async def products_of(session: AsyncSession, campaign_id: str) -> list[Product]:
    """The products whose variants a campaign gives."""
    rows = (select(Product).join(Variant, Variant.product_id == Product.id)
            .join(OfferLine, OfferLine.variant_id == Variant.id).join(Offer, Offer.id == OfferLine.offer_id)
            .where(Offer.campaign_id == campaign_id).order_by(Product.seq))
    return list((await session.scalars(rows)).unique().all())


async def choices(session: AsyncSession, viewer: Viewer, brand_id: str) -> Choices:
    """What a brand that the viewer sees can choose from."""
    brand = await brands.get(session, viewer, brand_id)
    rows = visible_to(viewer).where(Campaign.brand_id == brand_id).order_by(Campaign.seq.desc()).limit(50)
    return Choices(brand, await brands.variants_of(session, viewer, brand_id), traits_of(resource(session, Library)),
                   list((await session.scalars(rows)).all()))


async def world_of(session: AsyncSession, viewer: Viewer, brand_id: str, *, reference: str | None = None,
                   follows: str | None = None, but: str | None = None) -> World:
    """What a brand's campaign is judged against; `but` is the campaign itself, where there is one already."""
    variants = await brands.variants_of(session, viewer, brand_id)
    library, networks = resource(session, Library), resource(session, Networks)
    traits = traits_of(library)
    return World(
        now=now(session), traits=kinds(traits), variants=_findable(variants),
        names={variant.id: _called(variant) for variant in variants},
        archived=frozenset(v.id for v in variants if v.is_archived or v.product.is_archived),
        gated=frozenset(v.id for v in variants if is_age_gated(v.product.category)),
        networks=networks.slugs, questionnaires=library.slugs,
        earlier=await _ids(session, brand_id, Campaign.id == follows, but) if follows else frozenset(),
        is_reference_taken=bool(reference and await _ids(session, brand_id, Campaign.external_ref == reference, but)),
        titles=titles(traits),
        network_names=networks.names)


async def mistakes(session: AsyncSession, viewer: Viewer, brand_id: str, body: CampaignIn,
                   campaign_id: str | None = None) -> tuple[list[Fault], list[Fault]]:
    """What no draft of a brand may hold, and what its brief asks that no brief may."""
    world = await world_of(session, viewer, brand_id, reference=body.external_ref, follows=body.follows_id,
                           but=campaign_id)
    return faults_in(body, world), [*lint_brief(body.brief), *lint_hashtags(body)]


async def lacks(session: AsyncSession, viewer: Viewer, row: Campaign) -> list[Fault]:
    """What keeps a campaign from being submitted or approved: what is wrong, missing, or may not be asked."""
    body = CampaignIn.of(row)
    world = await world_of(session, viewer, row.brand_id, reference=body.external_ref, follows=body.follows_id,
                           but=row.id)
    return [*faults_in(body, world), *missing_in(body, world), *lint_brief(body.brief), *lint_hashtags(body)]


async def _ids(session: AsyncSession, brand_id: str, which: ColumnElement[bool], but: str | None) -> frozenset[str]:
    rows = select(Campaign.id).where(Campaign.brand_id == brand_id, which)
    return frozenset(found for found in (await session.scalars(rows)).all() if found != but)


def _findable(variants: Sequence[Variant]) -> dict[str, str]:
    """A variant by its id, and by its reference where only one of the brand's variants has it."""
    refs = [v.external_ref for v in variants]
    by_ref = {v.external_ref: v.id for v in variants if v.external_ref is not None and refs.count(v.external_ref) == 1}
    return by_ref | {v.id: v.id for v in variants}


def _called(variant: Variant) -> dict[str, str]:
    """A variant with its product in both languages, as far as they are told: 'Oat milk, 1 litre'."""
    parts = (variant.product.name, variant.name)
    chinese = "，".join(part.get("zh-cn") or part["default"] for part in parts)
    told = {"zh-cn": chinese} if any(part.get("zh-cn") for part in parts) else {}
    return {"default": ", ".join(part["default"] for part in parts), **told}
