"""Lists from warehouses: good lines are read, bad ones named, whatever a spreadsheet did to them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import Invalid
from app.samples.rules import lists, numbers, tracking

NUMBER = numbers.write("7K3M2Q8" + numbers.check_symbol("7K3M2Q8"))
OTHER = numbers.write("4T5W6X9" + numbers.check_symbol("4T5W6X9"))
HEAD = "包裹编号,快递公司,快递单号,状态,日期"


def read(*lines: str, head: str = HEAD, encoding: str = "utf-8") -> tuple[list[tracking.Tracked], list[str]]:
    listed = tracking.read_list("\r\n".join((head, *lines)).encode(encoding))
    assert listed.lines == len(listed.good) + len(listed.faults)
    return list(listed.good), [f"{fault.line} {fault.column} {fault.code}" for fault in listed.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_is_read_in_the_encodings_that_warehouses_use(encoding: str) -> None:
    good, bad = read(f"{NUMBER},顺丰速运,SF1234567890123,已签收,2026-03-02", encoding=encoding)
    assert (good[0].number, good[0].carrier, good[0].state, bad) == (NUMBER, "顺丰速运", "delivered", [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_with_the_delimiters_that_spreadsheets_use(delimiter: str) -> None:
    line = f"{NUMBER},YTO,YT1234567890123".replace(",", delimiter)
    good, bad = read(line, head="Parcel number,Carrier,Tracking number".replace(",", delimiter))
    assert (good[0].tracking, good[0].state, bad) == ("YT1234567890123", "shipped", [])


def test_good_lines_are_kept_beside_bad_ones_which_are_named_by_line_and_column() -> None:
    good, bad = read(
        f"{NUMBER},SF,SF1234567890123", "P-0000-0000,SF,SF1234567890124", ",SF,SF1234567890125",
        f"{OTHER},,SF1234567890126", f"{OTHER},SF,", f"{OTHER},SF,SF1234567890127,lost",
        f"{OTHER},SF,SF1234567890128,,yesterday", f"{OTHER},SF,SF!")
    assert [row.line for row in good] == [2]
    assert bad == ["3 number bad_number", "4 number missing", "5 carrier missing", "6 tracking missing",
                   "7 status unknown_status", "8 date bad_date", "9 tracking bad_tracking"]


@pytest.mark.parametrize("typed", ["7.73124E+14", "7.7E14", "773124E+9", "773124000000.00"])
def test_a_number_in_scientific_notation_is_refused(typed: str) -> None:
    assert read(f"{NUMBER},ZTO,{typed}") == ([], ["2 tracking scientific_notation"])


def test_a_number_shorter_than_its_carriers_others_has_lost_its_zeros() -> None:
    lines = [f"{whole},STO,{digits}" for whole, digits in zip(
        (NUMBER, OTHER, *(numbers.write(s + numbers.check_symbol(s)) for s in ("2222222", "3333333"))),
        ("773124000001", "773124000002", "773124000003", "73124000004"), strict=True)]
    good, bad = read(*lines)
    assert (len(good), bad) == (3, ["5 tracking zeros_lost"])


def test_a_short_number_written_as_text_is_believed() -> None:
    good, bad = read(f'{NUMBER},STO,"=""0012345"""', f"{OTHER},STO,12345")
    assert ([row.tracking for row in good], bad) == (["0012345"], ["3 tracking zeros_lost"])


def test_one_tracking_number_at_two_parcels_is_refused_at_the_second() -> None:
    good, bad = read(f"{NUMBER},SF,SF1234567890123", f"{OTHER},SF,sf 1234567890123",
                     f"{NUMBER},SF,SF1234567890123,delivered")
    assert ([row.line for row in good], bad) == ([2, 4], ["3 tracking used_twice"])


def test_a_cell_over_two_lines_does_not_shift_the_line_numbers() -> None:
    good, bad = read(f'{NUMBER},"SF\r\nExpress",SF1234567890123', "nonsense,SF,SF1234567890124")
    assert ([row.carrier for row in good], bad) == (["SF Express"], ["4 number bad_number"])


@pytest.mark.parametrize(("data", "code"), [
    (b"", "missing_columns"), (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_text"), (b"a,b,c\r\n1,2,3", "missing_columns"),
    (HEAD.encode() + b"\r\n", "empty"), (HEAD.encode() + b'\r\n"P', "not_csv"),
    (HEAD.encode() + b"\r\n" + b"x" * lists.MOST_BYTES, "too_large"), (b"PK\x03\x04\x00\x00\x00", "not_text"),
])
def test_a_file_that_is_no_list_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        lists.read(data)
    assert refused.value.faults[0].code == code


@pytest.mark.parametrize("words", ["2026-03-02", "2026/3/2", "2026.3.2", "2026年3月2日", "20260302"])
def test_days_are_read_as_people_write_them(words: str) -> None:
    assert tracking.read_time(words) == (datetime(2026, 3, 2), True)


@pytest.mark.parametrize("words", ["2026-13-02", "46083", "0001-01-01", "9999-12-31", "2026-02-30", "soon"])
def test_what_is_no_day_of_ours_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        tracking.read_time(words)


def test_a_day_counts_until_its_end_where_the_campaign_is_but_never_later_than_now() -> None:
    now = datetime(2026, 3, 2, 2, tzinfo=UTC)
    row = tracking.Tracked(2, NUMBER, "SF", "SF1", "shipped", datetime(2026, 3, 1), True)
    assert tracking.moment_of(row, "Asia/Shanghai", now) == datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC)
    today = tracking.Tracked(2, NUMBER, "SF", "SF1", "shipped", datetime(2026, 3, 2), True)
    assert tracking.moment_of(today, "Asia/Shanghai", now) == now
    tomorrow = tracking.Tracked(2, NUMBER, "SF", "SF1", "shipped", datetime(2026, 3, 3), True)
    wrong = tracking.wrong_moment(tracking.moment_of(tomorrow, "Asia/Shanghai", now), None, now)
    assert wrong is not None
    assert wrong[0] == "in_the_future"


def test_a_parcel_cannot_travel_before_it_was_handed_out() -> None:
    now = datetime(2026, 3, 2, 2, tzinfo=UTC)
    wrong = tracking.wrong_moment(now - timedelta(days=3), now - timedelta(days=1), now)
    assert wrong is not None
    assert wrong[0] == "before_export"
    assert tracking.wrong_moment(now, now - timedelta(days=1), now) is None
    assert tracking.wrong_moment(now.replace(second=0), now.replace(second=30), now.replace(second=40)) is None
