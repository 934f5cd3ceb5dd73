"""What bound a pick, in words for ops: quotas, households, lots, and the prices of a joint round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.core.i18n import Text, text
from app.matching.engine.run import NEWCOMERS
from app.matching.rules.whatif import Bound, BoundKind

WORDS: dict[BoundKind, tuple[str, str]] = {
    "held_out": ("Held out by lot to measure the lift: not invited on purpose.",
                 "为衡量提升效果而被随机留出，特意不邀请。"),
    "elsewhere": ("Got a unit of another campaign of the same round.", "已入选同一轮的另一个活动。"),
    "invited": ("Has an open invitation of another campaign.", "另一个活动的邀请尚未答复。"),
    "household": ("Shares a phone or address with somebody who got a unit.", "与已入选者共用电话或地址。"),
    "maximum": ("“{name}” was full: its maximum is reached.", "“{name}”已达上限。"),
    "reserved": ("Units were kept for the minimum of “{name}”.", "名额需满足“{name}”的下限。"),
    "by_lot": ("Some units are drawn by lot.", "部分名额由随机抽取决定。"),
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


def prices(campaign: Mapping[str, Any]) -> Iterator[Text]:
    """What was scarce for one campaign of a round, from what the round keeps of it: one sentence for each limit."""
    price = campaign["price"]
    if price > LEAST:
        yield text(f"Units were scarce: one more would be worth {price:.2f} reviews by people whom the product suits.",
                   f"样品数量是瓶颈：多一份可多带来约 {price:.2f} 篇合适的评价。")
    else:
        yield text("Units were not what held it back: one more would add nothing.",
                   "样品数量不是瓶颈：再多也不会带来更多评价。")
    for quota, worth in campaign.get("quotas", {}).items():
        name = name_of(quota)
        if worth > LEAST:
            yield text(f"The maximum of “{name.pick('en')}” bound: one more place in it would be worth {worth:.2f}.",
                       f"“{name.pick('zh-cn')}”的上限起了限制：多一个名额价值 {worth:.2f}。")
        elif worth < -LEAST:
            yield text(f"The minimum of “{name.pick('en')}” bound: each place kept for it costs {-worth:.2f}.",
                       f"“{name.pick('zh-cn')}”的下限起了限制：每保留一个名额的代价为 {-worth:.2f}。")
