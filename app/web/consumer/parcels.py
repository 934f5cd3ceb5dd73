"""A consumer's parcel: where it is, "I have it", and "something is wrong"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.samples import queries
from app.samples import service as samples
from app.samples.models import Parcel
from app.samples.rules import COMPLAIN, CONFIRM, PARCEL, READ_OWN, SENT
from app.samples.schemas import ParcelOut, TroubleIn
from app.web import pages
from app.web.complaints import complain
from app.web.doors import Limiting, Working, opens
from app.web.screen import Screen, Showing
from app.web.uploads import Filing, photos_of

router = APIRouter(prefix="/me/parcels")
STEPS = ("pending", "exported", "shipped", "in_transit", "delivered", "confirmed")
ASKED = ("kind", "note")
PHOTO = "photo_1"


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """One parcel and what can be done with it."""

    parcel: ParcelOut
    step: int
    may_confirm: bool
    may_complain: bool
    is_in_trouble: bool
    zone: str


@dataclass(frozen=True, slots=True)
class TroublePage:
    """The form that tells what is wrong, as typed."""

    parcel: ParcelOut
    typed: dict[str, str]
    errors: dict[str, str]


def _page(parcel: Parcel) -> ParcelPage:
    is_last = parcel.replaced_by is None
    has_left = parcel.state in SENT or parcel.state in ("exported", "confirmed")
    return ParcelPage(
        ParcelOut.of(parcel), STEPS.index(parcel.state) if parcel.state in STEPS else 0,
        is_last and PARCEL.can(parcel.state, "confirm"), is_last and has_left and parcel.trouble is None,
        parcel.trouble is not None, parcel.campaign.time_zone)


@router.get("/{parcel_id}", **opens(READ_OWN))
async def one(parcel_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """Where the parcel is."""
    return screen.show("consumer/parcel.html", await work.read(queries.get, screen.viewer, parcel_id, shape=_page))


@router.post("/{parcel_id}/confirm", **opens(CONFIRM))
async def confirm(parcel_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """I have it."""
    await work.do(samples.confirm, screen.viewer, parcel_id)
    return screen.go(f"/me/parcels/{parcel_id}", text(
        "Good! Take your time and try it.", "太好了！请慢慢试用。"))


async def _form(screen: Screen, work: Working, parcel_id: str, typed: dict[str, str],
                errors: dict[str, str]) -> HTMLResponse:
    parcel = await work.read(samples.may_open, screen.viewer, parcel_id, shape=ParcelOut.of)
    return screen.show("consumer/trouble.html", TroublePage(parcel, typed, errors), 422 if errors else 200)


@router.get("/{parcel_id}/trouble", **opens(COMPLAIN))
async def ask(parcel_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """The form that tells what is wrong."""
    return await _form(screen, work, parcel_id, {}, {})


def _at_its_field(fault: Fault, fields: Sequence[str]) -> Fault:
    """A fault of the photos at the field that the photo was chosen in; of all of them at the first one."""
    match fault.where:
        case ("photos", int(place)):
            return replace(fault, where=(fields[place],))
        case ("photos",):
            return replace(fault, where=(PHOTO,))
    return fault


@router.post("/{parcel_id}/trouble", response_model=None, **opens(COMPLAIN))
async def tell(parcel_id: str, screen: Showing, work: Working, files: Filing,
               limits: Limiting) -> HTMLResponse | RedirectResponse:
    """Something is wrong."""
    form = await screen.form()
    try:
        photos = await photos_of(form)
        body = form.only(*ASKED).into(TroubleIn)
        await complain(work, screen.viewer, files, limits, parcel_id, body.kind, body.note, photos)
    except Invalid as refusal:
        faults = [_at_its_field(fault, sorted(form.files)) for fault in refusal.faults]
        return await _form(screen, work, parcel_id, form.typed(), pages.by_field(faults, screen.language))
    return screen.go(f"/me/parcels/{parcel_id}", text(
        "Thank you. Your time stands still until we have mended it.", "谢谢告知。在我们处理好之前，你的时间不会减少。"))
