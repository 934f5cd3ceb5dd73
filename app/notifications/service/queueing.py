"""Putting a message on its way: the contact point is chosen, the words come later."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries as accounts
from app.accounts import service as contacts
from app.accounts.models import ContactPoint
from app.accounts.rules import ACTIVE
from app.consumers import queries as consumers
from app.consumers.rules import CONTACT
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource
from app.jobs import service as jobs
from app.journal import service as journal
from app.notifications import queries
from app.notifications.models import Message
from app.notifications.rules import ALWAYS, FAILED, MESSAGE, OPTIONAL, SEND, TEMPLATES, NoWayToReach
from app.notifications.rules.reach import best_point, reachable


async def queue(session: AsyncSession, viewer: Viewer, *, purpose: str | None = None, template: str,
                account_id: str | None, subject_id: str | None, facts: dict[str, Any]) -> Message | None:
    """Put a message on its way to an account's best contact point; None where there is none to use.

    `facts` are ids and paths, never words: "next" (where the link leads), "door", and ids of what it is about;
    "contact_point_id" names the only point that will do. The purpose follows from the template unless named.
    """
    viewer.require(SEND)
    if account_id is None:
        return None
    account = await accounts.get(session, viewer, account_id)
    points = await accounts.contact_points(session, viewer, account_id)
    asked = facts.get("contact_point_id")
    purpose = purpose or TEMPLATES[template]
    point = best_point((p for p in points if asked in (None, p.id)), purpose, reachable(resource(session, Settings)))
    if point is None or account.state != ACTIVE or not await _may_write(session, viewer, account_id, purpose, facts):
        return None
    message = Message(
        id=new_id(session, "msg"), state=MESSAGE.start, purpose=purpose, template=template, language=account.language,
        account_id=account_id, contact_point_id=point.id, subject_id=subject_id, facts=facts, made_at=now(session))
    session.add(message)
    await session.flush()
    await journal.record(session, viewer, "message.queued", message, template=template, kind=point.kind)
    await jobs.plan(session, "message.write", message_id=message.id)
    return message


async def _may_write(session: AsyncSession, viewer: Viewer, account_id: str, purpose: str,
                     facts: dict[str, Any]) -> bool:
    """A consumer is written to unasked only with consent; without it invitations wait where the person looks."""
    if purpose in ALWAYS or facts.get("door", "consumer") != "consumer":
        return True
    person = await consumers.find_by_account(session, viewer, account_id)
    return person is None or CONTACT in await consumers.standing_purposes(session, person.id)


async def send_again(session: AsyncSession, viewer: Viewer, message_id: str) -> Message:
    """Write and send the same message anew, with a fresh link; a failed one is put aside. Raises NoWayToReach."""
    viewer.require(SEND)
    old = await queries.get_locked(session, viewer, message_id)
    if old.state == FAILED:
        await journal.record(session, viewer, MESSAGE.move(old, "skip", viewer), old)
    made = await queue(session, viewer, purpose=old.purpose, template=old.template, account_id=old.account_id,
                       subject_id=old.subject_id, facts=dict(old.facts))
    if made is None:
        raise NoWayToReach
    return made


async def opt_out(session: AsyncSession, viewer: Viewer, point_id: str, purposes: Iterable[str]) -> ContactPoint:
    """Say for which purposes one of the own contact points is not to be used; raises Invalid at "purposes"."""
    named = set(purposes)
    if unknown := sorted(named - set(OPTIONAL)):
        raise Invalid.at("purposes", text(f"One opts out of these: {', '.join(OPTIONAL)}; not of {unknown[0]}.",
                                          f"可以退订的有：{'、'.join(OPTIONAL)}，不包括 {unknown[0]}。"), "bad_purpose")
    return await contacts.opt_out(session, viewer, point_id, named)
