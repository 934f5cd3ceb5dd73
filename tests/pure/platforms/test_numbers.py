"""Counts as networks write them; what is not certain is unknown, never nought."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platforms.numbers import MOST, Numbers, counted, read_count


@pytest.mark.parametrize(("said", "count"), [
    ("0", 0), ("7", 7), ("1234", 1234), ("1,234", 1234), ("12,345,678", 12_345_678), ("1.2万", 12_000),
    ("1.2 万", 12_000), ("3亿", 300_000_000), ("1.25亿", 125_000_000), ("12.3k", 12_300), ("12.3K", 12_300),
    ("1.5M", 1_500_000), ("2B", 2 * 10**9), ("2.4w", 24_000), ("５６", 56), ("１．２万", 12_000),
    ("１，２３４", 1234), (" 88 ", 88), ("3千", 3000), ("1,000亿", MOST), (42, 42), (42.0, 42), (0, 0), (MOST, MOST),

])
def test_a_count_is_read(said, count):
    assert read_count(said) == count


@pytest.mark.parametrize("said", [
    "999+", "10万+", "-5", "−5", "", " ", "万", "赞", "likes", "1.5", "1.234", "1,23", "1,2345", "12,34", "1.2.3",
    "1e5", "NaN", "1.23456万", "1001亿", "999999999999", "٣٤", "½", "0x10", "1 2", "1" * 40, None, True, False, -1,
    1.5, float("nan"), float("inf"), MOST + 1, [], {}, b"5",

])
def test_what_is_open_broken_or_impossible_is_unknown(said):
    assert read_count(said) is None


@given(st.integers(0, MOST))
@settings(max_examples=50)
def test_a_plain_number_is_itself_with_or_without_commas(count):
    assert read_count(str(count)) == read_count(f"{count:,}") == read_count(count) == count


@given(st.text(max_size=40) | st.from_regex(r"[0-9.,]{1,9}[万亿kKmM+]?", fullmatch=True))
@settings(max_examples=100)
def test_any_text_is_a_count_within_bounds_or_unknown(said):
    count = read_count(said)
    assert count is None or 0 <= count <= MOST


def test_more_likes_or_saves_than_there_are_people_are_unknown_and_views_may_be_more():
    assert counted(views=20 * 10**9, likes=20 * 10**9, saves="200亿", comments="1.2万", shares=None) == Numbers(
        views=20 * 10**9, comments=12_000)


@pytest.mark.parametrize(("numbers", "doubtful"), [
    (Numbers(views=5, likes=6), True), (Numbers(views=5, saves=6), True), (Numbers(views=5, likes=5, saves=5), False),
    (Numbers(likes=6), False), (Numbers(views=0), False), (Numbers(), False), (Numbers(views=5, comments=9), False),
])
def test_more_likes_than_views_are_kept_and_doubtful(numbers, doubtful):
    assert numbers.is_doubtful is doubtful
