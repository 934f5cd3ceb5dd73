"""The two engines of a store: one that writes, one that reads; the same interface for SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import orjson
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.core.database.inline import creator as inline_creator

BUSY_SECONDS = 30.0


def _dump(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


class Database(Protocol):
    """Where a unit of work finds its connection."""

    dialect: str

    def write(self) -> Any:
        """An async context manager: a connection in a transaction that commits at its end."""

    def read(self) -> Any:
        """An async context manager: a connection that only reads."""

    def peek(self) -> Any:
        """An async context manager: a connection for one select by an index, at once."""


class OpenDatabase:
    """A store by its URL. SQLite: WAL, BEGIN IMMEDIATE on the writing engine, one writer; PostgreSQL: a pool each.

    `reads_in_threads` False: on SQLite reads are done where they are called, in a process that serves nobody.
    """

    def __init__(self, url: str, *, fsync: bool = True, pool: int = 16, busy_seconds: float = BUSY_SECONDS,
                 reads_in_threads: bool = True) -> None:
        self.url = url
        self.dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
        common: dict[str, Any] = {"json_serializer": _dump, "json_deserializer": orjson.loads}
        if self.dialect == "sqlite":
            path = Path(make_url(url).database or "daren.db").absolute()
            path.parent.mkdir(parents=True, exist_ok=True)
            inline = {"async_creator_fn": inline_creator(str(path), busy_seconds)}
            threaded = {"isolation_level": None, "timeout": busy_seconds}
            self.writer = create_async_engine(url, connect_args=inline, pool_size=1, max_overflow=0, **common)
            self.peeker = create_async_engine(url, connect_args=inline, pool_size=4, max_overflow=0, **common)
            self.reader = create_async_engine(
                url, connect_args=threaded if reads_in_threads else inline, pool_size=pool, max_overflow=0, **common)
            _prepare_sqlite(self.writer, "BEGIN IMMEDIATE", fsync, busy_seconds)
            _prepare_sqlite(self.reader, "BEGIN", fsync, busy_seconds)
            _prepare_sqlite(self.peeker, None, fsync, busy_seconds)
        else:
            self.writer = create_async_engine(
                url, pool_size=pool, max_overflow=pool, pool_timeout=20, **common)
            self.reader = self.peeker = self.writer

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at its end."""
        async with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose changes, if any, are thrown away."""
        async with self.reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def peek(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one select by an index; on SQLite it is done without a thread."""
        async with self.peeker.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        for engine in (self.writer, self.reader, self.peeker):
            await engine.dispose()


class BorrowedDatabase:
    """One connection in a transaction that somebody else will roll back: each write is a savepoint in it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection, self.dialect, self._turn = connection, connection.dialect.name, asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """The connection inside a savepoint."""
        async with self._turn, self.connection.begin_nested():
            yield self.connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """The connection as it is."""
        async with self._turn:
            yield self.connection

    peek = read


def _prepare_sqlite(engine: AsyncEngine, begin: str | None, fsync: bool, busy_seconds: float) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"synchronous={'FULL' if fsync else 'OFF'}", "foreign_keys=ON",
                       f"busy_timeout={int(busy_seconds * 1000)}", "cache_size=-65536", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # One select sees a whole state without a transaction; two statements less are sent.
        if begin:
            connection.exec_driver_sql(begin)
