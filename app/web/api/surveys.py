"""The few questions that a member is asked about a product, before and after."""

from fastapi import APIRouter

from app.consumers.rules import ANSWER, READ_OWN
from app.consumers.schemas import AnswersIn, ResponseOut
from app.core.errors import Invalid
from app.insights import service
from app.insights.queries import surveys
from app.insights.rules.surveys import When
from app.insights.schemas import SurveyOut
from app.web.api.consumers import in_answers
from app.web.api.listing import Id
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1/me/surveys", tags=["me"])


@router.get("", **needs(READ_OWN))
async def mine(work: Working, viewer: Who) -> list[SurveyOut]:
    """What one is asked now and has not answered yet."""
    return await work.read(surveys.mine, viewer)


@router.put("/{campaign_id}/{when}", **needs(ANSWER))
async def answer(campaign_id: Id, when: When, body: AnswersIn, work: Working, viewer: Who) -> ResponseOut:
    """Answer before or after; the former answers are kept beside."""
    try:
        return await work.do(service.answer, viewer, campaign_id, when, body.answers, "api", shape=ResponseOut.of)
    except Invalid as refusal:
        raise in_answers(refusal) from refusal
