"""Importing a file from its first line to its last: reading in pieces, storing in batches, memory flat."""

import asyncio
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.consumers.rules import PURPOSES
from app.consumers.rules.encodings import encoding_of
from app.consumers.rules.person import asked
from app.consumers.rules.tables import Arrival, Bad, people
from app.consumers.service.files import check_files
from app.consumers.service.importing import Counted, Plan, finish_import, import_batch
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import Work
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.refusals import no_such

BATCH = 1000
PIECE = 1 << 20
LONGEST_EVIDENCE = 300
NO_EVIDENCE = text("Say how you know that they agreed: --evidence \"survey 2013\".",
                   "请说明同意的依据，例如 --evidence \"2013 年问卷\"。")
NO_CONSENT = text("Evidence is of something; say what they agreed to: --consent matching.",
                  "依据须对应一项同意，请说明同意的用途，例如 --consent matching。")
LONG_EVIDENCE = text(f"At most {LONGEST_EVIDENCE} signs.", f"最多 {LONGEST_EVIDENCE} 个字符。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported: the file, the questionnaire it answers, its id column, and what was agreed to."""

    path: Path
    questionnaire: Questionnaire
    id_column: str | None = None
    consents: tuple[str, ...] = ()
    evidence: str | None = None
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears how it goes: each bad row, and after each batch the counts and the bytes read so far."""

    bad: Callable[[list[Bad]], None]
    progress: Callable[[Counted, int], None]


async def import_file(work: Work, viewer: Viewer, wanted: Wanted, ears: Ears) -> Counted:
    """Import a file. Good rows are stored, bad ones told; strict: one bad row refuses all before anything is written.

    An import is many transactions, one for each batch, so it is given the Work itself. Raises Invalid for a file,
    a header, a purpose or an evidence that cannot be used.
    """
    _check_consents(wanted)
    await work.read(check_files, viewer)
    encoding = await asyncio.to_thread(encoding_of, lambda: _pieces(wanted.path))
    plan = Plan(work.ids.new("imp", work.clock()), wanted.questionnaire, wanted.consents, wanted.evidence)
    counted = Counted()
    if wanted.is_strict and await asyncio.to_thread(_read_through, wanted, encoding, work.clock(), ears, counted):
        return counted
    with _opened(wanted, encoding, work.clock()) as (raw, rows):
        # Reading in a thread beside the storing is slower: for each row stored, SQLite would wait for its turn.
        while batch := _next(rows, counted, ears):
            _add(counted, await work.do(import_batch, viewer, plan, batch), ears)
            ears.progress(counted, raw.tell())
    await work.do(finish_import, viewer, plan, counted)
    return counted


def _check_consents(wanted: Wanted) -> None:
    for purpose in wanted.consents:
        if purpose not in PURPOSES:
            raise Invalid.at("--consent", no_such(purpose, PURPOSES), "unknown_purpose")
    if wanted.consents and not (wanted.evidence or "").strip():
        raise Invalid.at("--evidence", NO_EVIDENCE, "required")
    if wanted.evidence and not wanted.consents and not asked(wanted.questionnaire).consents:
        raise Invalid.at("--consent", NO_CONSENT, "required")
    if len(wanted.evidence or "") > LONGEST_EVIDENCE:
        raise Invalid.at("--evidence", LONG_EVIDENCE, "too_long")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _opened(wanted: Wanted, encoding: str, at: datetime) -> Iterator[tuple[BinaryIO, Iterator[Arrival | list[Bad]]]]:
    """The file's bytes, whose place tells how far one is, and the people in it."""
    with wanted.path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as lines:
        yield raw, people(wanted.questionnaire, lines, wanted.id_column, at)


def _next(rows: Iterator[Arrival | list[Bad]], counted: Counted, ears: Ears) -> list[Arrival]:
    """The next good rows, at most a batch; bad ones on the way are counted and told."""
    batch: list[Arrival] = []
    for row in rows:
        if isinstance(row, Arrival):
            batch.append(row)
            if len(batch) == BATCH:
                break
        else:
            counted.refused += 1
            ears.bad(row)
    return batch


def _read_through(wanted: Wanted, encoding: str, at: datetime, ears: Ears, counted: Counted) -> bool:
    """Read the whole file without storing anything; tells whether any row is bad."""
    with _opened(wanted, encoding, at) as (_, rows):
        while _next(rows, counted, ears):
            pass
    return counted.refused > 0


def _add(counted: Counted, stored: Counted, ears: Ears) -> None:
    counted.new += stored.new
    counted.changed += stored.changed
    counted.unchanged += stored.unchanged
    counted.refused += stored.refused
    if stored.bad:
        ears.bad(stored.bad)
