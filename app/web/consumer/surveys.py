"""A few questions about a product: the first screen, and a second for who has tried it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers.rules import ANSWER, READ_OWN
from app.core.errors import Invalid, NotFound
from app.core.i18n import Text, text
from app.core.work import Work
from app.insights import service
from app.insights.queries import surveys
from app.insights.queries.surveys import Survey
from app.insights.rules.surveys import WHENS, Opening, When
from app.insights.schemas import SurveyOut
from app.questionnaires.forms import from_form
from app.web import asking, pages
from app.web.asking import Asked
from app.web.brand.products import CATEGORY_WORDS
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/me/surveys/{campaign_id}/{when}")
Answer = HTMLResponse | RedirectResponse
THANKS = text("Thank you, that is all.", "谢谢，已经填完了。")


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One screen of questions; `category` and `products` say what they are about, `is_open` whether they are asked."""

    category: Text
    products: tuple[Text, ...]
    brand: str
    lead: Text | None
    questions: tuple[Asked, ...]
    action: str
    back: str
    closes_at: datetime
    zone: str
    is_open: bool
    is_last: bool
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A survey that waits, as the own page shows it."""

    href: str
    category: Text
    closes_at: datetime
    zone: str

    @classmethod
    def of(cls, asked: SurveyOut) -> "Waiting":
        """One card."""
        return cls(f"/me/surveys/{asked.campaign_id}/{asked.when}", CATEGORY_WORDS[asked.category], asked.closes_at,
                   asked.time_zone)


async def _read(screen: Screen, work: Work, campaign_id: str, when: str) -> tuple[Survey, When]:
    known = next((one for one in WHENS if one == when), None)
    if known is None:
        raise NotFound("survey")
    return await work.read(surveys.one, screen.viewer, campaign_id, known), known


def _show(screen: Screen, work: Work, found: Survey, page: str, answers: Mapping[str, object],
          errors: dict[str, str]) -> HTMLResponse:
    asked, sheet = found.asked, found.questionnaire
    questions, names = asking.asked_on(sheet, page, answers), [one.name for one in sheet.pages]
    if not questions:
        raise NotFound("page")
    at = f"/me/surveys/{asked.campaign_id}/{asked.when}"
    is_open = Opening(asked.opens_at, asked.closes_at).is_open(work.clock())
    is_first = page == names[0]
    return screen.show("consumer/survey.html", SurveyPage(
        CATEGORY_WORDS[asked.category], tuple(asked.products), asked.brand,
        sheet.description if is_first else sheet.page(page).description, questions, f"{at}/{page}",
        "/me" if is_first else at, asked.closes_at, asked.time_zone, is_open, page == names[-1], errors),
        422 if errors else 200)


@router.get("", **opens(READ_OWN))
async def first(campaign_id: str, when: str, screen: Showing, work: Working) -> HTMLResponse:
    """The first screen."""
    found, _ = await _read(screen, work, campaign_id, when)
    return _show(screen, work, found, found.questionnaire.pages[0].name, found.answers or {}, {})


@router.get("/{page}", **opens(READ_OWN))
async def later(campaign_id: str, when: str, page: str, screen: Showing, work: Working) -> HTMLResponse:
    """A screen by its name, with what was answered so far."""
    found, _ = await _read(screen, work, campaign_id, when)
    return _show(screen, work, found, page, found.answers or {}, {})


@router.post("/{page}", response_model=None, **opens(ANSWER))
async def save(campaign_id: str, when: str, page: str, screen: Showing, work: Working) -> Answer:
    """Keep one screen; whoever has tried the product is led on to the next."""
    found, known = await _read(screen, work, campaign_id, when)
    form = await screen.form()
    answers: dict[str, Any] = {**(found.answers or {}), **from_form(found.questionnaire, page, form.pairs)}
    try:
        await work.do(service.answer, screen.viewer, campaign_id, known, answers)
    except Invalid as refusal:
        return _show(screen, work, found, page, answers, pages.by_field(refusal.faults, screen.language))
    names = [one.name for one in found.questionnaire.pages]
    for name in names[names.index(page) + 1:]:
        if asking.asked_on(found.questionnaire, name, answers):
            return screen.go(f"/me/surveys/{campaign_id}/{known}/{name}")
    return screen.go("/me", THANKS)
