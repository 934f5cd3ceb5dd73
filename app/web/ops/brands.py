"""Brands at the desk of ops: made, and their first people invited."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries as accounts
from app.brands import queries, service
from app.brands.models import Brand
from app.brands.rules import CHANGE_OWN, MAKE, READ, AlreadyMember, BrandNameTaken
from app.brands.schemas import BrandIn, MemberIn
from app.core.errors import Invalid, Refusal
from app.core.i18n import text
from app.core.paging import Ask
from app.core.work import Work
from app.web import pages
from app.web.brand.team import called
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/brands")


@dataclass(frozen=True, slots=True)
class BrandsPage:
    """Every brand, and the form for a new one."""

    rows: tuple[Brand, ...]
    older: str | None
    shown: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BrandPage:
    """One brand, who acts for it, and the form for one more."""

    brand: Brand
    members: tuple[tuple[str, str], ...]
    shown: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def _list(screen: Screen, work: Work, after: str | None, shown: dict[str, str] | None = None,
                errors: dict[str, str] | None = None) -> HTMLResponse:
    page = await work.read(queries.page, screen.viewer, Ask(after, 100))
    older = f"/ops/brands?after={page.next_cursor}" if page.next_cursor else None
    return screen.show("ops/brands.html", BrandsPage(tuple(page.items), older, shown or {}, errors or {}),
                       422 if errors else 200)


async def _one(screen: Screen, work: Work, brand_id: str, shown: dict[str, str] | None = None,
               errors: dict[str, str] | None = None) -> HTMLResponse:
    brand = await work.read(queries.get, screen.viewer, brand_id)
    members = await work.read(queries.members_of, screen.viewer, brand_id)
    people = await work.read(accounts.people, screen.viewer, [member.account_id for member in members])
    page = BrandPage(brand, tuple((called(people.get(member.account_id)), member.role) for member in members),
                     shown or {}, errors or {})
    return screen.show("ops/brand.html", page, 422 if errors else 200)


def _words(screen: Screen, refusal: Refusal, name: str) -> dict[str, str]:
    """The sentences beside their fields; what names no field stands beside `name`."""
    if isinstance(refusal, Invalid):
        return pages.by_field(refusal.faults, screen.language)
    return {name: refusal.sentence(screen.language)}


@router.get("", **opens(READ))
async def listed(screen: Showing, work: Working, after: str | None = None) -> HTMLResponse:
    """The brands."""
    return await _list(screen, work, after)


@router.post("", response_model=None, **opens(MAKE))
async def make(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Make one."""
    form = await screen.form()
    try:
        body = form.into(BrandIn)
        made = await work.do(service.make_brand, screen.viewer, body.name, time_zone=body.time_zone,
                             currency=body.currency)
    except (Invalid, BrandNameTaken) as refusal:
        return await _list(screen, work, None, form.typed(), _words(screen, refusal, "name"))
    return screen.go(f"/ops/brands/{made.id}", text("The brand is made. Now invite its people.",
                                                    "品牌已创建，现在可以邀请成员。"))


@router.get("/{brand_id}", **opens(READ))
async def one(brand_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One brand."""
    return await _one(screen, work, brand_id)


@router.post("/{brand_id}/members", response_model=None, **opens(CHANGE_OWN))
async def invite(brand_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Let the person behind an email act for the brand."""
    form = await screen.form()
    try:
        await work.do(service.invite, screen.viewer, brand_id, form.into(MemberIn))
    except (Invalid, AlreadyMember) as refusal:
        return await _one(screen, work, brand_id, form.typed(), _words(screen, refusal, "email"))
    return screen.go(f"/ops/brands/{brand_id}", text("Invited; the sign-in link is on its way.",
                                                     "已邀请，登录链接正在发送。"))
