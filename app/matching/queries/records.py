"""Everybody's earlier seats, interest shown, and draws of a hold-out: what a run knows beyond answers."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.core.viewer import Viewer
from app.core.work import now
from app.matching.engine.learning.cards import Card, parse
from app.matching.models import HoldOut, Interest, ModelCard
from app.matching.rules import READ
from app.matching.rules.computing import Record, Shares
from app.matching.rules.records import Past, record_of
from app.seats.models import Seat


async def record(session: AsyncSession, campaign: Campaign) -> Record:
    """What a run of a campaign knows of people beyond their answers."""
    zone = ZoneInfo(campaign.time_zone)
    answered_at = func.coalesce(Seat.answered_at, Seat.changed_at)
    columns = (Consumer.seq, Seat.state, answered_at, Seat.settled_at)
    rows = await session.execute(select(*columns).join(Consumer, Consumer.id == Seat.consumer_id))
    interested = await session.scalars(select(Consumer.seq).join(Interest, Interest.consumer_id == Consumer.id).where(
        Interest.campaign_id == campaign.id, Interest.withdrawn_at.is_(None)))
    drawn = await session.execute(select(Consumer.seq, HoldOut.is_held_out).join(
        HoldOut, HoldOut.consumer_id == Consumer.id).where(HoldOut.campaign_id == campaign.id))
    past = [Past(seq, state, _day(answered, zone), _day(settled, zone))
            for seq, state, answered, settled in rows.all()]
    return record_of(past, now(session).astimezone(zone).date(), interested.all(), dict(drawn.all()))


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()


async def drawn_for(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[str]:
    """Everybody drawn for a campaign's comparison, held out or not, in the order of the draw; for ops."""
    viewer.require(READ)
    rows = select(HoldOut.consumer_id).where(HoldOut.campaign_id == campaign_id).order_by(HoldOut.seq)
    return list((await session.scalars(rows)).all())


def shares(campaign: Campaign) -> Shares:
    """What a campaign sets aside."""
    return Shares(campaign.newcomer_share, campaign.control_share,
                  campaign.hold_out_share if campaign.measures_lift else None)


def scopes(brand_id: str, categories: Iterable[str]) -> list[str]:
    """Where a campaign's outcomes are learned from, the nearest first: its brand, then what it gives."""
    return [f"brand:{brand_id}", *(f"category:{one}" for one in sorted(categories))]


async def model(session: AsyncSession, brand_id: str, categories: Iterable[str]) -> tuple[Card, str] | None:
    """The model that serves a campaign, with its card's id: the newest of its brand where that is used, else of its
    category."""
    wanted = scopes(brand_id, categories)
    rows = select(ModelCard).where(ModelCard.scope.in_(wanted)).order_by(ModelCard.scope, ModelCard.number)
    newest = {card.scope: card for card in (await session.scalars(rows)).all()}
    used = next((newest[scope] for scope in wanted if scope in newest and newest[scope].is_used), None)
    return None if used is None else (parse(used.card), used.id)
