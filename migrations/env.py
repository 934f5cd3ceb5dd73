"""Runs migrations on the store that the settings name, or on a connection that was handed in."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, DateTime
from sqlalchemy.ext.asyncio import create_async_engine

from app.core import settings
from app.core.database import Moment, Table
from app.core.database.tables import import_all

import_all()


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our column types as plain ones, so that migrations import nothing of the app."""
    return repr(DateTime(timezone=True)).replace("DateTime", "sa.DateTime") if isinstance(item, Moment) else False


def run(connection: Connection) -> None:
    """Run on a connection, one transaction for each migration."""
    context.configure(
        connection=connection, target_metadata=Table.metadata, render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True, render_item=render_item, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_by_settings() -> None:
    """Open the store by its URL, run, close."""
    url = context.config.attributes.get("url") or settings.load().database_url
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


if context.config.attributes.get("connection") is not None:
    run(context.config.attributes["connection"])
else:
    asyncio.run(run_by_settings())
