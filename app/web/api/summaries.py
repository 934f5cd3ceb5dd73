"""The summary of a campaign, its weeks, and what it changed."""

from fastapi import APIRouter

from app.insights import queries
from app.insights.queries import lift as lifts
from app.insights.rules import READ, READ_OWN
from app.insights.schemas import LiftOut, Summary
from app.matching.engine.lift.measuring import Outcome
from app.reviews.queries import weeks
from app.reviews.queries.weeks import Posts
from app.reviews.schemas.weeks import WeeksOut
from app.web.api.listing import Id
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["campaigns"])


@router.get("/campaigns/{campaign_id}/summary", **needs(READ, READ_OWN))
async def summary(campaign_id: Id, work: Working, viewer: Who) -> Summary:
    """Funnel, reviews, numbers and cost; each share names its denominator."""
    return await work.read(queries.summary, viewer, campaign_id)


@router.get("/campaigns/{campaign_id}/weeks", **needs(READ, READ_OWN))
async def weekly(campaign_id: Id, work: Working, viewer: Who) -> WeeksOut:
    """The numbers of its verified posts week by week, with how many were found edited or gone."""
    at = work.clock()

    def shape(found: Posts) -> WeeksOut:
        return WeeksOut.of(found.campaign, found.weeks(at, is_elsewhere=False), found.weeks(at, is_elsewhere=True), at)
    return await work.read(weeks.posts, viewer, campaign_id, shape=shape)


@router.get("/campaigns/{campaign_id}/lift", **needs(READ, READ_OWN))
async def lift(campaign_id: Id, work: Working, viewer: Who, outcome: Outcome = "intent") -> LiftOut:
    """How many more mean to buy (intent) or bought (purchase) than among those held out, with its interval."""
    return await work.read(lifts.lift, viewer, campaign_id, outcome)
