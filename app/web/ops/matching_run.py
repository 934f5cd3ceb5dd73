"""One run's page for ops: its sentence, who was left out for what, its picks, decisions that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi.responses import HTMLResponse

from app.campaigns import queries as campaigns
from app.campaigns.rules.traits import traits_of
from app.consumers.queries.doubts import doubts_of
from app.core.i18n import Language, Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import queries
from app.matching.engine.eligibility import Code
from app.matching.models import Match, Round, Run
from app.matching.queries import course, explaining, learning, rounds, swapping
from app.matching.queries.course import Rejected
from app.matching.rules import INTERESTED, MATCH, REJECTIONS, bounds
from app.matching.rules.binding import Filled
from app.matching.rules.ranking import Behind, ordered_by
from app.matching.rules.staying import staying
from app.matching.rules.words import (
    ASKED_INTERESTED,
    HELD_OUT,
    REJECTION_WORDS,
    SOURCE_WORDS,
    WORDS,
    sentence,
    why,
)
from app.matching.service.decisions import Decision
from app.questionnaires.traits import TraitSpec
from app.seats.models import Seat
from app.web.ops.matching_course import Course, course_of
from app.web.ops.matching_noted import NotedRow, noted_rows
from app.web.ops.matching_person import PersonView, mark_of, rejected_words
from app.web.ops.matching_swap import Choices, choices
from app.web.ops.matching_what_if import WeightField, fields_of
from app.web.screen import Screen

A_PAGE = 100
STRONGEST = 3
"""So many reasons stand in a pick's row; the others unfold."""
PLANNED: dict[Decision, Text] = {
    "approve": text("Being approved", "即将批准"), "reject": text("Being rejected", "即将拒绝"),
    "replace": text("Being replaced", "即将替换"),
}
ENDS: dict[str, Text] = {
    "first": text("First picked", "排名第一"), "last": text("Last with a unit", "最后一个名额"),
    "waits": text("First who waits", "候补第一位")}

DRAWN = text("Drawn by lot", "随机抽中")
TAKEN = text("Could be picked, got a unit of another campaign", "符合条件，已入选同一轮的其他活动")
FALLS_SHORT, FULL, MET = text("Short", "未达下限"), text("Full", "已满"), text("Met", "已满足")


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
    strongest: tuple[tuple[str, float], ...]
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
    rejected: tuple[tuple[str, str], ...]
    """Rejections and replacements in other runs: the mark, where and why."""
    seat: tuple[str, str] | None
    """The seat in the campaign: id and state."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a page of picks beyond their matches, by person: doubts, rejections and replacements
    in other runs, seats."""

    doubts: Mapping[str, Sequence[Text]]
    rejected: Mapping[str, Sequence[Rejected]]
    seats: Mapping[str, Seat]


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota after the run: what it asked, how many have a unit of those who could be had, and how it stands."""

    name: Text
    minimum: int
    maximum: int | None
    picked: int
    seated: int
    available: int
    state: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Order:
    """What the order goes by, the card of the version that it tells of, and what to look at in the brief."""

    words: str
    card_id: str | None
    warning: str | None


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
    proposed_waiting: int
    """How many of them are for the waiting list."""
    proposed_doubtful: int
    """How many of them gave answers that are doubted."""
    may_swap: bool
    instead: Choices
    """Who may come instead of somebody: heads, each with ids and words."""
    more: str | None
    noted: tuple[NotedRow, ...]
    reasons: tuple[tuple[str, str], ...]
    found: PersonView | None
    weights: tuple[WeightField, ...]
    round_id: str | None
    is_joint: bool
    """Whether its round matched other campaigns too."""
    scarce: tuple[str, ...]
    """What bound this campaign in its round, or the run by itself, in words."""
    quotas: tuple[QuotaRow, ...]
    is_changed: bool
    """Whether ops rejected or replaced a pick since, so that the quotas are told as the run made them."""
    lots: int
    """How many units were drawn by lot."""
    stay: str | None
    """What became of the picks that were approved before."""
    lost: tuple[tuple[str, str, str], ...]
    """Who of them could not stay: id, mark, why."""
    ends: tuple[tuple[Text, str, str], ...]
    """The first and the last with a unit and the first who waits: what they are, id, mark."""
    order: Order
    course: Course
    zone: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()


def noted_of(pending: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Decision]:
    """The decision noted about each match, as long as it can be taken back."""
    return {match_id: args["decision"] for _, args in pending for match_id in args["match_ids"]}


async def page_of(run_id: str, screen: Screen, work: Work, *, found: PersonView | None = None,
                  typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
                  ticked: Sequence[str] = (), status: int = 200) -> HTMLResponse:
    """A run as it is shown, with one person explained, or what was typed and is wrong."""
    viewer, language = screen.viewer, screen.language
    run = await work.read(queries.get_run, viewer, run_id)
    campaign = await work.read(campaigns.get, viewer, run.campaign_id)
    ask = Ask(screen.request.query_params.get("after"), A_PAGE)
    matches = await work.read(queries.page_of_run, viewer, run_id, ask)
    pending = await work.read(queries.waiting_decisions, viewer, run_id)
    traits = traits_of(screen.request.app.state.house.questionnaires)
    noted, about = noted_of(pending), await _about(run, matches.items, screen, work)
    to_decide = await work.read(course.to_decide, viewer, run_id)
    open_ids = {one for one in to_decide.ids if one not in noted}
    ends = await work.read(queries.ends_of, viewer, run_id)
    round_ = await work.read(rounds.find, viewer, run.round_id)
    stay = staying(run.counts, run.facts.get("lost", ()))
    page = RunPage(
        run.id, run.campaign_id, Text.model_validate(campaign.name), run.number, run.seed, run.made_at,
        _sentence(run, language), run.means["fit"], run.counts["people"],
        run.counts["eligible"], _left_out(run, language),
        tuple(_pick(match, traits, noted.get(match.id), about, language) for match in matches.items),
        len(open_ids), len(open_ids & to_decide.waiting), len(open_ids & to_decide.doubtful),
        any(MATCH.can(one.state, "replace") for one in matches.items),
        choices(await work.read(swapping.who_may_come, viewer, run_id), language),
        f"/ops/matching/{run_id}?after={matches.next_cursor}" if matches.next_cursor else None,
        await noted_rows(screen, work),
        tuple((reason, REJECTION_WORDS[reason].pick(language)) for reason in REJECTIONS), found,
        fields_of(run, screen), run.round_id,
        round_ is not None and len(round_.facts["campaigns"]) > 1, _scarce(round_, run, language),
        tuple(_quota(Filled(**one)) for one in run.facts.get("quotas", ())),
        await work.read(course.is_changed, viewer, run_id), run.facts.get("control", 0),
        stay.pick(language) if stay else None, await _lost(run, screen, work),
        tuple((ENDS[name], who, mark_of(who)) for name, who in ends.items()),
        await work.read(learning.behind_run, viewer, run_id, shape=lambda found: _order(found, language)),
        await course_of(run, campaign, screen, work), screen.zone, typed or {}, errors or {}, frozenset(ticked))
    return screen.show("ops/matching_run.html", page, status)


def _sentence(run: Run, language: Language) -> str:
    """The run in a sentence, with what other campaigns of its round took."""
    told = sentence(run.counts, run.units, run.shortfalls, language)
    taken = bounds.elsewhere(run.counts, run.units)
    return told if taken is None else f"{told} {taken.pick(language)}" if language == "en" else (
        told + taken.pick(language))


def _quota(found: Filled) -> QuotaRow:
    state, tone = (FALLS_SHORT, "wait") if found.is_short else (FULL, "moving") if found.is_full else (MET, "done")
    return QuotaRow(bounds.name_of(found.name), found.minimum, found.maximum, found.picked, found.seated,
                    found.available, state, tone)


def _order(behind: Behind, language: Language) -> Order:
    version, warning = behind.told_of, behind.warning
    return Order(ordered_by(behind).pick(language), version.id if version else None,
                 warning.pick(language) if warning else None)


async def _lost(run: Run, screen: Screen, work: Work) -> tuple[tuple[str, str, str], ...]:
    lost = run.facts.get("lost", ())
    who = await work.read(explaining.names_of, screen.viewer, [seq for seq, _ in lost]) if lost else {}
    return tuple((who[seq], mark_of(who[seq]), why(code).label.pick(screen.language)) for seq, code in lost)


def _left_out(run: Run, language: Language) -> tuple[tuple[str, int], ...]:
    """How many fell at each rule that cost somebody."""
    fell = [(WORDS[code].label.pick(language), run.counts.get(code.name, 0)) for code in Code if code]
    fell.append((HELD_OUT.label.pick(language), run.counts.get("HELD_OUT", 0)))
    fell.append((TAKEN.pick(language), run.counts.get("elsewhere", 0)))
    return tuple((words, count) for words, count in fell if count)


def _scarce(round_: Round | None, run: Run, language: Language) -> tuple[str, ...]:
    """What bound a campaign in its round, or in a run by itself."""
    kept = round_.facts["campaigns"].get(run.campaign_id) if round_ else None
    told = bounds.prices(kept) if kept else bounds.fulls(run.facts.get("bound", ()))
    return tuple(words.pick(language) for words in told)


async def _about(run: Run, matches: Sequence[Match], screen: Screen, work: Work) -> About:
    ids = [one.consumer_id for one in matches]
    return About(await work.read(doubts_of, screen.viewer, ids),
                 await work.read(course.rejections_of, screen.viewer, run, ids),
                 await work.read(course.seats_of, screen.viewer, run.campaign_id, ids))


def _strength(part: tuple[str, Mapping[str, Any]]) -> float:
    """The place of a reason among those of a row: what moves most stands first."""
    return -abs(float(part[1]["points"]))


def _pick(match: Match, traits: Mapping[str, TraitSpec], noted: Decision | None, about: About,
          language: Language) -> PickRow:
    def title(key: str) -> str:
        return traits[key].title.pick(language) if key in traits else key
    parts = sorted(match.contributions.items(), key=lambda part: -part[1]["points"])
    wanted_and_asked = match.source == INTERESTED and queries.BY_HAND in match.facts
    seat = about.seats.get(match.consumer_id)
    source = ASKED_INTERESTED if wanted_and_asked else DRAWN if match.facts.get("is_control") else SOURCE_WORDS.get(
        match.source)
    return PickRow(
        match.id, match.consumer_id, mark_of(match.consumer_id), match.rank, match.facts.get("value"), match.fit,
        match.coverage,
        tuple((title(key), part["points"]) for key, part in sorted(parts, key=_strength)[:STRONGEST]),
        tuple((title(key), part["points"]) for key, part in parts),
        tuple(title(key) for key, part in parts if not part["is_answered"]),
        tuple(map(title, match.must_confirm)), match.is_on_waitlist, match.state,
        PLANNED[noted].pick(language) if noted else None,
        REJECTION_WORDS[match.rejection].pick(language) if match.rejection else None,
        source.pick(language) if source else None,
        tuple(words.pick(language) for words in about.doubts.get(match.consumer_id, ())),
        tuple((mark.pick(language), words.pick(language)) for mark, words in map(
            rejected_words, about.rejected.get(match.consumer_id, ()))),
        (seat.id, seat.state) if seat else None)
