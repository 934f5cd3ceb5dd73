"""The own account's settings, behind each door: language and zone, contact points with opt-outs, password."""

from dataclasses import dataclass, field
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries, service
from app.accounts.rules import CHANGE_OWN, READ_OWN
from app.accounts.schemas import AccountOut, ContactPointOut, SettingsIn
from app.core.crypto import token_hash
from app.core.errors import Invalid
from app.core.i18n import as_language, text
from app.notifications import service as notifications
from app.notifications.rules import OPTIONAL
from app.web import entrances, pages, zones
from app.web.doors import SESSION_COOKIE, Limiting, Working, opens
from app.web.screen import LANGUAGE_COOKIE, YEAR, Form, Showing

router = APIRouter(prefix="/{door}/settings")
Door = Literal["me", "brand", "ops"]
Answer = HTMLResponse | RedirectResponse
PURPOSES: dict[str, tuple[str, ...]] = {
    "me": tuple(purpose for purpose in OPTIONAL if purpose != "campaign"), "brand": ("campaign",), "ops": (),
}
"""What one may be written to about behind each door."""


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The account, what may be opted out of, and a form that needs another look."""

    door: str
    account: AccountOut
    zones: tuple[tuple[str, object], ...]
    purposes: tuple[str, ...]
    only_way: str | None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def _page(door: Door, screen: Showing, work: Working, form: Form | None = None,
                refusal: Invalid | None = None) -> HTMLResponse:
    account = await work.read(queries.own, screen.viewer, shape=AccountOut.of)
    typed = {k: v for k, v in form.typed().items() if k not in ("password", "present")} if form else {}
    errors = pages.by_field(refusal.faults, screen.language) if refusal else {}
    confirmed = [point.id for point in account.contact_points if point.is_verified]
    page = SettingsPage(door, account, zones.offered(account.time_zone, screen.language), PURPOSES[door],
                        confirmed[0] if len(confirmed) == 1 else None, typed, errors)
    return screen.show("site/settings.html", page, 422 if errors else 200)


@router.get("", **opens(READ_OWN))
async def show(door: Door, screen: Showing, work: Working) -> HTMLResponse:
    """The settings."""
    return await _page(door, screen, work)


@router.post("", response_model=None, **opens(CHANGE_OWN))
async def change(door: Door, screen: Showing, work: Working) -> Answer:
    """Change name, language and time zone; the pages speak a language newly chosen at once."""
    form = await screen.form()
    try:
        body = form.into(SettingsIn)
    except Invalid as refusal:
        return await _page(door, screen, work, form, refusal)
    was = screen.visitor.account.language if screen.visitor and screen.visitor.account else None
    language = await work.do(service.change, screen.viewer, body, shape=lambda row: as_language(row.language))
    screen.language = screen.language if language == was else language
    answer = screen.go(f"/{door}/settings", text("Saved.", "已保存。"))
    if language != was:
        answer.set_cookie(LANGUAGE_COOKIE, language, YEAR, httponly=True, samesite="lax")
    return answer


@router.post("/contacts", response_model=None, **opens(CHANGE_OWN))
async def add(door: Door, screen: Showing, work: Working, limits: Limiting) -> Answer:
    """Add a contact point and send the link that verifies it."""
    form = await screen.form()
    try:
        point = await work.do(service.add_own_contact, screen.viewer, form.get("contact"), shape=ContactPointOut.of)
    except Invalid as refusal:
        return await _page(door, screen, work, form, refusal)
    return await _link_sent(door, screen, work, limits, point.id)


@router.post("/contacts/{point_id}/link", **opens(CHANGE_OWN))
async def send_link(door: Door, point_id: str, screen: Showing, work: Working, limits: Limiting) -> RedirectResponse:
    """Send the verifying link once more."""
    return await _link_sent(door, screen, work, limits, point_id)


async def _link_sent(door: Door, screen: Showing, work: Working, limits: Limiting, point_id: str) -> RedirectResponse:
    await entrances.ask_own_link(work, limits, screen.viewer, point_id)
    return screen.go(f"/{door}/settings", text("A link is on its way there; open it to confirm.",
                                               "确认链接已发出，打开即可完成确认。"))


@router.post("/contacts/{point_id}", **opens(CHANGE_OWN))
async def opt_out(door: Door, point_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Choose what a contact point is used for: what is not ticked is opted out of."""
    form = await screen.form()
    wanted = set(form.all("purposes"))
    await work.do(notifications.opt_out, screen.viewer, point_id, [p for p in PURPOSES[door] if p not in wanted])
    return screen.go(f"/{door}/settings", text("Saved.", "已保存。"))


@router.post("/contacts/{point_id}/remove", **opens(CHANGE_OWN))
async def remove(door: Door, point_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Take a contact point away."""
    await work.do(service.remove_contact, screen.viewer, point_id)
    return screen.go(f"/{door}/settings", text("Removed.", "已移除。"))


@router.post("/password", response_model=None, **opens(CHANGE_OWN))
async def password(door: Door, screen: Showing, work: Working, limits: Limiting) -> Answer:
    """Choose a password; other browsers are signed out."""
    form = await screen.form()
    words = form.typed()
    kept = token_hash(screen.request.cookies.get(SESSION_COOKIE, ""))
    cost = screen.request.app.state.house.settings.password_cost
    try:
        await entrances.set_password(work, limits, screen.viewer, words.get("password", ""), words.get("present"), cost,
                                     kept)
    except Invalid as refusal:
        return await _page(door, screen, work, form, refusal)
    return screen.go(f"/{door}/settings", text("Your password is set; other browsers are signed out.",
                                               "密码已设置，其他设备已退出登录。"))
