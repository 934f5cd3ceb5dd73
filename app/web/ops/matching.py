"""Matching for ops: which campaigns need people, who was picked and why, who was left out for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import Text, text
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.models import Match
from app.matching.queries import course, desk, finding
from app.matching.queries.desk import Standing
from app.matching.rules import APPROVED, DECIDE, MATCH, PROPOSED, READ, RUN
from app.matching.rules.refusals import NothingFree
from app.matching.rules.staying import staying
from app.matching.service.decisions import Decision
from app.web import pages
from app.web.doors import Working, opens
from app.web.ops.matching_course import why_not
from app.web.ops.matching_noted import NotedRow, noted_rows
from app.web.ops.matching_person import found_of, mark_of
from app.web.ops.matching_rounds import RoundRow, latest
from app.web.ops.matching_run import noted_of, page_of
from app.web.ops.matching_swap import plan, reason_in
from app.web.screen import Form, Screen, Showing

router = APIRouter(prefix="/ops/matching")
ONLY: dict[Decision, tuple[str, str]] = {
    "approve": ("Only who is proposed can be approved; untick {marks}.", "只能批准待确认的人选，请取消勾选 {marks}。"),
    "reject": ("Only who is proposed can be rejected; untick {marks}.", "只能拒绝待确认的人选，请取消勾选 {marks}。"),
    "replace": ("Only who is not invited yet can be replaced; untick {marks}, or withdraw the invitation there.",
                "只能替换尚未邀请的人选，请取消勾选 {marks}，或先撤回其邀请。"),
}


NOBODY = text("There is nobody with this id, mark, handle, email or phone, or more than one person.",
              "没有找到，或有多人对应这个编号、标记、账号名、邮箱或手机号。")
TYPE_SOMETHING = text("Please give an id, a mark from the list or of a seat, a handle, an email or a phone.",
                      "请填写编号、名单或名额的标记、账号名、邮箱或手机号。")


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign that is matched; `why_not` says why no run can find anybody."""

    id: str
    name: Text
    state: str
    is_paused: bool
    has_ended: bool
    run_id: str | None
    run_at: datetime | None
    proposed: int
    approved: int
    invited: int
    why_not: Text | None

    @classmethod
    def of(cls, one: Standing) -> "CampaignRow":
        """A standing as a row."""
        run = one.run
        return cls(one.campaign.id, Text.model_validate(one.campaign.name), one.campaign.state,
                   one.campaign.paused_at is not None, one.has_ended, run.id if run else None,
                   run.made_at if run else None, one.proposed, one.approved, one.invited,
                   why_not(one.to_look_for))


@dataclass(frozen=True, slots=True)
class MatchingPage:
    """Approved and live campaigns, those that need ops first, and the latest rounds over all of them."""

    campaigns: tuple[CampaignRow, ...]
    rounds: tuple[RoundRow, ...]
    older_rounds: str | None
    noted: tuple[NotedRow, ...]
    zone: str


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Campaigns that need a run or an approval."""
    found = await work.read(desk.standings, screen.viewer)
    rows, (together, older) = tuple(map(CampaignRow.of, found)), await latest(screen, work)
    return screen.show("ops/matching.html", MatchingPage(
        rows, together, older, await noted_rows(screen, work), screen.zone))


@router.post("/campaigns/{campaign_id}/runs", **opens(RUN))
async def run(campaign_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Match a campaign now; where every sample has somebody the list says so."""
    try:
        run_id, stay = await jobs.run_now(work, screen.viewer, campaign_id, shape=lambda made: (
            made.id, staying(made.counts, made.facts["lost"])))
    except NothingFree as refusal:
        return screen.go("/ops/matching", refusal.said)
    return screen.go(f"/ops/matching/{run_id}", stay or text("Matched.", "匹配完成。"))


@router.get("/{run_id}", **opens(READ))
async def show(run_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One run; ?person= asks about one person, by id or, for who was picked, by the mark in the list."""
    asked = screen.request.query_params.get("person")
    if asked is None:
        return await page_of(run_id, screen, work)
    typed = asked.strip()[:120]
    person_id = await work.read(finding.find, screen.viewer, run_id, typed) if typed else None
    if person_id is None:
        words = NOBODY if typed else TYPE_SOMETHING
        return await page_of(run_id, screen, work, typed={"person": typed}, status=404 if typed else 422,
                             errors={"person": words.pick(screen.language)})
    found = await found_of(run_id, person_id, screen, work)
    return await page_of(run_id, screen, work, found=found, typed={"person": typed})


@router.post("/{run_id}/decide", response_model=None, **opens(DECIDE))
async def decide(run_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note a decision; it is carried out in ten seconds unless it is taken back."""
    form = await screen.form()
    try:
        words = await _note(run_id, form, screen, work)
    except Invalid as refusal:
        return await page_of(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=422,
                             errors=pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await page_of(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=409,
                             errors={"chosen": refusal.sentence(screen.language)})
    return screen.go(f"/ops/matching/{run_id}", words)


async def _note(run_id: str, form: Form, screen: Screen, work: Work) -> Text:
    """Note what was pressed; what is said of it."""
    decision, ids, reason = await _decision(run_id, form, screen, work)
    instead = form.get("instead") if decision == "replace" else ""
    if not instead:
        await work.do(service.plan_decision, screen.viewer, run_id, decision, ids, reason)
        return text("Noted. You have ten seconds to take it back.", "已记录，10 秒内可以撤回。")
    if len(ids) > 1:
        words = text("One person takes one place: tick just one.", "一个人只能顶替一人，请只勾选一人。")
        raise Invalid.at("chosen", words, "one_at_a_time")
    leaves = await work.read(queries.get, screen.viewer, ids[0])
    return await plan(screen, work, leaves.id, leaves.consumer_id, reason or "", instead)


@router.post("/{run_id}/people/{consumer_id}/replace", response_model=None, **opens(DECIDE))
async def replace(run_id: str, consumer_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Put somebody else in the place of one person, from his own part of the page."""
    form = await screen.form()
    found = await found_of(run_id, consumer_id, screen, work)
    typed = form.typed() | {"person": consumer_id}
    try:
        reason, comes = reason_in(form.get("why"), "why"), form.get("comes")
        if not comes:
            raise Invalid.at("comes", text("Please choose who comes instead.", "请选择由谁顶替。"), "nobody_chosen")
        words = await plan(screen, work, found.match_id or "", consumer_id, reason, comes)
    except Invalid as refusal:
        return await page_of(run_id, screen, work, found=found, typed=typed, status=422,
                             errors=pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await page_of(run_id, screen, work, found=found, typed=typed, status=409,
                             errors={"comes": refusal.sentence(screen.language)})
    return screen.go(f"/ops/matching/{run_id}?person={consumer_id}#person", words)


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
        proposed = await work.read(course.to_decide, screen.viewer, run_id)
        return "approve", [one for one in proposed.ids if one not in noted], None
    decision = next((one for one in get_args(Decision) if one == pressed), None)
    ids = form.all("chosen")
    if decision is None:
        raise NotFound("decision")
    if not ids:
        raise Invalid.at("chosen", text("Please tick at least one person.", "请至少勾选一人。"), "nobody_ticked")
    await _possible(run_id, decision, ids, form.get("instead"), screen, work)
    return decision, ids, None if decision == "approve" else reason_in(form.get("reason"), "reason")


async def _possible(run_id: str, decision: Decision, ids: Sequence[str], instead: str, screen: Screen,
                    work: Work) -> None:
    """Refuse, at the list, what cannot be done with everybody who is ticked."""
    matches = await work.read(queries.of_run, screen.viewer, run_id)
    wrong = [mark_of(one.consumer_id) for one in matches if one.id in ids and not MATCH.can(one.state, decision)]
    if wrong:
        english, chinese = ONLY[decision]
        raise Invalid.at("chosen", text(english.format(marks=", ".join(wrong)), chinese.format(marks="、".join(wrong))),
                         "wrong_state")
    if decision == "replace" and not instead and not any(_waits(one) and one.id not in ids for one in matches):
        raise Invalid.at("chosen", text("Nobody is on the waiting list to take the place.",
                                        "候补名单上没有可以替换的人。"), "nobody_waits")


def _waits(match: Match) -> bool:
    return match.is_on_waitlist and match.state in (PROPOSED, APPROVED)
