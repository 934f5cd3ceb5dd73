"""`daren consumers import` from a terminal: what it prints, how it ends, and that a second run changes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from app.cli.consumers import app
from app.cli.running import on_house
from app.consumers.models import Consumer
from app.core.viewer import Viewer
from tests.arrange import OPS


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of three people in a place whose store is its own."""
    monkeypatch.setenv("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'world.db'}")
    path = tmp_path / "people.csv"
    path.write_text("person,Music,Movies\np1,5,4\np2,9,\np3,,2\n")
    return path


def bring(table: Path, *more: str, questionnaire: str = "lifestyle") -> Result:
    return CliRunner().invoke(app, ["import", str(table), "--questionnaire", questionnaire, *more])


async def _count(session: AsyncSession, viewer: Viewer) -> int:
    return await session.scalar(select(func.count()).select_from(Consumer)) or 0


def count() -> int:
    return on_house(lambda house: house.work.read(_count, OPS))


def test_good_rows_come_in_bad_ones_are_told_and_a_second_run_changes_nothing(table: Path) -> None:
    whole = bring(table, "--strict")
    assert (whole.exit_code, whole.stdout) == (1, "")
    assert "Nothing was imported: 1 rows are bad" in whole.stderr
    first = bring(table, "--consent", "matching", "--evidence", "survey 2013", "--json")
    told = json.loads(first.stdout)
    assert (first.exit_code, told["rows"], told["imported"], told["refused"]) == (1, 3, 2, 1)
    assert told["errors"] == [{"line": 3, "column": "Music", "code": "out_of_range",
                               "why": "Please choose a whole number from 1 to 5.", "value": "9"}]
    assert "line 3, column 'Music': Please choose a whole number from 1 to 5. It says '9'." in first.stderr
    table.write_text("person,Music,Movies\np1,5,4\np2,2,\np3,,2\n")
    again = bring(table)
    assert (again.exit_code, "1 new, 0 changed, 2 as they were; 0 refused" in again.stdout) == (0, True)
    assert count() == 3


@pytest.mark.parametrize(("header", "more", "questionnaire", "said"), [
    ("person,Musik", (), "lifestyle", "did you mean 'Music'"),
    ("person,Music", ("--id", "persn"), "lifestyle", "did you mean 'person'"),
    ("person,Music", ("--consent", "matching"), "lifestyle", "--evidence"),
    ("person,Music", ("--consent", "marching", "--evidence", "x"), "lifestyle", "did you mean 'matching'"),
    ("person,Music", ("--evidence", "x"), "lifestyle", "--consent"),
    ("person", (), "lifestyle", "tells no answers"),
    ("person,Music", (), "livestyle", "did you mean 'lifestyle'"),
])
def test_what_cannot_be_done_ends_with_two_and_a_sentence(
        table: Path, header: str, more: tuple[str, ...], questionnaire: str, said: str) -> None:
    table.write_text(header + "\np1,5\n")
    ran = bring(table, *more, questionnaire=questionnaire)
    assert (ran.exit_code, ran.stdout, said in ran.stderr) == (2, "", True), ran.stderr


def test_a_file_that_is_not_there_ends_with_two(table: Path) -> None:
    ran = bring(table.with_name("nowhere.csv"))
    assert (ran.exit_code, "nowhere.csv: No such file or directory" in ran.stderr) == (2, True)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_stand_between_cells_too(table: Path, delimiter: str) -> None:
    table.write_text("person,Music,Movies\np1,5,4\np2,3,\n".replace(",", delimiter))
    told = json.loads(bring(table, "--json").stdout)
    assert (told["rows"], told["imported"], told["errors"]) == (2, 2, [])
