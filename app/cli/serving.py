"""Serving pages and the API, working off what is due, and migrating the store."""

import asyncio
import errno
import signal
import socket
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn

from app.cli.running import CANNOT_RUN, Json, guarded, on_house, say, show_json
from app.consumers.service import check_files
from app.core import settings as settings_of
from app.core.database import migrate as migrations
from app.core.errors import UnsafeSetting
from app.core.settings import Settings
from app.main import House, build, create_app
from app.web import roles


def register(root: typer.Typer) -> None:
    """Add serve, worker and migrate."""
    root.command()(serve)
    root.command()(worker)
    root.command()(migrate)


def serve(
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the pages and the API; the worker runs inside unless DAREN_WORKER=outside."""
    settings = guarded(settings_of.load)
    listening = guarded(lambda: listen(host, port))
    on_house(lambda house: house.work.read(check_files, roles.ops("cli")), settings=settings)
    shown = f"[{host}]" if ":" in host else host
    say(f"daren: serving on http://{shown}:{listening.getsockname()[1]}; stop with Ctrl-C")
    run_server(settings, listening)


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is built on it, so that a taken one is a sentence."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    except OSError as error:
        raise UnsafeSetting("--host", f"{host} is no address of this machine ({error.strerror})") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        which = "--port" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "--host"
        raise UnsafeSetting(which, f"{host}:{port} cannot be listened on ({error.strerror}); name another") from error
    return listening


def run_server(settings: Settings, listening: socket.socket) -> None:
    """Serve until told to stop."""
    house = guarded(lambda: build(settings))
    app = create_app(house, with_worker=settings.worker == "inside")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False,
                            timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(CANNOT_RUN)


def worker() -> None:
    """Do what is due (messages, checks, deadlines) until told to stop; run as many as you like."""
    async def run(house: House) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop.set)
        say("daren: working; stop with Ctrl-C")
        await house.worker.run(stop)
    on_house(run)


def migrate(
    to: Annotated[str, typer.Option(help="Revision to go up to.")] = "head",
    down_to: Annotated[str | None, typer.Option(help="Revision to go down to; drops what later ones added.")] = None,
    json: Json = False,
) -> None:
    """Bring the store to the present migration."""
    settings = guarded(settings_of.load)

    async def run() -> dict[str, str]:
        before = await migrations.current(settings.database_url)
        if down_to is not None:
            await migrations.downgrade(settings.database_url, down_to)
        else:
            await migrations.upgrade(settings.database_url, to)
        return {"was": before, "is": await migrations.current(settings.database_url)}
    moved = guarded(lambda: asyncio.run(run()))
    if json:
        show_json(moved)
    else:
        say(f"daren: the store stands at {moved['is'] or 'nothing'} (was {moved['was'] or 'nothing'})")
