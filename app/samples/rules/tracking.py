"""Tracking lists as warehouses send them: what each line says, or what is wrong with it and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.i18n import Text, text
from app.samples.rules import DELIVERED, IN_TRANSIT, SHIPPED, lists, numbers
from app.samples.rules.lists import Cell, Line

STATUSES = {
    **dict.fromkeys(("", "shipped", "sent", "已发货", "已发出", "已揽收", "已揽件"), SHIPPED),
    **dict.fromkeys(("in_transit", "in transit", "on its way", "运输中", "在途", "派送中"), IN_TRANSIT),
    **dict.fromkeys(("delivered", "已签收", "已送达", "已妥投", "签收"), DELIVERED),
}
MOST_CARRIER = 40
_TRACKING = re.compile(r"[0-9A-Z][0-9A-Z-]{4,39}")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+|[0-9]+\.[0-9]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
_LEAST_DIGITS = 8
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a carrier's clock, or its rounding to minutes, may lie from ours."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line: its number in the file (the head is line 1), the column, a code, a sentence."""

    line: int
    column: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Tracked:
    """One good line. `at` is the carrier's time, zoneless where the list named no zone; None means now."""

    line: int
    number: str
    carrier: str
    tracking: str
    state: str
    at: datetime | None = None
    is_whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read: how many lines, the good ones, the faults of the others."""

    lines: int
    good: tuple[Tracked, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list: lines by what they did (shipped, in_transit, delivered, corrected, unchanged), faults."""

    lines: int
    done: dict[str, int]
    faults: tuple[RowFault, ...] = ()


def read_list(data: bytes) -> Listed:
    """A tracking list from its bytes; raises Invalid where it is none at all."""
    return read_lines(lists.read(data))


def read_lines(lines: Sequence[Line]) -> Listed:
    """The good lines and the faults of the bad ones; each line yields one or the other."""
    good: list[Tracked] = []
    faults: list[RowFault] = []
    usual = usual_lengths(lines)
    holders: dict[str, str] = {}
    for line in lines:
        read = _read(line, usual)
        if isinstance(read, Tracked) and holders.setdefault(read.tracking, read.number) != read.number:
            read = RowFault(line.number, "tracking", "used_twice", text(
                "This tracking number stands at another parcel of the list too.",
                "该快递单号在列表中已用于另一个包裹。"))
        if isinstance(read, Tracked):
            good.append(read)
        else:
            faults.append(read)
    return Listed(len(lines), tuple(good), tuple(faults))


def _read(line: Line, usual: dict[str, int]) -> Tracked | RowFault:
    number = numbers.read(line.cells["number"].words)
    wrong = _wrong_number(line, number) or _wrong_carrier(line) or wrong_tracking(
        line.cells["tracking"], usual.get(_carrier(line), 0))
    if isinstance(wrong, RowFault):
        return wrong
    if wrong is not None:
        return RowFault(line.number, "tracking", *wrong)
    state = STATUSES.get(line.words("status").lower())
    if state is None:
        return RowFault(line.number, "status", "unknown_status", text(
            "Please write shipped, in_transit or delivered.", "状态请填写：已发货、运输中或已签收。"))
    try:
        at, is_whole_day = read_time(line.words("date"))
    except ValueError:
        return RowFault(line.number, "date", "bad_date", text(
            "Please write the date as 2026-03-25 or 2026-03-25 14:30.", "日期请写成 2026-03-25 或 2026-03-25 14:30。"))
    return Tracked(line.number, number or "", _carrier(line), plain_tracking(line.cells["tracking"].words), state, at,
                   is_whole_day)


def _carrier(line: Line) -> str:
    return " ".join(line.words("carrier").split())


def _wrong_number(line: Line, number: str | None) -> RowFault | None:
    if not line.words("number"):
        return RowFault(line.number, "number", "missing", text("The parcel number is missing.", "缺少包裹编号。"))
    if number is None:
        return RowFault(line.number, "number", "bad_number", text(
            "This is no parcel number of ours; it may be mistyped.", "包裹编号有误，请核对。"))
    return None


def _wrong_carrier(line: Line) -> RowFault | None:
    carrier = _carrier(line)
    if not carrier:
        return RowFault(line.number, "carrier", "missing", text("The carrier is missing.", "缺少快递公司。"))
    if len(carrier) > MOST_CARRIER:
        return RowFault(line.number, "carrier", "too_long", text(
            "The carrier's name is too long.", "快递公司名称过长。"))
    return None


def plain_tracking(words: str) -> str:
    """A tracking number without the blanks that people type into it, in capitals."""
    return re.sub(r"\s", "", words).upper()


def wrong_tracking(cell: Cell, usual_length: int = 0) -> tuple[str, Text] | None:
    """What a spreadsheet did to a tracking number, if anything: (code, sentence).

    `usual_length` is the number of digits of the carrier's other numbers in the list (0: unknown). A cell written
    as ="0123" is text that no spreadsheet has changed, so its length is not doubted.
    """
    plain = plain_tracking(cell.words)
    if not plain:
        return "missing", text("The tracking number is missing.", "缺少快递单号。")
    if _SCIENTIFIC.fullmatch(plain):
        return "scientific_notation", text(
            "A spreadsheet has rounded this number. Format the column as text and copy the number again.",
            "单号已被表格软件改成科学计数法，请把该列设为文本格式后重新填写。")
    if not _TRACKING.fullmatch(plain):
        return "bad_tracking", text(
            "A tracking number has 5 to 40 letters, digits or hyphens.", "快递单号应为 5 至 40 位字母、数字或连字符。")
    if plain.isdigit() and not cell.is_exact and (len(plain) < _LEAST_DIGITS or 0 < usual_length - len(plain) <= 3):
        return "zeros_lost", text(
            'This number is too short: leading zeros may be lost. Write it as text, or as ="00123".',
            '单号位数偏少，开头的 0 可能丢失。请用文本格式填写，或写成 ="00123"。')
    return None


def usual_lengths(lines: Sequence[Line]) -> dict[str, int]:
    """By carrier, the number of digits that at least two of three of its all-digit numbers have (three at least)."""
    lengths: dict[str, list[int]] = {}
    for line in lines:
        plain = plain_tracking(line.words("tracking"))
        if plain.isdigit():
            lengths.setdefault(_carrier(line), []).append(len(plain))
    usual = {carrier: max(set(found), key=lambda n: (found.count(n), n)) for carrier, found in lengths.items()}
    return {carrier: n for carrier, n in usual.items()
            if len(lengths[carrier]) >= 3 and 3 * lengths[carrier].count(n) >= 2 * len(lengths[carrier])}


def read_time(words: str) -> tuple[datetime | None, bool]:
    """A date or time as lists write it, and whether it is a whole day; raises ValueError."""
    if not words:
        return None, False
    found = _DAY.fullmatch(words)
    if found:
        year, month, day, hour, minute = (int(part) if part else 0 for part in found.groups())
        at = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    else:
        at = datetime.fromisoformat(words)
    if not 2000 <= at.year < 2200:
        raise ValueError(words)
    return at, found[4] is None if found else ":" not in words


def moment_of(row: Tracked, zone: str, now: datetime) -> datetime:
    """When the carrier did it: a whole day is its end in the campaign's zone, but no later than now."""
    if row.at is None:
        return now
    local = row.at if row.at.tzinfo else row.at.replace(tzinfo=ZoneInfo(zone))
    if row.is_whole_day:
        end = datetime.combine(local.date(), time.max, local.tzinfo)
        return min(now, end.astimezone(UTC)) if local <= now else end.astimezone(UTC)
    return local.astimezone(UTC)


def wrong_moment(at: datetime, exported_at: datetime | None, now: datetime) -> tuple[str, Text] | None:
    """Whether a carrier's time cannot be: ahead of now, or before the parcel was handed out."""
    if at > now + CLOCKS_DIFFER:
        return "in_the_future", text("This date lies in the future.", "日期晚于当前时间。")
    if exported_at and at < exported_at - CLOCKS_DIFFER:
        return "before_export", text("This date lies before the parcel was handed out.", "日期早于包裹导出的时间。")
    return None
