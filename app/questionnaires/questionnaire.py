"""A loaded questionnaire: its name and version, its pages, its questions by name and their conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.core.i18n import Text
from app.questionnaires.checkers import Checker, checker_of
from app.questionnaires.refusals import NoSuchPage, nearest
from app.questionnaires.schema import Page, Question, Sheet
from app.questionnaires.terms import Condition


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """One version of one questionnaire, as its file holds it.

    `conditions` stand in the order in which they are decided: a question's own before those that ask about it.
    """

    slug: str
    version: int
    sha256: str
    sheet: Sheet
    conditions: tuple[tuple[str, Condition], ...] = ()

    @property
    def title(self) -> Text:
        """What people call it."""
        return self.sheet.title

    @property
    def description(self) -> Text | None:
        """What it is for."""
        return self.sheet.description

    @property
    def pages(self) -> tuple[Page, ...]:
        """Its screens, in order."""
        return self.sheet.pages

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its name, in the order of the pages."""
        return {question.name: question for page in self.pages for question in page.elements}

    @cached_property
    def page_names(self) -> Mapping[str, str]:
        """The page on which each question stands."""
        return {question.name: page.name for page in self.pages for question in page.elements}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The questions that must be answered where they are seen."""
        return tuple(name for name, question in self.questions.items() if question.is_required)

    @cached_property
    def checkers(self) -> tuple[tuple[str, Checker], ...]:
        """Each question's checker, made once."""
        return tuple((name, checker_of(question)) for name, question in self.questions.items())

    def page(self, name: str) -> Page:
        """The page of this name."""
        for page in self.pages:
            if page.name == name:
                return page
        raise NoSuchPage(name=name, nearest=nearest(name, [page.name for page in self.pages], 0.0) or "")
