"""How a questionnaire is walked through: the first pages, what is seen on a page, and how far one has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Page, Question
from app.questionnaires.wiring import hide

SECONDS_A_QUESTION = 8


@dataclass(frozen=True, slots=True)
class Progress:
    """Step `step` of `of`, and about so many whole minutes left, at least one."""

    step: int
    of: int
    minutes: int


def first_pages(questionnaire: Questionnaire) -> tuple[Page, ...]:
    """The pages up to the last one with a required question: they make a member. The later ones are optional parts."""
    last = max((at for at, page in enumerate(questionnaire.pages, 1)
                if any(question.is_required for question in page.elements)), default=0)
    return questionnaire.pages[:last]


def later_pages(questionnaire: Questionnaire) -> tuple[Page, ...]:
    """The optional parts."""
    return questionnaire.pages[len(first_pages(questionnaire)):]


def hidden_names(questionnaire: Questionnaire, answers: Mapping[str, object]) -> frozenset[str]:
    """The questions that these answers hide."""
    return hide(questionnaire.conditions, dict(answers))


def visible_questions(
    questionnaire: Questionnaire, page: str, answers: Mapping[str, object],
) -> tuple[Question, ...]:
    """The questions that are seen on a page, given all answers so far."""
    return _seen(questionnaire.page(page), hidden_names(questionnaire, answers))


def progress(questionnaire: Questionnaire, page: str, answers: Mapping[str, object]) -> Progress:
    """Where a page stands among the first pages, or among the optional parts, those without a seen question left out.

    Minutes: eight seconds for each question seen from this page on, rounded up.
    """
    here = questionnaire.page(page)
    first = first_pages(questionnaire)
    walk = first if any(one is here for one in first) else later_pages(questionnaire)
    hidden = hidden_names(questionnaire, answers)
    steps = [one for one in walk if one is here or _seen(one, hidden)]
    at = [one.name for one in steps].index(page)
    questions = sum(len(_seen(one, hidden)) for one in steps[at:])
    return Progress(at + 1, len(steps), max(1, ceil(questions * SECONDS_A_QUESTION / 60)))


def _seen(page: Page, hidden: frozenset[str]) -> tuple[Question, ...]:
    return tuple(question for question in page.elements if question.name not in hidden)
