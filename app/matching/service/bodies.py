"""Bodies written with the change that made them, and made good where that was not done."""

from sqlalchemy import Update, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Happened, finish_with
from app.jobs import service as jobs
from app.matching.models import Packed, PackedPerson, SettledPerson
from app.matching.queries.bodies import Missing, bodies_of

MORE = "people.pack"
"""The job that makes more bodies good."""
MORE_TO_SETTLE = "people.settle_more"
"""The job that moves more people who have not changed lately."""
LATELY, AT_ONCE = 20_000, 20_000
"""So many people stay where changes are written to: the last who changed; and so many more are moved in a turn."""


def _body_of(who: type[Packed]) -> Update:
    return update(who).where(who.consumer_seq == bindparam("seq")).values(body=bindparam("packed"))


KEEP = _body_of(PackedPerson)
MAKE_GOOD = tuple(_body_of(who).where(who.changed_in == bindparam("known")) for who in (PackedPerson, SettledPerson))
INSERT = {name: dialect.insert(SettledPerson) for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}


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
        for make_good_there in MAKE_GOOD:
            await (await session.connection()).execute(make_good_there, told)
    if found.has_more:
        await jobs.plan(session, MORE)


async def settle(session: AsyncSession, viewer: Viewer, lately: int = LATELY, at_once: int = AT_ONCE) -> None:
    """Move people who have not changed lately out of the table that changes are written to, those first who changed
    longest ago; where more are to be moved, plan the next turn."""
    changed_in = PackedPerson.changed_in
    edge = await session.scalar(select(changed_in).order_by(changed_in.desc()).offset(lately).limit(1))
    if edge is None:
        return
    old = select(changed_in).where(changed_in <= edge).order_by(changed_in)
    last = await session.scalar(old.offset(at_once - 1).limit(1))
    await _move(session, edge if last is None else last)
    if last is not None and last < edge:
        await jobs.plan(session, MORE_TO_SETTLE)


async def _move(session: AsyncSession, up_to: int) -> None:
    # Held, so that of nobody who is erased meanwhile the body that he had is left behind.
    old = select(PackedPerson.consumer_seq, PackedPerson.changed_in, PackedPerson.body).where(
        PackedPerson.changed_in <= up_to)
    moved = INSERT[session.get_bind().dialect.name].from_select(
        ["consumer_seq", "changed_in", "body"], old.with_for_update())
    await session.execute(moved.on_conflict_do_update(index_elements=["consumer_seq"], set_={
        "changed_in": moved.excluded.changed_in, "body": moved.excluded.body}))
    await session.execute(delete(PackedPerson).where(PackedPerson.changed_in <= up_to))
