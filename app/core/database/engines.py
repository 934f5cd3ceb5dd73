"""The two engines of a store: one that writes, one that reads; the same interface for SQLite and PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import orjson
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.core.database import inline

T = TypeVar("T")
Question = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
BUSY_SECONDS, LOCK_ASKED_EVERY = 30.0, 0.003
READERS = 4
PAGES_KEPT_KIB = 16 * 1024
"""What each SQLite connection keeps of the file for itself; the machine's own cache holds the rest once for all."""


def _dump(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


class Database(Protocol):
    """Where a unit of work finds its connection."""

    dialect: str

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection in a transaction that commits at its end."""

    async def read(self, question: Question[T]) -> T:
        """The answer to a question that may take its time, from a connection that only reads."""

    async def peek(self, question: Question[T]) -> T:
        """The answer to a question that one index answers, at once."""


class OpenDatabase:
    """A store by its URL. SQLite: WAL, one writer under BEGIN IMMEDIATE, reads in threads; PostgreSQL: one pool.

    `in_threads` False: on SQLite all is done where it is called, in a process that serves nobody.
    """

    def __init__(self, url: str, *, fsync: bool = True, pool: int = 16, busy_seconds: float = BUSY_SECONDS,
                 in_threads: bool = True) -> None:
        self.url, self.busy_seconds = url, busy_seconds
        self.dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
        threaded = in_threads and self.dialect == "sqlite"
        self._reads = ThreadPoolExecutor(READERS, "reads") if threaded else None
        self._commits = ThreadPoolExecutor(1, "commits") if threaded else None
        self._turn = asyncio.Lock()
        common: dict[str, Any] = {"json_serializer": _dump, "json_deserializer": orjson.loads}
        if self.dialect == "sqlite":
            path = Path(make_url(url).database or "daren.db").absolute()
            path.parent.mkdir(parents=True, exist_ok=True)
            self.writer: AsyncEngine = inline.engine(path, pool_size=1, max_overflow=0, **common)
            self.reader: AsyncEngine = inline.engine(path, pool_size=READERS + 1, max_overflow=0, **common)
            _prepare_sqlite(self.writer, fsync, busy_seconds, waits=False)
            _prepare_sqlite(self.reader, fsync, busy_seconds, waits=True)
        else:
            self.writer = self.reader = create_async_engine(
                url, pool_size=pool, max_overflow=pool, pool_timeout=20, **common)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at its end."""
        if self.dialect != "sqlite":
            async with self.writer.begin() as connection:
                yield connection
            return
        async with self._turn:
            with self.writer.sync_engine.connect() as plain:
                await self._begin(plain)
                yield inline.InlineConnection(self.writer, plain)
                await _aside(self._commits, plain.commit)

    async def _begin(self, connection: Connection) -> None:
        """Take the one write lock; other processes may hold it for a while."""
        give_up_at = time.monotonic() + self.busy_seconds
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > give_up_at:
                    raise
                connection.rollback()
                await asyncio.sleep(LOCK_ASKED_EVERY)
            else:
                return

    async def read(self, question: Question[T]) -> T:
        """Ask what may take its time; on SQLite all of it in a thread."""
        if self.dialect != "sqlite":
            async with self.reader.connect() as connection:
                return await question(connection)
        return await _aside(self._reads, self._asked, question, "BEGIN")

    async def peek(self, question: Question[T]) -> T:
        """Ask for what an index finds; on SQLite without a thread, and as it is one select, without a transaction."""
        return self._asked(question) if self.dialect == "sqlite" else await self.read(question)

    def _asked(self, question: Question[T], begin: str = "") -> T:
        with self.reader.sync_engine.connect() as plain:
            if begin:
                plain.exec_driver_sql(begin)
            return _finished(question(inline.InlineConnection(self.reader, plain)))

    async def close(self) -> None:
        """Give all connections back."""
        for engine in (self.writer, self.reader):
            await engine.dispose()
        for threads in (self._reads, self._commits):
            if threads is not None:
                threads.shutdown()


async def _aside(threads: Executor | None, do: Callable[..., T], *args: Any) -> T:
    """Do it in a thread, or, without threads, here."""
    return do(*args) if threads is None else await asyncio.get_running_loop().run_in_executor(threads, do, *args)


def _finished(answer: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing but a store which answers at once."""
    try:
        answer.send(None)
    except StopIteration as end:
        found: T = end.value
        return found
    answer.close()
    raise RuntimeError("a query waited for something else than the store")


class BorrowedDatabase:
    """One connection in a transaction that somebody else will roll back: each write is a savepoint in it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection, self.dialect, self._turn = connection, connection.dialect.name, asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """The connection inside a savepoint."""
        async with self._turn, self.connection.begin_nested():
            yield self.connection

    async def read(self, question: Question[T]) -> T:
        """Ask on the connection as it is."""
        async with self._turn:
            return await question(self.connection)

    peek = read


def _prepare_sqlite(engine: AsyncEngine, fsync: bool, busy_seconds: float, *, waits: bool) -> None:
    """Set up each connection; `waits` False: it never waits in the driver for the lock of another process."""
    busy = int(busy_seconds * 1000)

    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={busy}", "journal_mode=WAL", f"synchronous={'FULL' if fsync else 'OFF'}",
                       "foreign_keys=ON", f"cache_size=-{PAGES_KEPT_KIB}", "temp_store=MEMORY",
                       f"busy_timeout={busy if waits else 0}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
