"""Showing the product at work: a made-up world is played on an empty store, then served with a link for each door."""

import asyncio
import gc
import logging
import socket
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn
from rich.progress import Progress

from app.cli.demo_tables import show, tell_address, tell_week
from app.cli.running import REFUSED, Json, err, guarded, ready, say, show_json
from app.core import settings as settings_of
from app.core.clock import SetClock, system_clock
from app.core.database import OpenDatabase, migrate
from app.core.errors import Unavailable, UnsafeSetting
from app.core.settings import Settings
from app.journal import queries as journal
from app.journal.models import Entry
from app.main import House, build, create_app
from app.sandbox.network import SimulatedNetwork, online
from app.sandbox.opening import Door, open_doors
from app.sandbox.play import PLAYED, play
from app.sandbox.report import Report
from app.web import roles

HOST, INTERRUPTED = "127.0.0.1", 130


def register(root: typer.Typer) -> None:
    """Add demo."""
    root.command()(demo)


def demo(
    check: Annotated[bool, typer.Option("--check", help="Play, compare every count with the store, and end.")] = False,
    json: Json = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Empty a store that a demo has made.")] = False,
    people: Annotated[int, typer.Option(help="How many people sign up.", min=60, max=20_000)] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same world.", min=0, max=99_999)] = 7,
    port: Annotated[int, typer.Option(help="The port to serve on; 0 takes a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Play eight weeks of sign-ups, campaigns, parcels and posts on an empty store; then serve it.

    With --check, in a temporary store where DAREN_DATABASE_URL names none; ends with 1 where a count does not agree, a
    fault was not played, or something that is promised was not shown.
    """
    settings = guarded(settings_of.load)
    with tempfile.TemporaryDirectory(prefix="daren-demo-") as folder:
        chosen = _in_folder(settings, Path(folder)) if check and not _is_named(settings) else settings
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr),
                            wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        try:
            report = guarded(lambda: asyncio.run(_run(chosen, check, json, fresh, people, seed, port)))
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED if check else 0) from None
    if check and not report.agrees:
        raise typer.Exit(REFUSED)


def _is_named(settings: Settings) -> bool:
    """Whether a store was named from outside."""
    return "database_url" in settings.model_fields_set


def _in_folder(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={
        "database_url": f"sqlite+aiosqlite:///{folder / 'demo.db'}", "files_dir": folder / "files",
        "mail_dir": folder / "mail"})


async def _run(settings: Settings, check: bool, json: bool, fresh: bool, people: int, seed: int,
               port: int) -> Report:
    """Play, show, and serve until told to stop."""
    if settings.is_production:
        raise UnsafeSetting("DAREN_ENV", "a demo makes people up, so it does not run in production")
    await make_empty(settings, fresh)
    listening = None if check else _listen(port)
    network = SimulatedNetwork(system_clock)
    async with online(network):
        chosen = settings.model_copy(update={
            "simulated_platform": network.origin, "outbound_allow": network.origin.removeprefix("http://"),
            "base_url": f"http://{HOST}:{listening.getsockname()[1]}" if listening else settings.base_url})
        report, doors = await _play(chosen, network, people, seed)
        if json:
            show_json(report.as_json())
        else:
            show(report, doors if listening else [])
        for wrong in report.wrong:
            say(f"daren: {wrong}")
        if listening is not None:
            network.clock = system_clock
            tell_address(chosen.base_url)
            await _serve(chosen, listening)
    return report


async def _play(settings: Settings, network: SimulatedNetwork, people: int, seed: int) -> tuple[Report, list[Door]]:
    """The play with a line a week, and a bar on a terminal; nothing of it is dear yet, so no disk is waited for."""
    clock = SetClock(system_clock())
    store = OpenDatabase(settings.database_url, fsync=False, pool=4, in_threads=False)
    # The rows of a unit go in rings; looking for them every few hundred objects costs a twelfth of the play.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    house = build(settings, database=store, clock=clock, seed=seed)
    try:
        with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task("playing eight weeks", total=None)
            def told(hours: int, of: int, words: str) -> None:
                bar.update(task, completed=hours, total=of, description=words)
                tell_week(hours, of, words)
            world, report = await play(house, clock, network, people=people, seed=seed, told=told)
        return report, await open_doors(world)
    finally:
        await house.close()


def _listen(port: int) -> socket.socket:
    """Take the port before the play, so that nobody waits a minute to hear that it is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise UnsafeSetting("--port", f"{port} is taken ({error.strerror}); name another") from error
    return listening


async def _serve(settings: Settings, listening: socket.socket) -> None:
    app = create_app(build(settings), with_worker=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False,
                            timeout_graceful_shutdown=5)
    await uvicorn.Server(config).serve(sockets=[listening])


async def make_empty(settings: Settings, fresh: bool) -> None:
    """See to it that the store is migrated and empty; only what a demo has made is ever emptied."""
    await ready(settings)
    first = await _first_entry(build(settings))
    if first is None:
        return
    if first.event != PLAYED:
        raise UnsafeSetting("DAREN_DATABASE_URL", "the store holds what no demo has made; name an empty one")
    if not fresh:
        raise UnsafeSetting("DAREN_DATABASE_URL", "a demo was played on this store already; --fresh empties it")
    await migrate.downgrade(settings.database_url, "base")
    await migrate.upgrade(settings.database_url)


async def _first_entry(house: House) -> Entry | None:
    try:
        return await house.work.read(journal.oldest, roles.ops("demo"))
    except OSError as error:
        raise Unavailable(5) from error
    finally:
        await house.close()
