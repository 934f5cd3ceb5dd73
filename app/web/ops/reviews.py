"""Reviews for ops: what is most at risk on top, and everything by state."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text, text
from app.core.paging import Ask, Page
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.queries import queue
from app.reviews.queries.queue import AtRisk
from app.reviews.rules import READ, REVIEW
from app.reviews.rules.risk import WHY
from app.reviews.rules.words import CHECK_WORDS
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One review that needs somebody: what, why, until when."""

    href: str
    campaign: Text
    pseudonym: str
    state: str
    why: Text
    due_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class StateRow:
    """One review of the list by state."""

    href: str
    pseudonym: str
    state: str
    platform: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """What is at risk, or, where a state was asked for, all of that state."""

    state: str
    states: tuple[str, ...]
    at_risk: tuple[RiskRow, ...]
    rows: tuple[StateRow, ...]
    more: str | None
    zone: str


def why_of(found: AtRisk) -> Text:
    """Why a review stands on the list."""
    if found.risk in WHY:
        return WHY[found.risk]
    review = found.review
    latest = [check for check in review.checks if check.attempt == review.attempt and check.outcome == "unknown"]
    names = [CHECK_WORDS[check.name] for check in latest]
    return text("Could not be checked: " + ", ".join(name.pick("en") for name in names),
                "未能自动核对：" + "、".join(name.pick("zh-cn") for name in names))


def _at_risk(rows: list[AtRisk]) -> tuple[RiskRow, ...]:
    return tuple(RiskRow(
        f"/ops/reviews/{row.review.id}", Text.model_validate(row.campaign.name), row.review.pseudonym,
        row.review.state, why_of(row), row.until, row.campaign.time_zone) for row in rows)


def _by_state(page: Page[Review]) -> tuple[tuple[StateRow, ...], str | None]:
    return tuple(StateRow(f"/ops/reviews/{one.id}", one.pseudonym, one.state, one.platform, one.updated_at)
                 for one in page.items), page.next_cursor


@router.get("/ops/reviews", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What needs eyes; ?state= lists all reviews of one state, newest first."""
    asked = screen.request.query_params
    state = asked.get("state", "")
    at_risk: tuple[RiskRow, ...] = ()
    rows: tuple[StateRow, ...] = ()
    after = None
    if state in (*REVIEW.states, "all"):
        states = () if state == "all" else (state,)
        rows, after = await work.read(queries.recent, screen.viewer, states, Ask(asked.get("after"), 50),
                                      shape=_by_state)
    else:
        state, at_risk = "", await work.read(queue.at_risk, screen.viewer, shape=_at_risk)
    more = f"/ops/reviews?state={state}&after={after}" if after else None
    return screen.show("ops/reviews.html", ReviewsPage(state, REVIEW.states, at_risk, rows, more, screen.zone))
