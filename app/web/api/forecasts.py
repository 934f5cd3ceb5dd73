"""Forecasts: what a campaign would bring before it is posted, stored or not."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.campaigns.schemas import CampaignIn
from app.core.viewer import Viewer
from app.matching import jobs
from app.matching.rules import FORECAST, READ
from app.matching.rules.forecasting import Foreseen
from app.matching.schemas import ForecastOut
from app.web.api.campaigns import BrandId
from app.web.api.listing import Id
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["campaigns"])
Reviews = Annotated[int | None, Query(ge=1, le=1_000_000, description="A number of reviews to be reached.")]


def _shape(found: Foreseen, viewer: Viewer) -> ForecastOut:
    return ForecastOut.of(found, READ in viewer.permissions)


@router.get("/campaigns/{campaign_id}/forecast", **needs(FORECAST))
async def forecast(campaign_id: Id, work: Working, viewer: Who, reviews: Reviews = None) -> ForecastOut:
    """What a campaign would bring, a draft's too: people, reviews with an interval, samples needed, what costs most."""
    return _shape(await jobs.forecast_now(work, viewer, campaign_id, reviews), viewer)


@router.post("/forecast", **needs(FORECAST))
async def forecast_unstored(body: CampaignIn, work: Working, viewer: Who, brand: BrandId = None,
                            reviews: Reviews = None) -> ForecastOut:
    """What a campaign would bring that is not stored; nothing of it is kept."""
    found = await jobs.forecast_of(work, viewer, brand or viewer.scope("brand"), body, reviews)
    return _shape(found, viewer)
