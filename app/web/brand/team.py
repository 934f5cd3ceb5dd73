"""The brand's team: who acts for it, whom to invite, and the keys of its programs."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries as accounts
from app.accounts import service as keys
from app.accounts.models import Account, ApiKey
from app.accounts.rules import KEY_MAKE, KEY_REVOKE
from app.accounts.schemas import KeyMadeOut, KeyOut, NewKeyIn, masked
from app.brands import queries, service
from app.brands.rules import CHANGE_OWN, READ_OWN
from app.brands.schemas import MemberIn
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.paging import MOST, Ask, Page
from app.web import made_keys, pages
from app.web.doors import Working, opens
from app.web.screen import Form, Showing

router = APIRouter(prefix="/brand/team")
Answer = HTMLResponse | RedirectResponse


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts for the brand."""

    id: str
    name: str
    role: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Members and keys; `made` is a key just made, whose secret is shown this once."""

    members: tuple[Member, ...]
    keys: tuple[KeyOut, ...]
    zone: str
    made: KeyMadeOut | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def shaped(page: Page[ApiKey]) -> tuple[KeyOut, ...]:
    """A page of keys as they are shown."""
    return tuple(KeyOut.of(key) for key in page.items)


def called(account: Account | None) -> str:
    """What a colleague is called: the name, else the confirmed contact without its middle."""
    points = sorted(account.contact_points, key=lambda p: p.verified_at is None) if account else []
    return (account.name if account else None) or next((masked(p) for p in points if p.value), "—")


async def _page(screen: Showing, work: Working, *, form: Form | None = None,
                refusal: Invalid | None = None) -> HTMLResponse:
    viewer = screen.viewer
    rows = await work.read(queries.members_of, viewer, viewer.scope("brand"))
    people = await work.read(accounts.people, viewer, [row.account_id for row in rows])
    members = tuple(Member(row.id, called(people.get(row.account_id)), row.role, row.account_id == viewer.actor_id)
                    for row in rows)
    held = await work.read(accounts.page_of_keys, viewer, Ask(None, MOST), shape=shaped)
    errors = pages.by_field(refusal.faults, screen.language) if refusal else {}
    page = TeamPage(members, held, screen.zone, made_keys.made_of(screen, held),
                    form.typed() if form else {}, errors)
    return made_keys.shown(screen.show("brand/team.html", page, 422 if errors else 200), "/brand/team")


@router.get("", **opens(READ_OWN))
async def show(screen: Showing, work: Working) -> HTMLResponse:
    """The team."""
    return await _page(screen, work)


@router.post("/members", response_model=None, **opens(CHANGE_OWN))
async def invite(screen: Showing, work: Working) -> Answer:
    """Let somebody act for the brand; a sign-in link is sent there."""
    form = await screen.form()
    try:
        body = form.only("email", "role").into(MemberIn)
        await work.do(service.invite, screen.viewer, screen.viewer.scope("brand"), body)
    except Invalid as refusal:
        return await _page(screen, work, form=form, refusal=refusal)
    return screen.go("/brand/team", text("Invited; a sign-in link is on its way.", "已邀请，登录链接已发出。"))


@router.post("/members/{member_id}/remove", **opens(CHANGE_OWN))
async def remove(member_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """End somebody's acting for the brand."""
    await work.do(service.remove_member, screen.viewer, screen.viewer.scope("brand"), member_id)
    return screen.go("/brand/team", text("Removed.", "已移除。"))


@router.post("/keys", response_model=None, **opens(KEY_MAKE))
async def make_key(screen: Showing, work: Working) -> Answer:
    """Make a key; its secret is on the very next page and nowhere else."""
    form = await screen.form()
    try:
        body = form.only("name").into(NewKeyIn, is_read_only=form.get("is_read_only") == "yes")
    except Invalid as refusal:
        return await _page(screen, work, form=form, refusal=refusal)
    made = await work.do(keys.make_key, screen.viewer, kind="brand", scope_id=screen.viewer.scope("brand"),
                         name=body.name, is_read_only=body.is_read_only, shape=KeyMadeOut.with_secret)
    return made_keys.go(screen, "/brand/team", made)


@router.post("/keys/{key_id}/revoke", **opens(KEY_REVOKE))
async def revoke(key_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """End a key at once."""
    await work.do(keys.revoke_key, screen.viewer, key_id)
    return screen.go("/brand/team", text("The key is revoked.", "密钥已吊销。"))
