"""People's packed bodies: those that are kept, and those that have to be packed from their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, not_, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.consumers.queries.audience import Person, Some, people
from app.consumers.rules import ERASED
from app.core.viewer import Viewer
from app.core.work import resource
from app.matching.engine.columns import Ints
from app.matching.engine.packed.layout import Layout, Records, joined, taken
from app.matching.models import Packed
from app.matching.queries.kept import Since, everyone, has_mark, kept
from app.matching.queries.rows import row_of
from app.matching.rules.bodies import Bodies, how
from app.platforms.known import Networks
from app.questionnaires.loading import Library

SOME = 500
"""People who are asked for by number in one statement."""
MOST_MADE_GOOD = 5_000
"""Bodies that are made good at once."""


def packing(session: AsyncSession) -> Bodies:
    """How everybody is packed here."""
    return how(resource(session, Library), resource(session, Networks))


def layout_of(session: AsyncSession) -> Layout:
    """The traits and networks that everybody is packed with."""
    return packing(session).layout


async def changed(session: AsyncSession, viewer: Viewer, since: Since) -> tuple[Ints, Ints, Records]:
    """Seqs of all who changed since, and seqs and records of those of them who are not erased."""
    found = await kept(session, layout_of(session), since)
    missing = np.setdiff1d(found.touched, found.known, assume_unique=True)
    if not len(missing):
        return found.touched, found.known, found.packed
    are_most = not since.change and 2 * len(missing) > len(found.touched)
    fresh, more = await _from_rows(session, viewer, None if are_most else missing)
    stands = ~np.isin(found.known, fresh)
    return (found.touched, np.concatenate([found.known[stands], fresh]),
            joined([taken(found.packed, stands), more]))


async def _from_rows(session: AsyncSession, viewer: Viewer, only: Ints | None) -> tuple[Ints, Records]:
    """Seqs and records of all, or of some by their numbers, a few hundred a statement, so that a store that knows
    nothing yet of its own sizes looks them up instead of reading everybody."""
    parts: Sequence[Some] = [None] if only is None else [
        select(Consumer.id).where(Consumer.seq.in_(only[at:at + SOME].tolist())) for at in range(0, len(only), SOME)]
    found = [one for ids in parts for one in await _persons(session, viewer, ids)]
    packer = packing(session).packer
    bodies = b"".join([packer.body(row_of(one)) for one in found])
    return np.array([one.seq for one in found], np.int64), np.frombuffer(bodies, layout_of(session).record)


async def bodies_of(session: AsyncSession, viewer: Viewer, consumer_ids: Sequence[str]) -> list[tuple[int, bytes]]:
    """Seqs and bodies of some people as their rows are now; nothing of who is erased."""
    packer = packing(session).packer
    return [(one.seq, packer.body(row_of(one))) for at in range(0, len(consumer_ids), SOME)
            for one in await _persons(session, viewer, consumer_ids[at:at + SOME])]


async def _persons(session: AsyncSession, viewer: Viewer, only: Some) -> list[Person]:
    made = packing(session)
    return await people(session, viewer, made.layout.specs, made.sensitive, only)


@dataclass(frozen=True, slots=True)
class Missing:
    """People without a readable body: seq, the change that each was read at, and the body that he then has; and whether
    there are more of them."""

    people: list[tuple[int, int, bytes]]
    has_more: bool


async def missing(session: AsyncSession, viewer: Viewer, most: int = MOST_MADE_GOOD) -> Missing | None:
    """People whose bodies are missing or of another layout, packed from their rows; so many at most. None: nobody's
    is."""
    layout = layout_of(session)
    rows = everyone(lambda who: select(who.consumer_seq, who.changed_in)
                    .join(Consumer, Consumer.seq == who.consumer_seq)
                    .where(Consumer.state != ERASED, _is_unreadable(who, layout)))
    each = union_all(*rows).subquery()
    first = await session.execute(select(each).order_by(each.c.consumer_seq).limit(most))
    changed_in = {row.consumer_seq: row.changed_in for row in first}
    if not changed_in:
        return None
    seqs, packed = await _from_rows(session, viewer, np.array([*changed_in], np.int64))
    told = [(seq, changed_in[seq], body.tobytes()) for seq, body in zip(seqs.tolist(), packed, strict=True)]
    return Missing(told, len(changed_in) == most)


def _is_unreadable(who: type[Packed], layout: Layout) -> ColumnElement[bool]:
    return or_(who.body.is_(None), not_(has_mark(who.body, layout)))
