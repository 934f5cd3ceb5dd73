"""The warehouse's sheet keeps what people wrote and runs nothing."""

import csv
import io

import pytest

from app.samples.rules import lists, sheets
from app.samples.rules.sheets import ShippingRow

ROW = ShippingRow(
    number="P-7K3M-2Q8D", recipient="王小明", mobile="01380000000", extension="0042", province="上海市", city="上海市",
    district="徐汇区", detail='天平路 1 号, "南楼"', contents="燕麦奶 1 升 ×1", campaign="春天的燕麦奶")


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_file_opens_with_a_byte_order_mark_and_ends_its_lines_with_crlf() -> None:
    data = sheets.write([ROW])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    assert data.count(b"\n") == 2


def test_chinese_commas_quotes_and_leading_zeros_come_through_the_plain_form() -> None:
    head, line = rows_of(sheets.write([ROW]))
    assert tuple(head) == sheets.HEAD
    assert line[1:5] == ["王小明", "01380000000", "0042", "上海市"]
    assert line[7] == '天平路 1 号, "南楼"'


def test_the_form_for_excel_writes_numbers_as_texts_that_keep_their_zeros() -> None:
    line = rows_of(sheets.write([ROW], "excel"))[1]
    assert (line[0], line[2], line[3]) == ('="P-7K3M-2Q8D"', '="01380000000"', '="0042"')
    assert line[1] == "王小明"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_free_text_never_begins_like_a_formula(start: str) -> None:
    words = f"{start}HYPERLINK(1)"
    for form in ("plain", "excel"):
        line = rows_of(sheets.write([ShippingRow(number="P", recipient=words, detail=words)], form))[1]
        assert (line[1], line[7]) == (f"'{words}", f"'{words}")


@pytest.mark.parametrize("words", ["\t=1+1", "\r=1+1", " \n=1+1"])
def test_blanks_before_a_formula_do_not_help_it(words: str) -> None:
    assert sheets.guarded(words) == "'=1+1"


@pytest.mark.parametrize("mobile", ['="&cmd', "=1+1", "@SUM(1)", "-1+1|cmd", '0138"&A1&"'])
def test_a_number_that_is_none_is_guarded_like_free_text(mobile: str) -> None:
    for form in ("plain", "excel"):
        line = rows_of(sheets.write([ShippingRow(number="P", mobile=mobile)], form))[1]
        assert not line[2].startswith(("=", "@", "-"))


def test_a_foreign_number_keeps_its_plus() -> None:
    assert sheets.number_cell("+4915100000000", "plain") == "+4915100000000"


def test_a_line_break_in_an_address_does_not_break_the_line() -> None:
    assert len(rows_of(sheets.write([ShippingRow(number="P", detail="天平路\r\n1 号")]))) == 2


@pytest.mark.parametrize("form", ["plain", "excel"])
def test_our_own_sheet_with_two_more_columns_is_read_back(form: sheets.Form) -> None:
    head, line = rows_of(sheets.write([ROW], form))
    out = io.StringIO(newline="")
    longer = [[*head, "Carrier 快递公司", "Tracking number 快递单号"], [*line, "顺丰", "SF1234567890123"]]
    csv.writer(out).writerows(longer)
    read = lists.read(out.getvalue().encode("gb18030"))[0]
    assert (read.words("number"), read.words("carrier"), read.words("tracking")) == (
        "P-7K3M-2Q8D", "顺丰", "SF1234567890123")
