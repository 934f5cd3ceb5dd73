"""The table of holidays: days that no clock counts."""

from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns import queries, service
from app.campaigns.models import Holiday
from app.campaigns.rules import HOLIDAYS
from app.campaigns.schemas import HolidayIn
from app.campaigns.schemas.holidays import first_day, last_day
from app.core.errors import Invalid
from app.core.i18n import Text, text
from app.core.work import Work
from app.web import pages, typed
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing, validated

router = APIRouter(prefix="/ops/holidays")


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A holiday from its first to its last day."""

    id: str
    name: Text
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class HolidaysPage:
    """The table and the form for one more."""

    rows: tuple[HolidayRow, ...]
    shown: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _row(row: Holiday, zone: str) -> HolidayRow:
    return HolidayRow(row.id, Text.model_validate(row.name), first_day(row, zone), last_day(row, zone))


async def _rows(screen: Screen, work: Work) -> tuple[HolidayRow, ...]:
    zone = screen.request.app.state.house.settings.time_zone
    found = await work.read(queries.all_holidays, screen.viewer)
    return tuple(_row(row, zone) for row in found)


@router.get("", **opens(HOLIDAYS))
async def listed(screen: Showing, work: Working) -> HTMLResponse:
    """The holidays in order."""
    return screen.show("ops/holidays.html", HolidaysPage(await _rows(screen, work)))


@router.post("", response_model=None, **opens(HOLIDAYS))
async def add(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Add one."""
    form = await screen.form()
    nested = typed.nest(form.pairs)
    plain = typed.words_of(nested)
    try:
        body = validated(HolidayIn, {
            **{name: plain[name] for name in ("first_on", "last_on") if plain.get(name)},
            "name": typed.text_of(nested.get("name")) or {"default": ""}})
        await work.do(service.add_holiday, screen.viewer, body)
    except Invalid as refusal:
        errors = pages.by_field(refusal.faults, screen.language)
        errors = {{"name": "name.default", "": "last_on"}.get(name, name): words for name, words in errors.items()}
        page = HolidaysPage(await _rows(screen, work), typed.flat(nested), errors)
        return screen.show("ops/holidays.html", page, 422)
    return screen.go("/ops/holidays", text("The holiday is added.", "假期已添加。"))


@router.post("/known", **opens(HOLIDAYS))
async def fill(screen: Showing, work: Working) -> RedirectResponse:
    """Fill an empty table with the known public holidays."""
    await work.do(service.add_known_holidays, screen.viewer)
    return screen.go("/ops/holidays")


@router.post("/{holiday_id}/remove", **opens(HOLIDAYS))
async def remove(holiday_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Take one out of the table."""
    await work.do(service.remove_holiday, screen.viewer, holiday_id)
    return screen.go("/ops/holidays", text("The holiday is removed.", "假期已删除。"))
