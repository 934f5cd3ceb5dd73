"""An answered questionnaire file keeps its bytes: they are noted at the first answer and compared ever after."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import QuestionnaireFile
from app.consumers.queries.answers import held_file, held_files
from app.consumers.rules.refusals import QuestionnaireChanged
from app.core.viewer import Viewer
from app.core.work import insert_at_end, now, resource
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.refusals import NoSuchQuestionnaire

NOTE_FILE: Mapping[str, Any] = {
    name: dialect.insert(QuestionnaireFile.__table__).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
"""By dialect: of two first answers at once, both note the same file and neither fails."""


def _refuse_change(library: Library, questionnaire: Questionnaire, sha256: str) -> None:
    if questionnaire.sha256 != sha256:
        latest = library.latest(questionnaire.slug).version
        raise QuestionnaireChanged(questionnaire.slug, questionnaire.version, latest + 1)


def hold(session: AsyncSession, questionnaire: Questionnaire, sha256: str | None) -> None:
    """Note the file at its first answer (`sha256` None: never answered), or refuse one that has changed since."""
    if sha256 is not None:
        _refuse_change(resource(session, Library), questionnaire, sha256)
        return
    insert_at_end(session, NOTE_FILE[session.get_bind().dialect.name], {
        "slug": questionnaire.slug, "version": questionnaire.version, "sha256": questionnaire.sha256,
        "answered_at": now(session)})


async def hold_unless_held(session: AsyncSession, questionnaire: Questionnaire) -> None:
    """The same, with a look at the store."""
    held = await held_file(session, questionnaire.slug, questionnaire.version)
    hold(session, questionnaire, held.sha256 if held else None)
    await session.flush()


async def check_files(session: AsyncSession, viewer: Viewer) -> int:
    """Compare every answered file with what was answered; raises QuestionnaireChanged, or NoSuchQuestionnaire where
    one is gone. Returns how many were compared."""
    library, held = resource(session, Library), await held_files(session)
    for file in held:
        try:
            questionnaire = library.get(file.slug, file.version)
        except NoSuchQuestionnaire:
            raise QuestionnaireChanged(file.slug, file.version, file.version + 1) from None
        _refuse_change(library, questionnaire, file.sha256)
    return len(held)
