"""A server killed in the middle of many submissions: what was acknowledged is there afterwards."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest

from app.core.clock import system_clock
from app.core.settings import Settings
from app.main import build
from app.sandbox.lives import life
from tests import arrange
from tests.stores import Stores

CLIENTS, ACKNOWLEDGED_BEFORE_THE_KILL = 16, 60


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


async def members(settings: Settings) -> list[dict[str, str]]:
    house = build(settings, clock=system_clock)
    people = [await arrange.person(house.work, f"p{n}", with_address=False) for n in range(CLIENTS)]
    headers = [await arrange.key_of(house.work, person.viewer) for person in people]
    await house.close()
    return headers


async def serve(settings: Settings, port: int) -> asyncio.subprocess.Process:
    assert settings.data_key
    assert settings.index_key
    env = os.environ | {
        "DAREN_DATABASE_URL": settings.database_url, "DAREN_FILES_DIR": str(settings.files_dir),
        "DAREN_DATA_KEY": settings.data_key.get_secret_value(),
        "DAREN_INDEX_KEY": settings.index_key.get_secret_value()}
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "serve", "--port", str(port), env=env)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(600):
            try:
                await client.get("/api/v1/questionnaires/sign-up")
                return server
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")


async def submit_until_killed(port: int, headers: dict[str, str], number: int, acknowledged: list[str],
                              enough: asyncio.Event) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20) as client:
        for turn in range(1000):
            answers = {k: v for k, v in life(number * 1000 + turn, 3, date(2026, 1, 1)).answers.items()
                       if not k.startswith("account:")}
            try:
                answer = await client.put("/api/v1/me/answers/sign-up", json={"answers": answers})
            except httpx.TransportError:
                return
            assert answer.status_code == 200, answer.text
            acknowledged.append(answer.json()["id"])
            if len(acknowledged) >= ACKNOWLEDGED_BEFORE_THE_KILL:
                enough.set()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_no_acknowledged_submission_is_lost_when_the_server_is_killed(
        stores: Stores, dialect: str, settings: Settings) -> None:
    url = await stores.clone(dialect)
    settings = settings.model_copy(update={"database_url": url})
    headers, port = await members(settings), free_port()
    server = await serve(settings, port)
    acknowledged: list[str] = []
    enough = asyncio.Event()
    clients = [asyncio.create_task(submit_until_killed(port, one, n, acknowledged, enough))
               for n, one in enumerate(headers)]
    await asyncio.wait_for(enough.wait(), 60)
    server.send_signal(signal.SIGKILL)
    await server.wait()
    await asyncio.gather(*clients)
    with sqlite3.connect(Path(url.split("///")[1])) as store:
        kept = {row[0] for row in store.execute("SELECT id FROM responses")}
        entries = store.execute("SELECT count(*) FROM entries WHERE event = 'consumer.answered'").fetchone()[0]
    store.close()
    assert len(acknowledged) >= ACKNOWLEDGED_BEFORE_THE_KILL
    assert set(acknowledged) <= kept
    assert entries == len(kept)
