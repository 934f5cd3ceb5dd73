"""Limits count tries per rule and key over a moving window and say how long to wait."""

from datetime import UTC, datetime

import pytest

from app.core.clock import SetClock
from app.core.errors import TooMany
from app.core.limits import FIRST_SWEEP, Limits, MemoryLimits, UnknownLimit


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 5, 1, 12, tzinfo=UTC))


@pytest.fixture
def limits(clock: SetClock) -> MemoryLimits:
    return MemoryLimits({"sign_in_link": "3/hour; 4/day", "answer": "1/minute"}, clock)


async def tries(limits: Limits, count: int, rule: str = "sign_in_link", key: str = "ann") -> None:
    for _ in range(count):
        await limits.hit(rule, key)


async def test_the_try_after_the_last_free_one_is_told_how_long_to_wait(limits, clock):
    await tries(limits, 3)
    clock.forward(minutes=10)
    with pytest.raises(TooMany) as refused:
        await limits.hit("sign_in_link", "ann")
    assert refused.value.retry_after == 50 * 60
    assert refused.value.sentence("zh-cn") == "操作过于频繁，请 3000 秒后再试。"


async def test_after_exactly_the_time_named_there_is_room_again(limits, clock):
    await tries(limits, 1, "answer")
    clock.forward(seconds=59.5)
    with pytest.raises(TooMany) as refused:
        await limits.hit("answer", "ann")
    assert refused.value.retry_after == 1
    clock.forward(seconds=0.5)
    await limits.hit("answer", "ann")


async def test_the_window_moves_with_each_try_and_does_not_start_anew_on_the_hour(limits, clock):
    await tries(limits, 1)
    clock.forward(minutes=50)
    await tries(limits, 2)
    clock.forward(minutes=11)
    await tries(limits, 1)
    with pytest.raises(TooMany):
        await limits.hit("sign_in_link", "ann")


async def test_the_longer_of_two_windows_holds_when_the_shorter_has_room(limits, clock):
    await tries(limits, 3)
    clock.forward(hours=2)
    await tries(limits, 1)
    clock.forward(hours=2)
    with pytest.raises(TooMany) as refused:
        await limits.hit("sign_in_link", "ann")
    assert refused.value.retry_after == 20 * 3600


async def test_a_refused_try_does_not_lengthen_the_wait(limits, clock):
    await tries(limits, 1, "answer")
    for _ in range(5):
        clock.forward(seconds=10)
        with pytest.raises(TooMany):
            await limits.hit("answer", "ann")
    clock.forward(seconds=10)
    await limits.hit("answer", "ann")


async def test_keys_and_rules_are_counted_apart(limits):
    await tries(limits, 3)
    await tries(limits, 3, key="ben")
    await tries(limits, 1, "answer")
    with pytest.raises(TooMany):
        await limits.hit("answer", "ann")


async def test_a_rule_that_nobody_named_is_refused_with_the_ones_there_are(limits):
    with pytest.raises(UnknownLimit, match=r"'sign_in'; there are: answer, sign_in_link"):
        await limits.hit("sign_in", "ann")


@pytest.mark.parametrize("rule", ["", "five an hour", "5/fortnight", "hour/5"])
def test_a_rule_that_cannot_be_read_stops_the_start_and_is_named(rule):
    with pytest.raises(ValueError, match="limit 'sign_in_link'"):
        MemoryLimits({"sign_in_link": rule})


async def test_keys_whose_time_is_over_are_forgotten(limits, clock):
    for number in range(FIRST_SWEEP - 1):
        await limits.hit("answer", f"stranger {number}")
    await limits.hit("sign_in_link", "ann")
    assert len(limits) == FIRST_SWEEP
    clock.forward(minutes=2)
    for number in range(FIRST_SWEEP):
        await limits.hit("answer", f"newcomer {number}")
    assert len(limits) == FIRST_SWEEP + 1
    await tries(limits, 2)
    with pytest.raises(TooMany):
        await limits.hit("sign_in_link", "ann")
