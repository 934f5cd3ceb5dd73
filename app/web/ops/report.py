"""A campaign's report at the door of ops."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.insights.rules import READ
from app.web import reports
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/ops/campaigns/{campaign_id}")


@router.get("/report", **opens(READ))
async def page(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """Funnel, reviews, numbers and cost on one printable page."""
    return await reports.page(screen, work, campaign_id, f"/ops/campaigns/{campaign_id}")


@router.get("/report.csv", **opens(READ))
async def table(campaign_id: str, screen: Showing, work: Working) -> Response:
    """The same as CSV."""
    return await reports.table(screen, work, campaign_id)
