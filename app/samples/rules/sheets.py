"""The sheet that goes to the warehouse: CSV that keeps Chinese, leading zeros and nothing that a spreadsheet runs."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Form = Literal["plain", "excel"]

HEAD = (
    "Parcel number 包裹编号", "Recipient 收件人", "Mobile 手机号码", "Extension 分机号", "Province 省份", "City 城市",
    "District 区县", "Detail 详细地址", "Contents 内容", "Campaign 活动",
)
_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"\+?[0-9][0-9 ]*")
_CODE = re.compile(r"[+0-9A-Za-z][0-9A-Za-z -]*")


@dataclass(frozen=True, slots=True)
class ShippingRow:
    """One parcel as the warehouse needs it; the address is empty where the person has been erased since."""

    number: str
    recipient: str = ""
    mobile: str = ""
    extension: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""
    contents: str = ""
    campaign: str = ""


def guarded(words: str) -> str:
    """Free text on one line that no spreadsheet takes for a formula: an apostrophe stands before = + - @."""
    plain = " ".join(words.split())
    return f"'{plain}" if plain.startswith(_RUNS) else plain


def number_cell(value: str, form: Form) -> str:
    """Digits that must stay as they are: bare in the plain form, ="0138" in Excel's, which else drops zeros."""
    plain = value.strip()
    if form == "excel" and _CODE.fullmatch(plain):
        return f'="{plain}"'
    return plain if _NUMBER.fullmatch(plain) else guarded(plain)


def cells(row: ShippingRow, form: Form) -> tuple[str, ...]:
    """A parcel's cells in the order of HEAD."""
    return (
        number_cell(row.number, form), guarded(row.recipient), number_cell(row.mobile, form),
        number_cell(row.extension, form), guarded(row.province), guarded(row.city), guarded(row.district),
        guarded(row.detail), guarded(row.contents), guarded(row.campaign),
    )


def write(rows: Iterable[ShippingRow], form: Form = "plain") -> bytes:
    """The whole file: RFC 4180 with CRLF, UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(cells(row, form) for row in rows)
    return out.getvalue().encode("utf-8-sig")
