"""Signing up: one page of questions after the other, then a way to be reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.rules.contacts import contact_of
from app.consumers import service as consumers
from app.consumers.rules import DRAFT_LIVES, MATCHING
from app.consumers.rules.parts import first_walk, next_page, page_before
from app.consumers.rules.refusals import AlreadyMember, NoDraft, TooYoung
from app.consumers.service.drafts import Begun
from app.core.errors import Fault, Invalid, NotFound
from app.core.i18n import Text, text
from app.core.settings import Settings
from app.questionnaires.forms import from_form
from app.questionnaires.screens import Progress, progress
from app.web import asking, entrances, pages
from app.web.asking import Asked
from app.web.doors import Limiting, Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/sign-up")
Answer = HTMLResponse | RedirectResponse
SLUG, DRAFT_COOKIE = "sign-up", "daren_draft"
BEGIN_AGAIN = text("Please begin with the first page.", "请从第一页开始。")


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """One page of questions, how far one is, and the way back."""

    title: Text
    description: Text | None
    questions: tuple[Asked, ...]
    action: str
    back: str | None
    progress: Progress
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class LastStep:
    """How we may reach the new member, or the account he is signed in with."""

    steps: int
    back: str
    account: str | None
    contact: str
    will_match: bool
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What is said of every sign-up alike."""

    contact: str
    will_match: bool


@dataclass(frozen=True, slots=True)
class Young:
    """The kind sentence for who is under age."""

    sentence: str


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.house.settings
    return found


def _token(screen: Showing) -> str | None:
    return screen.request.cookies.get(DRAFT_COOKIE)


def _is_member(screen: Showing) -> bool:
    return screen.viewer.kind == "consumer"


async def _begun(screen: Showing, work: Working) -> Begun:
    return await work.read(consumers.resume, screen.viewer, _token(screen), SLUG)


def _first_undone(begun: Begun) -> str | None:
    return next((name for name in first_walk(begun.questionnaire, begun.answers) if name not in begun.pages_done), None)


def _show(screen: Showing, begun: Begun, page: str, answers: Mapping[str, object],
          errors: dict[str, str]) -> HTMLResponse:
    questionnaire = begun.questionnaire
    walk = first_walk(questionnaire, answers)
    if page not in walk:
        raise NotFound("page")
    before, far, here = page_before(walk, page), progress(questionnaire, page, answers), questionnaire.page(page)
    return screen.show("site/sign_up.html", SignUpPage(
        here.title, here.description, asking.asked_on(questionnaire, page, answers), f"/sign-up/{page}",
        f"/sign-up/{before}" if before else None, Progress(far.step, far.of + 1, far.minutes), errors),
        422 if errors else 200)


@router.get("", response_model=None, **opens())
async def begin(screen: Showing, work: Working) -> RedirectResponse:
    """Go on where one stopped, or begin."""
    if _is_member(screen):
        return screen.go("/me")
    begun = await _begun(screen, work)
    return screen.go(f"/sign-up/{_first_undone(begun) or 'finish'}")


@router.get("/finish", response_model=None, **opens())
async def last_step(screen: Showing, work: Working) -> Answer:
    """Ask how we may reach the new member."""
    begun = await _begun(screen, work)
    undone = _first_undone(begun)
    if _is_member(screen) or undone:
        return screen.go("/me" if _is_member(screen) else f"/sign-up/{undone}")
    return _last(screen, begun, "", {})


def _last(screen: Showing, begun: Begun, contact: str, errors: dict[str, str]) -> HTMLResponse:
    walk = first_walk(begun.questionnaire, begun.answers)
    account = screen.visitor.account if screen.visitor else None
    return screen.show("site/sign_up_finish.html", LastStep(
        len(walk) + 1, f"/sign-up/{walk[-1]}", None if account is None else account.name or "", contact,
        _will_match(begun), errors), 422 if errors else 200)


def _will_match(begun: Begun) -> bool:
    return begun.answers.get(f"consent:{MATCHING}") is True


@router.post("/finish", response_model=None, **opens())
async def finish(screen: Showing, work: Working, limits: Limiting) -> Answer:
    """Become a member."""
    begun, form = await _begun(screen, work), await screen.form()
    contact = form.typed().get("contact", "").strip()
    account = screen.visitor.account if screen.visitor and form.get("with") == "account" else None
    try:
        reached = None if account is not None else contact_of(form.get("contact"))
        await limits.hit("sign_up", entrances.address_of(screen.request))
        await work.do(consumers.finish, screen.viewer, _token(screen), contact=contact, account=account,
                      language=screen.language)
    except Invalid as refusal:
        return _back_to(screen, begun, contact, refusal.faults)
    except (NoDraft, AlreadyMember) as refusal:
        return screen.go("/sign-up", refusal.said)
    if reached is None:
        return screen.go("/me", text("Welcome! You are a member now.", "欢迎！你已成为会员。"))
    return screen.go("/sign-up/sent?" + ("" if _will_match(begun) else "matching=no"))


def _back_to(screen: Showing, begun: Begun, contact: str, faults: tuple[Fault, ...]) -> Answer:
    """The last step with what is wrong about the contact, or the page on which an answer is missing."""
    for fault in faults:
        page = begun.questionnaire.page_names.get(str(fault.where[0])) if fault.where else None
        if page is not None:
            return screen.go(f"/sign-up/{page}", fault.message)
    return _last(screen, begun, contact, pages.by_field(faults, screen.language))


@router.get("/sent", **opens())
async def sent(screen: Showing) -> HTMLResponse:
    """A link is on its way; the page is the same for everybody."""
    everybody = type(screen)(screen.request, None)
    return everybody.show("site/sign_up_sent.html", Sent("", screen.request.query_params.get("matching") != "no"))


@router.get("/{page}", response_model=None, **opens())
async def page(page: str, screen: Showing, work: Working) -> Answer:
    """One page of questions, with what was answered before."""
    if _is_member(screen):
        return screen.go("/me")
    begun = await _begun(screen, work)
    walk = first_walk(begun.questionnaire, begun.answers)
    if page in walk[1:] and not begun.pages_done:
        return screen.go("/sign-up", BEGIN_AGAIN)
    return _show(screen, begun, page, begun.answers, {})


@router.post("/{page}", response_model=None, **opens())
async def save(page: str, screen: Showing, work: Working) -> Answer:
    """Save one page and go on to the next."""
    begun, form = await _begun(screen, work), await screen.form()
    if page not in first_walk(begun.questionnaire, begun.answers):
        raise NotFound("page")
    typed = from_form(begun.questionnaire, page, form.pairs)
    try:
        saved = await work.do(consumers.save_page, screen.viewer, _token(screen), SLUG, page, typed)
    except TooYoung as refusal:
        await work.do(consumers.discard, screen.viewer, _token(screen))
        return screen.show("site/sign_up_young.html", Young(refusal.sentence(screen.language)), 409)
    except NoDraft:
        return screen.go("/sign-up", BEGIN_AGAIN)
    except Invalid as refusal:
        return _show(screen, begun, page, {**begun.answers, **typed}, pages.by_field(refusal.faults, screen.language))
    following = next_page(first_walk(saved.questionnaire, saved.answers), page)
    answer = screen.go(f"/sign-up/{following or 'finish'}")
    if saved.token:
        answer.set_cookie(DRAFT_COOKIE, saved.token, int(DRAFT_LIVES.total_seconds()), httponly=True, samesite="lax",
                          secure=_settings(screen.request).base_url.startswith("https:"))
    return answer
