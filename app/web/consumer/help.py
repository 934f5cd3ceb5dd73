"""Asking us: the own cases, a new one, and the conversation."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.cases import queries
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import ASK, HARM, READ_OWN
from app.cases.schemas import CaseIn, CaseOut, WordsIn
from app.core.errors import Conflict, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask, Page
from app.seats import queries as seat_queries
from app.seats import service as seats
from app.seats.rules import ACCEPTED, COMPLETED, EXCUSED, NO_SHOW
from app.web import pages
from app.web.doors import Limiting, Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/help")
MOST_GIFTS = 50
WHICH_GIFT = text("Please say which gift it was.", "请选择是哪一份礼物。")
SENT = text("Sent. We answer within a day.", "已发送，我们会在一天内回复。")
STOP_USING = text("Please stop using it. You owe us nothing; we get in touch with you within a day.",
                  "请停止使用。你无需再发布任何内容，我们会在一天内与你联系。")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The own cases and the form, as typed."""

    cases: tuple[CaseOut, ...]
    older: str | None
    gifts: tuple[tuple[str, Text], ...]
    typed: dict[str, str]
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class CasePage:
    """One conversation, and what was typed."""

    case: CaseOut
    zone: str
    typed: dict[str, str]
    errors: dict[str, str]


async def _page(screen: Showing, work: Working, typed: dict[str, str], errors: dict[str, str]) -> HTMLResponse:
    def shape(page: Page[Case]) -> tuple[tuple[CaseOut, ...], str | None]:
        return tuple(CaseOut.of(case) for case in page.items), page.next_cursor
    found, older = await work.read(
        queries.page_of, screen.viewer, Ask(screen.request.query_params.get("after"), 20), shape=shape)
    link = f"/me/help?after={older}" if older else None
    return screen.show("consumer/help.html", HelpPage(found, link, await _gifts(screen, work), typed, errors),
                       422 if errors else 200)


async def _gifts(screen: Showing, work: Working) -> tuple[tuple[str, Text], ...]:
    """The gifts that a message may be about."""
    cards = (await work.read(seat_queries.cards, screen.viewer, Ask(None, MOST_GIFTS))).items
    return tuple((f"seats:{card.seat.id}", Text.model_validate(card.campaign.name)) for card in cards
                 if card.seat.state in (ACCEPTED, COMPLETED, NO_SHOW, EXCUSED))


@router.get("", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What was asked, and a form to ask; ?about=reviews:rev_… names what it is about."""
    kind, _, subject = screen.request.query_params.get("about", "").partition(":")
    return await _page(screen, work, {"subject": f"{kind}:{subject}" if subject else ""}, {})


@router.post("", response_model=None, **opens(ASK))
async def ask(screen: Showing, work: Working, limits: Limiting) -> HTMLResponse | RedirectResponse:
    """Open a case."""
    form = await screen.form()
    kind, _, subject = form.get("subject").partition(":")
    about = {"subject_type": kind, "subject_id": subject} if subject else {}
    try:
        body = form.only("kind", "words").into(CaseIn, **about)
        if body.kind == HARM and body.subject_type != "seats" and await _gifts(screen, work):
            raise Invalid.at("subject", WHICH_GIFT)
    except Invalid as refusal:
        return await _page(screen, work, form.typed(), pages.by_field(refusal.faults, screen.language))
    await limits.hit("case", screen.viewer.actor_id)
    reacted = await _react(screen, work, body) if body.kind == HARM and body.subject_type == "seats" else None
    case_id = reacted or (await work.do(cases.ask_own, screen.viewer, body.kind, body.words, body.subject_type,
                                        body.subject_id)).id
    return screen.go(f"/me/help/{case_id}", STOP_USING if body.kind == HARM else SENT)


async def _react(screen: Showing, work: Working, body: CaseIn) -> str | None:
    """Excuse the gift that was reacted to, and write the words into the case that this opens; None where none does."""
    def opened(page: Page[Case]) -> str | None:
        return next((case.id for case in page.items if (case.kind, case.subject_id) == (HARM, body.subject_id)), None)
    try:
        await work.do(seats.react, screen.viewer, body.subject_id or "")
    except Conflict:
        return None
    case_id = await work.read(queries.page_of, screen.viewer, Ask(None, 20), shape=opened)
    if case_id is not None:
        await work.do(cases.ask_again, screen.viewer, case_id, body.words)
    return case_id


async def _case(screen: Showing, work: Working, case_id: str, typed: dict[str, str],
                errors: dict[str, str]) -> HTMLResponse:
    case = await work.read(queries.get, screen.viewer, case_id, shape=CaseOut.of)
    return screen.show("consumer/case.html", CasePage(case, screen.zone, typed, errors), 422 if errors else 200)


@router.get("/{case_id}", **opens(READ_OWN))
async def show(case_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One conversation."""
    return await _case(screen, work, case_id, {}, {})


@router.post("/{case_id}", response_model=None, **opens(ASK))
async def say(case_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Write again."""
    form = await screen.form()
    try:
        body = form.into(WordsIn)
    except Invalid as refusal:
        return await _case(screen, work, case_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    await work.do(cases.ask_again, screen.viewer, case_id, body.words)
    return screen.go(f"/me/help/{case_id}", text("Sent.", "已发送。"))
