"""The parts of a questionnaire as a member sees them: which are first, what each is good for, how much is answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import Text
from app.questionnaires import screens
from app.questionnaires.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Part:
    """One page: how many of its seen questions are answered."""

    name: str
    title: Text
    good_for: Text | None
    is_first: bool
    answered: int
    of: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to answer here."""
        return self.answered >= self.of


def parts(questionnaire: Questionnaire, answers: Mapping[str, object]) -> tuple[Part, ...]:
    """Every page with a seen question, in order."""
    first = {page.name for page in screens.first_pages(questionnaire)}
    found = []
    for page in questionnaire.pages:
        seen = screens.visible_questions(questionnaire, page.name, answers)
        if seen:
            answered = sum(1 for question in seen if answers.get(question.name) is not None)
            found.append(Part(page.name, page.title, page.description, page.name in first, answered, len(seen)))
    return tuple(found)


def first_walk(questionnaire: Questionnaire, answers: Mapping[str, object]) -> tuple[str, ...]:
    """The names of the first pages on which something is seen."""
    return tuple(part.name for part in parts(questionnaire, answers) if part.is_first)


def next_page(walk: tuple[str, ...], page: str) -> str | None:
    """The page after this one, None where it is the last."""
    at = walk.index(page) + 1
    return walk[at] if at < len(walk) else None


def page_before(walk: tuple[str, ...], page: str) -> str | None:
    """The page before this one, None where it is the first."""
    at = walk.index(page)
    return walk[at - 1] if at else None
