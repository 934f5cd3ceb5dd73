"""Cases for ops: who waits for an answer, and the conversation."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.cases import queries
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import READ, REPLY
from app.cases.schemas import CaseOut, WordsIn
from app.core.errors import Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask, Page
from app.web import pages
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/ops/cases")
SUBJECTS = {"seats": "/ops/seats/{subject}", "parcels": "/ops/parcels/{campaign}", "reviews": "/ops/reviews/{subject}",
            "campaigns": "/ops/campaigns/{subject}"}
CONTACT_WORDS = {"phone": text("Phone", "手机"), "email": text("Email", "邮箱")}


@dataclass(frozen=True, slots=True)
class CasesPage:
    """Some cases, newest first."""

    cases: tuple[CaseOut, ...]
    state: str
    more: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A product that the person received, of which batch."""

    product: Text
    variant: Text
    quantity: int
    batch: str | None
    expires_on: date | None
    parcel: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One conversation as ops see it, with what to know before answering; contacts are (what, value)."""

    case: CaseOut
    about: str | None
    campaign: Text | None
    brand: str | None
    received: tuple[ReceivedRow, ...]
    contacts: tuple[tuple[str, str], ...]
    zone: str
    typed: dict[str, str]
    errors: dict[str, str]


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Cases, the open ones unless ?state= says otherwise."""
    asked = screen.request.query_params
    state = asked.get("state", "open")

    def shape(page: Page[Case]) -> tuple[tuple[CaseOut, ...], str | None]:
        return tuple(CaseOut.of(case) for case in page.items), page.next_cursor
    states = () if state == "all" else (state,)
    found, after = await work.read(queries.page_of, screen.viewer, Ask(asked.get("after"), 50), states, shape=shape)
    more = f"/ops/cases?state={state}&after={after}" if after else None
    return screen.show("ops/cases.html", CasesPage(found, state, more, screen.zone))


async def _case(screen: Showing, work: Working, case_id: str, typed: dict[str, str],
                errors: dict[str, str]) -> HTMLResponse:
    case = await work.read(queries.get, screen.viewer, case_id, shape=CaseOut.of)
    known = await work.read(queries.concern, screen.viewer, case_id)
    about = SUBJECTS[case.subject_type].format(subject=case.subject_id, campaign=known.campaign_id) if (
        case.subject_type) else None
    received = tuple(ReceivedRow(Text.model_validate(one.product), Text.model_validate(one.variant), one.quantity,
                                 one.batch, one.expires_on, one.parcel) for one in known.received)
    page = CasePage(case, about, Text.model_validate(known.campaign) if known.campaign else None, known.brand, received,
                    tuple((CONTACT_WORDS[kind].pick(screen.language), value) for kind, value in known.contacts),
                    screen.zone, typed, errors)
    return screen.show("ops/case.html", page, 422 if errors else 200)


@router.get("/{case_id}", **opens(READ))
async def show(case_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One conversation."""
    return await _case(screen, work, case_id, {}, {})


@router.post("/{case_id}", response_model=None, **opens(REPLY))
async def reply(case_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Answer."""
    form = await screen.form()
    try:
        body = form.into(WordsIn)
    except Invalid as refusal:
        return await _case(screen, work, case_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    await work.do(cases.reply, screen.viewer, case_id, body.words)
    return screen.go("/ops/cases", text("Answered.", "已回复。"))


@router.post("/{case_id}/close", **opens(REPLY))
async def close(case_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Close what needs nothing more."""
    await work.do(cases.close, screen.viewer, case_id)
    return screen.go("/ops/cases", text("Closed.", "已结束。"))
