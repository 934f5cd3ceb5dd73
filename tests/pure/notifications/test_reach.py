"""Which contact point is used, when a try is given up, and when a reminder is due."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from app.core.settings import Settings
from app.notifications.rules import PAUSES, is_time_to_remind, pause_before_next
from app.notifications.rules.reach import best_point, reachable

AT = datetime(2026, 3, 2, tzinfo=UTC)
ALL = ("email", "phone", "wechat")


@dataclass
class Point:
    """A contact point without a row."""

    kind: str
    verified_at: datetime | None = AT
    opted_out: list[str] = field(default_factory=list)


@pytest.mark.parametrize(("smtp", "gateway", "kinds"), [
    (None, None, ALL), ("smtp://mail.test", None, ("email",)),
    (None, "https://gate.test", ("phone", "wechat")), ("smtp://mail.test", "https://gate.test", ALL),
])
def test_what_can_be_reached_follows_from_what_is_set_up(
    smtp: str | None, gateway: str | None, kinds: tuple[str, ...]
) -> None:
    settings = Settings(smtp_url=SecretStr(smtp) if smtp else None, gateway_url=SecretStr(gateway) if gateway else None)
    assert reachable(settings) == kinds


def test_email_comes_before_phone_and_verified_before_claimed() -> None:
    email, phone, claimed = Point("email"), Point("phone"), Point("email", None)
    assert best_point([phone, email], "offer", ALL) is email
    assert best_point([claimed, phone], "offer", ALL) is phone
    assert best_point([claimed], "offer", ALL) is claimed


def test_what_cannot_be_reached_or_was_opted_out_of_is_passed_over() -> None:
    email, phone = Point("email", opted_out=["offer"]), Point("phone")
    assert best_point([email, phone], "offer", ALL) is phone
    assert best_point([email, phone], "offer", ("email",)) is None
    assert best_point([], "offer", ALL) is None


def test_nobody_opts_out_of_what_he_asked_for() -> None:
    email = Point("email", opted_out=["sign_in", "case"])
    assert best_point([email], "sign_in", ALL) is email
    assert best_point([email], "case", ALL) is email


def test_a_try_is_repeated_at_growing_intervals_and_then_given_up() -> None:
    waits = [pause_before_next("offer", attempt) for attempt in range(1, len(PAUSES) + 2)]
    assert waits == [*PAUSES, None]
    assert [pause_before_next("sign_in", attempt) is None for attempt in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(("hours_gone", "hours_in_all", "due"), [
    (0, 20, False), (9, 20, False), (10, 20, True), (47, 72, False), (48, 72, True), (72, 72, False), (80, 72, False),
])
def test_a_reminder_is_due_near_the_end_and_not_before_half_time(hours_gone: int, hours_in_all: int, due: bool) -> None:
    now, until = AT + timedelta(hours=hours_gone), AT + timedelta(hours=hours_in_all)
    assert is_time_to_remind(AT, until, now, timedelta(hours=24)) is due
