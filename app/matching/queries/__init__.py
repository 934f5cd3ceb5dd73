"""Every question about runs and matches. A select made for a person starts from visible_to()."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries as campaigns
from app.consumers.models import Consent, Consumer
from app.consumers.rules import ACTIVE, MATCHING
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs.models import Job
from app.journal.models import Entry
from app.matching.models import Interest, Match, Run, RunInputs
from app.matching.rules import APPROVED, INSTEAD, PROPOSED, READ, REJECTED, REPLACED
from app.seats.models import Seat
from app.seats.rules import EXPIRED

DECISION = "match.decide"
BY_HAND = "by_hand"
"""The fact of a match that says why ops asked somebody whom no run picked."""
IS_BY_HAND = Match.facts[BY_HAND].as_string().is_not(None)
STAYS = "stays"
"""The fact of an approved match that a later run left where it was."""
IS_NOT_DRAWN = Match.facts["is_control"].as_string().is_(None)
"""Whether a match came by the order or by hand, not by lot."""
IS_BY_ORDER = and_(~IS_BY_HAND, Match.facts[STAYS].as_string().is_(None))


def is_put_in(match: Match) -> bool:
    """Whether ops put somebody in for a pick, and nobody has left the place to him yet."""
    return match.state == PROPOSED and match.facts.get(BY_HAND) == INSTEAD


def visible_to(viewer: Viewer) -> Select[Match]:
    """Ops see all, a consumer the own ones, nobody else any: a brand never sees who was matched."""
    if READ in viewer.permissions:
        return select(Match)
    return select(Match).where(
        Match.consumer_id == viewer.scope("consumer") if viewer.kind == "consumer" else false())


def runs_visible_to(viewer: Viewer) -> Select[Run]:
    """Ops see all runs, nobody else any."""
    return select(Run) if READ in viewer.permissions else select(Run).where(false())


async def get(session: AsyncSession, viewer: Viewer, match_id: str) -> Match:
    """One match, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Match.id == match_id))
    if found is None:
        raise NotFound("match")
    return found


async def get_run(session: AsyncSession, viewer: Viewer, run_id: str) -> Run:
    """One run, or NotFound."""
    found = await session.scalar(runs_visible_to(viewer).where(Run.id == run_id))
    if found is None:
        raise NotFound("run")
    return found


async def locked(session: AsyncSession, viewer: Viewer, ids: Sequence[str]) -> list[Match]:
    """Matches in the order of their ids as given, held until the end of the transaction; NotFound if one is missing."""
    rows = visible_to(viewer).where(Match.id.in_(ids)).order_by(Match.seq).with_for_update()
    found = {match.id: match for match in (await session.scalars(rows.execution_options(populate_existing=True))).all()}
    if len(found) < len(set(ids)):
        raise NotFound("match")
    return [found[match_id] for match_id in dict.fromkeys(ids)]


async def latest_run(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Run | None:
    """A campaign's latest run, if there was one."""
    rows = runs_visible_to(viewer).where(Run.campaign_id == campaign_id)
    return await session.scalar(rows.order_by(Run.number.desc()).limit(1))


async def page_of_campaign(session: AsyncSession, viewer: Viewer, campaign_id: str, ask: Ask) -> Page[Run]:
    """The runs of a campaign, newest first; NotFound where there is no such campaign."""
    await campaigns.get(session, viewer, campaign_id)
    return await page(session, runs_visible_to(viewer).where(Run.campaign_id == campaign_id), Run.seq, ask,
                      newest_first=True)


def in_order(rows: Select[Match]) -> Select[Match]:
    """Those with a unit first, then the waiting list, each by rank."""
    return rows.order_by(Match.is_on_waitlist, Match.rank, Match.seq)


async def open_matches(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[Match]:
    """A campaign's proposed and approved matches, held until the end of the transaction."""
    rows = visible_to(viewer).where(Match.campaign_id == campaign_id, Match.state.in_((PROPOSED, APPROVED)))
    return list((await session.scalars(in_order(rows).with_for_update())).all())


async def of_run(session: AsyncSession, viewer: Viewer, run_id: str) -> list[Match]:
    """All matches of a run in the order in which they would be offered."""
    return list((await session.scalars(in_order(visible_to(viewer).where(Match.run_id == run_id)))).all())


async def page_of_run(session: AsyncSession, viewer: Viewer, run_id: str, ask: Ask) -> Page[Match]:
    """A run's matches, in the order in which they were stored: units by rank, then the waiting list."""
    run = await get_run(session, viewer, run_id)
    return await page(session, visible_to(viewer).where(Match.run_id == run.id), Match.seq, ask)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be offered a seat: the match, the person, and the keys under which gifts are counted; the chance
    of a yes and how many offers there were, as far as the match knows them."""

    match_id: str
    consumer_id: str
    phone_index: str | None
    address_index: str | None
    is_address_shared: bool
    facts: dict[str, Any]

    @property
    def offers(self) -> int:
        """How often a seat was offered to this person here."""
        return int(self.facts.get("offers", 1))

    @property
    def is_by_hand(self) -> bool:
        """Whether a person chose him: then refusing automatic decisions is no obstacle."""
        return BY_HAND in self.facts


def agrees(session: AsyncSession) -> ColumnElement[bool]:
    """Whether the person of a match still agrees to be matched."""
    return exists().where(
        Consent.consumer_id == Match.consumer_id, Consent.purpose == MATCHING, Consent.withdrawn_at.is_(None),
        Consent.until.is_(None) | (Consent.until > now(session)))


async def candidates(session: AsyncSession, viewer: Viewer, campaign_id: str, state: str = APPROVED,
                     seated: str | None = None) -> list[Candidate]:
    """Matches of a state in order whose person is here, still agrees to be matched, and has no seat here by now but one
    that ran out; `seated` names the state in which the seat must be, if there must be one."""
    seats = select(Seat.id).where(Seat.campaign_id == campaign_id, Seat.consumer_id == Match.consumer_id)
    here = ~exists(seats.where(Seat.state != EXPIRED)) if seated is None else exists(seats.where(Seat.state == seated))
    rows = visible_to(viewer).join(Consumer, Consumer.id == Match.consumer_id).where(
        Match.campaign_id == campaign_id, Match.state == state, agrees(session), here, Consumer.state == ACTIVE)
    columns = (Consumer.refuses_automatic, Match.id, Match.consumer_id, Consumer.phone_index, Consumer.address_index,
               Consumer.is_address_shared, Match.facts)
    found = [(row[0], Candidate(*row[1:])) for row in (
        await session.execute(in_order(rows).with_only_columns(*columns))).all()]
    return [one for refuses, one in found if one.is_by_hand or not refuses]


async def last_wave(session: AsyncSession, viewer: Viewer, campaign_id: str) -> int:
    """The number of a campaign's latest wave of offers; 0 before the first."""
    return await session.scalar(select(func.max(Match.wave)).where(Match.campaign_id == campaign_id)) or 0


async def was_told_empty(session: AsyncSession, run: Run) -> bool:
    """Whether the end of a run's waiting list has been told already."""
    rows = select(Entry.id).where(
        Entry.subject_id == run.campaign_id, Entry.event == "campaign.waitlist_empty", Entry.at >= run.made_at)
    return await session.scalar(rows.limit(1)) is not None


async def find_consumer(session: AsyncSession, viewer: Viewer, typed: str) -> Consumer | None:
    """A person by id or by an import's id, for ops."""
    viewer.require(READ)
    rows = select(Consumer).where((Consumer.id == typed) | (Consumer.external_id == typed))
    return await session.scalar(rows.order_by(Consumer.seq).limit(1))


async def external_ids(session: AsyncSession, viewer: Viewer, consumer_ids: Sequence[str]) -> dict[str, str | None]:
    """The ids that imports gave these people, asked for in parts so that any number fits."""
    viewer.require(READ)
    found: dict[str, str | None] = {}
    for start in range(0, len(consumer_ids), 1000):
        part = consumer_ids[start:start + 1000]
        rows = await session.execute(select(Consumer.id, Consumer.external_id).where(Consumer.id.in_(part)))
        found.update((row[0], row[1]) for row in rows.all())
    return found


async def interested_in(session: AsyncSession, viewer: Viewer, campaign_id: str) -> list[str]:
    """Everybody who wants a campaign's product, in the order in which they said so; for ops."""
    viewer.require(READ)
    rows = select(Interest.consumer_id).where(Interest.campaign_id == campaign_id, Interest.withdrawn_at.is_(None))
    return list((await session.scalars(rows.order_by(Interest.seq))).all())


async def about(session: AsyncSession, consumer_id: str) -> tuple[list[Match], list[Interest]]:
    """All that is held about one person here."""
    matches = await session.scalars(select(Match).where(Match.consumer_id == consumer_id).order_by(Match.seq))
    interests = await session.scalars(select(Interest).where(Interest.consumer_id == consumer_id))
    return list(matches.all()), list(interests.all())


async def ends_of(session: AsyncSession, viewer: Viewer, run_id: str) -> dict[str, str]:
    """Who stands at the ends of a run's list, those drawn by lot, rejected or replaced aside: the first and the last
    with a unit, the first who waits; for ops."""
    run = await get_run(session, viewer, run_id)
    ways = {"first": (False, Match.rank), "last": (False, Match.rank.desc()), "waits": (True, Match.rank)}
    found = {}
    for name, (waits, order) in ways.items():
        rows = visible_to(viewer).with_only_columns(Match.consumer_id).where(
            Match.run_id == run.id, Match.is_on_waitlist.is_(waits), IS_BY_ORDER, IS_NOT_DRAWN,
            Match.state.not_in((REJECTED, REPLACED)))
        found[name] = await session.scalar(rows.order_by(order).limit(1))
    return {name: who for name, who in found.items() if who is not None}


async def waiting_decisions(session: AsyncSession, viewer: Viewer, run_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Decisions made on the page that are not carried out yet: the key to take one back, and what it says."""
    viewer.require(READ)
    rows = select(Job).where(Job.name == DECISION, Job.state == "due").order_by(Job.seq)
    return [(job.key, job.args) for job in (await session.scalars(rows)).all() if job.key and
            job.args["run_id"] == run_id]


async def noted(session: AsyncSession, key: str) -> dict[str, Any] | None:
    """What a decision says that is noted under a key and not carried out yet."""
    return await session.scalar(select(Job.args).where(Job.name == DECISION, Job.key == key, Job.state == "due"))


async def seq_of(session: AsyncSession, consumer_id: str) -> int:
    """A person's number in the order of arrival."""
    return await session.scalar(select(Consumer.seq).where(Consumer.id == consumer_id)) or 0


async def kept_inputs(session: AsyncSession) -> list[RunInputs]:
    """All that is kept of runs to run them again."""
    return list((await session.scalars(select(RunInputs).order_by(RunInputs.run_id))).all())


async def let_go_of_inputs(session: AsyncSession, before: datetime) -> int:
    """Delete what is kept of runs made before a moment; how many."""
    old = select(Run.id).where(Run.made_at < before)
    gone = await session.execute(delete(RunInputs).where(RunInputs.run_id.in_(old)).returning(RunInputs.run_id))
    return len(gone.all())
