"""How a campaign's matching went on: its waves with what they brought, seats of its people, what waits for a decision,
and who was rejected or replaced before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Traits
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.matching.engine.waves import Why
from app.matching.models import Match, Run
from app.matching.queries import in_order, runs_visible_to
from app.matching.queries.waves import SAID_YES
from app.matching.rules import PROPOSED, READ, REJECTED, REPLACED
from app.seats.models import Seat


@dataclass(frozen=True, slots=True)
class WaveTold:
    """One wave: its number, when it went out (None where all of it was offered anew since), how many it offered, how
    many offers were open with them for how many units not accepted yet, why as many, the chance of more yeses than
    units, and how many said yes."""

    number: int
    at: datetime | None
    offers: int
    free: int
    open: int
    why: Why
    p_over: float
    said_yes: int


async def waves_of(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[WaveTold]:
    """All waves of a campaign, the first first; for ops."""
    viewer.require(READ)
    facts = await session.scalars(
        runs_visible_to(viewer).where(Run.campaign_id == campaign_id).with_only_columns(Run.facts).order_by(Run.number))
    kept: list[Mapping[str, Any]] = [wave for one in facts.all() for wave in one.get("waves", ())]
    rows = await session.execute(
        select(Seat.wave, func.min(Seat.offered_at), func.count().filter(Seat.state.in_(SAID_YES)))
        .where(Seat.campaign_id == campaign_id).group_by(Seat.wave))
    brought = {wave: (at, yes) for wave, at, yes in rows.all()}

    def told(one: Mapping[str, Any]) -> WaveTold:
        at, yes = brought.get(one["number"], (None, 0))
        return WaveTold(one["number"], at, one["offers"], one["free"], one["open"], Why(one["why"]), one["p_over"], yes)
    return [told(one) for one in kept]


async def seats_of(session: AsyncSession, viewer: Viewer, campaign_id: str,
                   consumer_ids: Collection[str]) -> dict[str, Seat]:
    """The seats in a campaign of those of some people who have one; for ops."""
    viewer.require(READ)
    rows = await session.scalars(select(Seat).where(
        Seat.campaign_id == campaign_id, Seat.consumer_id.in_(consumer_ids)))
    return {seat.consumer_id: seat for seat in rows.all()}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A person whom ops rejected or replaced (`is_replaced`), elsewhere than in one run: of which campaign, whether of
    the same brand, why and when."""

    campaign: Text
    is_same_brand: bool
    reason: str
    at: datetime | None
    is_replaced: bool = False


async def rejections_of(session: AsyncSession, viewer: Viewer, run: Run,
                        consumer_ids: Collection[str]) -> dict[str, tuple[Rejected, ...]]:
    """By person the rejections and replacements in other runs that had a reason, of this campaign or others, the
    latest first; for ops."""
    viewer.require(READ)
    brand_id = await session.scalar(select(Campaign.brand_id).where(Campaign.id == run.campaign_id))
    rows = await session.execute(
        select(Match.consumer_id, Campaign.name, Campaign.brand_id, Match.rejection, Match.decided_at,
               Match.state)
        .join(Campaign, Campaign.id == Match.campaign_id)
        .where(Match.consumer_id.in_(consumer_ids), Match.state.in_((REJECTED, REPLACED)), Match.rejection.is_not(None),
               Match.run_id != run.id).order_by(Match.decided_at.desc(), Match.seq.desc()))
    found: dict[str, tuple[Rejected, ...]] = {}
    for who, name, brand, reason, at, state in rows.all():
        one = Rejected(Text.model_validate(name), brand == brand_id, reason, at, state == REPLACED)
        found[who] = (*found.get(who, ()), one)
    return found


async def is_changed(session: AsyncSession, viewer: Viewer, run_id: str) -> bool:
    """Whether ops rejected or replaced a pick of a run since, so that what it counted is not how it stands; for ops."""
    viewer.require(READ)
    return bool(await session.scalar(select(exists().where(
        Match.run_id == run_id, Match.state.in_((REJECTED, REPLACED))))))


@dataclass(frozen=True, slots=True)
class ToDecide:
    """The picks of a run that wait for a decision in the order in which they would be offered; which of them are for
    the waiting list, and whose answers are doubted."""

    ids: tuple[str, ...]
    waiting: frozenset[str]
    doubtful: frozenset[str]


async def to_decide(session: AsyncSession, viewer: Viewer, run_id: str) -> ToDecide:
    """What stands to be approved or rejected in a run; for ops."""
    viewer.require(READ)
    rows = (await session.execute(in_order(select(Match).where(Match.run_id == run_id, Match.state == PROPOSED))
                                  .with_only_columns(Match.id, Match.is_on_waitlist, Match.consumer_id))).all()
    flags = await session.execute(
        select(Traits.consumer_id, Traits.flags).join(Match, Match.consumer_id == Traits.consumer_id)
        .where(Match.run_id == run_id, Match.state == PROPOSED))
    doubted = {who for who, told in flags.all() if told}
    return ToDecide(tuple(row[0] for row in rows), frozenset(row[0] for row in rows if row[1]),
                    frozenset(row[0] for row in rows if row[2] in doubted))
