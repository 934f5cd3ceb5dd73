"""What a person could do so that he may be picked the next time: for each reason one or more steps, in words to him."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.core.i18n import Text, say_day, text
from app.matching.engine.eligibility import Code
from app.matching.rules.own import FAR, Standing
from app.questionnaires.questionnaire import Questionnaire

Kind = Literal["answer", "connect", "agree", "allow", "come_back", "publish", "address", "wait", "ask", "nothing"]
PLACES = 3
"""So many places behind the last with a unit are close, however few units there are."""
MOST_QUESTIONS = 3
"""Of several unanswered questions the weightiest are named."""
OWN_ANSWERS = "sign-up"
"""The questionnaire whose parts a member finds among his answers."""
BIRTH, REGION, ACCOUNTS, WORKS_FOR = "about:birth", "store:region", "store:social_account", "about:works_for"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or that there is nothing to do; `page` is the part of the own answers it leads to."""

    kind: Kind
    words: Text
    page: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question behind a trait as its person reads it, and the part of the answers on which it stands, if any."""

    title: Text
    page: str | None


@dataclass(frozen=True)
class Around:
    """What the words are made with: questions by trait or store, networks' names, and when the campaign ends."""

    questions: Mapping[str, Question]
    network: Callable[[str], Text]
    ends_on: date | None

    def question(self, key: str) -> Question | None:
        """The question behind a trait, or the first of a store."""
        return self.questions.get(key)

    def page(self, key: str) -> str | None:
        """The part of the own answers on which it stands."""
        found = self.question(key)
        return found.page if found else None


def questions_of(library: Iterable[Questionnaire]) -> dict[str, Question]:
    """Every question by its traits and by its store; one that stands among the own answers before any other."""
    found: dict[str, Question] = {}
    latest = {one.slug: one for one in library}
    for one in sorted(latest.values(), key=lambda each: (each.slug != OWN_ANSWERS, each.slug)):
        for name, question in one.questions.items():
            page = one.page_names[name] if one.slug == OWN_ANSWERS else None
            for key in (*question.daren.traits, f"store:{question.store}"):
                found.setdefault(key, Question(question.title, page))
    return found


def _nothing(english: str, chinese: str) -> Step:
    return Step("nothing", text(english, chinese))


PLAIN: dict[Code, Step] = {
    Code.PAUSED: Step("come_back", text("Say that you are back, and you count again.",
                                        "在主页点“我回来了”，就会重新参与挑选。")),
    Code.OPEN_GIFT: Step("publish", text(
        "Share your honest view of the sample you have; as soon as it is confirmed you count again. If you have handed "
        "it in already, it is being checked and there is nothing to do.",
        "请先发布手上样品的真实评价，核实之后就会重新参与挑选。如果已经提交，我们正在核对，你无需再做什么。")),
    Code.HELD: Step("ask", text("Write to us; a person will answer.", "请联系我们，会有专人回复。")),
    Code.SEATED: _nothing("Nothing: look at your invitations.", "无需操作，请查看你的邀请。"),
    Code.CAP_KEY: Step("address", text(
        "One phone or household gets one sample at a time, so it is a matter of waiting. If many people share your "
        "address (a dormitory, an office), say so there.",
        "同一电话或同一住址同一时间只寄一份，需要等一段时间。如果多人共用地址（如宿舍、公司），请在收件地址中注明。")),
    Code.SAME_PRODUCT: _nothing("Nothing: everybody is given a product once. The next one may be yours.",
                                "无需操作，同一款产品每人只送一次，下一款也许就适合你。"),
    Code.INVITED: _nothing("Nothing: one sample at a time. If you do not take that one up, you count again.",
                           "无需操作，每次只送一份；如果那一份你没有接受，就会重新参与挑选。"),
    Code.RIVAL_COOLDOWN: Step("wait", text("This passes by itself after a while.", "过一段时间后会自动恢复。")),
    Code.GIFT_CAP: Step("wait", text("This passes by itself after a while.", "过一段时间后会自动恢复。")),
    Code.BRAND_CAP: Step("wait", text("This passes by itself after a while.", "过一段时间后会自动恢复。")),
}
"""Reasons whose step is the same for everybody, or as long as nothing more is known."""
AGREE = Step("agree", text("Agree that your answers are used to find samples for you.", "同意用你的回答来匹配样品。"))
ALLOW = Step("allow", text("Allow decisions by a formula again, if you like.", "如果愿意，可以重新允许自动决定。"))
OLDER = _nothing("Nothing: the law or the campaign asks for another age.", "无需操作，法规或活动对年龄另有要求。")
SAFE = _nothing("Nothing: your safety comes first.", "无需操作，你的安全最重要。")
ENDED = _nothing("This campaign looks for nobody any more; what you do now counts for the next ones.",
                 "本活动不再招募；现在做的改动会用于以后的活动。")
KEEP_TRUE = text("Please only change what is no longer true: an answer that fits and is not yours helps nobody.",
                 "请只修改已经变化的内容；与实际不符的回答对谁都没有好处。")
LOOK_ELSEWHERE = _nothing("Nothing: if it becomes an invitation, you find it on your home page.",
                          "无需操作；如果发来邀请，会显示在你的首页。")
MIXED = _nothing("Nothing: your answers are fine as they are. The next campaign looks for other people.",
                 "无需操作，你的回答没有问题。下一个活动寻找的人会有所不同。")


def steps(code: Code, found: Standing, around: Around) -> tuple[Step, ...]:
    """What a person could do about one reason."""
    match code:
        case Code.ELIGIBLE:
            return _more_answers(found, around)
        case Code.NO_CONSENT:
            return (*(() if found.has_agreed else (AGREE,)), *((ALLOW,) if found.refuses else ())) or (AGREE,)
        case Code.UNDER_AGE | Code.AGE_OUTSIDE:
            return (OLDER,) if found.knows_age else _answers((BIRTH,), around)
        case Code.REGION:
            return _region(found, around)
        case Code.PLATFORM:
            return _accounts(found, around)
        case Code.FOLLOWERS:
            return (Step("connect", text("If your following has changed, tell us there.",
                                         "如果粉丝数有变化，请更新账号信息。"), around.page(ACCOUNTS)),)
        case Code.MUST | Code.MUST_NOT | Code.NEVER_WANTED:
            return _changed(found.keys.get(code, ()), around)
        case Code.UNANSWERED:
            return _answers(found.keys.get(code, ()), around)
        case Code.CONTRAINDICATED:
            return (SAFE, *_changed(found.keys.get(code, ()), around))
        case Code.CONFLICT:
            return _changed((WORKS_FOR,), around)
        case Code.GIFT_CAP | Code.BRAND_CAP | Code.RIVAL_COOLDOWN if code in found.waits:
            return (_wait(found.waits[code], around),)
    return (PLAIN[code],)


def is_by_mix(bound: Iterable[Sequence[Any]], belongs: Mapping[str, bool]) -> bool:
    """Whether a quota that bound a run (name, end, how many) kept a person out: a maximum of people like him, or a
    minimum of others."""
    return any(belongs.get(name) is (end == "maximum") for name, end, _ in bound)


def is_close(rank: int | None, last: int | None) -> bool:
    """Whether a rank stands within a tenth behind the last with a unit, or within three places; None is not known."""
    return rank is not None and last is not None and rank <= last + max(PLACES, last // 10)


def how_far(fit: float | None, cutoff: float | None, *, was_close: bool) -> Text | None:
    """How far a person who could have been picked was from the last who was, in words; None where it is not known."""
    if fit is None or cutoff is None:
        return None
    ahead = cutoff - fit
    if ahead <= 0:
        return text("Your answers fit as well as those of people who were picked; there were fewer places than people.",
                    "你的回答和入选者一样合适，只是名额不够。")
    if was_close:
        return text("It was close.", "只差一点点。")
    if ahead <= FAR:
        return text("You were some way behind those who were picked.", "与入选者还有一些差距。")
    return text("You were a long way behind those who were picked; the next product may be yours.",
                "与入选者的差距较大，下一款产品也许就适合你。")


def _answers(keys: Iterable[str], around: Around) -> tuple[Step, ...]:
    """Questions to answer, those that can be found."""
    found = [one for key in keys if (one := around.question(key)) is not None]
    made = tuple(Step("answer", text(f"Answer “{one.title.default}”.", f"回答“{one.title.pick('zh-cn')}”。"), one.page)
                 for one in found)
    return made or (Step("answer", text("Answer more of the questions about you.", "补充更多关于你的回答。")),)


def _changed(keys: Iterable[str], around: Around) -> tuple[Step, ...]:
    """Answers that decide here; to be changed only where they are no longer true."""
    found = [one for key in keys if (one := around.question(key)) is not None]
    made = tuple(Step("answer", text(
        f"If your answer to “{one.title.default}” is no longer true, change it.",
        f"如果你对“{one.title.pick('zh-cn')}”的回答已有变化，请修改。"), one.page) for one in found)
    return made or (Step("answer", KEEP_TRUE),)


def _more_answers(found: Standing, around: Around) -> tuple[Step, ...]:
    """Unanswered wishes count as average, so telling more can only make the picture truer."""
    if not found.unanswered:
        return (_nothing("Nothing: you told us all that counts here. The next campaign asks for other things.",
                         "无需操作，相关问题你都已回答。下一个活动看重的会有所不同。"),)
    return _answers(found.unanswered[:MOST_QUESTIONS], around)


def _region(found: Standing, around: Around) -> tuple[Step, ...]:
    page = around.page(REGION)
    if not found.knows_region:
        return (Step("answer", text("Tell us where you live.", "告诉我们你所在的城市。"), page),)
    return (Step("answer", text(
        "If you have moved, tell us where you live now.", "如果你搬家了，请更新所在城市。"), page),)


def _accounts(found: Standing, around: Around) -> tuple[Step, ...]:
    names = [around.network(one) for one in found.networks]
    if not names:
        return (Step("connect", text("Tell us your accounts.", "填写你的社交账号。"), around.page(ACCOUNTS)),)
    return tuple(Step("connect", text(
        f"If you have an account on {one.default}, tell us its name.",
        f"如果你有{one.pick('zh-cn')}账号，请填写账号名。"), around.page(ACCOUNTS)) for one in names)


def _wait(until: date, around: Around) -> Step:
    day, tag = say_day(until, "en"), say_day(until, "zh-cn")
    if around.ends_on is not None and until > around.ends_on:
        return Step("wait", text(f"From {day} on you count again; this campaign ends before that.",
                                 f"{tag}起会重新参与挑选，但本活动在此之前结束。"), until=until)
    return Step("wait", text(f"Wait: from {day} on you count again.", f"请稍候，{tag}起会重新参与挑选。"), until=until)
