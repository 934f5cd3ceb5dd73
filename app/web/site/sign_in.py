"""Signing in and out: a contact, a one-time link with one button, or a password."""

from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries, service
from app.accounts.rules.refusals import ContactTaken, LinkGone
from app.accounts.service import SignedIn
from app.core.crypto import token_hash
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.settings import Settings
from app.web import entrances, pages
from app.web.doors import SESSION_COOKIE, Limiting, Working, opens
from app.web.screen import Form, Showing, inner_path

router = APIRouter()
Answer = HTMLResponse | RedirectResponse


@dataclass(frozen=True, slots=True)
class SignIn:
    """The form: where to go on to, whether a link was just asked for, what was typed."""

    next: str
    is_asked: bool = False
    is_signed_in: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OneButton:
    """What a one-time link opens: a button that uses it up, or the sentence why it does not work."""

    action: str
    refusal: str | None = None


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.house.settings
    return found


async def _come_in(screen: Showing, work: Working, signed_in: SignedIn) -> RedirectResponse:
    answer = screen.go(await entrances.first_page(work, signed_in))
    entrances.keep_cookie(answer, signed_in, _settings(screen.request))
    return answer


@router.get("/sign-in", **opens())
async def form(screen: Showing) -> HTMLResponse:
    """Ask for a link, or sign in by password."""
    asked = screen.request.query_params
    page = SignIn(inner_path(asked.get("next"), ""), "asked" in asked,
                  screen.visitor is not None and screen.visitor.account is not None)
    return screen.show("site/sign_in.html", page)


@router.post("/sign-in", response_model=None, **opens())
async def sign_in(screen: Showing, work: Working, limits: Limiting) -> Answer:
    """Send a link, or check the password where one was typed."""
    typed = await screen.form()
    next_path = inner_path(typed.get("next"), "")
    try:
        return await _answer(screen, work, limits, typed, next_path)
    except Invalid as refusal:
        shown = {"contact": typed.typed().get("contact", "").strip()}
        page = SignIn(next_path, typed=shown, errors=pages.by_field(refusal.faults, screen.language))
        return screen.show("site/sign_in.html", page, 422)


async def _answer(screen: Showing, work: Working, limits: Limiting, typed: Form, next_path: str) -> RedirectResponse:
    contact, password = typed.get("contact"), typed.typed().get("password", "")
    address, viewer = entrances.address_of(screen.request), screen.viewer
    if password:
        signed_in = await entrances.by_password(work, limits, viewer, contact, password,
                                                _settings(screen.request).password_cost, next_path or None, address)
        return await _come_in(screen, work, signed_in)
    await entrances.ask_link(work, limits, viewer, contact, next_path or None, address)
    return screen.go("/sign-in?asked=1" + (f"&next={quote(next_path)}" if next_path else ""))


@router.get("/sign-in/{token}", **opens())
async def one_button(token: str, screen: Showing, work: Working) -> HTMLResponse:
    """What the link in a message opens. Opening it does nothing, so that a mail scanner uses nothing up."""
    try:
        await work.read(queries.get_link, screen.viewer, token_hash(token))
    except LinkGone as refusal:
        return _gone(screen, refusal)
    return _private(screen.show("site/sign_in_link.html", OneButton(f"/sign-in/{quote(token, safe='')}")))


@router.post("/sign-in/{token}", response_model=None, **opens())
async def use(token: str, screen: Showing, work: Working, limits: Limiting) -> Answer:
    """The button: sign in, and use the link up."""
    await limits.hit("sign_in_use", entrances.address_of(screen.request))
    try:
        signed_in = await work.do(service.use_link, screen.viewer, token)
    except (LinkGone, ContactTaken) as refusal:
        return _gone(screen, refusal)
    return await _come_in(screen, work, signed_in)


def _gone(screen: Showing, refusal: LinkGone | ContactTaken) -> HTMLResponse:
    return _private(screen.show("site/sign_in_link.html", OneButton("", refusal.sentence(screen.language)), 410))


def _private(answer: HTMLResponse) -> HTMLResponse:
    """The address holds a secret: it is told to nobody as the page one came from."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.post("/sign-out", **opens())
async def sign_out(screen: Showing, work: Working) -> RedirectResponse:
    """End the browser's session."""
    token = screen.request.cookies.get(SESSION_COOKIE)
    if token:
        await work.do(service.sign_out, screen.viewer, token)
    answer = screen.go("/", text("You are signed out.", "已退出登录。"))
    answer.delete_cookie(SESSION_COOKIE)
    return answer
