"""A SQLite connection that does short statements where it is called and goes to its thread only for what may wait.

aiosqlite hands every call to a thread; a small INSERT is then a dozen switches and a few microseconds of work. Inside
the writer's transaction nothing waits (it holds the one write lock), so only BEGIN, COMMIT and their like, which wait
for locks and for the disk, go to the thread.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

MAY_WAIT = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "VACUUM")


class InlineConnection(aiosqlite.Connection):
    """aiosqlite's connection with the thread left out where nothing can wait."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        statement = args[0] if args and isinstance(args[0], str) else None
        of_cursor = isinstance(getattr(fn, "__self__", None), sqlite3.Cursor)
        waits = statement.lstrip().upper().startswith(MAY_WAIT) and " TO " not in statement.upper() if statement \
            else not of_cursor and fn.__name__ in ("commit", "rollback", "close", "execute", "executescript")
        if waits or self._connection is None:
            in_thread: Callable[..., Any] = super()._execute
            return await in_thread(fn, *args, **kwargs)
        return fn(*args, **kwargs)


def creator(path: str, timeout: float) -> Callable[..., aiosqlite.Connection]:
    """What SQLAlchemy's engine calls for a new connection."""
    def connect(*args: Any, **kwargs: Any) -> aiosqlite.Connection:
        made = InlineConnection(
            partial(sqlite3.connect, path, timeout=timeout, isolation_level=None, check_same_thread=False), 64)
        made._thread.daemon = True
        return made
    return connect
