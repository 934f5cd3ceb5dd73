"""What Pydantic finds wrong becomes our faults, each with a sentence in both languages."""

from collections.abc import Sequence
from typing import Any

from app.core.errors import Fault
from app.core.i18n import Text, text

NOT_JSON = text("This is not JSON.", "不是有效的 JSON。")
NEEDED = text("This is needed.", "此项必填。")
WORDS: dict[str, Text] = {
    "missing": NEEDED, "string_too_short": NEEDED, "json_invalid": NOT_JSON,
    "extra_forbidden": text("There is no such field.", "没有这个字段。"),
    "string_too_long": text("This is too long.", "内容过长。"),
    "int_parsing": text("Please give a whole number.", "请填写整数。"),
    "int_type": text("Please give a whole number.", "请填写整数。"),
    "float_parsing": text("Please give a number.", "请填写数字。"),
    "bool_parsing": text("Please answer yes or no.", "请回答是或否。"),
}


def faults_of(found: Sequence[Any], skip: int = 0) -> tuple[Fault, ...]:
    """Pydantic's errors as faults; `skip` leading steps (body, query) are dropped."""
    return tuple(Fault(tuple(e["loc"][skip:]), e["type"], _words(e["type"], str(e["msg"]))) for e in found)


def _words(kind: str, said: str) -> Text:
    return WORDS.get(kind) or text(said.removeprefix("Value error, ") + ".")
