"""When somebody is reminded of a promised post: before the deadline, on its day, and once after it; then no more."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.notifications.rules import REMIND_TO_POST, is_time_to_remind

BEFORE, ON_THE_DAY, AFTER = "post_reminder", "post_last_day", "post_late"
OF_POSTS = (BEFORE, ON_THE_DAY, AFTER)
LAST_DAY = timedelta(hours=15)
"""A deadline is the end of a day: its day is told of from nine in the morning on."""
APART = timedelta(hours=20)
"""Two reminders of a short window do not follow one another more quickly."""
LATE_FROM, LATE_UNTIL = timedelta(days=1), timedelta(days=7)
PICTURE_WAITS = timedelta(days=3)
"""How long after a picture was asked for its only reminder comes."""


def reminder_due(began_at: datetime, until: datetime, now: datetime, sent: Mapping[str, datetime]) -> str | None:
    """Which reminder of a post is due now, if any; `sent` tells when each was sent last. A deadline that has moved is
    reminded of anew."""
    if now >= until:
        is_time = until + LATE_FROM <= now < until + LATE_UNTIL
        return AFTER if is_time and not _since(sent.get(AFTER), until) else None
    if any(now - at < APART for at in sent.values()):
        return None
    if now >= until - LAST_DAY:
        return None if _since(sent.get(ON_THE_DAY), until - LAST_DAY) else ON_THE_DAY
    if not is_time_to_remind(began_at, until, now, REMIND_TO_POST) or _since(sent.get(BEFORE), until - REMIND_TO_POST):
        return None
    return BEFORE


def _since(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at >= moment
