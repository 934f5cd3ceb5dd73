"""Bodies written with the change that made them, and made good where that was not done."""

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, finish_with
from app.jobs import service as jobs
from app.matching.models import PackedPerson
from app.matching.queries.bodies import Missing, bodies_of

MORE = "people.pack"
"""The job that makes more bodies good."""
KEEP = update(PackedPerson).where(PackedPerson.consumer_seq == bindparam("seq")).values(body=bindparam("packed"))
MAKE_GOOD = KEEP.where(PackedPerson.changed_in == bindparam("known"))


async def pack(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Somebody has changed: his body is written with the change, once all of it stands."""
    who = happened.facts.get("consumer_id") or getattr(happened.subject, "consumer_id", None) or happened.subject_id
    finish_with(session, keep_bodies, who)


async def keep_bodies(session: AsyncSession, viewer: Viewer, consumer_ids: list[str]) -> None:
    """Pack people as their rows are now. The store has noted in this transaction that they changed, so whoever else
    changes one of them waits for its end, and packs him anew."""
    told = [{"seq": seq, "packed": body} for seq, body in await bodies_of(session, viewer, consumer_ids)]
    if told:
        await (await session.connection()).execute(KEEP, told)


async def make_good(session: AsyncSession, viewer: Viewer, found: Missing, outcome: object) -> None:
    """Keep bodies that were missing, but of nobody who has changed meanwhile; where more may be missing, plan the next
    turn."""
    told = [{"seq": seq, "known": changed_in, "packed": body} for seq, changed_in, body in found.people]
    if told:
        await (await session.connection()).execute(MAKE_GOOD, told)
    if found.has_more:
        await jobs.plan(session, MORE)
