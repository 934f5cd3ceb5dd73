"""One person of a run for ops: where he stands and why, and what they may do: ask by hand, hold back, let go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from app.campaigns.rules.traits import traits_of
from app.consumers import queries as consumers
from app.consumers import service as consumer_verbs
from app.consumers.queries.doubts import doubts_of
from app.consumers.rules import CONSUMER, ERASED, HOLD
from app.core.errors import Conflict
from app.core.i18n import Language, Text, text
from app.core.viewer import Viewer
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.eligibility import Code
from app.matching.jobs import Looked
from app.matching.models import Match
from app.matching.queries import course
from app.matching.queries.course import Rejected
from app.matching.queries.explaining import MARK
from app.matching.rules import BY_HAND, DECIDE, MATCH, REJECTED, REPLACED
from app.matching.rules.bounds import said
from app.matching.rules.ranking import added
from app.matching.rules.whatif import Explained
from app.matching.rules.words import BY_HAND_WORDS, REJECTION_WORDS, WORDS
from app.matching.schemas import ByHandIn
from app.questionnaires.traits import TraitSpec
from app.seats.rules import ACCEPTED, OFFERED, WAITING
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/matching")
HOLD_REASONS = ("doubtful_answers", "doubtful_account", "known_conflict")
STAYS: dict[str, Text] = {
    OFFERED: text("Invited already, so nobody can be put in this place here. To give the unit to somebody else, "
                  "withdraw the invitation on the seat's page: the next in line is then invited by itself.",
                  "已经向此人发出邀请，不能在这里换人。如需把样品给别人，请在名额页面撤回邀请，系统会自动邀请下一位。"),
    WAITING: text("Has said yes and waits for a unit, so nobody can be put in this place here. To end the wait, "
                  "withdraw it on the seat's page.",
                  "此人已答应，正在等候样品，不能在这里换人。如需结束等候，请在名额页面撤回。"),
    ACCEPTED: text("Has said yes, so the unit is this person's; nobody can be put in the place. Where it must not be "
                   "sent, excuse the person on the seat's page.",
                   "此人已接受邀请，样品归其所有，不能换人。如确实不能寄出，请在名额页面免除。"),
}
Options = tuple[tuple[str, str], ...]


INVITED_FROM_WAITING = text("Invited from the waiting list", "已从候补名单邀请")
GONE = text("Has left us: the account is erased and nothing more is known or can be done.",
            "此人已注销，相关信息已删除，不能再做任何操作。")


@dataclass(frozen=True, slots=True)
class SeatView:
    """A person's seat in the campaign: its mark there, state, wave, and when it was offered last."""

    id: str
    mark: str
    state: str
    wave: int
    offered_at: datetime


@dataclass(frozen=True, slots=True)
class Now:
    """How a person stands today: the state, whether automatic decisions are refused, doubts about the answers, the seat
    in the campaign if there is one, rejections and replacements in other runs."""

    state: str
    refuses: bool
    doubts: tuple[Text, ...] = ()
    seat: SeatView | None = None
    rejected: tuple[tuple[Text, Text], ...] = ()


def told_total(fit: float, mean: float) -> float:
    """Points above or below the average as the two shares make them that are shown, to a tenth of a point each."""
    return round(100 * fit, 1) - round(100 * mean, 1)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person under a short mark, never a name; parts are (trait, points), they sum to `total` but for rounding.
    `is_known`: the run's inputs tell of him. `hold` names what may be done about being held back; `may_invite`: no rule
    is known to stand in the way of asking by hand."""

    consumer_id: str
    mark: str
    label: str
    match_id: str | None
    is_known: bool
    doubts: tuple[str, ...]
    refuses: bool
    may_invite: bool
    hold: str
    reasons: Options
    hold_reasons: Options
    may_swap: bool = False
    stays: str = ""
    """Why the place cannot be given to somebody else here, and what to do instead."""
    seat: SeatView | None = None
    rejected: tuple[tuple[str, str], ...] = ()
    """Rejections and replacements in other runs: the mark, where and why."""
    gone: str = ""
    """That the person has left us."""
    is_out: bool = False
    """Whether ops rejected or replaced the pick since."""
    standing: str = ""
    fit: float = 0.0
    mean_fit: float = 0.0
    coverage: float = 0.0
    total: float = 0.0
    parts: tuple[tuple[str, float], ...] = ()
    guessed: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    chances: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    """What the model adds, in words with its sign; nothing where the brief alone ranked."""


def mark_of(consumer_id: str) -> str:
    """The short mark of a person in a run's list."""
    return consumer_id[-MARK:]


async def found_of(run_id: str, consumer_id: str, screen: Screen, work: Work) -> PersonView:
    """A person of a run as the page shows him."""
    looked = await jobs.look(work, screen.viewer, run_id, consumer_id)
    run = await work.read(queries.get_run, screen.viewer, run_id)
    traits = traits_of(screen.request.app.state.house.questionnaires)
    now = await _stands_now(work, screen.viewer, run_id, consumer_id)
    return _anew(person_of(consumer_id, looked, now, run.counts["eligible"], traits, screen.language),
                 run.means["fit"], screen.language)


def _anew(view: PersonView, mean_fit: float, language: Language) -> PersonView:
    """With a word on why the average beside a person is not the run's own, where it is not any more."""
    if not view.is_known or round(view.mean_fit, 3) == round(mean_fit, 3):
        return view
    words = text("Counted anew without those who have left since; the run's own average fit was {mean:.1%}.",
                 "已按排除后来注销的人重新计算；本次匹配当时的平均契合度为 {mean:.1%}。")
    return replace(view, notes=(*view.notes, words.pick(language).format(mean=mean_fit)))


async def _stands_now(work: Work, viewer: Viewer, run_id: str, consumer_id: str) -> Now:
    """How a person stands today."""
    row = await work.read(consumers.get, viewer, consumer_id)
    doubted = await work.read(doubts_of, viewer, [consumer_id])
    run = await work.read(queries.get_run, viewer, run_id)
    seat = (await work.read(course.seats_of, viewer, run.campaign_id, [consumer_id])).get(consumer_id)
    rejected = await work.read(course.rejections_of, viewer, run, [consumer_id])
    return Now(row.state, row.refuses_automatic, doubted.get(consumer_id, ()),
               SeatView(seat.id, seat.pseudonym, seat.state, seat.wave, seat.offered_at) if seat else None,
               tuple(map(rejected_words, rejected.get(consumer_id, ()))))


def rejected_words(one: Rejected) -> tuple[Text, Text]:
    """A rejection or replacement in another run: its mark, and where and why."""
    why = REJECTION_WORDS[one.reason]
    same, same_zh = (" (same brand)", "（同一品牌）") if one.is_same_brand else ("", "")
    done, done_zh = ("Replaced", "被替换") if one.is_replaced else ("Rejected", "被拒绝")
    return text(f"{done} before", f"曾{done_zh}"), text(
        f"{done} for {one.campaign.pick('en')}{same}: {why.pick('en')}",
        f"曾在「{one.campaign.pick('zh-cn')}」{same_zh}{done_zh}：{why.pick('zh-cn')}")


def _options(keys: Sequence[str], words: Mapping[str, Text], language: Language) -> Options:
    return tuple((key, words[key].pick(language)) for key in keys)


def person_of(consumer_id: str, looked: Looked, now: Now, eligible: int, traits: Mapping[str, TraitSpec],
              language: Language) -> PersonView:
    """What a run says of somebody, in the page's language."""
    found = looked.found
    bars = {*found.codes} - ({Code.NO_CONSENT} if now.refuses else set()) if found else set()
    is_out = looked.match is not None and looked.match.state in (REJECTED, REPLACED)
    promoted = now.seat is not None and looked.match is not None and looked.match.is_on_waitlist and not is_out
    plain = PersonView(
        consumer_id, mark_of(consumer_id),
        (INVITED_FROM_WAITING if promoted else looked.why.words.label).pick(language), looked.why.match_id,
        found is not None, tuple(words.pick(language) for words in now.doubts), now.refuses,
        looked.why.match_id is None and not bars and now.state != ERASED,
        next((move for move in ("hold", "release") if CONSUMER.can(now.state, move)), ""),
        _options(BY_HAND if now.refuses else BY_HAND[1:], BY_HAND_WORDS, language),
        _options(HOLD_REASONS, REJECTION_WORDS, language),
        looked.match is not None and MATCH.can(looked.match.state, "replace"),
        STAYS[now.seat.state].pick(language) if now.seat and now.seat.state in STAYS else "", now.seat,
        tuple((mark.pick(language), words.pick(language)) for mark, words in now.rejected),
        GONE.pick(language) if now.state == ERASED else "", is_out)
    return plain if found is None else _explained(plain, _ranked(found, looked.match), eligible, traits, language)


def _ranked(found: Explained, match: Match | None) -> Explained:
    """With the rank that the list shows: what is counted anew lacks who has left since. Whom a person chose has none
    in the list."""
    return found if match is None or queries.BY_HAND in match.facts else replace(found, rank=match.rank)


def _explained(plain: PersonView, found: Explained, eligible: int, traits: Mapping[str, TraitSpec],
               language: Language) -> PersonView:
    """All that the run's inputs tell."""

    def titles(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(traits[key].title.pick(language) if key in traits else key for key in keys)
    points = zip(titles([part.key for part in found.parts]), (part.points for part in found.parts), strict=True)
    return replace(
        plain, standing=_standing(found, eligible, language), fit=found.fit, mean_fit=found.mean_fit,
        coverage=found.coverage, total=told_total(found.fit, found.mean_fit), parts=tuple(points),
        guessed=titles([part.key for part in found.parts if not part.is_answered]),
        to_confirm=titles(found.must_confirm), chances=_chances(found, language), notes=_notes(found, language),
        failing=tuple(WORDS[code].label.pick(language) for code in found.codes),
        bounds=tuple(said(bound).pick(language) for bound in found.bounds),
        learned=tuple(words.pick(language) for words in added(
            found.learned, {key: spec.title for key, spec in traits.items()})))


def _standing(found: Explained, eligible: int, language: Language) -> str:
    """Where he stands in the order, and where the units ended."""
    if found.rank is None:
        return ""
    told = text("Rank {rank} of {eligible} who could be picked.", "在 {eligible} 名符合条件者中排第 {rank}。")
    ended = text(" The last unit went to rank {cutoff}.", " 最后一个名额排在第 {cutoff}。")
    drawn = text(" One more was drawn by lot." if found.lots == 1 else " {lots} more were drawn by lot.",
                 " 另有 {lots} 个名额由抽签决定。")
    words = told.pick(language) + (ended.pick(language) if found.cutoff_rank else "") + (
        drawn.pick(language) if found.lots else "")
    return words.format(rank=found.rank, eligible=eligible, cutoff=found.cutoff_rank, lots=found.lots)


def _chances(found: Explained, language: Language) -> tuple[tuple[str, float], ...]:
    words = {"p_fit": text("Likes what is sent", "喜欢样品的概率"), "p_accept": text("Says yes", "接受邀请的概率"),
             "p_publish": text("Publishes", "发布的概率"), "value": text("Worth of the pick", "入选价值")}
    return tuple((label.pick(language), found.chances[name]) for name, label in words.items() if name in found.chances)


def _notes(found: Explained, language: Language) -> tuple[str, ...]:
    notes = []
    if found.is_thin:
        notes.append(text("Fewer than half of the weights are answered, so everybody better known comes first.",
                          "已回答的权重不足一半，排在了解更充分的人之后。"))
    if found.chances.get("is_newcomer"):
        notes.append(text("New: never held a seat.", "新人：从未参加过。"))
    return tuple(note.pick(language) for note in notes)


@router.post("/{run_id}/people/{consumer_id}/invite", **opens(DECIDE))
async def invite(run_id: str, consumer_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Ask somebody whom the run did not pick; like every decision it is carried out in ten seconds."""
    form = await screen.form()
    try:
        asked = form.only("reason").into(ByHandIn)
        await work.do(service.invite, screen.viewer, run_id, consumer_id, asked.reason)
    except Conflict as refusal:
        return _back(screen, run_id, consumer_id, refusal.said)
    return _back(screen, run_id, consumer_id, text(
        "Noted. The next free unit is offered to this person; you have ten seconds to take it back.",
        "已记录，下一份空出的样品将邀请此人；10 秒内可以撤回。"))


@router.post("/{run_id}/people/{consumer_id}/hold", **opens(HOLD))
async def hold(run_id: str, consumer_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Hold a person back from all matching."""
    form = await screen.form()
    reason = next((one for one in HOLD_REASONS if one == form.get("reason")), None)
    if reason is None:
        return _back(screen, run_id, consumer_id, text("Please choose a reason.", "请选择原因。"))
    await work.do(consumer_verbs.hold, screen.viewer, consumer_id, reason)
    return _back(screen, run_id, consumer_id, text(
        "Held back: no run picks this person until you let go.", "已暂停，恢复之前不会再入选。"))


@router.post("/{run_id}/people/{consumer_id}/release", **opens(HOLD))
async def release(run_id: str, consumer_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """End the hold."""
    await work.do(consumer_verbs.release, screen.viewer, consumer_id)
    return _back(screen, run_id, consumer_id, text("Let go: the next run looks at this person again.",
                                                   "已恢复，下次匹配会重新考虑此人。"))


def _back(screen: Screen, run_id: str, consumer_id: str, words: Text) -> RedirectResponse:
    return screen.go(f"/ops/matching/{run_id}?person={consumer_id}#person", words)
