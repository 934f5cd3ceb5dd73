"""Which reminder of a post is due at a moment: before, on the day, after, then none."""

from datetime import UTC, datetime, timedelta

import pytest

from app.notifications.rules.reminders import AFTER, BEFORE, ON_THE_DAY, reminder_due

UNTIL = datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC)
BEGAN = UNTIL - timedelta(days=21)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(("now", "sent", "due"), [
    (UNTIL - 4 * DAY, {}, None),
    (UNTIL - 3 * DAY, {}, BEFORE),
    (UNTIL - 2 * DAY, {BEFORE: UNTIL - 3 * DAY}, None),
    (UNTIL - 16 * HOUR, {BEFORE: UNTIL - 3 * DAY}, None),
    (UNTIL - 15 * HOUR, {BEFORE: UNTIL - 3 * DAY}, ON_THE_DAY),
    (UNTIL - 15 * HOUR, {}, ON_THE_DAY),
    (UNTIL - 15 * HOUR, {BEFORE: UNTIL - 16 * HOUR}, None),
    (UNTIL - HOUR, {ON_THE_DAY: UNTIL - 15 * HOUR}, None),
    (UNTIL - 3 * DAY, {BEFORE: UNTIL - 10 * DAY}, BEFORE),
    (UNTIL - 15 * HOUR, {ON_THE_DAY: UNTIL - 7 * DAY}, ON_THE_DAY),
    (UNTIL, {}, None),
    (UNTIL + DAY, {ON_THE_DAY: UNTIL - 15 * HOUR}, AFTER),
    (UNTIL + 2 * DAY, {AFTER: UNTIL + DAY}, None),
    (UNTIL + 7 * DAY, {}, None),
], ids=["far", "near", "once", "evening before", "its day", "its day, late found", "short window", "once on the day",
        "moved deadline", "moved deadline, its day", "just over", "after", "once after", "long over"])
def test_each_reminder_comes_once_for_a_deadline(now: datetime, sent: dict[str, datetime], due: str | None) -> None:
    assert reminder_due(BEGAN, UNTIL, now, sent) == due


def test_a_short_window_is_not_reminded_of_before_half_of_it_has_gone() -> None:
    began = UNTIL - 2 * DAY
    assert reminder_due(began, UNTIL, began + HOUR, {}) is None
    assert reminder_due(began, UNTIL, began + DAY, {}) == BEFORE


def test_somebody_who_does_nothing_is_written_to_three_times_in_all() -> None:
    sent: dict[str, datetime] = {}
    made = []
    for hours in range(60 * 24):
        now = BEGAN + hours * HOUR
        if due := reminder_due(BEGAN, UNTIL, now, sent):
            sent[due] = now
            made.append(due)
    assert made == [BEFORE, ON_THE_DAY, AFTER]
