"""A member's own page: the next thing to do, what waits, and taking a break."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import service as consumers
from app.consumers.queries import own
from app.consumers.queries.drafts import kept_answers
from app.consumers.queries.own import Overview
from app.consumers.rules import ACTIVE, ANSWER, CHANGE_OWN, COURIER, MATCHING, READ_OWN
from app.consumers.rules.parts import Part
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.insights.queries import surveys
from app.reviews import queries as reviews
from app.samples import queries as parcels
from app.seats import queries as seats
from app.seats.rules import OFFERED
from app.web import asking
from app.web.consumer.surveys import Waiting
from app.web.consumer.under_way import Step, under_way
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me")
SLUG = "sign-up"
MOST_SEATS = 50


@dataclass(frozen=True, slots=True)
class HomePage:
    """The state, what is open, what is under way, and the optional parts that are left."""

    state: str
    invitation_count: int
    under_way: tuple[Step, ...]
    surveys: tuple[Waiting, ...]
    will_match: bool
    has_address: bool
    may_pass_address: bool
    has_kept_answers: bool
    first_missing: Part | None
    optional: tuple[Part, ...]
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Changed:
    """One question whose answer differs."""

    title: Text
    was: Text
    would_be: Text


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What somebody answered with the member's own contact, when, and how it differs."""

    at: datetime
    zone: str
    changed: tuple[Changed, ...]


def home_page(found: Overview, invitation_count: int, steps: tuple[Step, ...],
              asked: tuple[Waiting, ...]) -> HomePage:
    """What the page shows of what is known."""
    parts = found.parts
    return HomePage(
        found.consumer.state, invitation_count, steps, asked, MATCHING in found.purposes, found.has_address,
        COURIER in found.purposes, found.has_kept_answers,
        next((part for part in parts if part.is_first and not part.answered), None),
        tuple(part for part in parts if not part.is_first and not part.answered),
        sum(part.answered for part in parts), sum(part.of for part in parts))


@router.get("", **opens(READ_OWN))
async def home(screen: Showing, work: Working) -> HTMLResponse:
    """What is next."""
    found = await work.read(own.overview, screen.viewer, SLUG)
    cards = (await work.read(seats.cards, screen.viewer, Ask(None, MOST_SEATS))).items
    owed = [row.review for row in await work.read(reviews.of_consumer, screen.viewer)]
    steps = under_way(cards, owed, await work.read(parcels.by_seat, screen.viewer), work.clock())
    asked = await work.read(surveys.mine, screen.viewer) if found.consumer.state == ACTIVE else []
    return screen.show("consumer/home.html", home_page(
        found, sum(card.seat.state == OFFERED for card in cards), steps, tuple(map(Waiting.of, asked))))


@router.post("/leave", **opens(CHANGE_OWN))
async def leave(screen: Showing, work: Working) -> RedirectResponse:
    """Take a break."""
    await work.do(consumers.leave, screen.viewer, screen.viewer.scope("consumer"))
    return screen.go("/me", text("No invitations until you come back. Rest well.",
                                 "在你回来之前不会再有邀请，好好休息。"))


@router.post("/come-back", **opens(CHANGE_OWN))
async def come_back(screen: Showing, work: Working) -> RedirectResponse:
    """Be there again."""
    await work.do(consumers.come_back, screen.viewer, screen.viewer.scope("consumer"))
    return screen.go("/me", text("Good to have you back.", "欢迎回来。"))


@router.get("/kept-answers", response_model=None, **opens(ANSWER))
async def kept(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """The answers that came with a second sign-up beside the present ones."""
    new = await work.read(kept_answers, screen.viewer)
    if new is None:
        return screen.go("/me")
    found = await work.read(own.own_answers, screen.viewer, new.slug)
    was, would_be = found.answers, new.answers
    changed = tuple(
        Changed(question.title, asking.said(question, was.get(name)), asking.said(question, would_be[name]))
        for name, question in found.questionnaire.questions.items()
        if name in would_be and would_be[name] != was.get(name))
    return screen.show("consumer/kept_answers.html", KeptPage(new.at, screen.zone, changed))


@router.post("/kept-answers", **opens(ANSWER))
async def use_kept(screen: Showing, work: Working) -> RedirectResponse:
    """Take the answers that came with a second sign-up, or throw them away."""
    if (await screen.form()).get("use") == "yes":
        await work.do(consumers.use_kept, screen.viewer)
        return screen.go("/me/answers", text("These are your answers now.", "已更新为新的回答。"))
    await work.do(consumers.discard_kept, screen.viewer)
    return screen.go("/me", text("They are gone; your answers stay as they were.", "已删除，原来的回答不变。"))
