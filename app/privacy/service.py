"""Erasing a person, asked for by the person or ops, in one transaction; and the files that nothing names any more."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.consumers import queries as people
from app.consumers.models import Consumer
from app.core.files import Files
from app.core.viewer import Viewer
from app.core.work import Happened, resource
from app.journal import service as journal
from app.privacy.queries import OF_CONSUMER, is_file_named
from app.privacy.rules import ERASE, ERASE_OWN

ORDER = ("seats", "reviews", "samples", "matching", "help", "messages", "consumer")
"""Seats first: what follows from a withdrawn or excused seat happens while the person's rows are still there."""


async def erase(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Consumer:
    """Ask for a person to be erased; the reaction to the entry does it before the commit."""
    if ERASE not in viewer.permissions:
        viewer.require(ERASE_OWN)
    consumer = await people.get(session, viewer, consumer_id)
    await journal.record(session, viewer, "consumer.erasure_asked", consumer)
    return consumer


async def forget_person(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: every folder forgets the person; verified reviews keep state, dates and numbers only."""
    consumer: Consumer = happened.subject
    account_id, counts = consumer.account_id, {}
    for name in ORDER:
        counts.update(await OF_CONSUMER[name].forget(session, viewer, consumer.id))
        await session.flush()
    counts.update(await accounts.forget_keys(session, viewer, "consumer", consumer.id))
    if account_id:
        of_account = await accounts.forget(session, viewer, account_id)
        counts.update(of_account | {"keys": counts["keys"] + of_account["keys"]})
    await journal.record(session, viewer, "consumer.forgotten", consumer, **counts)


async def drop_file(session: AsyncSession, viewer: Viewer, sha256: str) -> None:
    """Delete the bytes of a file that nothing names any more, whatever it was sent for."""
    if not await is_file_named(session, sha256):
        await asyncio.to_thread(resource(session, Files).delete, sha256)
