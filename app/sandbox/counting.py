"""The recount: every stage from the domain's own queries, the whole journal walked, and the invariants looked at."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from app.consumers.queries.audience import people
from app.core.viewer import Viewer
from app.insights import queries as insights
from app.insights.schemas import Summary
from app.journal import queries as journal_of
from app.matching import queries as matches_of
from app.notifications import queries as messages_of
from app.reviews import queries as reviews_of
from app.reviews.models import Review
from app.reviews.queries import Filters
from app.reviews.rules import REVIEW
from app.samples import queries as parcels_of
from app.samples.queries import stock as stock_of
from app.samples.rules import PARCEL
from app.sandbox.answering import all_seats
from app.sandbox.desk import left_on_the_desk
from app.sandbox.judging import look_at_matching, look_at_numbers_over_weeks
from app.sandbox.paging import all_of
from app.sandbox.world import Stand, World
from app.seats import queries as seats_of
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, COMPLETED, EXCUSED, NO_SHOW, RELEASED, SEAT

HOLDING = (ACCEPTED, COMPLETED, NO_SHOW)
BY_STATE = ("waiting", "declined", "expired", "no_show", "completed", "excused", "released")


@dataclass(slots=True)
class Recount:
    """What the store says; `problems` names every invariant that does not hold."""

    stages: dict[str, Counter[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    people: int = 0
    messages: dict[str, int] = field(default_factory=dict)
    journal: dict[str, Any] = field(default_factory=dict)
    matching: dict[str, Any] = field(default_factory=dict)
    weeks: dict[str, Any] = field(default_factory=dict)
    desk: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """The journal read from its end to its beginning: events per campaign, and each thing's states in order."""

    entries: int = 0
    events: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    moves: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Subject to (was, state), newest first."""


async def recount(world: World) -> Recount:
    """Count everything anew."""
    found, walk = Recount(), await walked(world)
    gifts: list[tuple[Stand, Seat]] = []
    for stand in world.stands:
        rows = await world.work.read(all_seats, world.ops, stand.campaign_id)
        gifts += [(stand, seat) for seat in rows if seat.accepted_at and seat.state not in (RELEASED, EXCUSED)]
        await _count_campaign(world, stand, rows, walk, found)
        await _check_units(world, stand, rows, found)
    _check_caps(gifts, found)
    await _check_journal(world, walk, found)
    found.matching = await look_at_matching(world)
    found.weeks, found.desk = await look_at_numbers_over_weeks(world), await left_on_the_desk(world)
    found.messages = dict(await world.work.read(_messages, world.ops))
    erased = sum(events["consumer.erased"] for events in walk.events.values())
    found.people = len(await world.work.read(people, world.ops, frozenset[str]())) + erased
    return found


async def walked(world: World) -> Walk:
    """Read the whole journal."""
    walk = Walk()
    for entry in await all_of(lambda ask: world.work.read(journal_of.newest, world.ops, ask)):
        walk.entries += 1
        walk.events[str(entry.facts.get("campaign_id"))][entry.event] += 1
        if "was" in entry.facts:
            walk.moves[entry.subject_id].append((entry.facts["was"], entry.facts["state"]))
    return walk


async def _count_campaign(world: World, stand: Stand, rows: list[Seat], walk: Walk, found: Recount) -> None:
    key, campaign_id = stand.plan.key, stand.campaign_id
    summary: Summary = await world.work.read(insights.summary, world.ops, campaign_id)
    states = await world.work.read(seats_of.counts_by_state, world.ops, campaign_id)
    posts = await world.work.read(_reviews, world.ops, campaign_id)
    events = walk.events[campaign_id]
    found.states[key] = summary.state
    found.stages[key] = Counter({name: states[name] for name in BY_STATE}) + Counter({
        "picked": events["match.approved"], "offered": summary.funnel.offered, "accepted": summary.funnel.accepted,
        "sent": summary.funnel.sent, "received": sum(seat.received_at is not None for seat in rows),
        "verified": sum(post.verified_at is not None for post in posts), "fixes": events["review.fix_asked"],
        "missed": sum(post.missed_at is not None for post in posts),
        "removed": sum(post.removed_at is not None for post in posts)})
    run = await world.work.read(matches_of.latest_run, world.ops, campaign_id)
    found.runs[key] = [{"number": run.number, "counts": run.counts, "shortfalls": run.shortfalls}] if run else []
    told = summary.reviews.verified + summary.reviews.verified_elsewhere
    _same(found, f"{key}: verified reviews in the report", told, found.stages[key]["verified"])
    _same(found, f"{key}: seats received in the report", summary.funnel.received,
          sum(seat.received_at is not None for seat in rows))
    _check_moves(found, walk, SEAT.start, rows, "seat")
    _check_moves(found, walk, REVIEW.start, posts, "review")
    _check_moves(found, walk, PARCEL.start, await world.work.read(_parcels, world.ops, campaign_id), "parcel")


def _same(found: Recount, what: str, one: object, other: object) -> None:
    if one != other:
        found.problems.append(f"{what}: {one}, but {other} in the store")


def _check_moves(found: Recount, walk: Walk, start: str, rows: Iterable[Any], noun: str) -> None:
    """Every change of state has exactly one entry: from the first state to the present one without a gap."""
    for row in rows:
        state = start
        for was, became in reversed(walk.moves.get(row.id, [])):
            if was != state:
                found.problems.append(f"{noun} {row.id}: an entry leaves {was}, but it stood at {state}")
            state = became
        _same(found, f"{noun} {row.id}: state by the journal", state, row.state)


async def _check_units(world: World, stand: Stand, rows: list[Seat], found: Recount) -> None:
    """Invariant 1: holding seats' units are what is taken, at most what is planned; the reserve is not overdrawn."""
    held: Counter[str] = Counter()
    for seat in rows:
        if seat.state in HOLDING or (seat.state == EXCUSED and seat.exported_at is not None):
            held.update({line["variant_id"]: line["quantity"] for line in seat.lines})

    async def stock(session: Any, viewer: Viewer) -> list[Any]:
        return await stock_of.stock_of(session, stand.campaign_id)
    for row in await world.work.read(stock, world.ops):
        _same(found, f"{stand.plan.key}: units taken of {row.variant_id}", row.taken, held[row.variant_id])
        if held[row.variant_id] > row.units or row.resent + row.spoiled > row.reserve:
            found.problems.append(f"{stand.plan.key}: more of {row.variant_id} is out than was planned")


def _check_caps(gifts: list[tuple[Stand, Seat]], found: Recount) -> None:
    """Invariant 2: between two gifts of one person lie the days of the later one's campaign."""
    by_person: defaultdict[str, list[tuple[Stand, Seat]]] = defaultdict(list)
    for stand, seat in sorted(gifts, key=lambda one: str(one[1].accepted_at)):
        by_person[seat.consumer_id].append((stand, seat))
    for taken in by_person.values():
        for (before, first), (stand, seat) in pairwise(taken):
            days = stand.plan.body["gift_cap_days"]
            if before.plan.firm == stand.plan.firm:
                days = max(days, stand.plan.body.get("brand_cap_days", 90))
            if first.accepted_at and seat.accepted_at and seat.accepted_at - first.accepted_at < timedelta(days=days):
                found.problems.append(f"{seat.consumer_id} has taken two gifts within {days} days")


async def _check_journal(world: World, walk: Walk, found: Recount) -> None:
    audit = await world.work.read(journal_of.audit, world.ops)
    found.journal = {"entries": walk.entries, "sealed": audit.sealed, "unsealed": audit.unsealed,
                     "is_unbroken": audit.broken_at is None}
    _same(found, "entries sealed", audit.sealed, walk.entries)
    if audit.broken_at is not None:
        found.problems.append(f"the chain is broken at seal {audit.broken_at}")


async def _reviews(session: Any, viewer: Viewer, campaign_id: str) -> list[Review]:
    return await all_of(lambda ask: reviews_of.listed(session, viewer, Filters(campaign_id), ask))


async def _parcels(session: Any, viewer: Viewer, campaign_id: str) -> list[Any]:
    return await all_of(lambda ask: parcels_of.page(session, viewer, ask, campaign_id=campaign_id))


async def _messages(session: Any, viewer: Viewer) -> Mapping[str, int]:
    found = await all_of(lambda ask: messages_of.list_page(session, viewer, ask))
    return Counter(message.state for message in found)
