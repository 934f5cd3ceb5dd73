"""Matching for ops: which campaigns need people, who was picked and why, who was left out for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns import queries as campaigns
from app.campaigns.rules.traits import traits_of
from app.consumers.queries.doubts import doubts_of
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import Language, Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.eligibility import Code
from app.matching.models import Match, Round, Run
from app.matching.queries import Standing, explaining, rounds
from app.matching.rules import APPROVED, DECIDE, MATCH, PROPOSED, READ, REJECTIONS, RUN, USED, bounds
from app.matching.rules.words import HELD_OUT, REJECTION_WORDS, SOURCE_WORDS, WORDS, sentence
from app.matching.schemas import RejectIn
from app.matching.service.decisions import Decision
from app.questionnaires.traits import TraitSpec
from app.web import pages
from app.web.doors import Working, opens
from app.web.ops.matching_person import PersonView, mark_of, person_of, stands_now
from app.web.ops.matching_rounds import RoundRow, latest
from app.web.ops.matching_what_if import WeightField, fields_of
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/ops/matching")
A_PAGE = 100
DECIDED: dict[Decision, tuple[str, str]] = {
    "approve": ("{n} to approve", "批准 {n} 人"), "reject": ("{n} to reject", "拒绝 {n} 人"),
    "replace": ("{n} to replace", "替换 {n} 人"),
}
PLANNED: dict[Decision, Text] = {
    "approve": text("Being approved", "即将批准"), "reject": text("Being rejected", "即将拒绝"),
    "replace": text("Being replaced", "即将替换"),
}
ENDS: dict[str, Text] = {
    "first": text("First picked", "排名第一"), "last": text("Last with a unit", "最后一个名额"),
    "waits": text("First who waits", "候补第一位")}
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


@dataclass(frozen=True, slots=True)
class PickRow:
    """A picked person under a short mark, never a name; parts are (trait, points). `worth` is what the order goes by;
    None of somebody asked by hand."""

    id: str
    consumer_id: str
    mark: str
    rank: int
    worth: float | None
    fit: float
    coverage: float
    parts: tuple[tuple[str, float], ...]
    guessed: tuple[str, ...]
    to_confirm: tuple[str, ...]
    is_on_waitlist: bool
    state: str
    planned: str | None
    """What was decided and is not carried out yet."""
    rejection: str | None
    source: str | None
    """Where somebody comes from whom the order alone did not bring."""
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run: its sentence, who was left out for what, its picks, decisions that can still be taken back."""

    id: str
    campaign_id: str
    campaign: Text
    number: int
    seed: int
    made_at: datetime
    sentence: str
    mean_fit: float
    people: int
    eligible: int
    left_out: tuple[tuple[str, int], ...]
    picks: tuple[PickRow, ...]
    proposed: int
    """How many wait for a decision, without those about whom one is noted."""
    may_replace: bool
    more: str | None
    pending: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    found: PersonView | None
    weights: tuple[WeightField, ...]
    round_id: str | None
    scarce: tuple[str, ...]
    """What bound this campaign in its round, in words."""
    ends: tuple[tuple[Text, str, str], ...]
    """The first and the last with a unit and the first who waits: what they are, id, mark."""
    zone: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()


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
        return await _page(run_id, screen, work)
    typed = asked.strip()[:120]
    person_id = await work.read(explaining.find_person, screen.viewer, run_id, typed) if typed else None
    if person_id is None:
        words = text("There is nobody with this id or mark.", "没有这个编号或标记的用户。") if typed else text(
            "Please give an id, or a mark from the list.", "请填写编号，或名单中的标记。")
        return await _page(run_id, screen, work, typed={"person": typed}, status=404 if typed else 422,
                           errors={"person": words.pick(screen.language)})
    looked = await jobs.look(work, screen.viewer, run_id, person_id)
    run = await work.read(queries.get_run, screen.viewer, run_id)
    traits = traits_of(screen.request.app.state.house.library)
    now = await stands_now(work, screen.viewer, person_id)
    found = person_of(person_id, looked, now, run.counts["eligible"], traits, screen.language)
    return await _page(run_id, screen, work, found=found, typed={"person": typed})


@router.post("/{run_id}/decide", response_model=None, **opens(DECIDE))
async def decide(run_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note a decision; it is carried out in ten seconds unless it is taken back."""
    form = await screen.form()
    try:
        decision, ids, reason = await _decision(run_id, form, screen, work)
        await work.do(service.plan_decision, screen.viewer, run_id, decision, ids, reason)
    except Invalid as refusal:
        return await _page(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=422,
                           errors=pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await _page(run_id, screen, work, typed=form.typed(), ticked=form.all("chosen"), status=409,
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
        noted = _noted(await work.read(queries.waiting_decisions, screen.viewer, run_id))
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


def _noted(pending: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Decision]:
    """The decision noted about each match, as long as it can be taken back."""
    return {match_id: args["decision"] for _, args in pending for match_id in args["match_ids"]}


async def _page(run_id: str, screen: Screen, work: Work, *, found: PersonView | None = None,
                typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
                ticked: Sequence[str] = (), status: int = 200) -> HTMLResponse:
    viewer, language = screen.viewer, screen.language
    run = await work.read(queries.get_run, viewer, run_id)
    campaign = await work.read(campaigns.get, viewer, run.campaign_id)
    ask = Ask(screen.request.query_params.get("after"), A_PAGE)
    matches = await work.read(queries.page_of_run, viewer, run_id, ask)
    pending = await work.read(queries.waiting_decisions, viewer, run_id)
    counts = await work.read(queries.counts_of_run, viewer, run_id)
    traits = traits_of(screen.request.app.state.house.library)
    noted, doubted = _noted(pending), await work.read(doubts_of, viewer, [one.consumer_id for one in matches.items])
    ends = await work.read(queries.ends_of, viewer, run_id)
    round_ = await work.read(rounds.find, viewer, run.round_id)
    page = RunPage(
        run.id, run.campaign_id, Text.model_validate(campaign.name), run.number, run.seed, run.made_at,
        sentence(run.counts, run.units, run.shortfalls, language), run.means["fit"], run.counts["people"],
        run.counts["eligible"], _left_out(run, language),
        tuple(_pick(match, traits, noted.get(match.id), doubted.get(match.consumer_id, ()), language)
              for match in matches.items),
        max(0, counts.get(PROPOSED, 0) - sum(decision != "replace" for decision in noted.values())),
        any(one.state == APPROVED and not one.is_on_waitlist for one in matches.items),
        f"/ops/matching/{run_id}?after={matches.next_cursor}" if matches.next_cursor else None,
        tuple((key, _pending(args["decision"], len(args["match_ids"]), language)) for key, args in pending),
        tuple((reason, REJECTION_WORDS[reason].pick(language)) for reason in REJECTIONS), found,
        fields_of(run, screen), run.round_id, _scarce(round_, run.campaign_id, language),
        tuple((ENDS[name], who, mark_of(who)) for name, who in ends.items()), screen.zone,
        typed or {}, errors or {}, frozenset(ticked))
    return screen.show("ops/matching_run.html", page, status)


def _left_out(run: Run, language: Language) -> tuple[tuple[str, int], ...]:
    """How many fell at each rule that cost somebody."""
    fell = [(WORDS[code].label.pick(language), run.counts.get(code.name, 0)) for code in Code if code]
    fell.append((HELD_OUT.label.pick(language), run.counts.get("HELD_OUT", 0)))
    return tuple((words, count) for words, count in fell if count)


def _scarce(round_: Round | None, campaign_id: str, language: Language) -> tuple[str, ...]:
    """What bound a campaign in its round, if it was matched in one."""
    kept = round_.facts["campaigns"].get(campaign_id) if round_ else None
    return tuple(words.pick(language) for words in bounds.prices(kept)) if kept else ()


def _pending(decision: Decision, count: int, language: Language) -> str:
    return text(*DECIDED[decision]).pick(language).format(n=count)


def _pick(match: Match, traits: Mapping[str, TraitSpec], noted: Decision | None, doubts: Sequence[Text],
          language: Language) -> PickRow:
    def title(key: str) -> str:
        return traits[key].title.pick(language) if key in traits else key
    parts = sorted(match.contributions.items(), key=lambda part: -part[1]["points"])
    return PickRow(
        match.id, match.consumer_id, mark_of(match.consumer_id), match.rank, match.facts.get("value"), match.fit, match.coverage,
        tuple((title(key), part["points"]) for key, part in parts),
        tuple(title(key) for key, part in parts if not part["is_answered"]),
        tuple(map(title, match.must_confirm)), match.is_on_waitlist, match.state,
        PLANNED[noted].pick(language) if noted else None,
        REJECTION_WORDS[match.rejection].pick(language) if match.rejection else None,
        SOURCE_WORDS[match.source].pick(language) if match.source in SOURCE_WORDS else None,
        tuple(words.pick(language) for words in doubts))
