"""A store that does not answer: 503 with Retry-After, nothing half-written, and all well when it is back."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app.brands.models import Brand
from app.core.clock import SetClock
from app.core.database import Database, OpenDatabase
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.main import House, build, create_app
from tests import arrange
from tests.arrange import OPS
from tests.conftest import NoLimit
from tests.stores import Stores

BRANDS = "/api/v1/brands"
KEY = {"authorization": "Bearer dk_some"}
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@asynccontextmanager
async def visited(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a house."""
    transport = httpx.ASGITransport(create_app(house), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://daren.test") as client:
        yield client


def on(database: Database, settings: Settings, clock: SetClock) -> House:
    """A house on a store."""
    return build(settings, database=database, clock=clock, seed=1, limits=NoLimit())


def is_down(answer: httpx.Response) -> bool:
    """Whether an answer says so, to a program or to a person, and when to try again."""
    if answer.request.url.path.startswith("/api/"):
        told = answer.headers["content-type"] == "application/problem+json" and answer.json()["code"] == "unavailable"
    else:
        told = "</html>" in answer.text and "nothing was saved" in answer.text
    return (answer.status_code, answer.headers.get("retry-after"), told) == (503, "5", True)


async def look_around(client: httpx.AsyncClient) -> None:
    """Whatever needs the store is answered by 503, whatever does not is answered as ever."""
    assert is_down(await client.get(BRANDS, headers=KEY))
    assert is_down(await client.post("/api/v1/sign-in-links", json={"contact": "lin@example.test"}))
    assert is_down(await client.post("/sign-in", data={"contact": "lin@example.test"}))
    assert is_down(await client.get("/me", headers={"cookie": "daren_session=some"}))
    assert (await client.get("/api/v1/questionnaires/sign-up")).status_code == 200
    assert (await client.get("/")).status_code == 200


async def count(work: Work, model: type[Any]) -> int:
    async def ask(session: AsyncSession, viewer: Viewer) -> int:
        return await session.scalar(select(func.count()).select_from(model)) or 0
    return await work.read(ask, OPS)


@contextmanager
def held(path: str) -> Iterator[None]:
    """Another process has begun to write and does not end."""
    other = subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdin
    assert other.stdout
    with other:
        try:
            assert other.stdout.readline() == b"held\n"
            yield
        finally:
            other.stdin.close()
            other.wait()


async def test_a_server_that_nobody_answers_at_is_503(settings: Settings, clock: SetClock) -> None:
    database = OpenDatabase("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    async with visited(on(database, settings, clock)) as client:
        await look_around(client)
    await database.close()


async def test_a_file_that_cannot_be_opened_is_503_until_it_can(
        stores: Stores, settings: Settings, clock: SetClock, tmp_path: Path) -> None:
    copy = (await stores.clone("sqlite")).removeprefix("sqlite+aiosqlite:///")
    path = tmp_path / "store.db"
    path.mkdir()
    database = OpenDatabase(f"sqlite+aiosqlite:///{path}", fsync=False)
    async with visited(on(database, settings, clock)) as client:
        await look_around(client)
        path.rmdir()
        shutil.copyfile(copy, path)
        assert (await client.get(BRANDS, headers=KEY)).status_code == 401
        assert (await client.post("/api/v1/sign-in-links", json={"contact": "lin@example.test"})).status_code == 202
    await database.close()


async def test_a_store_that_another_process_holds_is_503_and_nothing_is_half_written(
        stores: Stores, settings: Settings, clock: SetClock) -> None:
    url = await stores.clone("sqlite")
    database = OpenDatabase(url, fsync=False, busy_seconds=0.02)
    house = on(database, settings, clock)
    ops = await arrange.key_of(house.work, OPS) | {"idempotency-key": "once"}
    entries = await count(house.work, Entry)
    async with visited(house) as client:
        with held(url.removeprefix("sqlite+aiosqlite:///")):
            assert is_down(await client.post(BRANDS, headers=ops, json={"name": "Berg"}))
            assert is_down(await client.post("/sign-in", data={"contact": "lin@example.test"}))
            assert (await client.get(BRANDS, headers=ops)).json()["data"] == []
        assert (await count(house.work, Brand), await count(house.work, Entry)) == (0, entries)
        for _ in range(2):
            assert (await client.post(BRANDS, headers=ops, json={"name": "Berg"})).status_code == 201
        assert await count(house.work, Brand) == 1
    await database.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_connections_that_break_are_503_at_most_once_each_and_then_all_is_well(own_house: House) -> None:
    database = own_house.database
    assert isinstance(database, OpenDatabase)
    ops = await arrange.key_of(own_house.work, OPS)
    async with visited(own_house) as client:
        assert (await client.post(BRANDS, headers=ops, json={"name": "First"})).status_code == 201
        await break_connections(database.url)
        answers = [await client.post(BRANDS, headers=ops, json={"name": f"Berg {n}"}) for n in range(4)]
    assert all(answer.status_code == 201 or is_down(answer) for answer in answers)
    assert answers[-1].status_code == 201
    assert await count(own_house.work, Brand) == 1 + sum(answer.status_code == 201 for answer in answers)


async def break_connections(url: str) -> None:
    """The server ends every connection to a database but this one."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"))
    await engine.dispose()
