"""Answers on their way: saved page by page, sealed, for who holds a token; nothing before the first page is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Draft, Response
from app.consumers.queries.drafts import find_draft, waiting_draft
from app.consumers.rules import ANSWER, DRAFT_LIVES, SIGN_UP, person
from app.consumers.rules.refusals import NoDraft
from app.consumers.service.responses import submit
from app.core import crypto
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource
from app.questionnaires.answers import check
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.screens import first_pages


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft as a page needs it: its questionnaire, its answers, which pages are done, and a new token where it was
    just begun."""

    questionnaire: Questionnaire
    answers: dict[str, Any]
    pages_done: tuple[str, ...] = ()
    token: str | None = None


def answers_of(draft: Draft) -> dict[str, Any]:
    """The answers in a draft."""
    found: dict[str, Any] = orjson.loads(draft.answers) if draft.answers else {}
    return found


def _begun(session: AsyncSession, draft: Draft, token: str | None = None) -> Begun:
    questionnaire = resource(session, Library).get(draft.slug, draft.questionnaire_version)
    return Begun(questionnaire, answers_of(draft), tuple(draft.pages_done), token)


async def resume(session: AsyncSession, viewer: Viewer, token: str | None, slug: str) -> Begun:
    """What the holder of a token saved; an empty beginning where there is nothing."""
    viewer.require(SIGN_UP)
    draft = await find_draft(session, viewer, token)
    if draft is None or draft.slug != slug:
        return Begun(resource(session, Library).latest(slug), {})
    return _begun(session, draft)


async def save_page(session: AsyncSession, viewer: Viewer, token: str | None, slug: str, page: str,
                    typed: Mapping[str, object]) -> Begun:
    """Save one page of checked answers; the first one begins the draft. Raises TooYoung with nothing stored, Invalid
    at the questions, NoDraft on any later page without a draft."""
    viewer.require(SIGN_UP)
    draft, secret = await find_draft(session, viewer, token), None
    if draft is None or draft.slug != slug:
        draft, secret = _new(session, slug, page)
    questionnaire = resource(session, Library).get(draft.slug, draft.questionnaire_version)
    checked = check(questionnaire, {**answers_of(draft), **typed}, pages=[page])
    person.refuse_the_too_young(questionnaire, checked.answers, now(session))
    draft.token_hash = crypto.token_hash(secret) if secret else draft.token_hash
    draft.answers = orjson.dumps(checked.answers).decode()
    draft.pages_done = {page: _seconds(session, draft) if secret is None else None, **dict(_times(draft))}
    draft.changed_at, draft.expires_at = now(session), now(session) + DRAFT_LIVES
    session.add(draft)
    return _begun(session, draft, secret)


def _times(draft: Draft) -> dict[str, float | None]:
    """The pages that are done with the seconds that each took at most."""
    return dict(draft.pages_done) if isinstance(draft.pages_done, dict) else dict.fromkeys(draft.pages_done)


def seconds_of(draft: Draft) -> dict[str, float]:
    """The seconds that pages took at most, where that is known."""
    return {page: seconds for page, seconds in _times(draft).items() if seconds is not None}


def _seconds(session: AsyncSession, draft: Draft) -> float:
    """The time since the page before was saved, by our own clock: a page never took longer than that."""
    return round((now(session) - draft.changed_at).total_seconds(), 1)


def _new(session: AsyncSession, slug: str, page: str) -> tuple[Draft, str]:
    questionnaire = resource(session, Library).latest(slug)
    first = first_pages(questionnaire)
    if first and page != first[0].name:
        raise NoDraft(DRAFT_LIVES.days)
    draft = Draft(id=new_id(session, "dft"), slug=slug, questionnaire_version=questionnaire.version, pages_done={},
                  started_at=now(session))
    return draft, crypto.token()


async def discard(session: AsyncSession, viewer: Viewer, token: str | None) -> None:
    """Forget what the holder of a token saved."""
    viewer.require(SIGN_UP)
    draft = await find_draft(session, viewer, token)
    if draft is not None:
        await session.delete(draft)


def hand_over(session: AsyncSession, draft: Draft, consumer_id: str) -> None:
    """Keep a draft for a member who began anew; the browser that typed it holds it no longer."""
    draft.consumer_id, draft.token_hash = consumer_id, crypto.token_hash(crypto.token())
    draft.expires_at = now(session) + DRAFT_LIVES


async def use_kept(session: AsyncSession, viewer: Viewer) -> Response:
    """Take the answers that were kept for oneself as one's present ones."""
    viewer.require(ANSWER)
    draft = await waiting_draft(session, viewer)
    if draft is None:
        raise NotFound("draft")
    response = await submit(session, viewer, draft.slug, answers_of(draft), seconds=seconds_of(draft))
    await session.delete(draft)
    return response


async def discard_kept(session: AsyncSession, viewer: Viewer) -> None:
    """Throw away the answers that were kept for oneself."""
    viewer.require(ANSWER)
    await session.execute(delete(Draft).where(Draft.consumer_id == viewer.scope("consumer")))


async def forget_expired(session: AsyncSession, viewer: Viewer) -> int:
    """Throw away drafts whose time is over; returns how many."""
    gone = await session.scalars(delete(Draft).where(Draft.expires_at <= now(session)).returning(Draft.id))
    return len(gone.all())
