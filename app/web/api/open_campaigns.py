"""Open campaigns over REST: what a consumer may read of them, interest shown and taken back, and why or why not."""

from fastapi import APIRouter

from app.campaigns.rules import READ_OPEN
from app.core.errors import Invalid
from app.core.paging import Page
from app.matching import service
from app.matching.queries import interest
from app.matching.queries.why_me import why_me
from app.matching.rules import INTEREST
from app.matching.schemas import InterestIn, InterestOut, OpenCampaignOut, WhyOut
from app.web.api.consumers import in_answers
from app.web.api.listing import Asked, Id, List
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1/open-campaigns", tags=["open campaigns"])


def _list(page: Page[OpenCampaignOut]) -> List[OpenCampaignOut]:
    return List(data=page.items, has_more=page.next_cursor is not None, next_cursor=page.next_cursor)


@router.get("", **needs(READ_OPEN))
async def index(work: Working, viewer: Who, ask: Asked,
                is_interested: bool | None = None) -> List[OpenCampaignOut]:
    """Campaigns with a free unit, newest first; `is_interested`: all that one wants, over ones too, or the others."""
    return await work.read(interest.page, viewer, ask, is_interested=is_interested, shape=_list)


@router.get("/{campaign_id}", **needs(READ_OPEN))
async def one(campaign_id: Id, work: Working, viewer: Who) -> OpenCampaignOut:
    """One campaign: the product, what is asked, until when, on which networks."""
    return await work.read(interest.one, viewer, campaign_id)


@router.put("/{campaign_id}/interest", **needs(INTEREST))
async def show_interest(campaign_id: Id, work: Working, viewer: Who, body: InterestIn | None = None) -> InterestOut:
    """Be interested, with the answers to the campaign's own questions where it names some."""
    answers = body.answers if body else None
    try:
        return await work.do(service.show_interest, viewer, campaign_id, answers, shape=InterestOut.of)
    except Invalid as refusal:
        raise in_answers(refusal) from refusal


@router.delete("/{campaign_id}/interest", **needs(INTEREST))
async def withdraw_interest(campaign_id: Id, work: Working, viewer: Who) -> InterestOut:
    """Take interest back."""
    return await work.do(service.withdraw_interest, viewer, campaign_id, shape=InterestOut.of)


@router.get("/{campaign_id}/why", **needs(READ_OPEN))
async def why(campaign_id: Id, work: Working, viewer: Who) -> WhyOut:
    """Why one was or was not picked for a campaign one is interested in, and what would change it."""
    return await work.read(why_me, viewer, campaign_id)
