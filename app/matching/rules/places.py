"""How somebody came to a place of a run or lost it since, in words for ops."""

from app.core.i18n import Text, text
from app.matching.rules.words import BY_HAND_WORDS, REJECTION_WORDS, Why


def _told(head: Text, words: Text | None) -> Why:
    told = head if words is None else text(f"{head.pick('en')}: {words.pick('en')}",
                                           f"{head.pick('zh-cn')}：{words.pick('zh-cn')}")
    return Why(told, told)


def rejected(reason: str | None) -> Why:
    """Turned down by ops."""
    return _told(text("Rejected", "已拒绝"), REJECTION_WORDS.get(reason or ""))


def replaced(by: str | None, reason: str | None) -> Why:
    """Taken out of the place by ops; `by`: the mark of who came instead."""
    head = text(f"Replaced by {by}", f"已由 {by} 顶替") if by else text("Replaced", "已被替换")
    return _told(head, REJECTION_WORDS.get(reason or ""))


def by_hand(reason: str, left: str | None) -> Why:
    """Chosen by ops, who gave a reason, or in the place of somebody, whose mark is `left`."""
    if left:
        return _told(text(f"Asked by hand in place of {left}", f"人工选入，顶替 {left}"), None)
    return _told(text("Asked by hand", "人工选入"), BY_HAND_WORDS.get(reason))


def moved_up(left: str) -> Why:
    """Given somebody's place from the waiting list by ops; `left`: the mark of who had it."""
    return _told(text(f"From the waiting list, in place of {left}", f"从候补名单递补，顶替 {left}"), None)
