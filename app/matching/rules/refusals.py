"""What matching refuses, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.errors import Conflict, Invalid, Refusal
from app.core.i18n import Text
from app.matching.engine.faults import by_title
from app.matching.rules.words import Why


@dataclass(eq=False)
class NotOpenToRuns(Conflict):
    """The campaign is in no state in which people are looked for."""

    noun: ClassVar[str] = "campaign"
    message = "This campaign is marked “{state}”; people are matched once it is approved and until it ends."
    zh = "活动当前状态为“{state}”；批准之后、结束之前才能匹配。"
    state: str


@dataclass(eq=False)
class NothingFree(Conflict):
    """Every unit is offered, waited for, taken, or kept for somebody asked by hand."""

    message = "Every unit of this campaign is offered, taken or kept for who was asked by hand; nobody is looked for."
    zh = "本活动的样品都已发出邀请、被领取，或留给了人工邀请的人，无需再匹配。"


@dataclass(eq=False)
class NothingFreeAnywhere(NothingFree):
    """A round of all open campaigns would look for nobody."""

    message = "No open campaign can be matched: none has a free unit and a brief that can be met."
    zh = "没有可匹配的活动：样品都已发出，或要求无法满足。"


@dataclass(eq=False)
class RunOvertaken(Conflict):
    """Another run of the same campaign was stored first."""

    message = "Another run of this campaign ({run_id}) was quicker; please look at that one."
    zh = "同一活动的另一次匹配（{run_id}）先完成了，请查看那一次。"
    run_id: str


@dataclass(eq=False)
class InTheRunAlready(Conflict):
    """The run has this person among its matches."""

    noun: ClassVar[str] = "match"
    message = "This person is in the run already ({state}); decide in the list."
    zh = "该用户已在本次匹配名单中（{state}），请在名单里操作。"
    state: str


@dataclass(eq=False)
class DecisionNoted(Conflict):
    """Something was decided about this person that can still be taken back."""

    message = "A decision about this person is noted already; take it back first."
    zh = "对此人的另一项决定即将执行，请先撤回。"


@dataclass(eq=False)
class MayNotBePicked(Conflict):
    """A rule that holds for everybody leaves this person out."""

    message = "This person may not be invited: {rule}."
    zh = "不能邀请该用户：{rule_zh}。"
    rule: str
    rule_zh: str

    @classmethod
    def by(cls, why: Why) -> "MayNotBePicked":
        """The refusal by one rule, in its words for ops."""
        return cls(why.label.pick("en"), why.label.pick("zh-cn"))


@dataclass(eq=False)
class NobodyWaits(Conflict):
    """Nobody of the waiting list is left to take a place."""

    message = "Nobody on the waiting list is left to take this place; run the matching again."
    zh = "候补名单已空，无人可以替补，请重新匹配。"


@dataclass(eq=False)
class TooLateToUndo(Conflict):
    """A decision has been carried out."""

    message = "This has been carried out already and cannot be taken back."
    zh = "该操作已经执行，无法撤回。"


@dataclass(eq=False)
class TooFewToMeasure(Conflict):
    """A campaign that measures lift fits fewer people than a hold-out needs."""

    message = ("Only {fitting} people fit, and measuring lift needs at least {needed}: ask for less of your people, or "
               "do not measure lift.")
    zh = "仅有 {fitting} 人符合要求，衡量提升至少需要 {needed} 人：请放宽条件，或不衡量提升。"
    fitting: int
    needed: int


@dataclass(frozen=True, slots=True)
class NotMatched:
    """Why a planned run of a campaign was not made: what is in the way, by its codes, and where in the campaign."""

    campaign_id: str
    codes: tuple[str, ...]
    places: tuple[str, ...] = ()

    @classmethod
    def by(cls, campaign_id: str, refusal: Refusal) -> "NotMatched":
        """What a refusal says."""
        if isinstance(refusal, Invalid):
            return cls(campaign_id, tuple(dict.fromkeys(one.code for one in refusal.faults)),
                       tuple(one.pointer for one in refusal.faults))
        return cls(campaign_id, (refusal.code(),))


def sentences(refusal: Refusal, titles: Mapping[str, Text]) -> list[Text]:
    """A refusal in words, a sentence for each fault, with traits called by their titles."""
    if isinstance(refusal, Invalid):
        return [fault.message for fault in titled(refusal, titles).faults]
    return [refusal.said]


def titled(refusal: Invalid, titles: Mapping[str, Text]) -> Invalid:
    """The refusal of a brief with its traits called by their titles."""
    return Invalid(tuple(by_title(fault, titles) for fault in refusal.faults))


@dataclass(eq=False)
class NothingToReplay(Conflict):
    """Nothing is kept of a run's inputs."""

    message = "The inputs of this run are not kept any more, so it cannot be run again."
    zh = "本次匹配的输入数据已不再保留，无法重新计算。"


@dataclass(eq=False)
class NotLookingAnyMore(Conflict):
    """Nobody else is looked for in this campaign."""

    message = "This campaign is over; nobody else is looked for."
    zh = "活动已经结束，不再招募。"


@dataclass(eq=False)
class WorksInTheTrade(Conflict):
    """Who works for the trade or has a contract there may not judge its products as a guest."""

    message = ("You told us that you work in the trade or have a contract there, so campaigns are not open to you. If "
               "this has changed, please change that answer.")
    zh = "您填写过在相关行业任职或有签约，因此不能参加活动。如果情况有变，请修改那一项回答。"
