"""The clock of a seat agrees with one that counts minute by minute."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from app.seats.rules.clock import Stretch, assumed_receipt, deadline, end_of_day, union

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHANGHAI = "Asia/Shanghai"
moments = some.integers(-3000, 9000).map(lambda n: START + n * MINUTE)
stops = some.lists(
    some.tuples(moments, some.integers(0, 2500)).map(lambda s: Stretch(s[0], s[0] + s[1] * MINUTE)), max_size=5)


def slow_deadline(received_at: datetime, days: int, zone: str, stretches: list[Stretch]) -> datetime:
    """Every minute after receipt counts once unless a stop covers it, until the unmoved time is used up."""
    left, at = end_of_day(received_at, days, zone) - received_at, received_at
    while left > timedelta(0):
        if not any(s.start <= at and (s.end is None or at < s.end) for s in stretches):
            left -= MINUTE
        at += MINUTE
    return at + left


@settings(max_examples=80, deadline=None)
@given(some.integers(0, 1500), some.integers(0, 2), some.sampled_from([SHANGHAI, "UTC", "America/New_York"]), stops)
def test_the_deadline_is_moved_by_every_minute_that_did_not_count(
        after: int, days: int, zone: str, stretches: list[Stretch]) -> None:
    received = START + after * MINUTE
    assert deadline(received, days, zone, stretches) == slow_deadline(received, days, zone, stretches)


@settings(max_examples=60)
@given(stops, some.permutations(range(5)))
def test_the_order_of_the_stops_and_saying_one_twice_change_nothing(stretches: list[Stretch], order: list[int]) -> None:
    shuffled = [stretches[n] for n in order if n < len(stretches)]
    assert deadline(START, 3, SHANGHAI, stretches) == deadline(START, 3, SHANGHAI, shuffled + stretches)


@settings(max_examples=60)
@given(stops)
def test_joined_stretches_lie_apart_and_in_order(stretches: list[Stretch]) -> None:
    joined = union(stretches)
    assert all(a.end is not None and a.end < b.start for a, b in itertools.pairwise(joined))


def test_the_day_ends_with_its_last_second_in_the_campaigns_zone() -> None:
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert end_of_day(late, 0, "UTC") == datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
    assert end_of_day(late, 0, SHANGHAI) == datetime(2026, 3, 3, 15, 59, 59, tzinfo=UTC)


def test_the_day_of_a_clock_change_is_longer_or_shorter_but_ends_at_midnight() -> None:
    before = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
    assert end_of_day(before, 0, "America/New_York") == datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC)
    assert end_of_day(before, 1, "America/New_York") == datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC)


def test_a_stop_without_an_end_leaves_no_deadline() -> None:
    assert deadline(START, 3, SHANGHAI, [Stretch(START + timedelta(days=1), None)]) is None
    assert deadline(START, 3, SHANGHAI, [Stretch(START + timedelta(days=9), None)]) == end_of_day(START, 3, SHANGHAI)


def test_two_stops_at_once_count_once() -> None:
    pause = Stretch(START + timedelta(days=1), START + timedelta(days=3))
    trouble = Stretch(START + timedelta(days=2), START + timedelta(days=4))
    moved = deadline(START, 5, SHANGHAI, [pause, trouble])
    assert moved == end_of_day(START, 5, SHANGHAI) + timedelta(days=3)


def test_a_stop_that_only_the_move_brought_in_reach_counts() -> None:
    first = Stretch(START + timedelta(days=1), START + timedelta(days=2))
    second = Stretch(START + timedelta(days=2, hours=20), START + timedelta(days=3, hours=20))
    assert deadline(START, 2, SHANGHAI, [second]) == end_of_day(START, 2, SHANGHAI)
    assert deadline(START, 2, SHANGHAI, [first, second]) == end_of_day(START, 4, SHANGHAI)


def test_what_lay_before_receipt_does_not_count() -> None:
    assert deadline(START, 1, SHANGHAI, [Stretch(START - timedelta(days=4), START)]) == end_of_day(START, 1, SHANGHAI)


def test_silence_counts_as_receipt_by_whichever_is_earlier() -> None:
    day = timedelta(days=1)
    assert assumed_receipt(None, None, None) is None
    assert assumed_receipt(START, None, None) == START + 15 * day
    assert assumed_receipt(START, START + 2 * day, None) == START + 5 * day
    assert assumed_receipt(START, START + 14 * day, None) == START + 15 * day
    assert assumed_receipt(START, None, START + 20 * day) == START + 20 * day
