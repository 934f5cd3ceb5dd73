"""The base of what comes in and what goes out: unknown fields are refused, so are characters that no person types."""

import re
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from app.core.i18n import Text, text

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What no row can hold: all control characters but tab and line ends, and halves of a surrogate pair."""
BOUNDS = {"ge": "minimum", "le": "maximum"}
WIDE = {sign + 0xFEE0: sign for sign in b"0123456789.,-"}
"""What a Chinese keyboard types in full width where a number stands; full-width forms lie this far above plain ones."""
UNSTORABLE = text("This holds a character that cannot be stored.", "内容含有无法保存的字符。")
OUT_OF_REACH = text("Please give a time between the years 1900 and 2999.", "请填写 1900 年到 2999 年之间的时间。")


def plain(said: str) -> str:
    """Somebody's own words for a fault's sentence, in which braces would be read as places to fill in."""
    return said.replace("{", "(").replace("}", ")")


def narrow(said: str) -> str:
    """Full-width digits, point, comma and minus as plain ones; those of other scripts stay."""
    return said.translate(WIDE)


def refused(code: str, words: Text, **more: Any) -> PydanticCustomError:
    """A fault of an input with its sentence in both languages; `where` leads further down to its place."""
    return PydanticCustomError(code, words.default, {"zh": words.zh_cn, **more})


def _control_at(value: Any) -> tuple[str | int, ...] | None:
    """Where in plain values such a character stands; a key that holds one is told by what it lies in."""
    if isinstance(value, str):
        return () if CONTROL.search(value) is not None else None
    if isinstance(value, dict):
        for key, inner in value.items():
            if _control_at(key) is not None:
                return ()
            place = _control_at(inner)
            if place is not None:
                return (str(key), *place)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            place = _control_at(inner)
            if place is not None:
                return (number, *place)
    return None


def _say_bounds(schema: Any) -> None:
    """Bounds of numbers in the words of JSON Schema; behind a check of ours Pydantic leaves them in its own."""
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _say_bounds(inner)
    for own, word in BOUNDS.items() if isinstance(schema, dict) else ():
        if isinstance(schema.get(own), int | float):
            schema.setdefault(word, schema.pop(own))


class In(BaseModel):
    """Something asked of us."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_control_characters(cls, data: Any) -> Any:
        place = _control_at(data)
        if place is not None:
            raise refused("control_character", UNSTORABLE, where=place)
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(core)
        _say_bounds(handler.resolve_ref_schema(found))
        return found


class Out(BaseModel):
    """Something that we answer."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def _in_reach(at: datetime) -> datetime:
    if not 1900 <= at.year < 3000:
        raise refused("date_out_of_reach", OUT_OF_REACH)
    return at


_zones = cache(available_timezones)
"""Every zone that there is; looking for them reads the machine's whole folder of them."""


def _zone(name: str) -> str:
    if name not in _zones():
        near = get_close_matches(name, _zones(), 1)
        hint = (f"did you mean “{near[0]}”?", f"是不是想填“{near[0]}”？") if near else (
            "write it like Asia/Shanghai.", "请按 Asia/Shanghai 的写法填写。")
        raise refused("unknown_time_zone", text(f"There is no time zone “{plain(name)}”; {hint[0]}",
                                                f"没有“{plain(name)}”这个时区，{hint[1]}"))
    return name


def _currency(code: str) -> str:
    if code.upper() not in list_currencies():
        raise refused("unknown_currency", text(
            "Please give a currency such as CNY or EUR.", "请填写货币代码，例如 CNY 或 EUR。"))
    return code.upper()


Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
"""A time zone that exists."""
Currency = Annotated[str, AfterValidator(_currency)]
"""A currency of ISO 4217."""
TYPED = {"is_typed": True}
"""The context in which a form is validated: there every number and every yes comes as words."""


def _written(*other: type, kind: Literal["int_type", "float_type", "bool_type"]) -> BeforeValidator:
    """Refuses in JSON what is written as another type and could be read as this one all the same; what was typed in
    full width is read as plain."""
    def check(value: Any, info: ValidationInfo) -> Any:
        if type(value) in other and info.context is not TYPED:
            raise PydanticKnownError(kind)
        return narrow(value) if isinstance(value, str) else value
    return BeforeValidator(check)


Whole = Annotated[int, _written(bool, str, kind="int_type")]
"""A whole number, in JSON written as one: neither words nor true."""
Real = Annotated[float, _written(bool, str, kind="float_type")]
"""A number, in JSON written as one."""
YesNo = Annotated[bool, _written(str, int, float, kind="bool_type")]
"""True or false, in JSON nothing that stands for them."""
When = Annotated[AwareDatetime, AfterValidator(_in_reach)]
"""A time with its zone that every store and every zone can hold."""
