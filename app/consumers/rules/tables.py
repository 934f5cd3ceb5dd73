"""A table of people, row by row: checked answers and all that is to be stored, or what is wrong at which line."""

import csv
import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from app.consumers.rules import SENSITIVE, person
from app.consumers.rules.refusals import TooYoung
from app.core import crypto
from app.core.errors import Fault, Invalid
from app.core.i18n import Text, text
from app.questionnaires import extract
from app.questionnaires.cells import RowReader
from app.questionnaires.extract import SocialAccount
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.refusals import nearest, quote
from app.questionnaires.schema import Answer
from app.questionnaires.traits import TraitValue

LONGEST_ID = 120
NO_ID = text("The id is empty.", "编号为空。")
BAD_ID = text(f"The id is longer than {LONGEST_ID} signs or holds one that cannot be seen.",
              f"编号超过 {LONGEST_ID} 个字符，或含有不可见字符。")
TWICE = text("This id has come in an earlier row of the file; the first one counts.",
             "该编号在文件前面已出现，以第一次为准。")
NO_ANSWERS = text("The file has an id and no other column, so it tells no answers.", "文件只有编号一列，没有任何答案。")
DELIMITERS = ",;\t"
EMPTY = text("The file is empty; its first row must name the columns.", "文件为空，第一行应为列名。")


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a row is left out: the line where it begins (from 1), the column where one is to blame, a code, words, and
    what stands there, shortened."""

    line: int
    column: str
    code: str
    why: Text
    value: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person of a table, ready to be stored; `told` is yes or no for each purpose that was answered."""

    line: int
    external_id: str
    answers: dict[str, Answer]
    digest: str
    values: dict[str, TraitValue]
    columns: dict[str, Any]
    told: dict[str, bool] = field(default_factory=dict)
    accounts: tuple[SocialAccount, ...] = ()
    address: dict[str, str] | None = None


class SeenIds:
    """Which ids have come before, in 16 bytes each: 64 bits of a hash, so that two of a million people are taken for
    one with a chance of 3 in 100 million."""

    def __init__(self) -> None:
        self._slots, self._count = array("Q", bytes(8 * 1024)), 0

    def add(self, external_id: str) -> bool:
        """Remember an id; tells whether it is new."""
        number = int.from_bytes(hashlib.blake2b(external_id.encode(), digest_size=8).digest(), "big") or 1
        if self._put(number):
            self._count += 1
            if 2 * self._count > len(self._slots):
                self._grow()
            return True
        return False

    def _put(self, number: int) -> bool:
        slots = self._slots
        mask, at = len(slots) - 1, number & (len(slots) - 1)
        while slots[at]:
            if slots[at] == number:
                return False
            at = (at + 1) & mask
        slots[at] = number
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for number in old:
            if number:
                self._put(number)


class People:
    """The rows of a table with a header, as people who answered a questionnaire."""

    def __init__(self, questionnaire: Questionnaire, header: Sequence[str], id_column: str | None,
                 at: datetime) -> None:
        """Raises Invalid where a column is unknown (with the nearest name), there twice, or the id column missing."""
        names = [name.strip() for name in header]
        if not any(names):
            raise Invalid.at((), EMPTY, "empty")
        column = names[0] if id_column is None else id_column
        if column not in names:
            raise Invalid.at((column,), _no_column(column, names), "no_such_column")
        if len(names) == 1:
            raise Invalid.at((), NO_ANSWERS, "no_answers")
        self._places = {name: place for place, name in enumerate(names)}
        self.id_column, self.questionnaire, self._at = column, questionnaire, at
        self._place, self._seen = names.index(column), SeenIds()
        self._reader = RowReader(questionnaire, names, ignore=(column,), complete=False)
        self._what = person.asked(questionnaire)

    def read(self, line: int, cells: Sequence[str]) -> Arrival | list[Bad]:
        """One row: a person, or everything that is wrong with it."""
        try:
            checked = self._reader.read(cells)
            person.refuse_the_too_young(self.questionnaire, checked.answers, self._at)
        except Invalid as refusal:
            return [self._bad(line, cells, fault) for fault in refusal.faults]
        except TooYoung as refusal:
            return [Bad(line, self._what.birth or "", "too_young", refusal.said)]
        external_id = cells[self._place].strip()
        wrong = self._wrong_id(external_id)
        if wrong is not None:
            return [Bad(line, self.id_column, *wrong, quote(external_id))]
        return self._arrival(line, external_id, checked.answers)

    def _bad(self, line: int, cells: Sequence[str], fault: Fault) -> Bad:
        column = str(fault.where[0]) if fault.where else ""
        place = self._places.get(column, len(cells))
        return Bad(line, column, fault.code, fault.message, quote(cells[place].strip()) if place < len(cells) else "")

    def _wrong_id(self, external_id: str) -> tuple[str, Text] | None:
        if not external_id:
            return "no_id", NO_ID
        if len(external_id) > LONGEST_ID or not external_id.isprintable():
            return "bad_id", BAD_ID
        return None if self._seen.add(external_id) else ("id_twice", TWICE)

    def _arrival(self, line: int, external_id: str, answers: dict[str, Answer]) -> Arrival:
        questionnaire, what = self.questionnaire, self._what
        told = person.told_consents(questionnaire, answers)
        kept = person.kept(questionnaire, answers, sensitive=told.get(SENSITIVE, False))
        digest = person.digest(answers)
        values, columns = person.traits_of(questionnaire, kept), person.columns(questionnaire, answers)
        if not what.apart:
            return Arrival(line, external_id, kept, digest, values, columns, told)
        # What holds handles and addresses is told apart by a keyed hash: a bare one could be guessed.
        digest = crypto.keyring().blind_index("answers", digest)
        return Arrival(line, external_id, kept, digest, values, columns, told,
                       tuple(extract.social_accounts(questionnaire, answers)),
                       extract.address(questionnaire, answers))


def _no_column(column: str, names: Sequence[str]) -> Text:
    near, said = nearest(column, names), quote(column)
    return text(f"There is no column '{said}'" + (f"; did you mean '{near}'?" if near else "."),
                f"没有“{said}”这一列" + (f"，是不是“{near}”？" if near else "。"))


def rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """(line where it begins, cells) of every row that is not blank, the header first; a cell may hold line breaks.

    Commas, semicolons or tabs stand between cells, whichever the first line has most of. What cannot be read comes as
    its error, and reading goes on with the next line.
    """
    more = iter(lines)
    head = list(islice(more, 1))
    delimiter = max(DELIMITERS, key="".join(head).count)
    reader, begins = csv.reader(chain(head, more), delimiter=delimiter, strict=True), 1
    while True:
        try:
            cells: list[str] | csv.Error = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = error
        if isinstance(cells, csv.Error) or any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def people(questionnaire: Questionnaire, lines: Iterable[str], id_column: str | None,
           at: datetime) -> Iterator[Arrival | list[Bad]]:
    """Everybody in a table of comma-separated values; raises Invalid at once where its header is wrong."""
    table = rows(lines)
    _, header = next(table, (1, [""]))
    if isinstance(header, csv.Error):
        raise Invalid.at((), _unreadable(header), "unreadable")
    found = People(questionnaire, header, id_column, at)
    return (_unreadable_row(line, cells) if isinstance(cells, csv.Error) else found.read(line, cells)
            for line, cells in table)


def _unreadable_row(line: int, error: csv.Error) -> list[Bad]:
    return [Bad(line, "", "unreadable", _unreadable(error))]


def _unreadable(error: csv.Error) -> Text:
    return text(f"What begins here is no row of comma-separated values: {error}.", f"此处不是有效的 CSV 行：{error}。")
