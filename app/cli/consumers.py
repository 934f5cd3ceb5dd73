"""Bringing in people who answered a questionnaire elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from app.cli.running import CANNOT_RUN, REFUSED, Json, end, err, moment, on_house, out, say, show_json
from app.consumers import queries
from app.consumers import service as consumers
from app.consumers.rules.tables import Bad
from app.consumers.service.importing import Counted
from app.core.errors import Invalid
from app.core.paging import Ask
from app.main import House
from app.questionnaires.refusals import NoSuchQuestionnaire
from app.web import roles

MOST_TOLD = 1000
"""So many bad cells stand in the JSON answer; all of them are told on stderr."""
app = typer.Typer(no_args_is_help=True, help="People who answered.")


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(app, name="consumers")


@dataclass
class Told:
    """What was wrong with the rows: told at once, and kept up to a limit for the JSON answer."""

    kept: list[dict[str, Any]] = field(default_factory=list)

    def hear(self, bad: list[Bad]) -> None:
        """Tell each fault of a row with its line and column."""
        for one in bad:
            where = f"line {one.line}" + (f", column '{one.column}'" if one.column else "")
            found = f" It says '{one.value}'." if one.value else ""
            say(f"{where}: {one.why.default}{found}")
            if len(self.kept) < MOST_TOLD:
                self.kept.append({"line": one.line, "column": one.column, "code": one.code, "why": one.why.default,
                                  "value": one.value})


@contextmanager
def _bar(path: Path) -> Iterator[Callable[[Counted, int], None]]:
    """A progress bar on stderr where that is a terminal."""
    if not err.is_terminal:
        yield lambda counted, read: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
               TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("importing", total=max(1, path.stat().st_size))
        yield lambda counted, read: progress.update(task, completed=read, description=f"{counted.rows:,} rows")


def _answer(told: Told, counted: Counted, started: float) -> dict[str, Any]:
    return {"rows": counted.rows, "imported": counted.new, "changed": counted.changed, "unchanged": counted.unchanged,
            "refused": counted.refused, "errors": told.kept, "seconds": round(time.monotonic() - started, 3)}


def _in_words(counted: Counted, is_strict: bool) -> str:
    if is_strict and counted.refused:
        return f"Nothing was imported: {counted.refused:,} rows are bad and --strict was asked for."
    good = counted.new + counted.changed + counted.unchanged
    return (f"{good:,} of {counted.rows:,} rows imported: {counted.new:,} new, {counted.changed:,} changed, "
            f"{counted.unchanged:,} as they were; {counted.refused:,} refused.")


async def _import(house: House, wanted: Callable[[House], consumers.Wanted], told: Told) -> Counted:
    """The import; what makes the file as a whole unusable ends with 2."""
    try:
        asked = wanted(house)
        with _bar(asked.path) as progress:
            return await consumers.import_file(
                house.work, roles.ops("cli"), asked, consumers.Ears(told.hear, progress))
    except Invalid as refusal:
        for fault in refusal.faults:
            place = str(fault.where[0]) if fault.where else ""
            where = f"first row, column '{place}'" if place and not place.startswith("--") else place
            say(f"{where}: {fault.message.default}" if where else fault.message.default)
        raise end(CANNOT_RUN, "Nothing was imported.") from refusal
    except NoSuchQuestionnaire as refusal:
        raise end(CANNOT_RUN, f"daren: {refusal}") from refusal


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table of comma-separated values, UTF-8 or GB18030.")],
    questionnaire: Annotated[str, typer.Option(help="The questionnaire that the columns answer.")],
    id_column: Annotated[str | None, typer.Option("--id", help="The column of the id; by default the first.")] = None,
    consent: Annotated[list[str] | None, typer.Option(help="A purpose that all of them agreed to.")] = None,
    evidence: Annotated[str | None, typer.Option(help="How you know that they agreed.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse the file whole where one row is bad.")] = False,
    json: Json = False,
) -> None:
    """Import people by their answers; ends with 0, with 1 where rows were refused, with 2 where it cannot be done."""
    told, started = Told(), time.monotonic()

    def wanted(house: House) -> consumers.Wanted:
        return consumers.Wanted(file, house.questionnaires.latest(questionnaire), id_column,
                                tuple(dict.fromkeys(consent or ())), evidence, strict)

    counted = on_house(lambda house: _import(house, wanted, told))
    if json:
        show_json(_answer(told, counted, started))
    elif strict and counted.refused:
        say(_in_words(counted, strict))
    else:
        out.print(_in_words(counted, strict), highlight=False, soft_wrap=True)
        if counted.new or counted.changed:
            say("Next: daren campaign create brief.yaml, then daren campaign match cmp_… --dry-run")
    if counted.refused:
        raise typer.Exit(REFUSED)


@app.command("list")
def list_(count: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 50,
          json: Json = False) -> None:
    """People, newest first, by their ids; nothing personal."""
    async def run(house: House) -> list[dict[str, Any]]:
        page = await house.work.read(queries.page, roles.ops("cli"), Ask(limit=count))
        return [{"id": row.id, "external_id": row.external_id, "source": row.external_source, "state": row.state,
                 "created_at": moment(row.created_at)} for row in page.items]
    found = on_house(run)
    if json:
        show_json(found)
        return
    table = Table(Column("id", no_wrap=True), "outer id", "from", "state", "since")
    for one in found:
        table.add_row(*(escape(value or "") for value in one.values()))
    out.print(table)


@app.callback()
def group() -> None:
    """People who answered."""
