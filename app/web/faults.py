"""What Pydantic finds wrong becomes our faults, each with a sentence in both languages."""

from collections.abc import Sequence
from typing import Any

from app.core.errors import Fault
from app.core.i18n import Text, text

NOT_JSON = text("This is not JSON.", "不是有效的 JSON。")
NEEDED = text("This is needed.", "此项必填。")
WHOLE = text("Please give a whole number.", "请填写整数。")
NUMBER = text("Please give a number.", "请填写数字。")
MOMENT = text("Please give a day and a time, such as 2026-03-01T01:00:00Z.",
              "请填写日期和时间，例如 2026-03-01T01:00:00Z。")
ZONE = text("The time zone is missing: please end with Z or an offset, such as 2026-03-01T09:00:00+08:00.",
            "缺少时区，请以 Z 或时差结尾，例如 2026-03-01T09:00:00+08:00。")
DAY = text("Please give a day, such as 2026-03-01.", "请填写日期，例如 2026-03-01。")
OBJECT = text("This should be an object with fields.", "此处应为带字段的对象。")
CHOOSE = text("Please choose one of the options.", "请从选项中选择一项。")
WORDS: dict[str, Text] = {
    "missing": NEEDED, "json_invalid": NOT_JSON,
    "extra_forbidden": text("There is no such field.", "没有这个字段。"),
    "string_too_long": text("This is too long.", "内容过长。"),
    "string_pattern_mismatch": text("This does not have the form that is needed.", "格式不正确。"),
    "string_type": text("Please give words.", "请填写文字。"),
    "int_parsing": WHOLE, "int_type": WHOLE, "int_from_float": WHOLE, "int_parsing_size": WHOLE,
    "float_parsing": NUMBER, "float_type": NUMBER, "finite_number": NUMBER,
    "bool_parsing": text("Please answer yes or no.", "请回答是或否。"),
    "bool_type": text("Please answer yes or no.", "请回答是或否。"),
    "datetime_parsing": MOMENT, "datetime_type": MOMENT, "datetime_from_date_parsing": MOMENT,
    "timezone_aware": ZONE, "datetime_object_invalid": MOMENT,
    "date_parsing": DAY, "date_type": DAY, "date_from_datetime_parsing": DAY, "date_from_datetime_inexact": DAY,
    "list_type": text("This should be a list.", "此处应为列表。"),
    "model_type": OBJECT, "model_attributes_type": OBJECT, "dict_type": OBJECT,
}
PATTERNS: dict[str, tuple[str, str]] = {
    "string_too_short": ("Please give at least {min_length} characters.", "请至少填写 {min_length} 个字。"),
    "greater_than_equal": ("Please give {ge} or more.", "请填写不小于 {ge} 的数。"),
    "greater_than": ("Please give more than {gt}.", "请填写大于 {gt} 的数。"),
    "less_than_equal": ("Please give {le} or less.", "请填写不大于 {le} 的数。"),
    "less_than": ("Please give less than {lt}.", "请填写小于 {lt} 的数。"),
    "too_long": ("At most {max_length} of these.", "最多 {max_length} 项。"),
    "too_short": ("At least {min_length} of these.", "至少 {min_length} 项。"),
    "literal_error": ("Please choose one of {expected}.", "请从以下选项中选择：{expected}。"),
}


def faults_of(found: Sequence[Any], skip: int = 0, *, is_form: bool = False) -> tuple[Fault, ...]:
    """Pydantic's errors as faults; `skip` leading steps (body, query) are dropped.

    To who filled in a form, choices are not named by their codes.
    """
    return tuple(Fault((*e["loc"][skip:], *(e.get("ctx") or {}).get("where", ())), e["type"],
                       CHOOSE if is_form and e["type"] == "literal_error" else _words(e)) for e in found)


def _words(error: Any) -> Text:
    """A known sentence; else the validator's own, with the Chinese one that it put into its context as `zh`."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "string_too_short" and (context.get("min_length") or 1) == 1:
        return NEEDED
    if kind in WORDS:
        return WORDS[kind]
    if kind in PATTERNS:
        english, chinese = PATTERNS[kind]
        return text(english.format(**context), chinese.format(**context).replace(" or ", "、").replace(", ", "、"))
    said = str(error["msg"]).removeprefix("Value error, ")
    return text(said if said.endswith((".", "?", "!")) else said + ".", context.get("zh"))
