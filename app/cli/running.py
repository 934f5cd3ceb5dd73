"""What every command shares: its house, how it prints, and how it ends (0 done, 1 refused, 2 cannot run)."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import typer
from rich.console import Console

from app.core import settings as settings_of
from app.core.database import migrate
from app.core.database.migrate import BadRevision, StoreUnusable
from app.core.errors import Invalid, Refusal, Unavailable, UnsafeSetting
from app.core.settings import Settings
from app.questionnaires.refusals import BrokenQuestionnaire, no_such

if TYPE_CHECKING:
    from app.main import House

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]
REFUSED, CANNOT_RUN = 1, 2
STOPS = (UnsafeSetting, BrokenQuestionnaire, Unavailable, StoreUnusable, BadRevision)
"""What is no answer of the product: the command could not run at all."""
out = Console()
err = Console(stderr=True)


def say(words: str) -> None:
    """A line for the person at the terminal, on stderr."""
    err.print(words, highlight=False, markup=False, soft_wrap=True)


def _plain(value: Any) -> Any:
    """Times as the API writes them; what else is no JSON, in its own words."""
    return moment(value) if isinstance(value, datetime) else str(value)


def moment(at: datetime) -> str:
    """A time as the API writes it: 2026-03-02T02:00:00Z."""
    return at.isoformat().replace("+00:00", "Z")


def show_json(value: Any) -> None:
    """One JSON value on stdout and nothing else."""
    words = orjson.dumps(
        value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME, default=_plain)
    sys.stdout.write(words.decode() + "\n")


def end(code: int, words: str) -> typer.Exit:
    """Say why and end with the code."""
    say(words)
    return typer.Exit(code)


def one_of(value: str, known: Collection[str]) -> str:
    """The value, where it is one of these; else the end, with the nearest."""
    if value not in known:
        words = no_such(value, known).default
        others = "" if words.endswith("?") else f"; choose one of {', '.join(known)}"
        raise end(CANNOT_RUN, f"daren: {words}{others}")
    return value


def guarded(action: Callable[[], T]) -> T:
    """Run; a refusal becomes a sentence on stderr and the right exit code."""
    try:
        return action()
    except STOPS as refusal:
        raise end(CANNOT_RUN, f"daren: {refusal}") from refusal
    except Invalid as refusal:
        for fault in refusal.faults:
            say(f"{fault.pointer or '/'}: {fault.message.default}")
        raise typer.Exit(REFUSED) from refusal
    except Refusal as refusal:
        raise end(REFUSED, f"daren: {refusal}") from refusal
    except OSError as error:
        raise end(CANNOT_RUN, f"daren: {told(error)}") from error


def told(error: OSError) -> str:
    """What the system says, with the file where it names one."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


async def ready(settings: Settings) -> None:
    """See to it that the store is migrated: done at once in development, asked for in production."""
    current = await migrate.current(settings.database_url)
    if current == migrate.head():
        return
    if settings.is_production:
        raise UnsafeSetting("DAREN_DATABASE_URL", "the store is not at the present migration; run: daren migrate")
    await migrate.upgrade(settings.database_url)


def on_house(action: "Callable[[House], Awaitable[T]]", *, settings: Settings | None = None) -> T:
    """Build the house from the settings, run the action on it, close the house."""
    from app.main import build  # what only prints help or looks at files waits for none of it

    async def run() -> T:
        chosen = settings or settings_of.load()
        await ready(chosen)
        house = build(chosen)
        try:
            return await action(house)
        finally:
            await house.close()
    return guarded(lambda: asyncio.run(run()))
