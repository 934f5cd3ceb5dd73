"""When a post was published: after the sample came, after the embargo, and not in the future."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.i18n import Text, say_day, text
from app.platforms.found import Post
from app.reviews.rules.checks.verdict import Asked, Verdict

CLOCKS_DIFFER = timedelta(minutes=10)
BEFORE_SAMPLE = text(
    "This post was published before the sample was on its way. Please publish your view after trying it and paste "
    "that link.", "这篇内容在样品寄出之前就发布了。请试用后再发布，并粘贴新的链接。")
IN_FUTURE = text(
    "This post says that it will only be published later. Please paste its link once it can be seen.",
    "这篇内容显示的发布时间还没有到，请在公开之后再粘贴链接。")


def check_date(post: Post, asked: Asked) -> Verdict:
    """Whether the post was published after the sample came and after the embargo, and not in the future."""
    at = post.published_at
    if at is None:
        return Verdict("date", "unknown")
    said = at.isoformat(timespec="minutes")
    if at > asked.now + CLOCKS_DIFFER:
        return Verdict("date", "failed", said, IN_FUTURE)
    if asked.posts_from and at < asked.posts_from:
        return Verdict("date", "failed", said, _embargo(asked.posts_from, asked.time_zone))
    started = asked.sent_at or asked.arrived_at
    if started and at < started:
        return Verdict("date", "failed", said, BEFORE_SAMPLE)
    if asked.arrived_at is None or at < asked.arrived_at:
        return Verdict("date", "unknown", said)
    return Verdict("date", "passed", said)


def arrived_from(received_at: datetime | None, how: str | None, sent_at: datetime | None,
                 delivered_at: datetime | None) -> datetime | None:
    """From when on the sample may have been there: a receipt says at the latest when, the carrier's word earlier.

    Silence counted as receipt (`how` = "shipped") says nothing but that it came after it was sent.
    """
    if received_at is None:
        return delivered_at
    known = (received_at, delivered_at, sent_at if how == "shipped" else None)
    return min(at for at in known if at)


def _embargo(posts_from: datetime, zone: str) -> Text:
    day = posts_from.astimezone(ZoneInfo(zone)).date()
    return text(
        f"Posts may go out from {say_day(day, 'en')} on. Please publish it again then and paste the new link.",
        f"内容请在{say_day(day, 'zh-cn')}之后发布。请届时重新发布，并粘贴新的链接。")
