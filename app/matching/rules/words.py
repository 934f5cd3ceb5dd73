"""Matching in words: each code as ops and as the person read it, and the one sentence of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from app.core.i18n import Language, Text, text
from app.matching.engine.eligibility import Code


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for not being picked: a short label for ops, a sentence for the person."""

    label: Text
    sentence: Text


def _why(en: str, zh: str, sentence: str, sentence_zh: str) -> Why:
    return Why(text(en, zh), text(sentence, sentence_zh))


WORDS: dict[Code, Why] = {
    Code.ELIGIBLE: _why("Others fitted better, or were likelier to publish a review", "他人更合适，或更可能发布评价",
                        "You could have been picked; others fitted this product better, or were likelier to publish a "
                        "review.", "你符合条件，只是其他人更适合这款产品，或更可能发布评价。"),
    Code.NO_CONSENT: _why("No consent to automatic matching", "未同意自动匹配",
                          "You have not agreed to be picked automatically.", "你没有同意自动匹配。"),
    Code.PAUSED: _why("Taking a break", "暂时离开", "You are taking a break from invitations.", "你目前暂停接收邀请。"),
    Code.UNDER_AGE: _why("Too young for the product", "未达产品年龄要求",
                         "This product is for older people, or we do not know your age.",
                         "这款产品有年龄要求，或我们不知道你的年龄。"),
    Code.AGE_OUTSIDE: _why("Outside the ages asked for", "不在要求的年龄段",
                           "The campaign asks for another age.", "活动面向其他年龄段。"),
    Code.REGION: _why("Lives elsewhere", "不在活动地区", "The campaign runs in other places.", "活动在其他地区进行。"),
    Code.PLATFORM: _why("No account on a required network", "没有要求的平台账号",
                        "The campaign needs an account on a network that we do not know you to have.",
                        "活动要求的平台上，还没有你的账号信息。"),
    Code.FOLLOWERS: _why("Followers outside the range", "粉丝数不在范围内",
                         "The campaign asks for an account of another size.", "活动需要其他粉丝规模的账号。"),
    Code.MUST: _why("An answer does not fit a must", "有回答不符合必需条件",
                    "One of your answers does not fit what the campaign must have.",
                    "你的某个回答不符合活动的必需条件。"),
    Code.MUST_NOT: _why("An answer rules it out", "有回答属于排除条件",
                        "One of your answers rules this product out.", "你的某个回答与这款产品不合。"),
    Code.UNANSWERED: _why("A must is not answered", "必需的问题未回答",
                          "A question that matters here has not been answered yet.", "有一个关键问题你还没有回答。"),
    Code.CONTRAINDICATED: _why("Not safe for the person", "对本人不安全",
                               "By your own answers this product might not be good for you.",
                               "根据你自己的回答，这款产品可能不适合你。"),
    Code.OPEN_GIFT: _why("Has a gift to review", "还有样品待评价",
                         "You have a sample that waits for its review.", "你还有一份样品等待评价。"),
    Code.GIFT_CAP: _why("Had a gift lately", "近期已领取样品", "You had a sample not long ago.",
                        "你不久前刚领取过样品。"),
    Code.BRAND_CAP: _why("Had a gift of this brand lately", "近期领过该品牌样品",
                         "You had a sample of this brand not long ago.", "你不久前领取过这个品牌的样品。"),
    Code.RIVAL_COOLDOWN: _why("Had a rival's gift lately", "近期领过竞品样品",
                              "You had a sample of a similar product not long ago.", "你不久前领取过类似的产品。"),
    Code.CONFLICT: _why("Works in the trade", "从业利益相关",
                        "You work for, or have a contract with, somebody in the trade.", "你在相关行业任职或有签约。"),
    Code.HELD: _why("Held by ops", "由运营暂停", "Your account is being looked at; please ask us.",
                    "你的账号正在核查中，请联系我们。"),
    Code.SEATED: _why("Already invited or asked by hand", "已发过邀请或已人工选入",
                      "You have been invited to this campaign already.", "你已经收到过这个活动的邀请。"),
    Code.CAP_KEY: _why("Shares a phone or address with a receiver", "与领取人共用电话或地址",
                       "Somebody with your phone or address has had a sample.",
                       "和你同一电话或地址的人已经领取过样品。"),
    Code.SAME_PRODUCT: _why("Has this product, or an open offer of it", "已领过这款产品，或有待回复的邀请",
                            "You had this very product from us, or an invitation for it waits for your answer.",
                            "你已经领取过这款产品，或还有它的邀请等你回复。"),
    Code.INVITED: _why("Has an open invitation of another campaign", "另一个活动的邀请尚未答复",
                       "You have an invitation of another campaign, or are on its waiting list.",
                       "你还有另一个活动的邀请，或在它的候补名单上。"),
    Code.NEVER_WANTED: _why("Asked never to be sent such things", "本人要求不寄这类产品",
                            "You asked us never to send you such things.", "你说过不想收到这类产品。"),
}
REFUSES = text(
    "You refused decisions by a formula, so the ranking leaves you out.", "你拒绝了自动决定，因此排序时不会包括你。")
"""What is said in place of a lacking consent where there is one, but the person wants no formula to decide."""
NOT_THERE = _why("Not yet there", "当时尚未加入", "You were not with us yet when people were picked.",
                 "挑选的时候你还没有加入。")
HELD_OUT = _why("Held out to measure lift", "为衡量提升而留出",
                "This time you were in the part of people who were not invited, by lot.",
                "这一次你被抽签分到了不发邀请的一组。")
PICKED = _why("Picked", "已入选", "You were picked.", "你已入选。")
WAITS = _why("On the waiting list", "候补中", "You are on the waiting list.", "你在候补名单上。")

REJECTION_WORDS: dict[str, Text] = {
    "known_conflict": text("Known conflict of interest", "存在利益冲突"),
    "doubtful_answers": text("Doubtful answers", "回答存疑"),
    "doubtful_account": text("Doubtful account", "账号存疑"),
    "household_already_served": text("Household already served", "同一家庭已领取"),
    "brand_safety": text("Not safe for the brand", "品牌安全考虑"),
    "unreachable": text("Cannot be reached", "联系不上"),
    "asked_not_to": text("Asked us not to", "本人要求不参与"),
}


BY_HAND_WORDS: dict[str, Text] = {
    "no_automatic": text("Refuses automatic decisions; a person decided", "本人拒绝自动决策，由人工决定"),
    "asked_us": text("Asked us to take part", "本人主动联系希望参加"),
    "knows_product": text("Knows this kind of product well", "对这类产品很了解"),
    "mix": text("Rounds off the mix of people", "让人群更均衡"),
}
SOURCE_WORDS: dict[str, Text] = {
    "interested": text("Showed interest", "主动报名"), "fan": text("Asked by hand", "人工邀请"),
    "returning": text("Asked by hand, reviewed this brand before", "人工邀请，曾评价过该品牌"),
}
"""Where somebody comes from whom the order alone did not bring; an own interest is told of picks too."""
ASKED_INTERESTED = text("Asked by hand, showed interest", "人工邀请，曾主动报名")


NONE, TOLD, ROUNDED = 1e-9, 1e-4, 1e-6
"""A gap under the first comes from rounding alone; of the others no less is told than the second, in per cent.
Shares are rounded down to a tenth of a per cent, but not for a difference under the third, in tenths."""


def why(code: int | None) -> Why:
    """A stored code in words; None is somebody whom the run did not know."""
    return NOT_THERE if code is None else WORDS[Code(code)]


def round_sentence(round_: Mapping[str, Any], language: Language) -> str:
    """A round in one sentence: how much it is worth and how near that is to the best there could be."""
    many, gap = len(round_["facts"]["campaigns"]), f"{max(100 * round_['gap'], TOLD):.4f}"
    proven = text("the picks are proven to be the best possible", "已证明结果最优") if round_["gap"] < NONE else text(
        "the picks are proven to be within {gap} % of the best possible", "已证明与最优结果的差距不超过 {gap} %")
    took = text("{who} in {milliseconds:,} ms; ", "{campaigns} 个活动{how}匹配，用时 {milliseconds:,} 毫秒；")
    told = (took.pick(language) + proven.pick(language)).format(
        campaigns=many, who="1 campaign was matched" if many == 1 else f"{many} campaigns were matched together",
        how="单独" if many == 1 else "合并", milliseconds=round_["milliseconds"], gap=gap)
    if many == 1:
        return told + text(".", "。").pick(language)
    return told + text(", and every campaign reached at least {share} % of what it could get alone.",
                       "，每个活动至少达到其单独匹配所能得到的 {share} %。").pick(language).format(
        share=f"{floor(1000 * (round_['floor_share'] or 0) + ROUNDED) / 10:g}")


def sentence(counts: Mapping[str, int], units: int, shortfalls: Sequence[Mapping[str, Any]],
             language: Language) -> str:
    """The run in one sentence, and one more for each quota that fell short."""
    told = text(
        "Of {people:,} {persons} looked at, {eligible:,} could be picked: {chosen:,} for {units:,} {samples}, "
        "{waitlist:,} on the waiting list.",
        "共查看 {people:,} 人，其中 {eligible:,} 人符合条件；为 {units:,} 份样品选出 {chosen:,} 人，"
        "另有 {waitlist:,} 人候补。",
    ).pick(language).format(
        units=units, samples="unit" if units == 1 else "units", persons="person" if counts["people"] == 1 else "people",
        **{k: counts[k] for k in ("people", "eligible", "chosen", "waitlist")})
    if kept := counts.get("by_hand"):
        told += text(f" {kept:,} more {'unit is' if kept == 1 else 'units are'} kept for who was asked by hand.",
                     f"另有 {kept:,} 份样品留给人工邀请的人。").pick(language)
    if counts["eligible"] < units:
        told += text(f" {units - counts['chosen']:,} of the units have nobody: plan fewer, or ask for less.",
                     f"有 {units - counts['chosen']:,} 份样品无人可选：请减少样品，或放宽条件。").pick(language)
    short = text(" “{name}” falls short: {reached} of {minimum}, {available} could be had.",
                 "“{name}”未达下限：需 {minimum} 人，仅 {reached} 人，符合条件的共 {available} 人。").pick(language)
    return told + "".join(short.format(**shortfall) for shortfall in shortfalls)
