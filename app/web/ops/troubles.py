"""One delivery trouble for ops: what the person says, what happened so far, and the three ways to end it."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.i18n import text
from app.samples import queries
from app.samples import service as samples
from app.samples.queries.stories import Story, story
from app.samples.rules import MEND, OPEN, READ
from app.samples.schemas import ParcelForOps, TroubleOut
from app.web.doors import Working, opens
from app.web.pictures import picture
from app.web.screen import Screen, Showing
from app.web.uploads import Filing

router = APIRouter(prefix="/ops/troubles")


@dataclass(frozen=True, slots=True)
class TroublePage:
    """One trouble, its parcel, and what happened so far (moment, event)."""

    trouble: TroubleOut
    parcel: ParcelForOps
    history: tuple[tuple[datetime, str], ...]
    is_open: bool
    zone: str


def _page(found: Story) -> TroublePage:
    parcel = found.trouble.parcel
    return TroublePage(
        TroubleOut.of(found.trouble), ParcelForOps.of(parcel),
        tuple((entry.at, entry.event) for entry in found.entries), found.trouble.state == OPEN,
        parcel.campaign.time_zone)


async def _show(screen: Screen, work: Working, trouble_id: str, template: str) -> HTMLResponse:
    return screen.show(template, await work.read(story, screen.viewer, trouble_id, shape=_page))


@router.get("/{trouble_id}", **opens(READ))
async def one(trouble_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One trouble."""
    return await _show(screen, work, trouble_id, "ops/trouble.html")


@router.get("/{trouble_id}/give-up", **opens(MEND))
async def ask_give_up(trouble_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """Whether to give up, asked on a page of its own where a dialog cannot be opened."""
    return await _show(screen, work, trouble_id, "ops/give_up.html")


@router.get("/{trouble_id}/photos/{place}", response_model=None, **opens(READ))
async def photo(trouble_id: str, place: int, screen: Showing, work: Working, files: Filing) -> Response:
    """One of the photos."""
    return await picture(files, await work.read(queries.photo, screen.viewer, trouble_id, place))


@router.post("/{trouble_id}/resend", **opens(MEND))
async def resend(trouble_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Send another one from the reserve."""
    number = await work.do(samples.resend, screen.viewer, trouble_id, shape=lambda parcel: parcel.number)
    return screen.go(f"/ops/troubles/{trouble_id}", text(
        f"Parcel {number} was made; it goes with the next export.", f"已新建包裹 {number}，将随下次导出寄出。"))


@router.post("/{trouble_id}/resolve", **opens(MEND))
async def resolve(trouble_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """It has cleared up."""
    await work.do(samples.resolve, screen.viewer, trouble_id)
    return screen.go(f"/ops/troubles/{trouble_id}", text(
        "Resolved; the time to try it runs again.", "已解决，试用时间重新开始计算。"))


@router.post("/{trouble_id}/give-up", **opens(MEND))
async def give_up(trouble_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """It will not arrive."""
    await work.do(samples.give_up, screen.viewer, trouble_id)
    return screen.go(f"/ops/troubles/{trouble_id}", text(
        "Given up; the person is excused without penalty.", "已放弃补寄，该用户免责退出。"))
