"""What checked answers say about a person beside the traits, and which of them may be kept in a response."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson

from app.consumers.rules import YOUNGEST
from app.consumers.rules.refusals import TooYoung
from app.core.errors import Invalid
from app.core.i18n import text
from app.questionnaires import traits
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import RATHER_NOT_SAY, Answer
from app.questionnaires.traits import TraitValue

BIRTH, GENDER, WORKS_FOR = "about:birth", "about:gender", "about:works_for"
NOBODY = "none"
STILL_TO_COME = text("This month is still to come; please look at the year again.", "这个月份还没到，请检查年份。")
APART = frozenset({"social_account", "address"})
"""Stores whose answers are sealed rows of their own and never stand in a response."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one questionnaire asks for, found once: question names by what they are used for."""

    birth: str | None
    gender: str | None
    works_for: str | None
    region: str | None
    apart: frozenset[str]
    consents: tuple[str, ...]
    sensitive: frozenset[str]
    sensitive_traits: frozenset[str]


@lru_cache(maxsize=64)
def asked(questionnaire: Questionnaire) -> Asked:
    """What the questionnaire asks for."""
    questions = questionnaire.questions
    by_trait = {key: name for name, question in questions.items() for key in question.daren.traits}
    sensitive = frozenset(name for name, question in questions.items() if question.daren.sensitive)
    return Asked(
        by_trait.get(BIRTH), by_trait.get(GENDER), by_trait.get(WORKS_FOR),
        next((name for name, question in questions.items() if question.store == "region"), None),
        frozenset(name for name, question in questions.items() if question.store in APART),
        tuple(name for name, question in questions.items() if question.store == "consent"),
        sensitive, frozenset(key for name in sensitive for key in questions[name].daren.traits))


def month_number(answer: object) -> int | None:
    """'1996-04' (or '1996-04-02') as months since year 0: 12 * year + month - 1."""
    parts = str(answer).split("-") if answer is not None else []
    return 12 * int(parts[0]) + int(parts[1]) - 1 if len(parts) >= 2 else None


def age_in_months(birth_month: int, at: datetime) -> int:
    """Whole months that have passed since the month of birth."""
    return 12 * at.year + at.month - 1 - birth_month


def refuse_the_too_young(questionnaire: Questionnaire, answers: Mapping[str, object], at: datetime) -> None:
    """Raise TooYoung where the birthday of fourteen has not surely passed, the day is never asked; Invalid where the
    month is still to come, which is a slip and no age."""
    name = asked(questionnaire).birth
    born = month_number(answers.get(name)) if name else None
    if name and born is not None and age_in_months(born, at) < 0:
        raise Invalid.at(name, STILL_TO_COME, "born_later")
    if born is not None and age_in_months(born, at) <= 12 * YOUNGEST:
        raise TooYoung(YOUNGEST)


def columns(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, object]:
    """The consumer's own columns that this questionnaire asks for; None or [] where left unanswered."""
    what, found = asked(questionnaire), dict[str, object]()
    if what.birth:
        found["birth_month"] = month_number(answers.get(what.birth))
    if what.gender:
        told = answers.get(what.gender)
        found["gender"] = None if told == RATHER_NOT_SAY else told
    if what.region:
        found["region_code"] = answers.get(what.region)
    if what.works_for:
        told = answers.get(what.works_for)
        found["works_for"] = [one for one in told if one != NOBODY] if isinstance(told, list) else []
    return found


def told_consents(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, bool]:
    """Yes or no for each purpose that was answered."""
    return {name.partition(":")[2]: answers[name] is True for name in asked(questionnaire).consents if name in answers}


def kept(questionnaire: Questionnaire, answers: Mapping[str, Answer], *, sensitive: bool) -> dict[str, Answer]:
    """The answers as a response keeps them: no handle, no address, and nothing sensitive without its consent."""
    what = asked(questionnaire)
    left_out = what.apart if sensitive else what.apart | what.sensitive
    if not left_out:
        return dict(answers)
    return {name: answer for name, answer in answers.items() if name not in left_out}


def traits_of(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, TraitValue]:
    """The traits in a response's answers."""
    return traits.of_answers(questionnaire, answers)


def earlier_traits(questionnaire: Questionnaire, values: Collection[str], fresh: Collection[str],
                   before: Mapping[str, str]) -> dict[str, str]:
    """Trait key to ISO time for the traits that these answers only carry over; `before` has their times."""
    questions = questionnaire.questions
    new = {key for name in fresh if name in questions for key in questions[name].daren.traits}
    return {key: before[key] for key in values if key not in new and key in before}


def digest(answers: Mapping[str, Answer]) -> str:
    """SHA-256 of checked answers in the order of their questions: 64 hex digits."""
    return hashlib.sha256(orjson.dumps(answers)).hexdigest()
