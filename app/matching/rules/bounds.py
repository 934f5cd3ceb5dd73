"""What bound a pick, in words for ops: quotas, households, lots, and the prices of a joint round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.core.i18n import Text, text
from app.matching.engine.run import NEWCOMERS
from app.matching.rules.deciding import Bound, BoundKind
from app.matching.rules.words import Why

WORDS: dict[BoundKind, tuple[str, str]] = {
    "held_out": ("Held out by lot to measure the lift: not invited on purpose.",
                 "为衡量提升效果而被随机留出，特意不邀请。"),
    "elsewhere": ("Got a unit of another campaign of the same round.", "已入选同一轮的另一个活动。"),
    "invited": ("Has an open invitation of another campaign.", "另一个活动的邀请尚未答复。"),
    "household": ("Shares a phone or address with somebody who got a unit.", "与已入选者共用电话或地址。"),
    "maximum": ("“{name}” was full: its maximum is reached.", "“{name}”已达上限。"),
    "reserved": ("Units were kept for the minimum of “{name}”.", "名额需满足“{name}”的下限。"),
    "by_lot": ("Some units were drawn by lot; without the lots this person would have got one.",
               "部分名额由随机抽取决定；如不抽取，此人会入选。"),
    "together": ("Matched together with other campaigns, the units went where they are worth most to all of them.",
                 "与其他活动合并匹配时，名额按对所有活动的总价值最高来分配。"),
    "equal": ("Equal worth, and nothing else tells this person from the next on the other side of the last unit: "
              "whoever joined first comes first.",
              "与最后一个名额另一侧的人入选价值相同，其他方面也无差别：先加入者优先。"),
    "equal_round": ("Worth just as much as somebody on the other side of the last unit: matched together, a unit may "
                    "go to any of those worth the same.",
                    "与最后一个名额另一侧的人入选价值相同：合并匹配时，价值相同的人都可能入选。"),
    "equal_worth": ("Worth as much as the next on the other side of the last unit: the better fit comes first, then an "
                    "account on a preferred network.",
                    "与最后一个名额另一侧的人入选价值相同：契合度更高者优先，其次是有优先平台账号的人。"),
    "waiting": ("Places of the waiting list were kept for “{name}”.", "候补名单中有名额留给“{name}”。"),
    "drawn": ("Drawn by lot among all who could be picked.", "从所有符合条件的人中随机抽出。"),
    "minimum": ("Raised by the minimum of “{name}”.", "因“{name}”的下限而入选。"),
}
NEW = text("seats for newcomers", "新人名额")
LEAST = 5e-4
"""A price under this is none: it comes from rounding."""


def name_of(quota: str) -> Text:
    """A quota as it is called; the seats for newcomers have a name of their own."""
    return NEW if quota == NEWCOMERS else text(quota)


def said(bound: Bound) -> Text:
    """What bound, as a sentence."""
    english, chinese = WORDS[bound.kind]
    name = name_of(bound.name)
    return text(english.format(name=name.pick("en")), chinese.format(name=name.pick("zh-cn")))


def as_why(bound: Bound) -> Why:
    """What decided, in place of the plain reason of somebody whom no rule left out."""
    return Why(said(bound), said(bound))


def fulls(quotas: Iterable[Sequence[Any]]) -> Iterator[Text]:
    """Which quotas bound a run by itself, from what the run keeps of it: name, end, how many."""
    for quota, end, many in quotas:
        name = name_of(quota)
        if end == "maximum":
            yield text(f"“{name.pick('en')}” was full: {many:,} of {many:,}.",
                       f"“{name.pick('zh-cn')}”已满：{many:,}/{many:,}。")
        else:
            yield text(f"“{name.pick('en')}” took its minimum of {many:,}: people ahead of them were passed over.",
                       f"为满足“{name.pick('zh-cn')}”的下限 {many:,} 人，排名更靠前的人未入选。")


def elsewhere(counts: Mapping[str, int], units: int) -> Text | None:
    """How many who could be picked a round gave to other campaigns, and how many units it left empty here."""
    many, left = counts.get("elsewhere", 0), units - counts["chosen"]
    if not many:
        return None
    english = f"{many:,} who could be picked got a unit of another campaign of the same round"
    chinese = f"符合条件的人中有 {many:,} 人入选了同一轮的其他活动"
    if not left:
        return text(f"{english}.", f"{chinese}。")
    return text(f"{english}; {left:,} {'unit stays' if left == 1 else 'units stay'} empty here.",
                f"{chinese}；本活动还有 {left:,} 份样品无人可选。")


def prices(campaign: Mapping[str, Any]) -> Iterator[Text]:
    """What was scarce for one campaign of a round, from what the round keeps of it: one sentence for each limit."""
    price = campaign["price"]
    if price > LEAST:
        yield text(f"Units were scarce: one more would be worth {price:.2f} reviews by people whom the product suits.",
                   f"样品数量是瓶颈：多一份可多带来约 {price:.2f} 篇合适的评价。")
    else:
        yield text("Units were not what held it back: one more would add nothing.",
                   "样品数量不是瓶颈：再多也不会带来更多评价。")
        if taken := elsewhere(campaign, campaign["units"]):
            yield taken
    for quota, worth in campaign.get("quotas", {}).items():
        name = name_of(quota)
        if worth > LEAST:
            yield text(f"The maximum of “{name.pick('en')}” bound: one more place in it would be worth {worth:.2f}.",
                       f"“{name.pick('zh-cn')}”的上限起了限制：多一个名额价值 {worth:.2f}。")
        elif worth < -LEAST:
            yield text(f"The minimum of “{name.pick('en')}” bound: each place kept for it costs {-worth:.2f}.",
                       f"“{name.pick('zh-cn')}”的下限起了限制：每保留一个名额的代价为 {-worth:.2f}。")
