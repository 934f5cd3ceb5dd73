"""What is kept of people's bodies, beside what the slow and obvious way makes of their rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.queries.audience import people
from app.core.viewer import Viewer
from app.core.work import Work
from app.matching.engine import columns
from app.matching.engine.columns import Row
from app.matching.engine.kinds import Kind, WrongAnswer
from app.matching.engine.packed.snapshot import everyone
from app.matching.models import PackedPerson, SettledPerson
from app.matching.queries.bodies import packing
from app.matching.queries.packed import everybody
from app.matching.queries.rows import row_of
from tests.arrange import OPS
from tests.pure.engine.packing import bodies, records


async def kept(work: Work) -> dict[int, bytes | None]:
    """Every seq, in order, and the body that is kept."""
    async def ask(session: AsyncSession, viewer: Viewer) -> dict[int, bytes | None]:
        settled, changed = [await session.scalars(select(who)) for who in (SettledPerson, PackedPerson)]
        return dict(sorted({one.consumer_seq: one.body for one in (*settled, *changed)}.items()))
    return await work.read(ask, OPS)


async def obvious(work: Work) -> dict[int, bytes]:
    """The body of everybody who is not erased, from their rows as they are now."""
    async def ask(session: AsyncSession, viewer: Viewer) -> dict[int, bytes]:
        made = packing(session)
        rows = [_known(row_of(one), made.layout.specs)
                for one in await people(session, viewer, made.layout.specs, made.sensitive)]
        packed = bodies(records(columns.build(rows, made.layout.specs), made.layout))
        return dict(zip((row["seq"] for row in rows), packed, strict=True))
    return await work.read(ask, OPS)


def _known(row: Row, specs: Mapping[str, Kind]) -> Row:
    """A row without the answers that their traits' kinds do not know."""
    traits = {key: answer for key, answer in row["traits"].items() if key in specs and _is_known(specs[key], answer)}
    return {**row, "traits": traits}


def _is_known(kind: Kind, answer: Any) -> bool:
    try:
        kind.code(answer)
    except WrongAnswer:
        return False
    return True


async def in_snapshot(work: Work) -> dict[int, bytes]:
    """Everybody's body as the refreshed snapshot has it."""
    seq, packed = everyone(await work.read(everybody, OPS))
    return dict(zip(seq.tolist(), bodies(packed), strict=True))
