"""What a member is shown of his own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Address, Consent
from app.consumers.queries.answers import consents_of, current_answers, find_address, standing_purposes
from app.consumers.queries.drafts import waiting_draft
from app.consumers.queries.people import get
from app.consumers.rules.parts import Part, parts
from app.consumers.schemas import AnswersOut, MeOut
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import resource
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Overview:
    """What a member's own page tells: how he stands, which parts are answered, what waits."""

    consumer: MeOut
    purposes: frozenset[str]
    parts: tuple[Part, ...]
    has_address: bool
    has_kept_answers: bool


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """A questionnaire with the member's present answers to it."""

    questionnaire: Questionnaire
    answers: dict[str, Any]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its pages."""
        return parts(self.questionnaire, self.answers)


async def overview(session: AsyncSession, viewer: Viewer, slug: str) -> Overview:
    """The viewer's own page."""
    consumer = await get(session, viewer, viewer.scope("consumer"))
    own = await own_answers(session, viewer, slug)
    return Overview(
        MeOut.of(consumer), frozenset(await standing_purposes(session, consumer.id)), own.parts,
        await find_address(session, consumer.id) is not None, await waiting_draft(session, viewer) is not None)


async def own_answers(session: AsyncSession, viewer: Viewer, slug: str) -> OwnAnswers:
    """The newest version of a questionnaire with the viewer's present answers."""
    questionnaire = resource(session, Library).latest(slug)
    consumer = await get(session, viewer, viewer.scope("consumer"))
    return OwnAnswers(questionnaire, await current_answers(session, consumer.id, questionnaire))


async def answers_of_own(session: AsyncSession, viewer: Viewer, slug: str) -> AnswersOut:
    """The viewer's present answers, for programs."""
    own = await own_answers(session, viewer, slug)
    return AnswersOut(slug=slug, version=own.questionnaire.version, answers=own.answers)


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
