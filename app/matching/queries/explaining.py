"""Why somebody stands where he stands: of a pick, of somebody who was left out, and in words for the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries as campaigns
from app.consumers.models import Consumer
from app.core.errors import NotFound
from app.core.i18n import LANGUAGES, Text, text
from app.core.viewer import Viewer
from app.matching.engine.eligibility import Code
from app.matching.engine.learning.cards import Card, parse
from app.matching.models import Match, ModelCard, Run
from app.matching.queries import (
    BY_HAND,
    IS_BY_ORDER,
    find_consumer,
    get,
    get_run,
    held_out,
    learning,
    of_run,
    rounds,
    visible_to,
)
from app.matching.queries.inputs import all_traits
from app.matching.queries.rounds import Replayable
from app.matching.rules import APPROVED, READ, REASONS, REJECTED, REPLACED, USED, places
from app.matching.rules.packing import code_in
from app.matching.rules.reasons import otherwise, reasons_in_words
from app.matching.rules.telling import Told, told
from app.matching.rules.words import HELD_OUT, PICKED, WAITS, Why, why

MARK = 6
"""So many characters at the end of an id stand for a person in a list."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a run did not pick somebody: the code (None: not there yet, or picked), in words, and the match if picked,
    whose words tell what ops did with it since."""

    code: int | None
    words: Why
    match_id: str | None = None


async def why_not(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str) -> WhyNot:
    """Why a run left somebody out, or that it picked him; for ops."""
    viewer.require(READ)
    run = await get_run(session, viewer, run_id)
    seq = await session.scalar(select(Consumer.seq).where(Consumer.id == consumer_id))
    if seq is None:
        raise NotFound("consumer")
    match = await session.scalar(visible_to(viewer).where(Match.run_id == run.id, Match.consumer_id == consumer_id))
    if match is not None:
        return WhyNot(None, await _place_of(session, viewer, match), match.id)
    code = code_in(run.left_out, seq)
    if code == Code.ELIGIBLE and await held_out.is_held(session, run, consumer_id):
        return WhyNot(code, HELD_OUT)
    return WhyNot(code, why(code))


async def _place_of(session: AsyncSession, viewer: Viewer, match: Match) -> Why:
    """What a pick is now: turned down, replaced, chosen by hand, moved up, waiting, or picked as the run did."""
    if match.state == REJECTED:
        return places.rejected(match.rejection)
    if match.state == REPLACED:
        return places.replaced(await _mark(session, viewer, Match.id == match.replaced_by), match.rejection)
    left = await _mark(session, viewer, Match.replaced_by == match.id)
    if BY_HAND in match.facts:
        return places.by_hand(match.facts[BY_HAND], left)
    if match.is_on_waitlist:
        return WAITS
    return places.moved_up(left) if left else PICKED


async def _mark(session: AsyncSession, viewer: Viewer, where: ColumnElement[bool]) -> str | None:
    """The mark of whom a match was decided on last of those that answer to something."""
    who = await session.scalar(visible_to(viewer).with_only_columns(Match.consumer_id).where(where)
                               .order_by(Match.decided_at.desc()).limit(1))
    return who[-MARK:] if who else None


async def sentence_to(session: AsyncSession, match: Match) -> Text:
    """One sentence to the person who was picked, 'You cook often and love trying new brands.': always a true reason."""
    rates = await learning.yes_rates(session, [match.run_id])
    return sentence_of(session, match.contributions,
                       otherwise(match.facts, rates.get(match.run_id), BY_HAND in match.facts))


def sentence_of(session: AsyncSession, contributions: Mapping[str, Mapping[str, Any]], other: Text) -> Text:
    """The strongest answered lifts in both languages; `other` where no answer lifts."""
    traits = all_traits(session)
    return text(*(reasons_in_words(contributions, language, traits, other) for language in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Looked:
    """What is read to explain one person of a run: the run's inputs (None: not kept any more), who got units, also of
    other campaigns of its round, and the person's match where picked."""

    why: WhyNot
    seq: int
    record: bytes | None
    chosen: tuple[int, ...]
    elsewhere: tuple[int, ...]
    is_joint: bool
    match: Match | None
    card: Card | None
    """Of the model that ranked the run."""


async def look(session: AsyncSession, viewer: Viewer, run_id: str, consumer_id: str) -> Looked:
    """All that explains one person of a run, for ops."""
    short = await why_not(session, viewer, run_id, consumer_id)
    run = await get_run(session, viewer, run_id)
    seq = (await session.scalars(select(Consumer.seq).where(Consumer.id == consumer_id))).one()
    others = [] if run.round_id is None else [
        one.id for one in await rounds.runs_of(session, viewer, run.round_id) if one.id != run.id]
    match = await get(session, viewer, short.match_id) if short.match_id else None
    return Looked(short, seq, await rounds.kept(session, run.id), await _chosen(session, viewer, [run.id]),
                  await _chosen(session, viewer, others), bool(others), match, await _card(session, run))


async def _card(session: AsyncSession, run: Run) -> Card | None:
    card = await session.scalar(select(ModelCard).where(ModelCard.id == (run.facts.get("model_id") or "")))
    return parse(card.card) if card else None


async def _chosen(session: AsyncSession, viewer: Viewer, run_ids: list[str]) -> tuple[int, ...]:
    """The numbers of those who got a unit in some runs by the order, the only ones who tell of it."""
    rows = visible_to(viewer).join(Consumer, Consumer.id == Match.consumer_id).where(
        Match.run_id.in_(run_ids), Match.is_on_waitlist.is_(False), IS_BY_ORDER)
    return tuple((await session.scalars(rows.with_only_columns(Consumer.seq))).all())


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is read to try other weights on a run: what was matched together, the run's place there, and its model."""

    records: tuple[bytes, ...]
    place: int
    card: Card | None


async def to_weigh(session: AsyncSession, viewer: Viewer, run_id: str) -> Weighed:
    """All that a trial of other weights reads; NothingToReplay where the run's inputs are gone."""
    viewer.require(READ)
    found: Replayable = await rounds.replayable(session, viewer, run_id)
    place = next(at for at, one in enumerate(found.together) if one.run_id == run_id)
    return Weighed(tuple(one.inputs for one in found.together), place, await _card(session, found.run))


async def names_of(session: AsyncSession, viewer: Viewer, seqs: list[int]) -> dict[int, str]:
    """People's ids by their numbers, asked for in parts so that any number fits."""
    viewer.require(READ)
    found: dict[int, str] = {}
    for start in range(0, len(seqs), 1000):
        part = seqs[start:start + 1000]
        rows = await session.execute(select(Consumer.seq, Consumer.id).where(Consumer.seq.in_(part)))
        found.update((row[0], row[1]) for row in rows.all())
    return found


async def find_person(session: AsyncSession, viewer: Viewer, run_id: str, typed: str) -> str | None:
    """A person's id from the id, an import's id, or the short mark that lists show: of those whom the run picked, else
    of the one person whose id ends so."""
    found = await find_consumer(session, viewer, typed)
    if found is not None:
        return found.id
    mark = typed.upper()
    if len(mark) != MARK:
        return None
    picked = [one.consumer_id for one in await of_run(session, viewer, run_id) if one.consumer_id[-MARK:] == mark]
    if picked:
        return picked[0]
    rows = select(Consumer.id).where(Consumer.id.endswith(mark, autoescape=True)).limit(2)
    ids = (await session.scalars(rows)).all()
    return ids[0] if len(ids) == 1 else None


async def reasons_of(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Told | None:
    """Why a campaign's people as a whole suit it, for its brand and ops; None while too few are approved."""
    viewer.require(REASONS)
    campaign = await campaigns.get(session, viewer, campaign_id)
    rows = select(Match.contributions, Match.facts, Match.run_id).where(Match.campaign_id == campaign.id, or_(
        Match.state == USED, and_(Match.state == APPROVED, Match.is_on_waitlist.is_(False))))
    found = (await session.execute(rows)).all()
    rates = await learning.yes_rates(session, {row.run_id for row in found})
    above = [row.facts["p_fit"] - rates[row.run_id] for row in found if row.run_id in rates and "p_fit" in row.facts]
    run = await session.scalar(select(Run).where(Run.campaign_id == campaign.id).order_by(Run.number.desc()).limit(1))
    warning = None if run is None else (await learning.behind(session, run)).brands_warning
    return told([row.contributions for row in found], all_traits(session),
                2 * len(above) > len(found) and sum(above) > 0, warning)
