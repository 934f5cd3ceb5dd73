"""What is learned from, and the cards of what was learned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import nan
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.brands.models import Product, Variant
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Offer, OfferLine
from app.consumers.models import Consumer
from app.consumers.queries.audience import people
from app.core.errors import NotFound
from app.core.paging import MOST, Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.matching.engine.learning.cards import parse
from app.matching.engine.learning.choice import ENOUGH, RULE
from app.matching.models import Match, ModelCard, Run
from app.matching.queries import get_run
from app.matching.queries.inputs import all_traits
from app.matching.queries.records import scopes
from app.matching.queries.waves import SAID_YES
from app.matching.rules import READ
from app.matching.rules.learning import Lessons, Told, learnable
from app.matching.rules.ranking import Behind, Version
from app.matching.rules.records import SAID_NOTHING
from app.seats.models import Seat


async def lessons(session: AsyncSession, viewer: Viewer) -> Lessons:
    """The resolved offers of every brand and category that has enough of them, and whose newest card is of others or of
    an older rule, with everybody's answers."""
    viewer.require(READ)
    categories = await _categories(session)
    columns = (Campaign.id, Campaign.brand_id, Campaign.time_zone, Consumer.seq, Seat.state,
               func.coalesce(Seat.answered_at, Seat.changed_at), Match.fit, Run.means, Run.facts)
    rows = select(*columns).select_from(Seat).join(Match, Match.id == Seat.match_id).join(
        Run, Run.id == Match.run_id).join(Campaign, Campaign.id == Seat.campaign_id).join(
        Consumer, Consumer.id == Seat.consumer_id).where(Seat.state.in_((*SAID_YES, *SAID_NOTHING)))
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for campaign_id, brand_id, zone, seq, state, at, fit, means, facts in (await session.execute(rows)).all():
        if not (spread := facts.get("fit_spread")):
            continue
        told = Told(seq, (fit - means["fit"]) / spread, state in SAID_YES, at.astimezone(ZoneInfo(zone)).date())
        for scope in scopes(brand_id, categories.get(campaign_id, ())):
            found[scope].append(told)
    known = await newest(session)
    fresh = {scope: told for scope, told in found.items()
             if len(told) >= ENOUGH and (scope not in known or _is_behind(known[scope][1], len(told)))}
    keys = learnable(all_traits(session))
    everyone = await people(session, viewer, keys) if fresh else ()
    answers = {one.seq: [float(one.traits.get(key, nan)) for key in keys] for one in everyone if one.has_agreed}
    return Lessons(now(session).date(), keys, answers, fresh)


def _is_behind(card: Mapping[str, Any], outcomes: int) -> bool:
    return card["n"] != outcomes or card.get("rule") != RULE


async def _categories(session: AsyncSession, only: str | None = None) -> dict[str, set[str]]:
    """What each campaign gives, or one of them."""
    rows = select(Offer.campaign_id, Product.category).join(OfferLine, OfferLine.offer_id == Offer.id).join(
        Variant, Variant.id == OfferLine.variant_id).join(Product, Product.id == Variant.product_id).distinct()
    rows = rows if only is None else rows.where(Offer.campaign_id == only)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for campaign_id, category in (await session.execute(rows)).all():
        found[campaign_id].add(category)
    return found


def visible_to(viewer: Viewer) -> Select[ModelCard]:
    """Ops see all cards, nobody else any."""
    return select(ModelCard) if READ in viewer.permissions else select(ModelCard).where(false())


async def list_page(session: AsyncSession, viewer: Viewer, ask: Ask) -> Page[ModelCard]:
    """Model cards, newest first."""
    viewer.require(READ)
    return await page(session, visible_to(viewer), ModelCard.seq, ask, newest_first=True)


async def present(session: AsyncSession, viewer: Viewer) -> list[ModelCard]:
    """The newest card of each brand and kind of product, the latest made first."""
    viewer.require(READ)
    rows = visible_to(viewer).where(_is_present()).order_by(ModelCard.seq.desc())
    return list((await session.scalars(rows)).all())


async def earlier_page(session: AsyncSession, viewer: Viewer, card: ModelCard, ask: Ask) -> Page[ModelCard]:
    """The versions of a card's brand or kind of product that came before it, newest first."""
    viewer.require(READ)
    rows = visible_to(viewer).where(ModelCard.scope == card.scope, ModelCard.number < card.number)
    return await page(session, rows, ModelCard.seq, ask, newest_first=True)


def _is_present() -> ColumnElement[bool]:
    later = aliased(ModelCard)
    return ~exists().where(later.scope == ModelCard.scope, later.number > ModelCard.number)


async def newest(session: AsyncSession) -> dict[str, tuple[int, Any]]:
    """Scope to the number of its newest card and the card as it is stored."""
    rows = select(ModelCard.scope, ModelCard.number, ModelCard.card).order_by(ModelCard.scope, ModelCard.number)
    return {scope: (number, card) for scope, number, card in (await session.execute(rows)).all()}


async def get(session: AsyncSession, viewer: Viewer, card_id: str) -> ModelCard:
    """One version, or NotFound."""
    viewer.require(READ)
    found = await session.scalar(visible_to(viewer).where(ModelCard.id == card_id))
    if found is None:
        raise NotFound("model")
    return found


async def behind_run(session: AsyncSession, viewer: Viewer, run_id: str) -> Behind:
    """What stood behind a run's order, for ops."""
    viewer.require(READ)
    return await behind(session, await get_run(session, viewer, run_id))


async def behind(session: AsyncSession, run: Run) -> Behind:
    """What stood behind a run's order: the model that ranked it, and the versions of that day that were passed over."""
    brand_id = (await session.scalars(select(Campaign.brand_id).where(Campaign.id == run.campaign_id))).one()
    wanted = scopes(brand_id, (await _categories(session, run.campaign_id)).get(run.campaign_id, ()))
    rows = select(ModelCard).where(ModelCard.scope.in_(wanted), ModelCard.made_at <= run.made_at)
    newest_of = {row.scope: row for row in (await session.scalars(rows.order_by(ModelCard.number))).all()}
    served = await session.scalar(select(ModelCard).where(ModelCard.id == (run.facts.get("model_id") or "")))
    known = [_version(newest_of[scope]) for scope in wanted if scope in newest_of]
    return Behind(None if served is None else _version(served), tuple(one for one in known if not one.card.is_used))


def _version(row: ModelCard) -> Version:
    return Version(row.id, row.scope, row.number, parse(row.card))


async def yes_rates(session: AsyncSession, run_ids: Iterable[str]) -> dict[str, float]:
    """By run that a model ranked: which share of those it learned from said yes."""
    runs = (await session.execute(select(Run.id, Run.facts).where(Run.id.in_(set(run_ids))))).all()
    ranked = {run_id: facts["model_id"] for run_id, facts in runs if facts.get("model_id")}
    cards = (await session.execute(
        select(ModelCard.id, ModelCard.card).where(ModelCard.id.in_(set(ranked.values()))))).all()
    rates = {card_id: card["positives"] / card["n"] for card_id, card in cards}
    return {run_id: rates[card_id] for run_id, card_id in ranked.items() if card_id in rates}


async def compared(session: AsyncSession, viewer: Viewer) -> list[Campaign]:
    """Campaigns that measure lift, newest first; for ops."""
    viewer.require(READ)
    rows = campaigns.visible_to(viewer).where(Campaign.measures_lift).order_by(Campaign.seq.desc()).limit(MOST)
    return list((await session.scalars(rows)).all())
