"""One invitation: what is given, why you, what is asked, until when; then the four steps to a review."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers.queries import accounts
from app.core.errors import Conflict, Fault, Invalid
from app.core.i18n import Text, text
from app.core.states import WrongState
from app.matching.queries import invited
from app.matching.schemas import ToldInvitation
from app.platforms.known import Networks
from app.samples.queries import of_seat
from app.seats import queries
from app.seats import service as seats
from app.seats.rules import ACCEPTED, ANSWER, COMPLETED, NO_SHOW, OFFERED, REACT, READ_OWN, SEAT, WAITING
from app.seats.rules.clock import end_of_day
from app.seats.schemas import AcceptIn, Invitation
from app.web import pages
from app.web.api.listing import Id
from app.web.consumer.ways import Label, labels_of, ways_to_post
from app.web.doors import Working, opens
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/me/invitations")
YES = "consumer/accept.html"
PARTS = ("recipient", "mobile", "province", "city", "district", "detail")
FORMATS: dict[str, Text] = {
    "post": text("One post", "一篇内容"), "video": text("One video", "一条视频"),
    "photo": text("One photo post", "一篇图文"), "article": text("One article", "一篇长文"),
    "story": text("One story", "一条快拍"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A post that is asked for, in words."""

    what: Text
    network: Text | None
    posting_days: int
    hashtags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """Everything about one invitation, and what was typed."""

    told: ToldInvitation
    asked: tuple[Asked, ...]
    labels: tuple[Label, ...]
    step: int
    may_answer: bool
    asks_more: bool
    may_step_back: bool
    may_react: bool
    share_from: datetime | None
    parcel_id: str | None = None
    notice: str | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """One thing that cannot be undone, asked once more."""

    id: str
    campaign: Text


def _labels(told: Invitation, theirs: Collection[str], screen: Screen) -> tuple[Label, ...]:
    """The labels of the networks on which the posts may stand; those of the person's own accounts where any will do."""
    wanted = {one.platform for one in told.deliverables if one.platform} or set(told.platforms)
    networks: Networks = screen.request.app.state.house.networks
    ways = ways_to_post(wanted, theirs, networks, screen.language, has_shop_link=told.has_shop_link)
    return labels_of([way for way in ways if way.is_near] or ways)


def _asked(told: Invitation, networks: Networks) -> tuple[Asked, ...]:
    return tuple(Asked(FORMATS.get(one.format, FORMATS["post"]),
                       networks.get(one.platform).name if one.platform in networks.slugs and one.platform else None,
                       one.posting_days, tuple(one.hashtags)) for one in told.deliverables)


def step_of(told: Invitation, now: datetime) -> int:
    """How far it is: 1 on its way, 2 trying it, 3 sharing, 4 done."""
    seat = told.invitation
    if seat.state == COMPLETED:
        return 4
    if seat.received_at is None:
        return 1
    share_from = _share_from(told)
    return 3 if share_from is not None and now >= share_from else 2


def _share_from(told: Invitation) -> datetime | None:
    seat = told.invitation
    return end_of_day(seat.received_at, seat.trial_days or 0, told.time_zone) if seat.received_at else None


def _asks_more(told: Invitation) -> bool:
    """Whether a yes needs more than the word: a choice, safety, an address, leave to pass it on."""
    choices = [one for one in told.offers if one.is_left]
    return bool(len(choices) > 1 or told.invitation.must_confirm or told.lacks_address or told.lacks_courier_consent)


async def _show(screen: Screen, work: Working, seat_id: str, status: int = 200,
                template: str = "consumer/invitation.html", **more: Any) -> HTMLResponse:
    told = await work.read(invited.told, screen.viewer, seat_id)
    networks = screen.request.app.state.house.networks
    state = told.invitation.state
    parcels = await work.read(of_seat, screen.viewer, seat_id)
    theirs = await work.read(accounts.own, screen.viewer, shape=lambda rows: [row.platform for row in rows])
    page = InvitationPage(
        told, _asked(told, networks), _labels(told, theirs, screen), step_of(told, work.clock()),
        state == OFFERED and not _is_over(told, work.clock()), _asks_more(told),
        SEAT.can(state, "step_back") and told.invitation.exported_at is None,
        state in (ACCEPTED, COMPLETED, NO_SHOW), _share_from(told), parcels[-1].id if parcels else None, **more)
    return screen.show(template if page.may_answer else "consumer/invitation.html", page, status)


def _is_over(told: Invitation, now: datetime) -> bool:
    return told.invitation.answer_by is not None and told.invitation.answer_by < now


@router.get("/{seat_id}", **opens(READ_OWN))
async def one(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """The invitation, or how far it has come."""
    return await _show(screen, work, seat_id)


def _parts(form: Form) -> dict[str, str]:
    typed = form.typed()
    return {part: said for part in PARTS if (said := typed.get(f"address.{part}", "").strip())}


def yes_of(form: Form) -> AcceptIn:
    """The answer as typed; an address counts as given as soon as one part of it is."""
    parts = _parts(form)
    values: dict[str, Any] = {"confirms": form.get("confirms") == "yes",
                              "courier_consent": form.get("courier_consent") == "yes"}
    if form.get("offer_id"):
        values["offer_id"] = form.get("offer_id")
    if parts:
        values["address"] = parts
    return form.meant(validated(AcceptIn, values))


async def _lacking(screen: Screen, work: Working, seat_id: str, form: Form) -> tuple[Fault, ...]:
    """What a yes still lacks besides what is wrong with it, in the words in which it is asked for."""
    found = await work.read(seats.still_missing, screen.viewer, seat_id, form.get("confirms") == "yes",
                            form.get("courier_consent") == "yes")
    given = {("address", part) for part in _parts(form)}
    return tuple(fault for fault in found if fault.where not in given)


@router.get("/{seat_id}/accept", **opens(ANSWER))
async def yes(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """What a yes still needs; where the time to answer is over, how it stands."""
    return await _show(screen, work, seat_id, template=YES)


@router.post("/{seat_id}/accept", response_model=None, **opens(ANSWER))
async def accept(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Say yes; what is missing is asked for beside what was typed."""
    form = await screen.form()
    try:
        seat = await work.do(seats.accept_with, screen.viewer, seat_id, yes_of(form))
    except Invalid as refusal:
        wrong = tuple(fault for fault in refusal.faults if fault.code != "missing")
        faults = (*wrong, *await _lacking(screen, work, seat_id, form))
        return await _show(screen, work, seat_id, 422, YES, typed=form.typed(),
                           errors=pages.by_field(faults, screen.language))
    except WrongState:
        return await _show(screen, work, seat_id, 409)
    except Conflict as refusal:
        notice = refusal.sentence(screen.language)
        return await _show(screen, work, seat_id, 409, YES, typed=form.typed(), notice=notice)
    if seat.state == WAITING:
        return screen.go(f"/me/invitations/{seat_id}", text(
            "You are on the waiting list. We tell you as soon as one is free.",
            "已为你排队候补，有名额时我们会马上告诉你。"))
    return screen.go(f"/me/invitations/{seat_id}", text(
        "Lovely! Your gift is being prepared.", "太好了！正在为你准备礼物。"))


@router.post("/{seat_id}/decline", **opens(ANSWER))
async def decline(seat_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """Say no."""
    await work.do(seats.decline, screen.viewer, seat_id)
    return screen.go("/me/invitations", text(
        "Thank you for telling us. It costs you nothing.", "谢谢告知，这不会有任何影响。"))


@router.get("/{seat_id}/step-back", **opens(ANSWER))
async def ask_step_back(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """Asked once more, where there is no script."""
    told = await work.read(queries.invitation, screen.viewer, seat_id)
    return screen.show("consumer/step_back.html", ConfirmPage(seat_id, told.campaign))


@router.post("/{seat_id}/step-back", **opens(ANSWER))
async def step_back(seat_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """Give the gift up before it is packed."""
    await work.do(seats.step_back, screen.viewer, seat_id)
    return screen.go("/me/invitations", text(
        "Done. Somebody else will be glad of it.", "已退出，这份礼物会转给其他人。"))


@router.get("/{seat_id}/reaction", **opens(REACT))
async def ask_reaction(seat_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """Asked once more, where there is no script."""
    told = await work.read(queries.invitation, screen.viewer, seat_id)
    return screen.show("consumer/reaction.html", ConfirmPage(seat_id, told.campaign))


@router.post("/{seat_id}/reaction", **opens(REACT))
async def react(seat_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """I had a reaction."""
    await work.do(seats.react, screen.viewer, seat_id)
    return screen.go(f"/me/invitations/{seat_id}", text(
        "Please stop using it. You owe us nothing; we are here for you.",
        "请停止使用。你无需再发布任何内容，我们会及时跟进。"))
