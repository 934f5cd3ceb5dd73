"""How many people have answered what can be asked of them."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.rules import READ as READ_PEOPLE
from app.core.viewer import Viewer
from app.matching.engine.kinds import Multiple
from app.matching.queries import packed
from app.matching.rules import FORECAST, RUN


async def answered(session: AsyncSession, viewer: Viewer) -> tuple[dict[str, int], int]:
    """How many consenting people answered each trait, by its key, and how many people there are; whoever asks is shown
    bands of it, never a count."""
    viewer.require(FORECAST)
    # Reads people for whoever asked: what leaves is numbers.
    found = await packed.everybody(session, replace(viewer, permissions=frozenset({RUN, READ_PEOPLE})))
    counts = {key: found.tally(key) for key in found.layout.specs}
    return {key: int(many[-1] if isinstance(found.layout.specs[key], Multiple) else many[1:].sum())
            for key, many in counts.items()}, found.people
