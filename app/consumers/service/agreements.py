"""Agreeing and withdrawing: one row for each consent, and what follows at once from its end."""

from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries
from app.consumers.models import Consent, Consumer, Response, Traits
from app.consumers.queries.answers import find_consent, responses_of, traits_of
from app.consumers.rules import CHANGE_OWN, PURPOSES, SENSITIVE
from app.consumers.rules.person import asked
from app.consumers.rules.refusals import NotAgreed
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import insert_at_end, new_id, now, resource
from app.journal import service as journal
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire

NEW_CONSENT = insert(cast(Table, Consent.__table__))
WORDS_OF_CONSENT = "sign-up"
"""The questionnaire in which the words of each purpose stand."""


def text_version(questionnaire: Questionnaire) -> str:
    """The words that were agreed to: the file in which they stand."""
    return f"{questionnaire.slug}.v{questionnaire.version}"


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        said = ", ".join(PURPOSES)
        raise Invalid.at("purpose", text(
            f"Please name one of: {said}.", f"请填写其中一项：{said}。"), "unknown_purpose")
    return purpose


async def give_consent(session: AsyncSession, viewer: Viewer, consumer_id: str, purpose: str) -> Consent:
    """Agree to a purpose; a consent that stands already stays as it is."""
    viewer.require(CHANGE_OWN)
    consumer = await queries.get_locked(session, viewer, consumer_id)
    standing = await find_consent(session, consumer.id, _known(purpose))
    return standing or await agree(
        session, viewer, consumer.id, purpose, words=text_version(resource(session, Library).latest(WORDS_OF_CONSENT)))


async def agree(session: AsyncSession, viewer: Viewer, consumer_id: str, purpose: str, *, words: str,
                is_first: bool = False) -> Consent:
    """Write the consent down; its person and that it is new are known to the caller.

    `is_first`: it is one of the person's first, and nobody reads them in this unit.
    """
    row = {"id": new_id(session, "cst"), "consumer_id": consumer_id, "purpose": purpose, "text_version": words,
           "given_at": now(session)}
    consent = Consent(**row)
    if is_first:
        insert_at_end(session, NEW_CONSENT, row)
    else:
        session.add(consent)
    await journal.record(session, viewer, "consent.given", consent, consumer_id=consumer_id, purpose=purpose)
    return consent


async def withdraw_consent(session: AsyncSession, viewer: Viewer, consumer_id: str, purpose: str) -> Consent:
    """Take a consent back; sensitive answers and traits go with theirs."""
    viewer.require(CHANGE_OWN)
    consumer = await queries.get_locked(session, viewer, consumer_id)
    consent = await find_consent(session, consumer.id, _known(purpose))
    if consent is None:
        raise NotAgreed(purpose)
    while consent is not None:
        consent.withdrawn_at, last = now(session), consent
        await journal.record(session, viewer, "consent.withdrawn", consent, consumer_id=consumer.id, purpose=purpose)
        await session.flush()
        consent = await find_consent(session, consumer.id, purpose)
    if purpose == SENSITIVE:
        await drop_sensitive(session, consumer.id)
    return last


async def drop_sensitive(session: AsyncSession, consumer_id: str) -> None:
    """Take every sensitive answer and trait of a person out of the store."""
    library = resource(session, Library)
    names = {name for one in library for name in asked(one).sensitive}
    keys = {key for one in library for key in asked(one).sensitive_traits}
    for response in await responses_of(session, consumer_id):
        _without(response, names)
    for row in await traits_of(session, consumer_id):
        _poorer(row, keys)


def _without(response: Response, names: set[str]) -> None:
    if names & response.answers.keys():
        response.answers = {name: answer for name, answer in response.answers.items() if name not in names}


def _poorer(row: Traits, keys: set[str]) -> None:
    row.values = {key: value for key, value in row.values.items() if key not in keys}
    row.earlier = {key: at for key, at in row.earlier.items() if key not in keys}


async def refuse_automatic(session: AsyncSession, viewer: Viewer, consumer_id: str, refuses: bool) -> Consumer:
    """Refuse decisions made by a formula alone, or allow them again."""
    viewer.require(CHANGE_OWN)
    consumer = await queries.get_locked(session, viewer, consumer_id)
    if consumer.refuses_automatic != refuses:
        consumer.refuses_automatic = refuses
        await journal.record(session, viewer, "consumer.changed", consumer, refuses_automatic=refuses)
    return consumer
