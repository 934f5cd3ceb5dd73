"""One seat for ops: where it stands, what was agreed, what happened, and what can be done about it."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Invalid
from app.core.i18n import Text, text
from app.journal import queries as journal
from app.seats import queries
from app.seats import service as seats
from app.seats.rules import ACCEPTED, EXCUSE, EXTEND, OFFERED, READ, REASONS, RUN, SEAT, TELL
from app.seats.rules.standing import Standing
from app.seats.schemas import ExcuseIn, ExtendIn, Invitation, SeatOut
from app.web import pages
from app.web.api.listing import Id
from app.web.doors import Working, opens
from app.web.ops import happened
from app.web.ops.happened import History
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/seats")
REASON_WORDS: dict[str, Text] = {
    "reaction": text("A reaction to the product", "使用后出现不适"), "unsuitable": text("Unsuitable", "产品不适合"),
    "not_delivered": text("Not delivered", "未能送达"), "recall": text("Recalled", "产品召回"),
    "illness": text("Illness", "生病"), "campaign_cancelled": text("The campaign was cancelled", "活动取消"),
    "erased": text("The person was erased", "用户已注销"),
}

MORE_TIME_WORDS: dict[str, Text] = {
    "asked": text("The person asked", "本人提出"), "illness": text("Illness", "生病"), "travel": text("Away", "外出"),
    "late_parcel": text("The parcel came late", "包裹延误"), "our_mistake": text("A mistake of ours", "我们的失误"),
}
QUICK_DAYS = (3, 7, 14)


@dataclass(frozen=True, slots=True)
class SeatPage:
    """Everything about one seat."""

    seat: SeatOut
    told: Invitation
    standing: Standing
    history: History
    may_tell: bool
    may_withdraw: bool
    may_excuse: bool
    reasons: tuple[tuple[str, Text], ...]
    reason: Text | None
    why_more_time: tuple[tuple[str, Text], ...] = tuple(MORE_TIME_WORDS.items())
    quick_days: tuple[int, ...] = QUICK_DAYS
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def _show(screen: Screen, work: Working, seat_id: str, status: int = 200, **more: Any) -> HTMLResponse:
    viewer = screen.viewer
    seat = await work.read(queries.get, viewer, seat_id, shape=SeatOut.of)
    told = await work.read(queries.invitation, viewer, seat_id)
    standing = await work.read(queries.standing, viewer, seat.consumer_id)
    entries = await work.read(journal.history, viewer, seat_id)
    reasons = tuple((name, REASON_WORDS[name]) for name in REASONS if name not in ("erased", "campaign_cancelled"))
    page = SeatPage(
        seat, told, standing, happened.told(entries),
        seat.state == OFFERED and seat.sent_at is None, SEAT.can(seat.state, "withdraw"), seat.state == ACCEPTED,
        reasons, REASON_WORDS.get(seat.reason or ""), **more)
    return screen.show("ops/seat.html", page, status)


@router.get("/{seat_id}", **opens(READ))
async def one(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """The seat and its history."""
    return await _show(screen, work, seat_id)


@router.post("/{seat_id}/told", **opens(TELL))
async def told(seat_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """The person knows of the offer."""
    await work.do(seats.mark_told, screen.viewer, seat_id)
    return screen.go(f"/ops/seats/{seat_id}", text("The time to answer runs from now.", "回复期限从现在开始计算。"))


@router.post("/{seat_id}/withdraw", **opens(RUN))
async def withdraw(seat_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """Take the offer back, or end the wait."""
    await work.do(seats.withdraw, screen.viewer, seat_id)
    return screen.go(f"/ops/seats/{seat_id}", text("Withdrawn.", "已撤回。"))


@router.post("/{seat_id}/excuse", response_model=None, **opens(EXCUSE))
async def excuse(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Excuse without penalty."""
    form = await screen.form()
    try:
        await work.do(seats.excuse, screen.viewer, seat_id, form.into(ExcuseIn).reason)
    except Invalid as refusal:
        errors = pages.by_field(refusal.faults, screen.language)
        return await _show(screen, work, seat_id, 422, typed=form.typed(), errors=errors)
    return screen.go(f"/ops/seats/{seat_id}", text("Excused.", "已免除。"))


@router.post("/{seat_id}/extend", response_model=None, **opens(EXTEND))
async def extend(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Give more days."""
    form = await screen.form()
    try:
        asked = form.into(ExtendIn)
        await work.do(seats.extend, screen.viewer, seat_id, asked.days, asked.reason)
    except Invalid as refusal:
        errors = pages.by_field(refusal.faults, screen.language)
        return await _show(screen, work, seat_id, 422, typed=form.typed(), errors=errors)
    return screen.go(f"/ops/seats/{seat_id}", text("The deadline has moved.", "截止时间已延后。"))
