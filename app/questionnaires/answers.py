"""Answers checked against their questionnaire: what is kept, what is hidden, what is still missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import cast

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.refusals import nearest, quote
from app.questionnaires.schema import Answer
from app.questionnaires.wiring import hide

MOST_UNKNOWN = 20
"""So many unknown questions are named; looking for the nearest name of thousands would take seconds."""
REQUIRED = text("Please answer this question.", "请回答这个问题。")


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers that may be kept, in the order of the questions.

    `hidden` are the questions that their conditions hide; `missing` the required ones that are seen and unanswered,
    on every page.
    """

    answers: dict[str, Answer]
    hidden: frozenset[str]
    missing: tuple[str, ...]


def check(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    pages: Collection[str] | None = None,
    complete: bool = True,
) -> Checked:
    """The answers as they are kept; raises Invalid with one fault for each wrong one.

    `answers` are all that are known so far, as conditions may ask about other pages; None, "" and [] are unanswered.
    A required question must be answered where it is seen, on the named pages or on all, unless `complete` is False.
    """
    kept: dict[str, Answer] = {}
    faults: list[Fault] = []
    known = 0
    for name, checker in questionnaire.checkers:
        if name in answers:
            known += 1
            found = checker(answers[name])
            if found is None:
                continue
            if isinstance(found, Fault):
                faults.append(found)
            else:
                kept[name] = found
    if known != len(answers):
        faults.extend(_unknown(questionnaire, answers))
    return settle(questionnaire, kept, faults, pages if complete else ())


def settle(
    questionnaire: Questionnaire, kept: dict[str, Answer], faults: list[Fault], pages: Collection[str] | None,
) -> Checked:
    """Take hidden questions out of the checked answers and demand what the pages require; None means every page."""
    hidden: frozenset[str] = frozenset()
    if questionnaire.conditions:
        hidden = hide(questionnaire.conditions, cast(dict[str, object], kept))
        faults = [fault for fault in faults if fault.where[0] not in hidden]
    missing = tuple(name for name in questionnaire.required if name not in kept and name not in hidden)
    told = {fault.where[0] for fault in faults}
    for name in missing:
        if name not in told and (pages is None or questionnaire.page_names[name] in pages):
            faults.append(Fault((name,), "required", REQUIRED))
    if faults:
        places = {name: place for place, name in enumerate(questionnaire.questions)}
        raise Invalid(tuple(sorted(faults, key=lambda fault: places.get(str(fault.where[0]), len(places)))))
    return Checked(kept, hidden, missing)


def _unknown(questionnaire: Questionnaire, answers: Mapping[str, object]) -> Iterator[Fault]:
    unknown = (name for name in answers if name not in questionnaire.questions)
    for name in islice(unknown, MOST_UNKNOWN):
        yield unknown_question(questionnaire, name)


def unknown_question(questionnaire: Questionnaire, name: str) -> Fault:
    """There is no such question; the nearest one is told."""
    near, said = nearest(name, questionnaire.questions), quote(name)
    en = f"There is no question '{said}'" + (f"; did you mean '{near}'?" if near else ".")
    zh = f"没有“{said}”这道题" + (f"，是不是“{near}”？" if near else "。")
    return Fault((name,), "unknown_question", text(en, zh))
