"""The summary of a campaign."""

from fastapi import APIRouter

from app.insights import queries
from app.insights.rules import READ, READ_OWN
from app.insights.schemas import Summary
from app.web.api.listing import Id
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["campaigns"])


@router.get("/campaigns/{campaign_id}/summary", **needs(READ, READ_OWN))
async def summary(campaign_id: Id, work: Working, viewer: Who) -> Summary:
    """Funnel, reviews, numbers and cost; each share names its denominator."""
    return await work.read(queries.summary, viewer, campaign_id)
