"""Why a person was or was not picked for a campaign he wants, and what would change it; only his own data is told."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.consumers.queries.people import get as get_consumer
from app.core.errors import Invalid, NotFound
from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.core.work import resource
from app.matching.engine.eligibility import Code
from app.matching.models import Interest, Match, Run
from app.matching.queries import BY_HAND, IS_BY_ORDER, interest, visible_to
from app.matching.queries.inputs import own
from app.matching.queries.invited import why_invited
from app.matching.rules import APPROVED, LAPSED, PROPOSED
from app.matching.rules.change import (
    ENDED,
    LOOK_ELSEWHERE,
    MIXED,
    Around,
    Step,
    how_far,
    is_by_mix,
    is_close,
    questions_of,
    steps,
)
from app.matching.rules.own import Standing, standing
from app.matching.rules.packing import code_in
from app.matching.rules.words import NOT_THERE, REFUSES, WORDS, why
from app.matching.schemas import StepOut, WhyOut
from app.platforms.known import Networks
from app.questionnaires.loading import Library
from app.seats.models import Seat

NOT_MATCHED = text("Nobody has been picked for this campaign yet; you count when people are.",
                   "本活动还没有开始挑选，挑选时会考虑你。")
LOOKED_AT = text("You are among the people picked. One of us looks at every pick before invitations go out.",
                 "你在入选名单中。发出邀请之前，我们会逐一人工审核。")
PROPOSED_BY_US = text("One of us proposed you; no formula decided. Once this is settled, an invitation may come.",
                      "由我们的工作人员推荐了你，不是系统自动挑选。确认之后可能会向你发出邀请。")
ON_WAITLIST = text("You are on the waiting list: if a place comes free, you may be invited.",
                   "你在候补名单中，有名额时可能会邀请你。")
PASSED_OVER = text("You were picked, and one of us decided otherwise. Write to us, and we tell you why.",
                   "你曾入选，但人工审核后未通过。如想了解原因，请联系我们。")
OVER = text("The campaign ended before your turn came.", "还没轮到你，活动就结束了。")
BY_LOT = text("You could have been picked. Others fitted better, were likelier to publish a review, or the lot fell on "
              "them: in this campaign it decides a part.",
              "你符合条件。只是他人更合适、更可能发布评价，或抽签抽中了他人：本活动有一部分由抽签决定。")
COULD = text("You could have been picked.", "你符合条件。")
ELSEWHERE = text("Another campaign chose you at the same time; everybody is chosen for one at a time.",
                 "另一个活动同时选中了你；每人同一时间只会入选一个活动。")
BY_MIX = text("You could have been picked. This campaign looks for a mix of people, and the places for people like you "
              "were taken.", "你符合条件。本活动希望参与者多样一些，与你情况相近的名额已满。")
ASK_US = Step("ask", text("Write to us; a person will answer.", "请联系我们，会有专人回复。"))


@dataclass(frozen=True, slots=True)
class _Left:
    """Somebody whom the run left out: the stored code, the run, the campaign, how he stands today, and whether another
    campaign of the same round took him."""

    code: int | None
    run: Run
    campaign: Campaign
    found: Standing
    cutoff: float | None
    was_close: bool
    was_ahead: bool
    is_elsewhere: bool

    @property
    def is_near(self) -> bool:
        """Whether he stood before, or fits as well as, somebody who was picked."""
        fit = self.found.fit
        return self.was_ahead or (fit is not None and self.cutoff is not None and fit >= self.cutoff)


async def why_me(session: AsyncSession, viewer: Viewer, campaign_id: str) -> WhyOut:
    """How the viewer stands in a campaign that he showed interest in; NotFound where he showed none."""
    campaign = await interest.get(session, viewer, campaign_id)
    shown = await interest.find_interest(session, viewer, campaign.id)
    if shown is None:
        raise NotFound("interest")
    me = await get_consumer(session, viewer, viewer.scope("consumer"))
    told = await _standing_in(session, viewer, campaign, shown, me)
    return told.model_copy(update={"refuses_automatic": me.refuses_automatic})


async def _standing_in(session: AsyncSession, viewer: Viewer, campaign: Campaign, shown: Interest,
                       me: Consumer) -> WhyOut:
    run = await session.scalar(
        select(Run).where(Run.campaign_id == campaign.id).order_by(Run.number.desc()).limit(1))
    match = await _match(session, viewer, campaign.id, run)
    seat = await session.scalar(select(Seat).where(Seat.campaign_id == campaign.id, Seat.consumer_id == me.id))
    if seat is not None:
        return WhyOut(campaign_id=campaign.id, status="invited", matched_at=run.made_at if run else None,
                      sentence=await why_invited(session, viewer, seat), seat_id=seat.id)
    if run is None:
        return WhyOut(campaign_id=campaign.id, status="not_matched", sentence=NOT_MATCHED)
    if match is not None:
        return _picked(campaign.id, run, match)
    told = await _left_out(session, viewer, campaign, run, me)
    if interest.is_running(campaign, session):
        return told.model_copy(update={"was_matched_before": run.made_at < shown.shown_at})
    return told.model_copy(update={"steps": _steps([ENDED]) + told.steps})


async def _match(session: AsyncSession, viewer: Viewer, campaign_id: str, run: Run | None) -> Match | None:
    """The viewer's match of the latest run, or the one by which he was invited."""
    rows = visible_to(viewer).where(Match.campaign_id == campaign_id)
    used = rows.where((Match.wave.is_not(None)) | (Match.run_id == (run.id if run else "")))
    return await session.scalar(used.order_by(Match.seq.desc()).limit(1))


def _picked(campaign_id: str, run: Run, match: Match) -> WhyOut:
    if match.state in (PROPOSED, APPROVED):
        if match.is_on_waitlist:
            return WhyOut(campaign_id=campaign_id, status="on_waitlist", matched_at=run.made_at, sentence=ON_WAITLIST)
        is_by_hand = BY_HAND in match.facts
        return WhyOut(campaign_id=campaign_id, status="looked_at", matched_at=run.made_at, is_by_hand=is_by_hand,
                      sentence=PROPOSED_BY_US if is_by_hand else LOOKED_AT)
    if match.state == LAPSED:
        return WhyOut(campaign_id=campaign_id, status="over", matched_at=run.made_at, sentence=OVER)
    return WhyOut(campaign_id=campaign_id, status="passed_over", matched_at=run.made_at, sentence=PASSED_OVER,
                  steps=_steps([ASK_US]))


async def _left_out(session: AsyncSession, viewer: Viewer, campaign: Campaign, run: Run, me: Consumer) -> WhyOut:
    cutoff, last = (await session.execute(select(func.min(Match.fit), func.max(Match.rank)).where(
        Match.run_id == run.id, Match.is_on_waitlist.is_(False), IS_BY_ORDER))).one()
    ranks = {seq: rank for seq, rank, _ in run.facts.get("next", ())}
    found = await _standing(session, viewer, campaign, run)
    rank, is_elsewhere = ranks.get(me.seq), await _is_elsewhere(session, viewer, run)
    was_ahead = rank is not None and last is not None and rank < last
    return _told(_Left(code_in(run.left_out, me.seq), run, campaign, found, cutoff, is_close(rank, last), was_ahead,
                       is_elsewhere), _around(session, campaign))


async def _is_elsewhere(session: AsyncSession, viewer: Viewer, run: Run) -> bool:
    """Whether another run of the same round gave the viewer a unit."""
    if run.round_id is None:
        return False
    rows = visible_to(viewer).join(Run, Run.id == Match.run_id).where(
        Run.round_id == run.round_id, Run.id != run.id, Match.is_on_waitlist.is_(False), IS_BY_ORDER)
    return await session.scalar(rows.limit(1)) is not None


async def _standing(session: AsyncSession, viewer: Viewer, campaign: Campaign, run: Run) -> Standing:
    """The person against the campaign today; nothing is known of it where the brief can no longer be read."""
    try:
        read = await own(session, viewer, campaign.id, viewer.scope("consumer"))
        return standing(read.row, read.brief, run.means["traits"], has_agreed=read.person.has_agreed,
                        refuses=read.person.refuses_automatic)
    except Invalid:
        return Standing()


def _around(session: AsyncSession, campaign: Campaign) -> Around:
    networks = resource(session, Networks)
    ends_at, zone = campaign.ends_at, ZoneInfo(campaign.time_zone)
    return Around(questions_of(resource(session, Library)), lambda slug: _name(networks, slug),
                  ends_at.astimezone(zone).date() if ends_at else None)


def _name(networks: Networks, slug: str) -> Text:
    return networks.get(slug).name if slug in networks.slugs else text(slug)


def _told(left: _Left, around: Around) -> WhyOut:
    """The reason of that day first; then what else stands in the way today; then what would change it."""
    if left.code is None:
        return _out(left, NOT_THERE.sentence, None, left.found.codes, around)
    code = Code(left.code)
    others = [one for one in left.found.codes if one != code]
    if code == Code.ELIGIBLE:
        return _eligible(left, around)
    # Keys and held accounts hang on more than a person's own answers: that of the run's day stands.
    still = code in left.found.codes or code == Code.CAP_KEY
    return _out(left, _sentence(code, left), code, [*([code] if still else []), *others], around)


def _eligible(left: _Left, around: Around) -> WhyOut:
    """Whoever could have been picked; where lots are drawn, nobody learns from it whether he was held out."""
    if left.is_elsewhere:
        return _other(left, around, "elsewhere", ELSEWHERE, LOOK_ELSEWHERE)
    draws = left.campaign.measures_lift or left.campaign.control_share > 0
    if not draws and left.is_near and is_by_mix(left.run.facts.get("bound", ()), left.found.quotas):
        return _other(left, around, "mix", BY_MIX, MIXED)
    far = None if draws else how_far(left.found.fit, left.cutoff, was_close=left.was_close)
    sentence = BY_LOT if draws else COULD if left.is_near else WORDS[Code.ELIGIBLE].sentence
    told = _out(left, sentence, Code.ELIGIBLE, left.found.codes, around)
    more = [*steps(Code.ELIGIBLE, left.found, around)] if not left.found.codes else []
    return told.model_copy(update={"how_far": far, "has_changed": False, "steps": [*told.steps, *_steps(more)]})


def _other(left: _Left, around: Around, reason: str, sentence: Text, step: Step) -> WhyOut:
    """Whoever could have been picked, and whose answers did not decide: no step of his would change it."""
    told = _out(left, sentence, Code.ELIGIBLE, left.found.codes, around)
    return told.model_copy(update={"reason": reason, "has_changed": False, "steps": told.steps or _steps([step])})


def _out(left: _Left, sentence: Text, code: Code | None, standing_now: tuple[Code, ...] | list[Code],
         around: Around) -> WhyOut:
    found = [step for each in standing_now for step in steps(each, left.found, around)]
    return WhyOut(
        campaign_id=left.campaign.id, status="not_picked", matched_at=left.run.made_at, sentence=sentence,
        reason=code.name.lower() if code is not None else None,
        has_changed=code is not None and code not in standing_now,
        also=[_sentence(each, left) for each in standing_now if each != code], steps=_steps(found))


def _sentence(code: Code, left: _Left) -> Text:
    """A rule as the person reads it; who agreed and yet refuses a formula is not told that he never agreed."""
    is_refusal = code == Code.NO_CONSENT and left.found.refuses and left.found.has_agreed
    return REFUSES if is_refusal else why(code).sentence


def _steps(found: list[Step]) -> list[StepOut]:
    """Each step once, in order."""
    return [StepOut.model_validate(one) for one in dict.fromkeys(found)]
