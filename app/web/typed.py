"""What was typed, as plain values: fields named by dotted places become rows, and back again."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from app.core.i18n import text
from app.core.shapes import narrow

Values = dict[str, Any]
AMOUNT = text("Please give an amount, such as 12.50.", "请填写金额，例如 12.50。")


def nest(pairs: Iterable[tuple[str, str]]) -> Values:
    """Dotted fields as nested values, the first of a name counting: offers.0.units -> {offers: {'0': {units: …}}}."""
    root: Values = {}
    for name, value in pairs:
        at: Any = root
        *steps, last = name.split(".")
        for step in steps:
            at = at.setdefault(step, {}) if isinstance(at, dict) else None
        if isinstance(at, dict):
            at.setdefault(last, value.strip())
    return root


def rows(nested: object, keys: tuple[str, ...], inner: tuple[str, ...] = ()) -> list[Values]:
    """Numbered rows in the order of their numbers; those whose key fields are all empty were not meant.

    Only the fields named in `inner` may hold more than words.
    """
    if not isinstance(nested, dict):
        return []
    numbered = [(int(number), row) for number, row in nested.items() if number.isascii() and number.isdigit()
                and len(number) < 6 and isinstance(row, dict)]
    found = [{name: value for name, value in row.items() if isinstance(value, str) or name in inner}
             for _, row in sorted(numbered, key=lambda pair: pair[0])]
    return [row for row in found if any(row.get(key) for key in keys)]


def words_of(nested: object) -> dict[str, str]:
    """The fields that hold words, without what lies deeper."""
    return {name: value for name, value in nested.items() if isinstance(value, str)} if isinstance(nested, dict) else {}


def flat(values: object, at: str = "") -> dict[str, str]:
    """Nested values as dotted fields, the way a form shows them."""
    if isinstance(values, Mapping):
        inner = [(str(name), value) for name, value in values.items()]
    elif isinstance(values, list | tuple):
        inner = [(str(place), value) for place, value in enumerate(values)]
    else:
        return {} if values is None else {at: str(values)}
    return {name: words for key, value in inner for name, words in flat(value, f"{at}.{key}" if at else key).items()}


def text_of(nested: object) -> Values | None:
    """{default, zh-cn} as typed; None where nothing was."""
    said = words_of(nested)
    english, chinese = said.get("default", ""), said.get("zh-cn", "")
    return {"default": english or chinese, **({"zh-cn": chinese} if chinese else {})} if english or chinese else None


def listed(words: object) -> list[str]:
    """Words separated by commas of either language or by lines."""
    return [part.strip() for part in re.split(r"[,，、\n]+", str(words or "")) if part.strip()]


def number(words: object) -> Any:
    """A whole or broken number in plain or full-width digits; what is none stays as it was typed, to be refused where
    it stands."""
    said = str(words or "").strip()
    bare = narrow(said)
    if re.fullmatch(r"-?[0-9]{1,9}", bare):
        return int(bare)
    return float(bare) if re.fullmatch(r"-?[0-9]{1,9}\.[0-9]{1,6}", bare) else said


def zone_of(words: object, otherwise: str) -> str:
    """A time zone as typed, else the other one, so that times are read all the same; what it lacks is told there."""
    said = str(words or "")
    try:
        return ZoneInfo(said).key
    except (ValueError, KeyError, OSError):
        return otherwise


def moment(words: object, zone: str) -> Any:
    """A browser's date and time in a zone, as ISO; what is none stays as it was typed."""
    said = str(words or "")
    try:
        return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, KeyError, OSError):
        return said


def local(at: datetime | None, zone: str) -> str | None:
    """A moment as a browser's date and time field shows it in a zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if at else None


def minor(words: object, currency: str) -> Any:
    """An amount typed as people write it (19.90, 19,90, 1,000), in minor units; what is none stays as it was typed.

    A single comma with one or two digits behind it is a decimal one, others stand between thousands.
    """
    said, digits = str(words or "").strip(), get_currency_precision(currency)
    plain = re.sub(r"^([0-9]+),([0-9]{1,2})$", r"\1.\2", narrow(said))
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        plain = plain.replace(",", "")
    match = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,4}))?", plain)
    if match is None or len((match[2] or "").rstrip("0")) > digits:
        return said
    return int(match[1]) * 10**digits + int((match[2] or "").rstrip("0").ljust(digits, "0") or 0)


def major(amount: int, currency: str) -> str:
    """Minor units as people write them."""
    digits = get_currency_precision(currency)
    return f"{amount / 10**digits:.{digits}f}"
