"""Matching for ops: which campaigns need people, who was picked and why, who was left out for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns.rules.traits import traits_of
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import Text, text
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.models import Match
from app.matching.queries import Standing, explaining
from app.matching.rules import APPROVED, DECIDE, MATCH, PROPOSED, READ, REJECTIONS, RUN, USED
from app.matching.schemas import RejectIn
from app.matching.service.decisions import Decision
from app.web import pages
from app.web.doors import Working, opens
from app.web.ops.matching_person import mark_of, person_of, stands_now
from app.web.ops.matching_rounds import RoundRow, latest
from app.web.ops.matching_run import noted_of, page_of
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/ops/matching")
ONLY: dict[Decision, tuple[str, str]] = {
    "approve": ("Only who is proposed can be approved; untick {marks}.", "只能批准待确认的人选，请取消勾选 {marks}。"),
    "reject": ("Only who is proposed can be rejected; untick {marks}.", "只能拒绝待确认的人选，请取消勾选 {marks}。"),
    "replace": ("Only who is approved can be replaced; untick {marks}.", "只能替换已批准的人选，请取消勾选 {marks}。"),
}


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign that is matched."""

    id: str
    name: Text
    state: str
    is_paused: bool
    run_id: str | None
    run_at: datetime | None
    proposed: int
    approved: int
    used: int

    @classmethod
    def of(cls, one: Standing) -> "CampaignRow":
        """A standing as a row."""
        run, counts = one.run, one.counts
        return cls(one.campaign.id, Text.model_validate(one.campaign.name), one.campaign.state,
                   one.campaign.paused_at is not None, run.id if run else None, run.made_at if run else None,
                   counts.get(PROPOSED, 0), counts.get(APPROVED, 0), counts.get(USED, 0))


@dataclass(frozen=True, slots=True)
class MatchingPage:
    """Approved and live campaigns, those that need ops first, and the latest rounds over all of them."""

    campaigns: tuple[CampaignRow, ...]
    rounds: tuple[RoundRow, ...]
    zone: str


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Campaigns that need a run or an approval."""
    found = await work.read(queries.standings, screen.viewer)
    rows, together = tuple(map(CampaignRow.of, found)), await latest(screen, work)
    return screen.show("ops/matching.html", MatchingPage(rows, together, screen.zone))


@router.post("/campaigns/{campaign_id}/runs", **opens(RUN))
async def run(campaign_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Match a campaign now."""
    run_id = await jobs.run_now(work, screen.viewer, campaign_id, shape=lambda made: made.id)
    return screen.go(f"/ops/matching/{run_id}", text("Matched.", "匹配完成。"))


@router.get("/{run_id}", **opens(READ))
async def show(run_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One run; ?person= asks about one person, by id or, for who was picked, by the mark in the list."""
    asked = screen.request.query_params.get("person")
    if asked is None:
        return await page_of(run_id, screen, work)
    typed = asked.strip()[:120]
    person_id = await work.read(explaining.find_person, screen.viewer, run_id, typed) if typed else None
    if person_id is None:
        words = text("There is nobody with this id or mark.", "没有这个编号或标记的用户。") if typed else text(
            "Please give an id, or a mark from the list.", "请填写编号，或名单中的标记。")
        return await page_of(run_id, screen, work, typed={"person": typed}, status=404 if typed else 422,
                             errors={"person": words.pick(screen.language)})
    looked = await jobs.look(work, screen.viewer, run_id, person_id)
    run = await work.read(queries.get_run, screen.viewer, run_id)
    traits = traits_of(screen.request.app.state.house.questionnaires)
    now = await stands_now(work, screen.viewer, person_id)
    found = person_of(person_id, looked, now, run.counts["eligible"], traits, screen.language)
    return await page_of(run_id, screen, work, found=found, typed={"person": typed})


@router.post("/{run_id}/decide", response_model=None, **opens(DECIDE))
async def decide(run_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note a decision; it is carried out in ten seconds unless it is taken back."""
    form = await screen.form()
    try:
        decision, ids, reason = await _decision(run_id, form, screen, work)
        await work.do(service.plan_decision, screen.viewer, run_id, decision, ids, reason)
    except Invalid as refusal:
        return await page_of(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=422,
                             errors=pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await page_of(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=409,
                             errors={"chosen": refusal.sentence(screen.language)})
    return screen.go(f"/ops/matching/{run_id}", text(
        "Noted. You have ten seconds to take it back.", "已记录，10 秒内可以撤回。"))


@router.post("/{run_id}/undo", **opens(DECIDE))
async def undo(run_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Take a noted decision back."""
    form = await screen.form()
    await work.do(service.undo, screen.viewer, form.get("key"))
    return screen.go(f"/ops/matching/{run_id}", text("Taken back.", "已撤回。"))


async def _decision(run_id: str, form: Form, screen: Screen, work: Work) -> tuple[Decision, Sequence[str], str | None]:
    """What was pressed, for whom, and why."""
    pressed = form.get("what")
    if pressed == "approve_all":
        noted = noted_of(await work.read(queries.waiting_decisions, screen.viewer, run_id))
        matches = await work.read(queries.of_run, screen.viewer, run_id)
        return "approve", [one.id for one in matches if one.state == PROPOSED and one.id not in noted], None
    decision = next((one for one in get_args(Decision) if one == pressed), None)
    ids = form.all("chosen")
    if decision is None:
        raise NotFound("decision")
    if not ids:
        raise Invalid.at("chosen", text("Please tick at least one person.", "请至少勾选一人。"), "nobody_ticked")
    await _possible(run_id, decision, ids, screen, work)
    if decision != "reject":
        return decision, ids, None
    if form.get("reason") not in REJECTIONS:
        raise Invalid.at("reason", text("Please choose a reason to reject.", "请选择拒绝原因。"), "no_such_reason")
    return decision, ids, validated(RejectIn, {"reason": form.get("reason")}).reason


async def _possible(run_id: str, decision: Decision, ids: Sequence[str], screen: Screen, work: Work) -> None:
    """Refuse, at the list, what cannot be done with everybody who is ticked."""
    matches = await work.read(queries.of_run, screen.viewer, run_id)
    wrong = [mark_of(one.consumer_id) for one in matches if one.id in ids and not MATCH.can(one.state, decision)]
    if wrong:
        english, chinese = ONLY[decision]
        raise Invalid.at("chosen", text(english.format(marks=", ".join(wrong)), chinese.format(marks="、".join(wrong))),
                         "wrong_state")
    if decision == "replace" and not any(_waits(one) and one.id not in ids for one in matches):
        raise Invalid.at("chosen", text("Nobody is on the waiting list to take the place.",
                                        "候补名单上没有可以替换的人。"), "nobody_waits")


def _waits(match: Match) -> bool:
    return match.is_on_waitlist and match.state in (PROPOSED, APPROVED)
