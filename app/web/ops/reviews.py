"""Reviews for ops: one queue with what is most at risk on top, the first of it at hand; and everything by state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text
from app.core.paging import Ask, Page
from app.core.work import Work
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.queries import queue
from app.reviews.queries.queue import AtRisk, Noted
from app.reviews.rules import CHECKING, READ, REVIEW
from app.reviews.rules.risk import ACTION_WORDS, LOOK, RISK_WORDS, WHY
from app.reviews.rules.words import DECISION_WORDS
from app.reviews.schemas import standing_of
from app.web.doors import Working, opens
from app.web.ops.review_panel import Panel, panel_of, why_of
from app.web.ops.review_which import which
from app.web.screen import Screen, Showing

router = APIRouter()
A_PAGE = 30
TICKED = ("harm", "window", "unknown")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the queue: narrowed to one risk, so far down, at one review."""

    only: str = ""
    skip: int = 0
    review: str = ""

    def href(self, **more: str) -> str:
        """The address of this place."""
        asked = {"only": self.only, "skip": str(self.skip or ""), "review": self.review} | more
        query = urlencode({name: value for name, value in asked.items() if value})
        return "/ops/reviews" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One review that needs somebody: what, why, until when, and its one action."""

    id: str
    href: str
    campaign: Text
    pseudonym: str
    which: Text
    """Which of the person's posts."""
    state: str
    risk: Text
    is_harm: bool
    why: Text
    until: datetime | None
    zone: str
    action: Text
    may_tick: bool


@dataclass(frozen=True, slots=True)
class NotedRow:
    """What was decided and can still be taken back: how, about whom."""

    words: Text
    names: str
    ids: tuple[str, ...]
    seconds: int
    """So long it can be taken back at most."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The queue, narrowed or whole, the review at hand, and what was decided just now."""

    counts: tuple[tuple[Text, int, str, bool], ...]
    rows: tuple[QueueRow, ...]
    place: Place
    panel: Panel | None
    before: str | None
    after: str | None
    after_id: str
    """The review that opens once this one is decided."""
    noted: tuple[NotedRow, ...]
    withheld: tuple[str, str] | None
    """The id and pseudonym of a review that was withheld just now."""
    is_done: bool
    """That the review that was asked for needs nobody any more."""
    more: str | None
    newer: str | None
    states: tuple[str, ...]
    zone: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One review of the list by state."""

    href: str
    pseudonym: str
    state: str
    platform: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StatesPage:
    """All reviews of one state, newest first."""

    state: str
    states: tuple[str, ...]
    rows: tuple[StateRow, ...]
    more: str | None
    zone: str


@router.get("/ops/reviews", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What needs somebody; ?review= takes one to hand, ?only= narrows, ?skip= goes on; ?state= lists by state."""
    asked = screen.request.query_params
    state = asked.get("state", "")
    if state in (*REVIEW.states, "all"):
        return await _of_state(screen, work, state)
    return await desk(screen, work, place_of(asked))


def place_of(asked: Mapping[str, str]) -> Place:
    """The place that an address or a form names; what makes no sense is left aside."""
    only, skip = asked.get("only", ""), asked.get("skip", "")
    is_number = skip.isascii() and skip.isdigit() and len(skip) < 7
    return Place(only if only in RISK_WORDS else "", int(skip) if is_number else 0, asked.get("review", "")[:40])


async def desk(screen: Screen, work: Work, place: Place, *, typed: Mapping[str, str] | None = None,
               ticked: frozenset[str] = frozenset(), errors: Mapping[str, str] | None = None) -> HTMLResponse:
    """The queue with one review at hand: the one asked for, else the first."""
    viewer = screen.viewer
    found = await work.read(queue.at_risk, viewer, place.skip, A_PAGE + 1, place.only)
    counted = await work.read(queue.count_at_risk, viewer)
    noted = await work.read(queue.noted, viewer)
    rows, hand = found[:A_PAGE], await _at_hand(screen, work, found[:A_PAGE], place)
    here = replace(place, review=hand.review.id if hand else "")
    before, after, after_id = _beside([row.review.id for row in rows], here)
    page = DeskPage(
        _counts(counted, place), tuple(_row(screen, row, place) for row in rows), here,
        await panel_of(screen, work, hand, why_of(hand, WHY)) if hand else None, before, after, after_id,
        tuple(_noted(one, work.clock()) for one in noted), await _withheld(screen, work),
        bool(place.review) and place.review != here.review,
        Place(place.only, place.skip + A_PAGE).href() if len(found) > A_PAGE else None,
        Place(place.only, max(0, place.skip - A_PAGE)).href() if place.skip else None,
        REVIEW.states, screen.zone, typed or {}, ticked, errors or {})
    return screen.show("ops/reviews.html", page, 422 if errors else 200)


async def _at_hand(screen: Screen, work: Work, rows: list[AtRisk], place: Place) -> AtRisk | None:
    asked = next((row for row in rows if row.review.id == place.review), None)
    if asked is None and place.review:
        asked = await work.read(queue.find_at_risk, screen.viewer, place.review)
    return asked or next(iter(rows), None)


def _beside(ids: list[str], here: Place) -> tuple[str | None, str | None, str]:
    """The addresses of the reviews before and after the one at hand, and the id of the latter."""
    at = ids.index(here.review) if here.review in ids else -1
    before = ids[at - 1] if at > 0 else None
    after = ids[at + 1] if at + 1 < len(ids) else None
    return (replace(here, review=before).href() if before else None,
            replace(here, review=after).href() if after else None, after or "")


def _counts(counted: dict[str, int], place: Place) -> tuple[tuple[Text, int, str, bool], ...]:
    return tuple((RISK_WORDS[risk], count, Place(risk).href(), risk == place.only) for risk, count in counted.items())


def _row(screen: Screen, found: AtRisk, place: Place) -> QueueRow:
    review, risk = found.review, found.risk
    may_tick = review.state == CHECKING and review.post_index is not None and risk in TICKED
    return QueueRow(
        review.id, replace(place, review=review.id).href(), Text.model_validate(found.campaign.name), review.pseudonym,
        which(screen, review, found.place, found.posts), review.state,
        RISK_WORDS[risk], risk == "harm", why_of(found, WHY), found.until, found.campaign.time_zone,
        ACTION_WORDS.get(risk, LOOK), may_tick)


def _noted(one: Noted, at: datetime) -> NotedRow:
    names = ", ".join(name for _, name in one.reviews[:3]) + (" …" if len(one.reviews) > 3 else "")
    return NotedRow(DECISION_WORDS[one.decision], names, tuple(review_id for review_id, _ in one.reviews),
                    max(1, round((one.due_at - at).total_seconds())))


async def _withheld(screen: Screen, work: Work) -> tuple[str, str] | None:
    asked = screen.request.query_params.get("withheld", "")[:40]
    return await work.read(queue.withheld_just_now, screen.viewer, asked) if asked else None


async def _of_state(screen: Screen, work: Work, state: str) -> HTMLResponse:
    states = () if state == "all" else (state,)
    ask = Ask(screen.request.query_params.get("after"), 50)
    rows, after = await work.read(queries.recent, screen.viewer, states, ask, shape=_by_state)
    more = f"/ops/reviews?state={state}&after={after}" if after else None
    return screen.show("ops/reviews_of_state.html", StatesPage(state, REVIEW.states, rows, more, screen.zone))


def _by_state(page: Page[Review]) -> tuple[tuple[StateRow, ...], str | None]:
    return tuple(StateRow(f"/ops/reviews/{one.id}", one.pseudonym, standing_of(one), one.platform, one.updated_at)
                 for one in page.items), page.next_cursor
