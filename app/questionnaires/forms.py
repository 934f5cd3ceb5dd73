"""A sent form's pairs of strings to typed answers; what cannot be read stays as typed, for the check to refuse."""

import re
from collections.abc import Iterable

from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import MANY_CHOICES, Question, Value

DIGITS = "[0-9\uff10-\uff19]{1,15}"
"""Plain or full-width ones, as a Chinese keyboard types them; digits of no other script."""
WHOLE = re.compile(f"[+-]?{DIGITS}")
DECIMAL = re.compile(rf"[+-]?{DIGITS}\.{DIGITS}")
YES, NO = frozenset({"true", "on"}), frozenset({"false"})
ORDERED = re.compile(r"(?P<name>.+)#(?P<place>[1-9][0-9]{0,2})", re.DOTALL)


def from_form(questionnaire: Questionnaire, page: str, pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The answers of one page, None for each of its questions that was left empty, ready to lie over the saved ones.

    A ranking comes as its name repeated in order, or as `name#1`, `name#2` ... holding the first choice, the second
    and so on. Unknown fields are handed on for `check` to refuse.
    """
    answers: dict[str, object] = {question.name: None for question in questionnaire.page(page).elements}
    typed: dict[str, list[str]] = {}
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name, value in pairs:
        ordered = None if name in questionnaire.questions else ORDERED.fullmatch(name)
        if ordered and _is_ranking(questionnaire, ordered["name"]):
            ranked.setdefault(ordered["name"], []).append((int(ordered["place"]), value))
        else:
            typed.setdefault(name, []).append(value)
    for name, places in ranked.items():
        typed[name] = [value for _, value in sorted(places, key=lambda pair: pair[0])]
    for name, values in typed.items():
        question = questionnaire.questions.get(name)
        answers[name] = values[-1] if question is None else _typed(question, values)
    return answers


def _is_ranking(questionnaire: Questionnaire, name: str) -> bool:
    question = questionnaire.questions.get(name)
    return question is not None and question.type == "ranking"


def _typed(question: Question, values: list[str]) -> object:
    given = [value for value in values if value.strip()]
    if not given:
        return None
    if question.type in MANY_CHOICES:
        return [_choice(question, value) for value in given]
    last = given[-1]
    if question.values:
        return _choice(question, last)
    if question.type == "boolean":
        return yes_or_no(last)
    return number(last) if question.type == "rating" or question.is_number else last


def _choice(question: Question, value: str) -> Value:
    return question.values.get(value, value)


def yes_or_no(value: str) -> object:
    """'true' and 'on' as True, 'false' as False, else the text itself."""
    return True if value in YES else False if value in NO else value


def number(value: str) -> object:
    """A written number as int or float, full-width digits too, else the text itself; '3.0' is 3."""
    bare = value.strip()
    if WHOLE.fullmatch(bare):
        return int(bare)
    if DECIMAL.fullmatch(bare):
        read = float(bare)
        return int(read) if read.is_integer() else read
    return value
