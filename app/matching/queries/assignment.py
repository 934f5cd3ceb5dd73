"""What is read to tell who was given which seat by a run, or by all runs of a round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.core.viewer import Viewer
from app.matching.models import Match, Run
from app.matching.queries import get_run, in_order, rounds, visible_to
from app.matching.rules import READ


@dataclass(frozen=True, slots=True)
class Given:
    """A run's matches in order, each with the person's seq and an import's id; the run's inputs, if they are kept."""

    matches: tuple[tuple[Match, int, str | None], ...]
    record: bytes | None


async def of_run(session: AsyncSession, viewer: Viewer, run_id: str) -> list[Given]:
    """Who was picked by a run; for ops."""
    viewer.require(READ)
    return await _given(session, viewer, [await get_run(session, viewer, run_id)])


async def of_round(session: AsyncSession, viewer: Viewer, round_id: str) -> list[Given]:
    """Who was picked by each run of a round; for ops."""
    viewer.require(READ)
    found = await rounds.get(session, viewer, round_id)
    return await _given(session, viewer, await rounds.runs_of(session, viewer, found.id))


async def _given(session: AsyncSession, viewer: Viewer, runs: Sequence[Run]) -> list[Given]:
    told = []
    for run in runs:
        rows = in_order(visible_to(viewer).where(Match.run_id == run.id).join(
            Consumer, Consumer.id == Match.consumer_id)).add_columns(Consumer.seq, Consumer.external_id)
        found = tuple((match, seq, external) for match, seq, external in (await session.execute(rows)).all())
        told.append(Given(found, await rounds.kept(session, run.id)))
    return told
