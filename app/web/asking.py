"""Questions as pages show them: what is asked, why, what may be answered, and what is answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from app.consumers.rules.regions import PROVINCES
from app.core.i18n import Text, text
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Question
from app.questionnaires.screens import visible_questions

YES_NO = (("true", text("Yes", "是")), ("false", text("No", "否")))
PLACES = (text("First", "第一"), text("Second", "第二"), text("Third", "第三"), text("Fourth", "第四"),
          text("Fifth", "第五"))
MOST_CARDS = 12
"""More choices than this stand in columns."""
TYPES = {"number": "text", "month": "month", "date": "date", "email": "email", "tel": "tel", "url": "url"}
INPUT_MODES = {"number": "decimal", "tel": "tel", "email": "email", "url": "url"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on a page; `value` is the answer as a form holds it, a list where several may be chosen."""

    name: str
    type: str
    title: Text
    hint: Text | None
    why: Text | None
    is_required: bool
    options: tuple[tuple[str, Text], ...]
    groups: tuple[tuple[Text | None, tuple[tuple[str, Text], ...]], ...]
    value: str | list[str] | None
    input_type: str
    placeholder: Text | None
    input_mode: str | None
    low: Text | None
    high: Text | None
    least: int
    most: int
    places: tuple[Text, ...]
    in_columns: bool


def asked_on(questionnaire: Questionnaire, page: str, answers: Mapping[str, object]) -> tuple[Asked, ...]:
    """The questions that are seen on a page, given all answers so far."""
    return tuple(asked(question, answers.get(question.name))
                 for question in visible_questions(questionnaire, page, answers))


def asked(question: Question, answer: object) -> Asked:
    """One question with its answer."""
    return Asked(
        name=question.name, type=question.type, title=question.title, hint=question.description,
        why=question.daren.why, is_required=question.is_required, options=_options(question),
        groups=_groups(question), value=_value(answer),
        input_type=TYPES.get(question.input_type, "text"), input_mode=INPUT_MODES.get(question.input_type),
        placeholder=question.placeholder, low=question.min_rate_description, high=question.max_rate_description,
        least=question.low, most=question.high, places=_places(question),
        in_columns=len(question.choices) > MOST_CARDS)


def _options(question: Question) -> tuple[tuple[str, Text], ...]:
    if question.type == "boolean":
        return YES_NO
    return tuple((str(choice.value), choice.label) for choice in question.choices)


def _groups(question: Question) -> tuple[tuple[Text | None, tuple[tuple[str, Text], ...]], ...]:
    """The options of a long list by what they belong to, places by their province; what stands alone has no heading."""
    if question.store != "region":
        return ((None, _options(question)),)
    found: list[tuple[Text | None, tuple[tuple[str, Text], ...]]] = []
    for prefix, some in groupby(_options(question), key=lambda option: option[0][:2]):
        options = tuple(some)
        found.append((text(*PROVINCES[prefix]) if len(options) > 1 and prefix in PROVINCES else None, options))
    return tuple(found)


def said(question: Question, answer: object) -> Text:
    """An answer in words, as its question offers them."""
    words = dict(_options(question))
    told = [words.get(str(one), text(str(one))) for one in (answer if isinstance(answer, list) else [_value(answer)])
            if one is not None]
    return text(", ".join(one.pick("en") for one in told), "、".join(one.pick("zh-cn") for one in told))


def _value(answer: object) -> str | list[str] | None:
    if answer is None:
        return None
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return [str(one) for one in answer] if isinstance(answer, list) else str(answer)


def _places(question: Question) -> tuple[Text, ...]:
    if question.type != "ranking":
        return ()
    most = question.max_selected_choices or len(question.choices)
    later = tuple(text(f"{n}th", f"第 {n}") for n in range(len(PLACES) + 1, most + 1))
    return (PLACES + later)[:most]
