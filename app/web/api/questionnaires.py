"""Questionnaires, as programs show them to people."""

from fastapi import APIRouter, Request

from app.consumers.schemas import QuestionnaireOut
from app.core.i18n import Text
from app.core.shapes import Out
from app.questionnaires.loading import Library
from app.web.api.listing import Id, List
from app.web.doors import needs


class QuestionnaireBrief(Out):
    """A questionnaire by its name."""

    slug: str
    version: int
    title: Text


router = APIRouter(prefix="/api/v1/questionnaires", tags=["questionnaires"])


@router.get("", **needs())
async def index(request: Request) -> List[QuestionnaireBrief]:
    """The questionnaires of this installation, each in its newest version."""
    library: Library = request.app.state.house.questionnaires
    found = [QuestionnaireBrief(slug=one.slug, version=one.version, title=one.title)
             for one in map(library.latest, library.slugs)]
    return List(data=found, has_more=False, next_cursor=None)


@router.get("/{slug}", **needs())
async def latest(slug: Id, request: Request) -> QuestionnaireOut:
    """The newest version of a questionnaire, every text in both languages."""
    library: Library = request.app.state.house.questionnaires
    return QuestionnaireOut.of(library.latest(slug))
