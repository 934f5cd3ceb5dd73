"""Bringing a store to the present migration, and asking where it stands."""

import asyncio

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.settings import ROOT


def _config(url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


async def upgrade(url: str, revision: str = "head") -> None:
    """Upgrade the store to a revision."""
    await asyncio.to_thread(command.upgrade, _config(url), revision)


async def downgrade(url: str, revision: str) -> None:
    """Downgrade the store to a revision; drops only what the later ones added."""
    await asyncio.to_thread(command.downgrade, _config(url), revision)


def head() -> str:
    """The newest revision there is."""
    return ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head() or ""


async def current(url: str) -> str:
    """The revision at which the store stands; empty where it was never migrated."""
    def ask(connection: Connection) -> str:
        return MigrationContext.configure(connection).get_current_revision() or ""

    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(ask)
    finally:
        await engine.dispose()
