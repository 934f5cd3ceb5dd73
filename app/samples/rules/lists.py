"""Lists that others send as CSV: bytes in the usual encodings become lines with named cells."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.i18n import text

MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 20_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("parcelnumber", "parcel", "parcelno", "包裹编号", "包裹号", "包裹", "订单号", "parcelnumber包裹编号"),
    "carrier": ("carrier", "courier", "快递公司", "物流公司", "承运商", "carrier快递公司"),
    "tracking": ("trackingnumber", "tracking", "trackingno", "快递单号", "运单号", "物流单号",
                 "trackingnumber快递单号"),
    "status": ("status", "state", "状态", "物流状态", "status状态"),
    "date": ("date", "at", "time", "日期", "时间", "发货时间", "date日期"),
}
NEEDED = ("number", "carrier", "tracking")
_EXACT = re.compile(r'="(.*)"')


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; exact where it was written as ="..." or with a leading apostrophe, that is, as text."""

    words: str
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its number in the file, and its cells by column."""

    number: int
    cells: Mapping[str, Cell]

    def words(self, column: str) -> str:
        """What the column says; nothing where the list has no such column."""
        return self.cells[column].words if column in self.cells else ""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or GB18030; raises Invalid."""
    if len(data) > MOST_BYTES:
        raise Invalid.at("file", text(
            "This file is too large; please send at most 4 MiB.", "文件过大，不能超过 4 MiB。"), "too_large")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return words
    raise Invalid.at("file", text("This is not a CSV text file. Please save the sheet as CSV (UTF-8).",
                                  "无法识别该文件，请将表格另存为 CSV（UTF-8）格式。"), "not_text")


def read(data: bytes) -> list[Line]:
    """The lines of a CSV file by column; raises Invalid where it is no list of ours."""
    words = decoded(data)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=_delimiter(words), strict=True)
    try:
        columns = _columns(next(reader, []))
        lines: list[Line] = []
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append(Line(start, {name: _cell(row, place) for name, place in columns.items()}))
            start = reader.line_num + 1
            if len(lines) > MOST_LINES:
                raise Invalid.at("file", text("Please send at most 20,000 lines at a time.", "每次最多 20,000 行。"),
                                 "too_many_lines")
    except csv.Error as error:
        raise Invalid.at("file", text(
            f"Line {reader.line_num} cannot be read as CSV; look at its quotation marks.",
            f"第 {reader.line_num} 行无法按 CSV 读取，请检查引号。"), "not_csv") from error
    if not lines:
        raise Invalid.at("file", text("This list has no lines below its head.", "列表中没有数据行。"), "empty")
    return lines


def _delimiter(words: str) -> str:
    head = words.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    """Where each known column stands; other columns are left aside, so that our own sheet may come back longer."""
    plain = [re.sub(r"[\s_\-/]", "", cell).lower() for cell in head]
    found = {name: plain.index(known) for name, names in COLUMNS.items() for known in names if known in plain}
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise Invalid.at("file", text(
            "The first line must name the columns: parcel number, carrier, tracking number (and, if you like, status, "
            "date).", "首行应为列名：包裹编号、快递公司、快递单号（可另加状态、日期）。"), "missing_columns")
    return found


def _cell(row: list[str], place: int) -> Cell:
    words = row[place].strip() if place < len(row) else ""
    exact = _EXACT.fullmatch(words)
    if exact:
        return Cell(exact[1].strip(), True)
    return Cell(words[1:].strip(), True) if words.startswith("'") else Cell(words)
