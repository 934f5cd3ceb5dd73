"""What people type, as plain values and back."""

from datetime import UTC, datetime

import pytest

from app.campaigns.schemas import CampaignIn
from app.web import typed


def test_dotted_fields_become_rows_and_empty_ones_are_left_out() -> None:
    nested = typed.nest([("a.10.x", "late"), ("a.2.x", "soon"), ("a.3.x", ""), ("a.3.y", "5"), ("a.no.x", "z")])
    assert typed.rows(nested["a"], ("x",)) == [{"x": "soon"}, {"x": "late"}]
    assert typed.flat({"a": [{"x": "soon"}, {"x": None}]}) == {"a.0.x": "soon"}


def test_a_field_that_is_both_words_and_rows_keeps_what_came_first() -> None:
    assert typed.nest([("a", "words"), ("a.0.x", "row")]) == {"a": "words"}
    assert typed.nest([("a.0.x", "row"), ("a", "words")]) == {"a": {"0": {"x": "row"}}}


@pytest.mark.parametrize(("words", "amount"), [
    ("19.90", 1990), ("19.9", 1990), ("7", 700), ("1,000", 100_000), ("0.05", 5), ("1.005", "1.005"),
    ("１９．９０", 1990), ("１，０００", 100_000), ("٣", "٣"), ("cheap", "cheap"), ("-3", "-3"), ("1.500", 150),
    ("", ""),
])
def test_amounts_are_read_exactly(words: str, amount: object) -> None:
    assert typed.minor(words, "CNY") == amount


@pytest.mark.parametrize(("words", "read"), [
    ("２０", 20), ("－３", -3), ("１２．５", 12.5), (" ７ ", 7), ("٣", "٣"), ("１٣", "１٣"), ("三", "三"),
    ("２０个", "２０个"),
])
def test_numbers_are_read_in_plain_or_full_width_digits_and_in_no_other(words: str, read: object) -> None:
    assert typed.number(words) == read


@pytest.mark.parametrize(("name", "bounds"), [
    ("hold_out_share", (0, .5)), ("waitlist_share", (0, 10)), ("trial_days", (0, 365))])
def test_the_bounds_of_a_number_are_described_to_readers_of_the_api(name: str, bounds: tuple[float, float]) -> None:
    told = CampaignIn.model_json_schema()["properties"][name]
    assert (told["minimum"], told["maximum"], told.keys() & {"ge", "le"}) == (*bounds, set())


def test_a_currency_without_minor_units_has_none() -> None:
    assert (typed.minor("300", "JPY"), typed.major(300, "JPY"), typed.minor("3.5", "JPY")) == (300, "300", "3.5")


@pytest.mark.parametrize("amount", [0, 1, 99, 100, 1990, 123_456_789])
def test_an_amount_survives_the_form(amount: int) -> None:
    assert typed.minor(typed.major(amount, "CNY"), "CNY") == amount


def test_a_moment_is_told_in_its_zone_and_nonsense_stays_for_its_refusal() -> None:
    at = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert typed.local(at, "Asia/Shanghai") == "2026-03-10T09:00"
    assert typed.moment("2026-03-10T09:00", "Asia/Shanghai") == "2026-03-10T09:00:00+08:00"
    assert typed.moment("tomorrow", "Asia/Shanghai") == "tomorrow"
    assert typed.moment("2026-03-10T09:00", "No/Where") == "2026-03-10T09:00"


@pytest.mark.parametrize(("words", "zone"), [
    ("Europe/Berlin", "Europe/Berlin"), ("Mars/Phobos", "Asia/Shanghai"), ("", "Asia/Shanghai"),
    ("../etc", "Asia/Shanghai"), ("a" * 300, "Asia/Shanghai"), ("Europe", "Asia/Shanghai"),
])
def test_times_are_read_in_another_zone_where_there_is_none_of_the_name(words: str, zone: str) -> None:
    assert typed.zone_of(words, "Asia/Shanghai") == zone


@pytest.mark.parametrize(("words", "amount"), [
    ("12,50", 1250), ("12,5", 1250), ("1,234.50", 123_450), ("1,234,567", 123_456_700), ("12,50,00", "12,50,00"),
    ("1,2345", "1,2345"), ("0,1234", "0,1234"), ("1,000,00", "1,000,00"), ("12.50,00", "12.50,00"), (",5", ",5"),
])
def test_a_decimal_comma_is_never_taken_for_a_hundredfold(words: str, amount: object) -> None:
    assert typed.minor(words, "CNY") == amount
