"""Why somebody stands where he stands: of a pick, of somebody who was left out, and in words for the person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.core.errors import NotFound
from app.core.i18n import Language
from app.core.viewer import Viewer
from app.matching.models import Match, Run
from app.matching.queries import get, get_run, visible_to
from app.matching.queries.inputs import all_traits
from app.matching.rules import READ
from app.matching.rules.packing import code_in
from app.matching.rules.reasons import reasons_in_words
from app.matching.rules.words import PICKED, Why, why


@dataclass(frozen=True, slots=True)
class Part:
    """One trait's part: points of 100 above or below the average person; not is_answered where the mean stands in."""

    key: str
    points: float
    agreement: float
    is_answered: bool
    weight: int
    want: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """A match explained: its parts, strongest first, sum to 100 (fit - mean_fit); the last unit's rank; its run."""

    match: Match
    run: Run
    mean_fit: float
    cutoff_rank: int | None
    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        """The sum of the parts, in points of 100."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a run did not pick somebody: the code (None: not there yet, or picked), in words, and the match if picked."""

    code: int | None
    words: Why
    match_id: str | None = None


async def explain(session: AsyncSession, viewer: Viewer, match_id: str) -> Explanation:
    """A match with everything that made it, for ops."""
    viewer.require(READ)
    match = await get(session, viewer, match_id)
    run = await get_run(session, viewer, match.run_id)
    cutoff = await session.scalar(select(func.max(Match.rank)).where(
        Match.run_id == run.id, Match.is_on_waitlist.is_(False)))
    parts = sorted((Part(key, **values) for key, values in match.contributions.items()), key=lambda p: -p.points)
    return Explanation(match, run, run.means["fit"], cutoff, tuple(parts))


async def why_not(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str) -> WhyNot:
    """Why a run left somebody out, or that it picked him; for ops."""
    viewer.require(READ)
    run = await get_run(session, viewer, run_id)
    seq = await session.scalar(select(Consumer.seq).where(Consumer.id == consumer_id))
    if seq is None:
        raise NotFound("consumer")
    match_id = await session.scalar(
        visible_to(viewer).where(Match.run_id == run.id, Match.consumer_id == consumer_id).with_only_columns(Match.id))
    if match_id:
        return WhyNot(None, PICKED, match_id)
    code = code_in(run.left_out, seq)
    return WhyNot(code, why(code))


async def why_you(session: AsyncSession, viewer: Viewer, match_id: str, language: Language) -> str:
    """One sentence to the person who was picked: 'You cook often and love trying new brands.'"""
    match = await get(session, viewer, match_id)
    return reasons_in_words(match.contributions, language, all_traits(session))
