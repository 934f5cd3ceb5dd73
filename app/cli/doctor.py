"""Telling what is well and what is not, before somebody else finds out; it looks and changes nothing."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table

from app.accounts import queries as accounts
from app.cli.running import REFUSED, Json, out, show_json, told
from app.consumers.service import check_files
from app.core import crypto
from app.core import settings as settings_of
from app.core.database import OpenDatabase, migrate
from app.core.database.migrate import StoreUnusable
from app.core.errors import Refusal
from app.core.settings import Settings
from app.core.work import Work
from app.jobs import queries as jobs
from app.journal import queries as journal
from app.questionnaires.loading import Library, load_folder
from app.web import roles

OPS = roles.ops("cli")
NO_STORE = "there is none yet; daren migrate makes it"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    is_well: bool
    words: str


def register(root: typer.Typer) -> None:
    """Add doctor."""
    root.command()(doctor)


def doctor(json: Json = False) -> None:
    """Look at settings, keys, files, questionnaires, store, migration, jobs and the journal; 1 where one is unwell."""
    findings = look()
    if json:
        show_json([{"what": f.what, "is_well": f.is_well, "words": f.words} for f in findings])
    else:
        table = Table("", "what", "found")
        for finding in findings:
            table.add_row("[green]well[/]" if finding.is_well else "[red]not well[/]", finding.what,
                          escape(finding.words))
        out.print(table)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(REFUSED)


def look() -> list[Finding]:
    """Everything, as far as it can be looked at: a store that does not open has neither jobs nor a journal."""
    try:
        settings = settings_of.load()
    except Refusal as refusal:
        return [Finding("settings", False, str(refusal))]
    found = [Finding("settings", True, f"{settings.env}, {settings.base_url}"),
             _seen("keys", lambda: _keys(settings)), _seen("files", lambda: _files(settings.files_dir))]
    try:
        library: Library | None = load_folder(settings.questionnaires_dir)
    except (Refusal, OSError) as error:
        found.append(_unwell("questionnaires", error))
        library = None
    return [*found, *asyncio.run(_of_store(settings, library))]


def _unwell(what: str, error: Exception) -> Finding:
    return Finding(what, False, told(error) if isinstance(error, OSError) else str(error))


def _seen(what: str, see: Callable[[], Finding]) -> Finding:
    try:
        return see()
    except (Refusal, OSError) as error:
        return _unwell(what, error)


def _keys(settings: Settings) -> Finding:
    path = settings_of.keys_file(settings)
    if settings.data_key is None and not path.exists():
        crypto.install(crypto.Keyring(os.urandom(32), os.urandom(32)))
        return Finding("keys", True, "made at first use")
    crypto.install(settings_of.keyring(settings))
    if settings.data_key is not None:
        return Finding("keys", True, "set by DAREN_DATA_KEY and DAREN_INDEX_KEY")
    mode = path.stat().st_mode & 0o777
    return Finding("keys", mode == 0o600, f"{path.name}, mode {mode:o}")


def _files(folder: Path) -> Finding:
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    is_well = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    words = str(folder) if folder.exists() else f"{folder}, made at first use"
    return Finding("files", is_well, words if is_well else f"{there} cannot be written to")


async def _of_store(settings: Settings, library: Library | None) -> list[Finding]:
    """What the store tells, and what it says of the questionnaires that were answered."""
    told_of = [] if library is None else [
        Finding("questionnaires", len(library) > 0, ", ".join(library.slugs) or "there are none")]
    file = migrate.file_of(settings.database_url)
    if file is not None and not file.exists():
        return [*told_of, Finding("store", False, f"{migrate.named(settings.database_url)}: {NO_STORE}")]
    try:
        at, head = await migrate.current(settings.database_url), migrate.head()
    except StoreUnusable as refusal:
        return [*told_of, Finding("store", False, str(refusal))]
    found = [Finding("store", True, migrate.named(settings.database_url)), Finding(
        "migration", at == head, f"{at or 'none'} of {head}" + ("" if at == head else "; run: daren migrate"))]
    if at != head:
        return [*told_of, *found]
    database = OpenDatabase(settings.database_url, in_threads=False)
    try:
        work = Work(database, resources={} if library is None else {Library: library})
        return [*await _answered(work, told_of), *found, *await _inside(work)]
    finally:
        await database.close()


async def _answered(work: Work, told_of: list[Finding]) -> list[Finding]:
    """The questionnaires, unwell where one was changed after it was answered."""
    try:
        if told_of:
            await work.read(check_files, OPS)
    except Refusal as refusal:
        return [Finding("questionnaires", False, str(refusal))]
    return told_of


async def _inside(work: Work) -> list[Finding]:
    counts = await work.read(jobs.count_by_state, OPS)
    audit = await work.read(journal.audit, OPS)
    wrong = await work.read(accounts.wrong_key, OPS)
    chain = "unbroken" if audit.broken_at is None else f"broken at seal {audit.broken_at}"
    return [
        Finding("sealed data", wrong is None, f"the newest contact does not fit {wrong}: another key made it"
                if wrong else "opens with these keys"),
        Finding("jobs", not counts.get("failed"), ", ".join(f"{n} {state}" for state, n in counts.items()) or "none"),
        Finding("journal", audit.broken_at is None, f"{audit.sealed} sealed, {audit.unsealed} waiting, {chain}"),
    ]
