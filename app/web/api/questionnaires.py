"""Questionnaires, as programs show them to people."""

from fastapi import APIRouter, Request

from app.consumers.schemas import QuestionnaireOut
from app.questionnaires.loading import Library
from app.web.api.listing import Id
from app.web.doors import needs

router = APIRouter(prefix="/api/v1/questionnaires", tags=["questionnaires"])


@router.get("/{slug}", **needs())
async def latest(slug: Id, request: Request) -> QuestionnaireOut:
    """The newest version of a questionnaire, every text in both languages."""
    library: Library = request.app.state.house.library
    return QuestionnaireOut.of(library.latest(slug))
