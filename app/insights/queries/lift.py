"""What a campaign changed: those drawn for it against those held out, and what its receivers say afterwards."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.consumers.models import Response
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.insights.rules import READ, READ_OWN
from app.insights.rules.lift import (
    NOBODY_DRAWN,
    NOT_MEASURED,
    OUTCOMES,
    Drawn,
    Measured,
    arms,
    measured,
    net_promoters,
    sentence,
    stars,
)
from app.insights.rules.surveys import SLUG
from app.insights.schemas import EffectOut, LiftOut, MeasuredOut, VerdictOut
from app.matching.engine.lift.measuring import Outcome
from app.matching.models import HoldOut
from app.seats.models import Seat


async def lift(session: AsyncSession, viewer: Viewer, campaign_id: str, outcome: Outcome) -> LiftOut:
    """The lift of one outcome: of one campaign that the viewer may see, and pooled over its brand's."""
    campaign, sees_all = await _seen(session, viewer, campaign_id)
    return _lift(campaign, await _people(session, campaign.brand_id), outcome, sees_all)


async def effect(session: AsyncSession, viewer: Viewer, campaign_id: str) -> EffectOut:
    """Every outcome's lift, and what those who received the sample say, all from the survey afterwards."""
    campaign, sees_all = await _seen(session, viewer, campaign_id)
    people = await _people(session, campaign.brand_id) if campaign.measures_lift else []
    here = [one for one in people if one.campaign_id == campaign.id]
    return EffectOut(
        lifts=[_lift(campaign, people, outcome, sees_all) for outcome in OUTCOMES],
        net_promoters=VerdictOut.model_validate(net_promoters(here, sees_all)),
        stars=VerdictOut.model_validate(stars(here, sees_all)))


async def _seen(session: AsyncSession, viewer: Viewer, campaign_id: str) -> tuple[Campaign, bool]:
    """The campaign, and whether the viewer may read small counts."""
    if READ not in viewer.permissions:
        viewer.require(READ_OWN)
    return await campaigns.get(session, viewer, campaign_id), READ in viewer.permissions


async def _people(session: AsyncSession, brand_id: str) -> list[Drawn]:
    """Everybody drawn in a brand's campaigns with his latest answers afterwards; who was erased has none left."""
    said = {(row.subject_id, row.consumer_id): row.answers for row in (await session.execute(
        select(Response.subject_id, Response.consumer_id, Response.answers)
        .join(Campaign, Campaign.id == Response.subject_id)
        .where(Response.slug == SLUG, Response.purpose == "after", Campaign.brand_id == brand_id)
        .order_by(Response.seq))).all()}
    rows = await session.execute(
        select(HoldOut.campaign_id, HoldOut.consumer_id, HoldOut.is_held_out, Seat.received_at.is_not(None))
        .join(Campaign, Campaign.id == HoldOut.campaign_id)
        .outerjoin(Seat, (Seat.campaign_id == HoldOut.campaign_id) & (Seat.consumer_id == HoldOut.consumer_id))
        .where(Campaign.brand_id == brand_id).order_by(HoldOut.seq))
    return [Drawn(row[0], row[2], bool(row[3]), said.get((row[0], row[1]))) for row in rows.all()]


def _lift(campaign: Campaign, people: list[Drawn], outcome: Outcome, sees_all: bool) -> LiftOut:
    if not campaign.measures_lift:
        return _nothing(campaign, outcome, NOT_MEASURED)
    pairs = arms(people, outcome)
    if campaign.id not in pairs:
        return _nothing(campaign, outcome, NOBODY_DRAWN)
    here = measured([pairs[campaign.id]], outcome, sees_all)
    together = measured(pairs.values(), outcome, sees_all) if len(pairs) > 1 else None
    return LiftOut(campaign_id=campaign.id, outcome=outcome, is_measured=True, sentence=sentence(here),
                   here=_told(here), campaign_count=len(pairs), pooled=_told(together) if together else None,
                   pooled_sentence=sentence(together) if together else None)


def _nothing(campaign: Campaign, outcome: Outcome, why: Text) -> LiftOut:
    return LiftOut(campaign_id=campaign.id, outcome=outcome, is_measured=campaign.measures_lift, sentence=why)


def _told(found: Measured) -> MeasuredOut:
    return MeasuredOut.model_validate(found)
