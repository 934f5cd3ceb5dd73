"""What may be told of how many people have answered something: a band, where they are few."""

from app.core.i18n import Text, text

FEW, SHARE = 50, 0.1
"""Fewer people, or a smaller share of all, are told before a trait is chosen."""


def band(count: int, people: int, is_sensitive: bool) -> Text | None:
    """The band of a trait that few have answered; None of one that enough have. Of a sensitive one it does not show
    whether anybody has."""
    if count == 0 and not is_sensitive:
        return text("nobody has answered yet", "还没有人回答")
    if count < FEW:
        return text(f"fewer than {FEW} have answered", f"不到 {FEW} 人回答")
    if count < SHARE * people:
        return text(f"fewer than {SHARE:.0%} have answered", f"回答者不到 {SHARE:.0%}")
    return None
