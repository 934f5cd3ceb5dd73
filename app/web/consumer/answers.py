"""A member's answers: the parts, and each of them to be filled in or changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import service as consumers
from app.consumers.queries import own
from app.consumers.queries.own import OwnAnswers
from app.consumers.rules import ANSWER, READ_OWN
from app.consumers.rules.parts import Part
from app.consumers.rules.refusals import TooYoung
from app.core.errors import Invalid, NotFound
from app.core.i18n import Text, text
from app.questionnaires.forms import from_form
from app.web import asking, pages
from app.web.asking import Asked
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/answers")
Answer = HTMLResponse | RedirectResponse
SLUG = "sign-up"


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The parts in order."""

    first: tuple[Part, ...]
    later: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PartPage:
    """One part with its answers."""

    title: Text
    good_for: Text | None
    questions: tuple[Asked, ...]
    action: str
    errors: dict[str, str]


@router.get("", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """All parts, and how much of each is answered."""
    parts = (await work.read(own.own_answers, screen.viewer, SLUG)).parts
    return screen.show("consumer/answers.html", AnswersPage(
        tuple(part for part in parts if part.is_first), tuple(part for part in parts if not part.is_first)))


def _is_address(found: OwnAnswers, page: str) -> bool:
    """Whether the page asks for the address, which has a page of its own."""
    return any(question.store == "address" for question in found.questionnaire.page(page).elements)


def _show(screen: Showing, found: OwnAnswers, page: str, answers: Mapping[str, object],
          errors: dict[str, str]) -> HTMLResponse:
    here, questions = found.questionnaire.page(page), asking.asked_on(found.questionnaire, page, answers)
    if not questions:
        raise NotFound("page")
    return screen.show("consumer/answers_part.html", PartPage(
        here.title, here.description, questions, f"/me/answers/{page}", errors), 422 if errors else 200)


@router.get("/{page}", response_model=None, **opens(READ_OWN))
async def part(page: str, screen: Showing, work: Working) -> Answer:
    """One part, with one's present answers."""
    found = await work.read(own.own_answers, screen.viewer, SLUG)
    if _is_address(found, page):
        return screen.go("/me/address")
    return _show(screen, found, page, found.answers, {})


@router.post("/{page}", response_model=None, **opens(ANSWER))
async def save(page: str, screen: Showing, work: Working) -> Answer:
    """Keep what was changed; the former answers are kept beside."""
    found, form = await work.read(own.own_answers, screen.viewer, SLUG), await screen.form()
    if _is_address(found, page):
        return screen.go("/me/address")
    typed = from_form(found.questionnaire, page, form.pairs)
    try:
        await work.do(consumers.submit_page, screen.viewer, SLUG, page, typed)
    except TooYoung as refusal:
        return _show(screen, found, page, {**found.answers, **typed}, {"birth": refusal.sentence(screen.language)})
    except Invalid as refusal:
        return _show(screen, found, page, {**found.answers, **typed},
                     pages.by_field(refusal.faults, screen.language))
    return screen.go("/me/answers", text("Saved. Thank you.", "已保存，谢谢！"))
