"""For each question a function, made once, that turns an answer into its kept form or into what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from math import isfinite

from app.core.errors import Fault
from app.core.i18n import Text, text
from app.questionnaires.refusals import nearest, quote
from app.questionnaires.schema import (
    MANY_CHOICES,
    SINGLE_CHOICE,
    Answer,
    CountRule,
    EmailRule,
    LengthRule,
    NumericRule,
    Question,
    RegexRule,
    Rule,
)

Checker = Callable[[object], Answer | Fault | None]
"""The kept answer, None where there is none, or the fault; never raises."""
Step = tuple[Callable[[str], bool], Fault]

LONGEST = {"text": 500, "comment": 4000}
"""Characters, where no validator says otherwise."""
GREATEST = 1e12
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
NOT_TYPED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
NOT_TYPED_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{3,24}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)


def checker_of(question: Question) -> Checker:
    """The checker of one question."""
    if question.type in SINGLE_CHOICE:
        return _single(question)
    if question.type in MANY_CHOICES:
        return _many(question)
    if question.type == "rating":
        return _rating(question)
    if question.type == "boolean":
        return _boolean(question)
    return _number(question) if question.is_number else _words(question)


def fault(question: Question, code: str, en: str, zh: str, said: Text | None = None) -> Fault:
    """What is wrong with the answer to a question, in the file's own words where it has some."""
    return Fault((question.name,), code, said or text(en, zh))


def _not_a_choice(question: Question, value: object) -> Fault:
    near = nearest(str(value), question.values)
    en = f"'{quote(value)}' is not one of the answers offered" + (f"; did you mean '{near}'?" if near else ".")
    zh = f"选项中没有“{quote(value)}”" + (f"，是不是想选“{near}”？" if near else "。")
    return fault(question, "not_a_choice", en, zh)


def _single(question: Question) -> Checker:
    offered = frozenset(question.values.values())
    wrong = fault(question, "wrong_type", "Please choose one of the answers offered.", "请从给出的选项中选一个。")

    def check(value: object) -> Answer | Fault | None:
        if isinstance(value, str | int) and not isinstance(value, bool):
            if value in offered:
                return value
            return _not_a_choice(question, value) if value != "" else None
        return None if value is None else wrong

    return check


def _bounds(question: Question) -> tuple[int, int]:
    """The fewest and the most answers that may be chosen."""
    rules = [rule for rule in question.validators if isinstance(rule, CountRule)]
    fewest = max((rule.min_count or 0 for rule in rules), default=0)
    caps = [*(rule.max_count for rule in rules), question.max_selected_choices, len(question.choices)]
    return fewest, min(cap for cap in caps if cap is not None)


def _many(question: Question) -> Checker:
    offered = frozenset(question.values.values())
    fewest, most = _bounds(question)
    said = next((rule.text for rule in question.validators if rule.text), None)
    wrong = fault(question, "wrong_type", "Please choose from the answers offered.", "请从给出的选项中选择。")
    over = fault(question, "too_many_chosen", f"Please choose at most {most}.", f"最多选 {most} 项。", said)
    under = fault(question, "too_few_chosen", f"Please choose at least {fewest}.", f"至少选 {fewest} 项。", said)
    twice = fault(question, "chosen_twice", "Each answer can be chosen only once.", "同一个选项只能选一次。")

    def check(value: object) -> Answer | Fault | None:
        if not isinstance(value, list):
            return None if value is None or value == "" else wrong
        for item in value:
            if not isinstance(item, str | int) or isinstance(item, bool):
                return wrong
            if item not in offered:
                return _not_a_choice(question, item)
        if len(set(value)) != len(value):
            return twice
        if not fewest <= len(value) <= most:
            return (over if len(value) > most else under) if value else None
        return list(value) or None

    return check


def _rating(question: Question) -> Checker:
    low, high = question.low, question.high
    wrong = fault(question, "out_of_range", f"Please choose a whole number from {low} to {high}.",
                  f"请选择 {low} 到 {high} 之间的整数。")

    def check(value: object) -> Answer | Fault | None:
        if type(value) is int:
            return value if low <= value <= high else wrong
        if type(value) is float and value.is_integer():
            return int(value) if low <= value <= high else wrong
        return None if value is None or value == "" else wrong

    return check


def _boolean(question: Question) -> Checker:
    wrong = fault(question, "wrong_type", "Please answer yes or no.", "请回答“是”或“否”。")

    def check(value: object) -> Answer | Fault | None:
        if isinstance(value, bool):
            return value
        return None if value is None or value == "" else wrong

    return check


def number_bounds(question: Question) -> tuple[int | float | None, int | float | None]:
    """The least and the greatest number that the validators allow; None where they do not say."""
    rules = [rule for rule in question.validators if isinstance(rule, NumericRule)]
    lows = [rule.min_value for rule in rules if rule.min_value is not None]
    highs = [rule.max_value for rule in rules if rule.max_value is not None]
    return max(lows, default=None), min(highs, default=None)


def _range_words(low: int | float | None, high: int | float | None) -> tuple[str, str]:
    if low is not None and high is not None:
        return f"Please give a number from {low} to {high}.", f"请填写 {low} 到 {high} 之间的数字。"
    if low is not None:
        return f"Please give a number of at least {low}.", f"请填写不小于 {low} 的数字。"
    if high is not None:
        return f"Please give a number of at most {high}.", f"请填写不大于 {high} 的数字。"
    return "This number is too large.", "这个数字太大了。"


def _number(question: Question) -> Checker:
    low, high = number_bounds(question)
    least, most = (-GREATEST if low is None else low), (GREATEST if high is None else high)
    said = next((rule.text for rule in question.validators if rule.text), None)
    outside = fault(question, "out_of_range", *_range_words(low, high), said)
    wrong = fault(question, "wrong_type", "Please answer this with a number.", "请填写数字。")

    def check(value: object) -> Answer | Fault | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not least <= value <= most:
                return outside if isinstance(value, int) or isfinite(value) else wrong
            return int(value) if isinstance(value, float) and value.is_integer() else value
        return None if value is None or value == "" else wrong

    return check


def _words(question: Question) -> Checker:
    wrong = fault(question, "wrong_type", "Please answer this in words.", "请用文字回答。")
    has_lines, steps = question.type == "comment", tuple(_steps(question))

    def check(value: object) -> Answer | Fault | None:
        if not isinstance(value, str):
            return None if value is None else wrong
        value = value.strip(" \t\r\n\u3000")
        if has_lines:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if not value:
            return None
        for passes, otherwise in steps:
            if not passes(value):
                return otherwise
        return value

    return check


def _steps(question: Question) -> Iterable[Step]:
    """What a text must pass, in order: its signs, its length, its form, and the validators."""
    barred = NOT_TYPED_IN_LINES if question.type == "comment" else NOT_TYPED
    yield (lambda value: not barred.search(value)), fault(
        question, "bad_characters", "This holds characters that cannot be kept; please type it again.",
        "内容里有无法保存的字符，请重新输入。")
    lengths = [rule.max_length for rule in question.validators if isinstance(rule, LengthRule) and rule.max_length]
    longest = min(lengths, default=LONGEST[question.type])
    said = next((rule.text for rule in question.validators if isinstance(rule, LengthRule) and rule.text), None)
    yield (lambda value: len(value) <= longest), fault(
        question, "too_long", f"Please use at most {longest} characters.", f"最多可以写 {longest} 个字。", said)
    yield from _form(question)
    for rule in question.validators:
        yield from _rule(question, rule)


def _form(question: Question) -> Iterable[Step]:
    """The form that the input type promises."""
    match question.input_type:
        case "email":
            yield _looks_like_email(question, None)
        case "url":
            yield (lambda value: bool(URL.fullmatch(value))), fault(
                question, "not_a_link", "Please paste a link that begins with https://.",
                "请粘贴以 https:// 开头的链接。")
        case "tel":
            yield (lambda value: bool(PHONE.fullmatch(value))), fault(
                question, "not_a_phone", "Please give a phone number in digits.", "请填写数字形式的电话号码。")
        case "month":
            yield (lambda value: len(value) == 7 and is_day(value)), fault(
                question, "not_a_month", "Please give a month from 1900 on, such as 1990-05.",
                "请填写 1900 年以后的月份，例如 1990-05。")
        case "date":
            yield (lambda value: len(value) == 10 and is_day(value)), fault(
                question, "not_a_date", "Please give a day such as 1990-05-17.", "请填写日期，例如 1990-05-17。")


def is_day(value: str) -> bool:
    """Whether 'YYYY-MM' or 'YYYY-MM-DD' is a month or day of the calendar, 1900 to 2100."""
    if not DAY.fullmatch(value) or not EARLIEST_YEAR <= int(value[:4]) <= LATEST_YEAR:
        return False
    try:
        date.fromisoformat(value if len(value) == 10 else value + "-01")
    except ValueError:
        return False
    return True


def _looks_like_email(question: Question, said: Text | None) -> Step:
    return (lambda value: bool(EMAIL.fullmatch(value))), fault(
        question, "not_an_email", "Please give an email address such as name@example.org.",
        "请填写邮箱地址，例如 name@example.org。", said)


def _rule(question: Question, rule: Rule) -> Iterable[Step]:
    if isinstance(rule, EmailRule):
        yield _looks_like_email(question, rule.text)
    elif isinstance(rule, RegexRule):
        search = re.compile(rule.regex).search
        yield (lambda value: bool(search(value))), fault(
            question, "wrong_form", "This does not have the form that is needed.", "格式不正确。", rule.text)
    elif isinstance(rule, LengthRule) and rule.min_length:
        fewest = rule.min_length
        yield (lambda value: len(value) >= fewest), fault(
            question, "too_short", f"Please write at least {fewest} characters.", f"至少写 {fewest} 个字。", rule.text)
