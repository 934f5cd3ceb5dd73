"""Bringing a store to the present migration, and asking where it stands."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.errors import Refusal
from app.core.settings import ROOT


@dataclass(eq=False)
class StoreUnusable(Refusal):
    """The store does not open: it is not there, not ours to write, or no store at all."""

    message = "the store {store} cannot be used: {why}"
    zh = "数据库 {store} 无法使用：{why}"
    store: str
    why: str


@dataclass(eq=False)
class BadRevision(Refusal):
    """A migration was named that this store cannot be brought to."""

    message = "the store cannot be brought to {revision}: {why}"
    zh = "数据库无法迁移到 {revision}：{why}"
    revision: str
    why: str


def _config(url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def file_of(url: str) -> Path | None:
    """The file of an SQLite store; None for a server."""
    return Path(make_url(url).database or "daren.db") if url.startswith("sqlite") else None


def named(url: str) -> str:
    """The store as it may be told: never with its password."""
    return make_url(url).render_as_string(hide_password=True)


def _unusable(url: str, error: Exception) -> StoreUnusable:
    why = str(getattr(error, "orig", None) or error).strip().splitlines()
    return StoreUnusable(named(url), why[0] if why else type(error).__name__)


async def upgrade(url: str, revision: str = "head") -> None:
    """Upgrade the store to a revision, the folder of a file made where missing."""
    file = file_of(url)
    try:
        if file is not None:
            file.absolute().parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(command.upgrade, _config(url), revision)
    except CommandError as error:
        raise BadRevision(revision, str(error)) from error
    except (OSError, SQLAlchemyError) as error:
        raise _unusable(url, error) from error


async def downgrade(url: str, revision: str) -> None:
    """Downgrade the store to a revision; drops only what the later ones added."""
    try:
        await asyncio.to_thread(command.downgrade, _config(url), revision)
    except CommandError as error:
        raise BadRevision(revision, str(error)) from error


def head() -> str:
    """The newest revision there is."""
    return ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head() or ""


async def current(url: str) -> str:
    """The revision at which the store stands; empty where it was never migrated, or is not there; makes no file."""
    def ask(connection: Connection) -> str:
        return MigrationContext.configure(connection).get_current_revision() or ""

    file = file_of(url)
    if file is not None and not file.exists():
        return ""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(ask)
    except (OSError, SQLAlchemyError) as error:
        raise _unusable(url, error) from error
    finally:
        await engine.dispose()
