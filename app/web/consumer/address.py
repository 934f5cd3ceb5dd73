"""Where a member's samples go."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import queries
from app.consumers import service as consumers
from app.consumers.models import Address
from app.consumers.queries.own import overview
from app.consumers.rules import CHANGE_OWN, COURIER, READ_OWN
from app.consumers.schemas import AddressIn
from app.core.errors import Invalid
from app.core.i18n import text
from app.seats import service as seats
from app.web import pages
from app.web.doors import Working, opens
from app.web.screen import Showing, validated

router = APIRouter(prefix="/me/address")
FIELDS = ("recipient", "mobile", "province", "city", "district", "detail")


@dataclass(frozen=True, slots=True)
class AddressPage:
    """The form as kept or as typed; whether the courier may have it."""

    typed: dict[str, str]
    is_shared: bool
    may_pass: bool
    errors: dict[str, str]


def _typed(address: Address | None) -> tuple[dict[str, str], bool]:
    """The address as a form holds it."""
    if address is None:
        return {}, False
    found = {name: getattr(address, name) or "" for name in FIELDS}
    if address.extension:
        found["mobile"] += f"-{address.extension}"
    return found, address.is_shared


@router.get("", **opens(READ_OWN))
async def form(screen: Showing, work: Working) -> HTMLResponse:
    """The address that is kept."""
    typed, is_shared = await work.read(
        queries.address_of, screen.viewer, screen.viewer.scope("consumer"), shape=_typed)
    found = await work.read(overview, screen.viewer, "sign-up")
    return screen.show("consumer/address.html", AddressPage(typed, is_shared, COURIER in found.purposes, {}))


@router.post("", response_model=None, **opens(CHANGE_OWN))
async def save(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Keep the address; whether a gift may still go there is decided anew."""
    typed = await screen.form()
    may_pass, is_shared = typed.get("courier") == "yes", typed.get("is_shared") == "yes"
    try:
        values: dict[str, object] = {name: typed.get(name) for name in FIELDS if typed.get(name)}
        wanted = validated(AddressIn, values | {"is_shared": is_shared})
        await work.do(seats.change_address, screen.viewer, screen.viewer.scope("consumer"), wanted)
    except Invalid as refusal:
        return screen.show("consumer/address.html", AddressPage(
            typed.typed(), is_shared, may_pass, pages.by_field(refusal.faults, screen.language)), 422)
    if may_pass:
        await work.do(consumers.give_consent, screen.viewer, screen.viewer.scope("consumer"), COURIER)
    return screen.go("/me", text("Your address is kept, sealed.", "您的地址已加密保存。"))
