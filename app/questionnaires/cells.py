"""CSV cells and rows to checked answers, fast: what one cell has meant before is remembered."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.questionnaires.answers import Checked, settle, unknown_question
from app.questionnaires.checkers import Checker, checker_of
from app.questionnaires.forms import number
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import MANY_CHOICES, Answer, Question

SEPARATOR = ";"
MOST_REMEMBERED = 4096
YES, NO = frozenset({"true", "yes", "1", "是"}), frozenset({"false", "no", "0", "否"})


class _Unseen:
    """Marks a cell that has not been read before."""


UNSEEN: Final = _Unseen()
Seen = dict[str, Answer | None]
"""What a column's cells have meant; lists are left out, as two people must not share one."""
Reading = Callable[[str], Answer | Fault | None]


def _reading(question: Question, checker: Checker) -> Reading:
    """The cell, stripped and turned into the question's type, then checked."""
    if question.type in MANY_CHOICES:
        values = question.values

        def many(cell: str) -> Answer | Fault | None:
            parts = [part.strip() for part in cell.split(SEPARATOR)]
            return checker([values.get(part, part) for part in parts if part])

        return many
    if question.values:
        choices = question.values
        return lambda cell: checker(choices.get(cell.strip(), cell.strip()))
    if question.type == "boolean":
        return lambda cell: checker(_yes_or_no(cell.strip()))
    if question.type == "rating" or question.is_number:
        return lambda cell: checker(number(cell.strip()))
    return checker


def _yes_or_no(cell: str) -> object:
    word = cell.lower()
    return True if word in YES else False if word in NO else cell


class RowReader:
    """Reads the rows of one table, whose header is known, into checked answers."""

    def __init__(
        self, questionnaire: Questionnaire, header: Sequence[str], ignore: Collection[str] = (), complete: bool = True,
    ) -> None:
        """Columns in `ignore` are no questions; any other that is none, or is there twice, raises Invalid."""
        faults = [unknown_question(questionnaire, name) for name in header
                  if name not in ignore and name not in questionnaire.questions]
        faults += [Fault((name,), "column_twice", text(f"The column '{name}' is there twice.", f"“{name}”列重复出现。"))
                   for name in dict.fromkeys(header) if header.count(name) > 1]
        if faults:
            raise Invalid(tuple(faults))
        self._questionnaire, self._width = questionnaire, len(header)
        self._pages: Collection[str] | None = None if complete else ()
        places = {name: place for place, name in enumerate(header)}
        self._columns: tuple[tuple[int, str, Seen, Reading], ...] = tuple(
            (places[name], name, {"": None}, _reading(question, checker_of(question)))
            for name, question in questionnaire.questions.items() if name in places and name not in ignore)

    @staticmethod
    def _new(cell: str, seen: Seen, reading: Reading) -> Answer | Fault | None:
        found = reading(cell)
        if len(seen) < MOST_REMEMBERED and not isinstance(found, list | Fault):
            seen[cell] = found
        return found

    def read(self, cells: Sequence[str]) -> Checked:
        """One row's checked answers; raises Invalid with one fault for each wrong cell, at its question."""
        if len(cells) != self._width:
            raise Invalid.at((), text(f"This row has {len(cells)} cells; the header has {self._width}.",
                                      f"该行有 {len(cells)} 个单元格，表头有 {self._width} 个。"), "row_length")
        kept: dict[str, Answer] = {}
        faults: list[Fault] = []
        for place, name, seen, reading in self._columns:
            cell = cells[place]
            known = seen.get(cell, UNSEEN)
            found = self._new(cell, seen, reading) if isinstance(known, _Unseen) else known
            if isinstance(found, Fault):
                faults.append(found)
            elif found is not None:
                kept[name] = found
        return settle(self._questionnaire, kept, faults, self._pages)
