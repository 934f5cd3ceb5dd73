"""Telling what is well and what is not, before somebody else finds out."""

import os
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.table import Table

from app.cli.running import REFUSED, guarded, on_house, out, show_json
from app.core import settings as settings_of
from app.core.database import migrate
from app.core.settings import Settings
from app.jobs import queries as jobs
from app.journal import queries as journal
from app.main import House
from app.web import roles


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    is_well: bool
    words: str


def register(root: typer.Typer) -> None:
    """Add doctor."""
    root.command()(doctor)


def doctor(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Look at settings, keys, store, migration, questionnaires, files, jobs and the journal; 1 where one is unwell."""
    settings = guarded(settings_of.load)
    findings = [*beside_the_store(settings), *on_house(examine, settings=settings)]
    if json:
        show_json([{"what": f.what, "is_well": f.is_well, "words": f.words} for f in findings])
    else:
        table = Table("", "what", "found")
        for finding in findings:
            table.add_row("[green]well[/]" if finding.is_well else "[red]not well[/]", finding.what, finding.words)
        out.print(table)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(REFUSED)


def beside_the_store(settings: Settings) -> list[Finding]:
    """What can be seen without the store: the keys' file and the folder of files."""
    keys = settings_of.keys_file(settings)
    mode = keys.stat().st_mode & 0o777 if keys.exists() else None
    in_file = f"{keys.name}, mode {mode:o}" if mode else "made at first use"
    told = "set by DAREN_DATA_KEY" if settings.data_key else in_file
    settings.files_dir.mkdir(parents=True, exist_ok=True)
    return [
        Finding("keys", bool(settings.data_key) or mode in (None, 0o600), told),
        Finding("files", os.access(settings.files_dir, os.W_OK), str(settings.files_dir)),
    ]


async def examine(house: House) -> list[Finding]:
    """What the store tells."""
    viewer = roles.ops("cli")
    at, head = await migrate.current(house.settings.database_url), migrate.head()
    counts = await house.work.read(jobs.count_by_state, viewer)
    audit = await house.work.read(journal.audit, viewer)
    chain = "unbroken" if audit.broken_at is None else f"broken at seal {audit.broken_at}"
    return [
        Finding("migration", at == head, f"{at} of {head}"),
        Finding("questionnaires", len(house.library) > 0, ", ".join(house.library.slugs)),
        Finding("jobs", not counts.get("failed"), ", ".join(f"{n} {state}" for state, n in counts.items()) or "none"),
        Finding("journal", audit.broken_at is None, f"{audit.sealed} sealed, {audit.unsealed} waiting, {chain}"),
    ]
