"""Asking us: the own cases, a new one, and the conversation."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.cases import queries
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import ASK, READ_OWN
from app.cases.schemas import CaseIn, CaseOut, WordsIn
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.paging import Ask, Page
from app.web import pages
from app.web.doors import Limiting, Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/help")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The own cases and the form, as typed."""

    cases: tuple[CaseOut, ...]
    older: str | None
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
    return screen.show("consumer/help.html", HelpPage(found, link, typed, errors), 422 if errors else 200)


@router.get("", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What was asked, and a form to ask; ?about=reviews:rev_… names what it is about."""
    kind, _, subject = screen.request.query_params.get("about", "").partition(":")
    return await _page(screen, work, {"subject_type": kind, "subject_id": subject}, {})


@router.post("", response_model=None, **opens(ASK))
async def ask(screen: Showing, work: Working, limits: Limiting) -> HTMLResponse | RedirectResponse:
    """Open a case."""
    form = await screen.form()
    try:
        body = form.into(CaseIn)
    except Invalid as refusal:
        return await _page(screen, work, form.typed(), pages.by_field(refusal.faults, screen.language))
    await limits.hit("case", screen.viewer.actor_id)
    case = await work.do(cases.ask_own, screen.viewer, body.kind, body.words, body.subject_type, body.subject_id)
    return screen.go(f"/me/help/{case.id}", text("Sent. We answer within a day.", "已发送，我们会在一天内回复。"))


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
