"""All that a forecast reads: what a run of the campaign would read, and its plan. Whoever asks sees only numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.brands import queries as brands
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, CampaignPlatform, Offer, Quota, Want
from app.campaigns.rules import DRAFTED
from app.campaigns.rules.traits import titles
from app.campaigns.schemas.campaign import CampaignIn
from app.campaigns.schemas.checks import faults_in
from app.consumers.rules import READ as READ_PEOPLE
from app.core.errors import Invalid
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.matching.engine.forecast import Plan
from app.matching.queries.inputs import all_traits, inputs, inputs_of
from app.matching.rules import FORECAST, RUN
from app.matching.rules.computing import Inputs
from app.matching.rules.forecasting import Asked
from app.matching.rules.refusals import NothingFree
from app.platforms.known import Networks

POSTING_DAYS = 14
"""Where a draft does not say yet which posts it asks for."""


async def asked(session: AsyncSession, viewer: Viewer, campaign_id: str, goal: int | None = None) -> Asked:
    """All that the forecast of a campaign reads, a draft's too; `goal` is a number of reviews. NothingFree where units
    are planned and none is left to be offered."""
    viewer.require(FORECAST)
    campaign = await campaigns.get_whole(session, viewer, campaign_id)
    read = await inputs(session, _reader(viewer), campaign_id, dry=True)
    if not read.units and any(offer.units for offer in campaign.offers):
        raise NothingFree
    return _asked(session, campaign, read, [one.posting_days for one in campaign.deliverables], goal)


async def asked_of(session: AsyncSession, viewer: Viewer, brand_id: str, body: CampaignIn,
                   goal: int | None = None) -> Asked:
    """All that the forecast of a campaign reads that is not stored yet; Invalid where no draft may hold it."""
    viewer.require(FORECAST)
    brand = await brands.get(session, viewer, brand_id)
    world = await campaigns.world_of(session, viewer, brand.id)
    if found := faults_in(body, world):
        raise Invalid(tuple(found))
    campaign = _unstored(brand.id, brand.time_zone, body)
    given = [world.variants[line.variant] for offer in body.offers for line in offer.lines]
    read = await inputs_of(session, _reader(viewer), campaign, sum(offer.units for offer in body.offers), given=given)
    return _asked(session, campaign, read, [one.posting_days for one in body.deliverables], goal)


def _reader(viewer: Viewer) -> Viewer:
    """Reads people for whoever asked: what leaves is numbers, never a person."""
    return replace(viewer, permissions=frozenset({RUN, READ_PEOPLE}))


def _asked(session: AsyncSession, campaign: Campaign, read: Inputs, posting: Sequence[int], goal: int | None) -> Asked:
    start = max(campaign.starts_at or now(session), now(session))
    plan = Plan(
        read.units, max(len(posting), 1), campaign.answer_days, trial_days=campaign.trial_days,
        posting_days=max(posting, default=POSTING_DAYS),
        days=None if campaign.ends_at is None else max((campaign.ends_at - start) // timedelta(days=1), 0))
    return Asked(read, plan, len(campaign.musts), goal, titles(all_traits(session)),
                 resource(session, Networks).names)


def _unstored(brand_id: str, zone: str, body: CampaignIn) -> Campaign:
    """A campaign as matching would read it, in no store."""
    plain = ("follows_id", "starts_at", "ends_at", "answer_days", "trial_days", "gift_cap_days", "brand_cap_days",
             "rival_cap_days", "waitlist_share", "needs_verified_account", "measures_lift", "hold_out_share",
             "newcomer_share", "control_share")
    return Campaign(
        id="", brand_id=brand_id, state=DRAFTED, time_zone=body.time_zone or zone, audience=body.audience.model_dump(),
        musts=[one.model_dump(exclude_none=True) for one in body.musts],
        must_nots=[one.model_dump(exclude_none=True) for one in body.must_nots],
        wants=[Want(position=place, key=one.trait, want=one.want, weight=one.weight)
               for place, one in enumerate(body.traits)],
        quotas=[Quota(position=place, **one.model_dump()) for place, one in enumerate(body.quotas)],
        platforms=[CampaignPlatform(**one.model_dump()) for one in body.platforms],
        offers=[Offer(position=place, units=one.units) for place, one in enumerate(body.offers)],
        **{name: getattr(body, name) for name in plain})
