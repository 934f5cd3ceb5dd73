"""What a member is shown of his own."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Address, Consent
from app.consumers.queries.answers import consents_of, current_answers, find_address
from app.consumers.queries.people import get
from app.consumers.schemas import AnswersOut
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import resource
from app.questionnaires.loading import Library


async def answers_of_own(session: AsyncSession, viewer: Viewer, slug: str) -> AnswersOut:
    """The viewer's present answers to the newest version of a questionnaire."""
    questionnaire = resource(session, Library).latest(slug)
    consumer = await get(session, viewer, viewer.scope("consumer"))
    answers = await current_answers(session, consumer.id, questionnaire)
    return AnswersOut(slug=slug, version=questionnaire.version, answers=answers)


async def address_of(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Address | None:
    """Where a person's samples go; None where it is not known."""
    consumer = await get(session, viewer, consumer_id)
    return await find_address(session, consumer.id)


async def address_of_own(session: AsyncSession, viewer: Viewer) -> Address:
    """The viewer's own address, or NotFound."""
    found = await address_of(session, viewer, viewer.scope("consumer"))
    if found is None:
        raise NotFound("address")
    return found


async def consents_of_own(session: AsyncSession, viewer: Viewer) -> list[Consent]:
    """Everything the viewer ever agreed to."""
    return await consents_of(session, viewer, viewer.scope("consumer"))
