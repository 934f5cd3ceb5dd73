"""SQLite under SQLAlchemy's async engine without a thread for each statement.

aiosqlite hands every call to a thread; a small INSERT is then a dozen switches and a few microseconds of work. Here the
driver is Python's own sqlite3, called where the statement stands; what may wait is done elsewhere by `engines`: the
write lock is asked for again and again, the disk is waited for in a thread, and so are whole reads.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class InlineConnection(AsyncConnection):
    """A connection whose statements are done when they are called, without a greenlet to wait in."""

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Send a statement."""
        return self._proxied.execute(statement, parameters, execution_options=execution_options)

    async def exec_driver_sql(self, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
        """Send a statement in the driver's own words."""
        return self._proxied.exec_driver_sql(statement, parameters, execution_options)


class InlineEngine(AsyncEngine):
    """An engine of such connections."""

    _connection_cls = InlineConnection


def engine(path: Path, **options: Any) -> InlineEngine:
    """An async engine on a SQLite file whose statements are done at once, in the thread that sends them."""
    plain = create_engine(
        f"sqlite:///{path}", connect_args={"isolation_level": None, "check_same_thread": False}, **options)
    # AsyncEngine takes only dialects that say this of themselves; one that never waits may say it.
    plain.dialect.is_async = True
    return InlineEngine(plain)


def changes(connection: AsyncConnection) -> int:
    """How many rows this SQLite connection ever changed."""
    plain = connection.sync_connection
    driver: Any = plain.connection.driver_connection if plain is not None else None
    return int(driver.total_changes)
