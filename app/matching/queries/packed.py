"""The packed snapshot of everybody, made right from what changed in the store since it was read last."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.rules.traits import traits_of
from app.consumers.models import Consent, Consumer
from app.consumers.queries.audience import people
from app.core.errors import Invalid
from app.core.viewer import Viewer
from app.core.work import now, resource, unit
from app.journal.models import Entry
from app.matching.engine import columns
from app.matching.engine.columns import Ints, Row
from app.matching.engine.packed.blank import empty
from app.matching.engine.packed.keeper import Keeper
from app.matching.engine.packed.layout import Layout, Records, records
from app.matching.engine.packed.snapshot import Snapshot, patched
from app.matching.models import PackedPerson
from app.matching.queries.rows import row_of
from app.matching.rules.asked import kinds_of
from app.platforms.known import Networks
from app.questionnaires.loading import Library

BLOCK = 20_000
"""People who are packed at once."""
SOME = 500
"""People who are asked for by number in one statement."""


async def everybody(session: AsyncSession, viewer: Viewer) -> Snapshot:
    """All who are not erased as the store has them now. What a transaction that writes sees is not kept: it may yet be
    undone."""
    keeper, layout, today = resource(session, Keeper), layout_of(session), now(session).date()
    # Asked before anybody is read: what changes meanwhile is read again next time, never left out.
    up_to, seen = await _end(session)
    held = keeper.held(layout) or await _stored(session, keeper, layout, up_to) or empty(layout)
    fresh, has_gone = await _refreshed(session, viewer, held, up_to, seen)
    return keeper.keep(fresh, today, anew=has_gone) if unit(session).only_reads else fresh


async def tidy(session: AsyncSession, viewer: Viewer) -> None:
    """Bring the file up to date where there is one, so that nobody who was erased stays in it for long."""
    keeper = resource(session, Keeper)
    if keeper.path is not None and keeper.path.exists():
        await everybody(session, viewer)


def layout_of(session: AsyncSession) -> Layout:
    """Every trait that this installation knows, and every network where people have followers."""
    followed = sorted(one.slug for one in resource(session, Networks).all if one.has_followers)
    return Layout(kinds_of(traits_of(resource(session, Library))), tuple(followed))


async def _stored(session: AsyncSession, keeper: Keeper, layout: Layout, up_to: int) -> Snapshot | None:
    """The file, if this store is the one that it was read from and has not been set back since."""
    found = keeper.stored(layout)
    if found is None or found.up_to > up_to:
        return None
    return found if await session.scalar(select(Entry.id).where(Entry.id == found.seen)) else None


async def _end(session: AsyncSession) -> tuple[int, str]:
    """The change up to which, without it, all can be seen and none will come any more; and the newest entry."""
    newest = select(Entry.id).order_by(Entry.seq.desc()).limit(1).scalar_subquery()
    up_to, seen = (await session.execute(select(_next_change(session), newest))).one()
    return up_to, seen or ""


def _next_change(session: AsyncSession) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    last = select(func.max(PackedPerson.changed_in)).scalar_subquery()
    return func.coalesce(last, 0) + 1


async def _refreshed(session: AsyncSession, viewer: Viewer, held: Snapshot, up_to: int,
                     seen: str) -> tuple[Snapshot, bool]:
    """What is held with all that changed laid over it, and whether somebody has gone."""
    only = _changed(held.up_to) if held.up_to else None
    # In order, for records stand in the order of their numbers.
    touched = np.sort(np.array([] if only is None else (await session.scalars(only)).all(), np.int64))
    if only is not None and not len(touched):
        return replace(held, up_to=max(up_to, held.up_to), seen=seen), False
    seq, packed = await _packed(session, viewer, held.layout, None if only is None else touched.tolist())
    gone = touched[~np.isin(touched, seq)]
    fresh = patched(held, seq, packed, gone, max(up_to, held.up_to), now(session).date())
    return replace(fresh, seen=seen), len(gone) > 0


def _changed(since: int) -> Select[int]:
    """Seqs of all who changed since, and of those whose consents end some day: no change tells when they do."""
    ending = select(Consumer.seq).join(Consent, Consent.consumer_id == Consumer.id).where(Consent.until.is_not(None))
    changed = select(PackedPerson.consumer_seq).where(PackedPerson.changed_in >= since)
    return select(PackedPerson.consumer_seq).where(PackedPerson.consumer_seq.in_(changed.union(ending)))


async def _packed(session: AsyncSession, viewer: Viewer, layout: Layout,
                  only: Sequence[int] | None) -> tuple[Ints, Records]:
    """Seqs and records of all, or of some: these by their numbers, a few hundred a statement, so that a store that
    knows nothing yet of its own sizes looks them up instead of reading everybody."""
    sensitive = [key for key, spec in traits_of(resource(session, Library)).items() if spec.sensitive]
    parts = [None] if only is None else [
        select(Consumer.id).where(Consumer.seq.in_(only[at:at + SOME])) for at in range(0, len(only), SOME)]
    found = [one for ids in parts for one in await people(session, viewer, layout.specs, sensitive, ids)]
    blocks = [_records([row_of(one) for one in found[at:at + BLOCK]], layout) for at in range(0, len(found), BLOCK)]
    seq = np.array([one.seq for one in found], np.int64)
    return seq, np.concatenate([np.zeros(0, layout.record), *blocks])


def _records(rows: Sequence[Row], layout: Layout) -> Records:
    """People packed; an answer that its trait's kind does not know any more is none."""
    try:
        return records(columns.build(rows, layout.specs), layout)
    except Invalid as refusal:
        known = [dict(row["traits"]) for row in rows]
        for place, _, key in (fault.where for fault in refusal.faults):
            del known[int(place)][str(key)]
        told = [Row(**{**row, "traits": traits}) for row, traits in zip(rows, known, strict=True)]
        return records(columns.build(told, layout.specs), layout)
