"""Matching for ops: which campaigns need people, who was picked and why, who was left out for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns import queries as campaigns
from app.campaigns.rules.traits import traits_of
from app.core.errors import Invalid, NotFound
from app.core.i18n import Language, Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.eligibility import Code
from app.matching.models import Match, Run
from app.matching.queries import Standing, explaining
from app.matching.rules import APPROVED, DECIDE, PROPOSED, READ, REJECTIONS, RUN, USED
from app.matching.rules.words import REJECTION_WORDS, WORDS, sentence
from app.matching.schemas import RejectIn
from app.matching.service.decisions import Decision
from app.questionnaires.traits import TraitSpec
from app.web import pages
from app.web.doors import Working, opens
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/ops/matching")
A_PAGE = 100
DECIDED: dict[Decision, tuple[str, str]] = {
    "approve": ("{n} to approve", "批准 {n} 人"), "reject": ("{n} to reject", "拒绝 {n} 人"),
    "replace": ("{n} to replace", "替换 {n} 人"),
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
    """Approved and live campaigns, those that need ops first."""

    campaigns: tuple[CampaignRow, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class PickRow:
    """A picked person under a short mark, never a name; parts are (trait, points)."""

    id: str
    mark: str
    rank: int
    fit: float
    coverage: float
    parts: tuple[tuple[str, float], ...]
    guessed: tuple[str, ...]
    to_confirm: tuple[str, ...]
    is_on_waitlist: bool
    state: str
    rejection: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a run says about one person."""

    label: str
    match_id: str | None


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run: its sentence, its funnel, its picks, decisions that can still be taken back."""

    id: str
    campaign_id: str
    campaign: Text
    number: int
    seed: int
    made_at: datetime
    sentence: str
    mean_fit: float
    funnel: tuple[tuple[str, int], ...]
    picks: tuple[PickRow, ...]
    proposed: int
    more: str | None
    pending: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    found: Found | None
    zone: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Campaigns that need a run or an approval."""
    found = await work.read(queries.standings, screen.viewer)
    return screen.show("ops/matching.html", MatchingPage(tuple(map(CampaignRow.of, found)), screen.zone))


@router.post("/campaigns/{campaign_id}/runs", **opens(RUN))
async def run(campaign_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Match a campaign now."""
    run_id = await jobs.run_now(work, screen.viewer, campaign_id, shape=lambda made: made.id)
    return screen.go(f"/ops/matching/{run_id}", text("Matched.", "匹配完成。"))


@router.get("/{run_id}", **opens(READ))
async def show(run_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One run; ?person= asks about one person."""
    typed = screen.request.query_params.get("person", "").strip()
    if not typed:
        return await _page(run_id, screen, work)
    person = await work.read(queries.find_consumer, screen.viewer, typed[:120])
    if person is None:
        words = text("There is nobody with this id.", "没有这个编号的用户。").pick(screen.language)
        return await _page(run_id, screen, work, typed={"person": typed}, errors={"person": words}, status=404)
    why = await work.read(explaining.why_not, screen.viewer, run_id, person.id)
    found = Found(why.words.label.pick(screen.language), why.match_id)
    return await _page(run_id, screen, work, found=found, typed={"person": typed})


@router.post("/{run_id}/decide", response_model=None, **opens(DECIDE))
async def decide(run_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note a decision; it is carried out in ten seconds unless it is taken back."""
    form = await screen.form()
    try:
        decision, ids, reason = await _decision(run_id, form, screen, work)
        await work.do(service.plan_decision, screen.viewer, run_id, decision, ids, reason)
    except Invalid as refusal:
        return await _page(run_id, screen, work, typed=form.typed(), status=422,
                           errors=pages.by_field(refusal.faults, screen.language))
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
        matches = await work.read(queries.of_run, screen.viewer, run_id)
        return "approve", [match.id for match in matches if match.state == PROPOSED], None
    decision = next((one for one in get_args(Decision) if one == pressed), None)
    ids = form.all("chosen")
    if decision is None:
        raise NotFound("decision")
    if not ids:
        raise Invalid.at("chosen", text("Please tick at least one person.", "请至少勾选一人。"), "nobody_ticked")
    reason = validated(RejectIn, {"reason": form.get("reason")}).reason if decision == "reject" else None
    return decision, ids, reason


async def _page(run_id: str, screen: Screen, work: Work, *, found: Found | None = None,
                typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
                status: int = 200) -> HTMLResponse:
    viewer, language = screen.viewer, screen.language
    run = await work.read(queries.get_run, viewer, run_id)
    campaign = await work.read(campaigns.get, viewer, run.campaign_id)
    ask = Ask(screen.request.query_params.get("after"), A_PAGE)
    matches = await work.read(queries.page_of_run, viewer, run_id, ask)
    pending = await work.read(queries.waiting_decisions, viewer, run_id)
    counts = await work.read(queries.counts_of_run, viewer, run_id)
    traits = traits_of(screen.request.app.state.house.library)
    page = RunPage(
        run.id, run.campaign_id, Text.model_validate(campaign.name), run.number, run.seed, run.made_at,
        sentence(run.counts, run.units, run.shortfalls, language), run.means["fit"], _funnel(run, language),
        tuple(_pick(match, traits, language) for match in matches.items), counts.get(PROPOSED, 0),
        f"/ops/matching/{run_id}?after={matches.next_cursor}" if matches.next_cursor else None,
        tuple((key, _pending(args["decision"], len(args["match_ids"]), language)) for key, args in pending),
        tuple((reason, REJECTION_WORDS[reason].pick(language)) for reason in REJECTIONS), found, screen.zone,
        typed or {}, errors or {})
    return screen.show("ops/matching_run.html", page, status)


def _funnel(run: Run, language: Language) -> tuple[tuple[str, int], ...]:
    """Everybody, how many fell at each rule that cost somebody, and who was left."""
    fell = ((WORDS[code].label.pick(language), run.counts.get(code.name, 0)) for code in Code if code)
    ends = text("People", "全部用户"), text("Could be picked", "符合条件")
    return ((ends[0].pick(language), run.counts["people"]), *((words, count) for words, count in fell if count),
            (ends[1].pick(language), run.counts["eligible"]))


def _pending(decision: Decision, count: int, language: Language) -> str:
    return text(*DECIDED[decision]).pick(language).format(n=count)


def _pick(match: Match, traits: Mapping[str, TraitSpec], language: Language) -> PickRow:
    def title(key: str) -> str:
        return traits[key].title.pick(language) if key in traits else key
    parts = sorted(match.contributions.items(), key=lambda part: -part[1]["points"])
    return PickRow(
        match.id, match.consumer_id[-6:], match.rank, match.fit, match.coverage,
        tuple((title(key), part["points"]) for key, part in parts),
        tuple(title(key) for key, part in parts if not part["is_answered"]),
        tuple(map(title, match.must_confirm)), match.is_on_waitlist, match.state,
        REJECTION_WORDS[match.rejection].pick(language) if match.rejection else None)
