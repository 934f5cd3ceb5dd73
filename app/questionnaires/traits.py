"""Traits: what answers say about a person, in the four kinds that matching can weigh."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from app.core.errors import Conflict
from app.core.i18n import Text, text
from app.questionnaires.checkers import EARLIEST_YEAR, LATEST_YEAR, number_bounds
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import MANY_CHOICES, RATHER_NOT_SAY, SINGLE_CHOICE, Answer, Question

TraitValue = int | float | str | list[str]
"""scale: int; single: str; multiple: list of str in the order of the choices; number: int or float."""
Telling = Callable[[Answer], TraitValue | None]
YES_OR_NO = ("true", "false")
YES_OR_NO_TEXTS = (text("Yes", "是"), text("No", "否"))


class TraitKind(StrEnum):
    """How a trait can be weighed."""

    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class TraitSpec:
    """A trait: its kind, its ends (None where a number has none), its choices with their texts, in one order."""

    key: str
    kind: TraitKind
    low: int | float | None
    high: int | float | None
    choices: tuple[str, ...]
    sensitive: bool
    title: Text
    choice_texts: tuple[Text, ...]

    def say(self, choice: str) -> Text:
        """A choice in words."""
        return self.choice_texts[self.choices.index(choice)]


@dataclass(eq=False)
class TraitClash(Conflict):
    """Two questionnaires give one trait key two meanings that cannot be compared."""

    message: ClassVar[str] = "The trait '{key}' is a {one} in one questionnaire and a {other} in another."
    zh: ClassVar[str] = "特征“{key}”在一份问卷中是 {one}，在另一份中是 {other}。"
    key: str
    one: str
    other: str


def catalogue(questionnaire: Questionnaire) -> dict[str, TraitSpec]:
    """Every trait that the questionnaire can give, by key, in the order of the questions."""
    return {key: _spec(key, question) for question in questionnaire.questions.values()
            for key in question.daren.traits}


def of_answers(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, TraitValue]:
    """The traits in checked answers; an unanswered question and 'rather not say' give none."""
    traits: dict[str, TraitValue] = {}
    for name, keys, telling in _tellings(questionnaire):
        answer = answers.get(name)
        if answer is None:
            continue
        value = telling(answer)
        if value is not None:
            for key in keys:
                traits[key] = value
    return traits


def merge_catalogues(catalogues: Iterable[Mapping[str, TraitSpec]]) -> dict[str, TraitSpec]:
    """One catalogue of several questionnaires, later titles winning; raises TraitClash where a key differs in kind.

    Choices are joined, numbers take the wider range, and a trait is sensitive where any questionnaire says so.
    """
    merged: dict[str, TraitSpec] = {}
    for one in catalogues:
        for key, spec in one.items():
            merged[key] = _joined(merged[key], spec) if key in merged else spec
    return merged


def _kind(question: Question) -> TraitKind:
    if question.type == "rating":
        return TraitKind.SCALE
    if question.type in MANY_CHOICES:
        return TraitKind.MULTIPLE
    return TraitKind.SINGLE if question.type in SINGLE_CHOICE or question.type == "boolean" else TraitKind.NUMBER


def _range(question: Question) -> tuple[int | float | None, int | float | None]:
    if question.type == "rating":
        return question.low, question.high
    if question.type == "text":
        return number_bounds(question) if question.is_number else (EARLIEST_YEAR, LATEST_YEAR)
    return None, None


def _spec(key: str, question: Question) -> TraitSpec:
    low, high = _range(question)
    told = [choice for choice in question.choices if choice.value != RATHER_NOT_SAY]
    choices, texts = tuple(str(choice.value) for choice in told), tuple(choice.label for choice in told)
    if question.type == "boolean":
        choices, texts = YES_OR_NO, YES_OR_NO_TEXTS
    return TraitSpec(key, _kind(question), low, high, choices, question.daren.sensitive, question.title, texts)


def _joined(one: TraitSpec, other: TraitSpec) -> TraitSpec:
    ends = ((one.low, one.high), (other.low, other.high))
    if one.kind != other.kind or (one.kind == TraitKind.SCALE and ends[0] != ends[1]):
        raise TraitClash(one.key, _say_kind(one), _say_kind(other))
    texts = {**dict(zip(one.choices, one.choice_texts, strict=True)),
             **dict(zip(other.choices, other.choice_texts, strict=True))}
    return replace(
        other, low=_wider(min, one.low, other.low), high=_wider(max, one.high, other.high),
        choices=tuple(texts), choice_texts=tuple(texts.values()), sensitive=one.sensitive or other.sensitive)


def _wider(
    end: Callable[[float, float], float], one: int | float | None, other: int | float | None,
) -> int | float | None:
    return None if one is None or other is None else end(one, other)


def _say_kind(spec: TraitSpec) -> str:
    return f"{spec.kind} {spec.low}-{spec.high}" if spec.kind == TraitKind.SCALE else str(spec.kind)


@lru_cache(maxsize=64)
def _tellings(questionnaire: Questionnaire) -> tuple[tuple[str, tuple[str, ...], Telling], ...]:
    return tuple((name, question.daren.traits, _telling(question))
                 for name, question in questionnaire.questions.items() if question.daren.traits)


def _as_it_is(answer: Answer) -> TraitValue | None:
    return answer if isinstance(answer, int | float) else None


def _year(answer: Answer) -> TraitValue | None:
    return int(str(answer)[:4])


def _telling(question: Question) -> Telling:
    """How the question's checked answer is told as a trait."""
    if question.type == "rating" or question.is_number:
        return _as_it_is
    if question.type == "text":
        return _year
    if question.type == "boolean":
        return lambda answer: "true" if answer else "false"
    told: dict[object, str] = {
        value: written for written, value in question.values.items() if value != RATHER_NOT_SAY}
    if question.type in SINGLE_CHOICE:
        return lambda answer: None if isinstance(answer, list) else told.get(answer)
    return lambda answer: _chosen(answer, told)


def _chosen(answer: Answer, told: Mapping[object, str]) -> list[str] | None:
    if not isinstance(answer, list) or RATHER_NOT_SAY in answer:
        return None
    return [written for value, written in told.items() if value in answer]
