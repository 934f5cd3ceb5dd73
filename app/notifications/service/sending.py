"""From a queued message to one that was handed over: written with its link, sent outside, recorded."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.accounts.models import ContactPoint
from app.accounts.rules import LINK_LIVES
from app.consumers import queries as consumers
from app.core.i18n import as_language
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.jobs import service as jobs
from app.journal import service as journal
from app.notifications import queries
from app.notifications.models import Message
from app.notifications.queries.occasions import occasion
from app.notifications.rules import LINK_OF_A_MESSAGE_LIVES, MESSAGE, WAITING, pause_before_next
from app.notifications.rules.rendering import render
from app.notifications.schemas import Letter, Outcome
from app.seats import service as seats


async def write(session: AsyncSession, viewer: Viewer, message_id: str) -> None:
    """Put a queued message into words, with a fresh one-time link, and plan its sending.

    The link is stored before anything is sent, so that whatever arrives, however often it was tried, lets in.
    """
    message = await queries.get_locked(session, viewer, message_id)
    if message.state != WAITING:
        return
    was_erased = message.template != "sign_in" and not message.facts
    point = None if was_erased else await queries.find_point(session, message)
    facts = await occasion(session, message) if point else None
    if point is None or facts is None:
        await journal.record(session, viewer, MESSAGE.move(message, "skip", viewer), message)
        return
    link, door = await _link(session, viewer, message, point), message.facts.get("door", "consumer")
    facts |= {"link": link, "signs_in": "/sign-in/" in link, "minutes": LINK_LIVES.seconds // 60,
              "settings_link": f"{_base_url(session)}/{'me' if door == 'consumer' else door}/settings"}
    rendered = render(message.template, as_language(message.language), facts)
    message.headline, message.words = rendered.headline, rendered.words
    await _plan(session, message, 1)


async def _plan(session: AsyncSession, message: Message, attempt: int, **more: Any) -> None:
    await jobs.plan(session, "message.send", key=f"message.send/{message.id}/{attempt}", message_id=message.id,
                    attempt=attempt, **more)


def _base_url(session: AsyncSession) -> str:
    return resource(session, Settings).base_url.rstrip("/")


async def _link(session: AsyncSession, viewer: Viewer, message: Message, point: ContactPoint) -> str:
    """A link that signs in; to a point that nobody has shown to be his, only sign-in links do, others just lead on."""
    is_sign_in = message.template == "sign_in"
    path = message.facts.get("next")
    if message.account_id is None or (point.verified_at is None and not is_sign_in):
        return _base_url(session) + (path or "/")
    secret = await accounts.mint_link(
        session, viewer, message.account_id, point.id, message.facts.get("door", "consumer"), path,
        LINK_LIVES if is_sign_in else LINK_OF_A_MESSAGE_LIVES)
    return f"{_base_url(session)}/sign-in/{secret}"


async def letter(session: AsyncSession, viewer: Viewer, message_id: str, attempt: int) -> Letter | None:
    """What the sender needs; None where the message is not waiting any more."""
    message = await queries.get(session, viewer, message_id)
    point = await queries.find_point(session, message)
    if message.state != WAITING or point is None or point.value is None or message.words is None:
        return None
    return Letter(message.id, message.template, point.kind, point.value, message.language, message.headline or "",
                  message.words, message.made_at, attempt)


async def record(session: AsyncSession, viewer: Viewer, sent: Letter, outcome: Outcome) -> None:
    """Note that a message was handed over, or plan another try, or give it up."""
    message = await queries.get_locked(session, viewer, sent.message_id)
    if message.state != WAITING:
        return
    message.error = outcome.error
    pause = None if outcome.is_final else pause_before_next(message.template, sent.attempt)
    if outcome.is_sent:
        message.sent_at = now(session)
        await journal.record(session, viewer, MESSAGE.move(message, "send", viewer), message,
                             template=message.template, attempt=sent.attempt)
        if message.template == "offer" and message.subject_id is not None:
            await seats.mark_told(session, viewer, message.subject_id)
    elif pause is not None:
        await _plan(session, message, sent.attempt + 1, due_at=now(session) + pause)
    else:
        await journal.record(session, viewer, MESSAGE.move(message, "fail", viewer), message,
                             template=message.template, attempt=sent.attempt)


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Everything that was written to a person."""
    person = await consumers.get(session, viewer, consumer_id)
    written = await queries.of_account(session, person.account_id) if person.account_id else []
    return {"messages": [{
        "purpose": m.purpose, "template": m.template, "state": m.state, "headline": m.headline, "words": m.words,
        "made_at": m.made_at.isoformat(), "sent_at": m.sent_at.isoformat() if m.sent_at else None} for m in written]}


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Erase the words of what was written to a person; what still waits is not sent. Returns how many."""
    person = await consumers.get(session, viewer, consumer_id)
    written = await queries.of_account(session, person.account_id) if person.account_id else []
    for message in written:
        message.headline, message.words, message.facts = None, None, {}
        if message.state == WAITING:
            await jobs.plan(session, "message.write", message_id=message.id)
    return {"messages": len(written)}
