"""Work: opens the transaction, runs a verb with its reactions, commits, retries; nothing else holds a session."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Concatenate, TypeVar, overload

from sqlalchemy import Insert
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from app.core import idempotency
from app.core.clock import Clock, system_clock
from app.core.database import Database
from app.core.errors import Refusal, Unavailable
from app.core.idempotency import Once
from app.core.ids import Ids
from app.core.viewer import Viewer, system

T = TypeVar("T")
Shaped = TypeVar("Shaped")
R = TypeVar("R")
TRIES, PATIENCE = 6, 20.0
MOST_IN_A_BATCH = 64


@dataclass(frozen=True, slots=True)
class Happened:
    """A journal entry of this unit, as its reactions see it."""

    entry_id: str
    event: str
    subject_id: str
    facts: Mapping[str, Any]
    subject: Any


Reaction = Callable[[AsyncSession, Viewer, Happened], Awaitable[object]]


@dataclass(slots=True)
class Unit:
    """What one open transaction carries: its moment, ids, chance, resources, and what has happened in it."""

    now: datetime
    ids: Ids
    chance: Random
    resources: Mapping[type, object]
    happened: list[Happened] = field(default_factory=list)
    rows: dict[Insert, list[dict[str, Any]]] = field(default_factory=dict)


def unit(session: AsyncSession) -> Unit:
    """The open unit of a session; raises KeyError outside Work."""
    found: Unit = session.info["unit"]
    return found


def now(session: AsyncSession) -> datetime:
    """The moment of the open unit: the same for all it does."""
    return unit(session).now


def new_id(session: AsyncSession, prefix: str) -> str:
    """A new id from the unit's source of ids."""
    open_unit = unit(session)
    return open_unit.ids.new(prefix, open_unit.now)


def resource(session: AsyncSession, kind: type[R]) -> R:
    """A thing that the composition root lent to verbs (a questionnaire library, a file store), by its type."""
    found = unit(session).resources[kind]
    if not isinstance(found, kind):
        raise TypeError(f"{found!r} is no {kind.__name__}")
    return found


def insert_at_end(session: AsyncSession, statement: Insert, row: dict[str, Any]) -> None:
    """Keep a row that nobody reads in this unit, to be inserted with its like before the commit, in one statement."""
    unit(session).rows.setdefault(statement, []).append(row)


@dataclass(slots=True)
class _Call:
    """One caller's part of a batch."""

    run: Callable[[AsyncSession], Awaitable[Any]]
    answer: asyncio.Future[Any]


class Work:
    """The one door to the store."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = system_clock,
        ids: Ids | None = None,
        seed: int | None = None,
        reactions: Mapping[str, tuple[Reaction, ...]] | None = None,
        resources: Mapping[type, object] | None = None,
    ) -> None:
        self.database, self.clock = database, clock
        self.ids, self.chance = ids or Ids(seed), Random(seed)
        self.reactions = reactions or {}
        self.resources: dict[type, object] = dict(resources or {})
        self._queue: list[_Call] = []
        self._turn = asyncio.Lock()

    @overload
    async def do(self, verb: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                 *args: Any, shape: None = None, once: Once | None = None, **kwargs: Any) -> T: ...
    @overload
    async def do(self, verb: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                 *args: Any, shape: Callable[[T], Shaped], once: Once | None = None, **kwargs: Any) -> Shaped: ...
    async def do(self, verb: Callable[..., Awaitable[Any]], viewer: Viewer, *args: Any,
                 shape: Callable[[Any], Any] | None = None, once: Once | None = None, **kwargs: Any) -> Any:
        """Run a verb with its reactions in one transaction; the shaped answer leaves after the commit.

        Raises the verb's refusal with nothing changed, Unavailable where the store does not answer,
        Replayed where `once` names a key that has its answer already.
        """
        async def run(session: AsyncSession) -> Any:
            if once is not None:
                await idempotency.replay(session, viewer, once)
            result = await verb(session, viewer, *args, **kwargs)
            await self._react(session)
            await session.flush()
            for statement, rows in unit(session).rows.items():
                await (await session.connection()).execute(statement, rows)
            answer = shape(result) if shape else result
            if once is not None:
                idempotency.remember(session, viewer, once, answer, now(session))
                await session.flush()
            return answer

        return await self._retrying(lambda: self._committed(run))

    @overload
    async def read(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, shape: None = None, **kwargs: Any) -> T: ...
    @overload
    async def read(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, shape: Callable[[T], Shaped], **kwargs: Any) -> Shaped: ...
    async def read(self, query: Callable[..., Awaitable[Any]], viewer: Viewer, *args: Any,
                   shape: Callable[[Any], Any] | None = None, **kwargs: Any) -> Any:
        """Run a query on the reading engine and shape its answer."""
        async def attempt() -> Any:
            async with self.database.read() as connection, self._session(connection) as session:
                result = await query(session, viewer, *args, **kwargs)
                return shape(result) if shape else result

        return await self._retrying(attempt)

    async def peek(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, **kwargs: Any) -> T:
        """Run a query that is one select by an index, at once: for the doors, which ask at every request."""
        async def attempt() -> T:
            async with self.database.peek() as connection, self._session(connection) as session:
                return await query(session, viewer, *args, **kwargs)

        found: T = await self._retrying(attempt)
        return found

    def _session(self, connection: AsyncConnection) -> AsyncSession:
        session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        session.info["unit"] = Unit(self.clock(), self.ids, self.chance, self.resources)
        return session

    async def _react(self, session: AsyncSession) -> None:
        open_unit = unit(session)
        while open_unit.happened:
            happened = open_unit.happened.pop(0)
            for reaction in self.reactions.get(happened.event, ()):
                await reaction(session, system(happened.entry_id), happened)

    async def _committed(self, run: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """Run in a transaction of its own, or, where writers queue (SQLite), in the next batch."""
        if self.database.dialect != "sqlite":
            async with self.database.write() as connection, self._session(connection) as session:
                return await run(session)
        call = _Call(run, asyncio.get_running_loop().create_future())
        self._queue.append(call)
        async with self._turn:
            if not call.answer.done():
                batch, self._queue = self._queue[:MOST_IN_A_BATCH], self._queue[MOST_IN_A_BATCH:]
                await asyncio.shield(self._commit_together(batch))
        return await call.answer

    async def _commit_together(self, batch: list[_Call]) -> None:
        """Group commit: each call behind its own savepoint, one commit, and only then the answers."""
        try:
            async with self.database.write() as connection:
                answers = [await self._alone(connection, batch[0])] if len(batch) == 1 else [
                    await self._behind_savepoint(connection, call) for call in batch]
        except BaseException as error:
            for call in batch:
                if not call.answer.done():
                    call.answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for call, value, problem in answers:
            if call.answer.cancelled():
                continue
            if problem is None:
                call.answer.set_result(value)
            else:
                call.answer.set_exception(problem)

    async def _alone(self, connection: AsyncConnection, call: _Call) -> tuple[_Call, Any, BaseException | None]:
        """The only call of a batch needs no savepoint: its failure undoes the transaction."""
        async with self._session(connection) as session:
            return call, await call.run(session), None

    async def _behind_savepoint(
        self, connection: AsyncConnection, call: _Call
    ) -> tuple[_Call, Any, BaseException | None]:
        async with AsyncExitStack() as stack:
            savepoint = await connection.begin_nested()
            session = await stack.enter_async_context(self._session(connection))
            try:
                value = await call.run(session)
            except Exception as problem:
                await savepoint.rollback()
                return call, None, problem
            await savepoint.commit()
            return call, value, None

    async def _retrying(self, attempt: Callable[[], Awaitable[Any]]) -> Any:
        give_up_at = asyncio.get_running_loop().time() + PATIENCE
        for left in reversed(range(TRIES)):
            try:
                return await attempt()
            except Refusal:
                raise
            except (StaleDataError, DBAPIError) as error:
                if not _passing(error) or not left or asyncio.get_running_loop().time() > give_up_at:
                    if _passing(error) or _unreachable(error):
                        raise Unavailable(5) from error
                    raise
                await asyncio.sleep(0.005 * 2 ** (TRIES - left) * (0.5 + self.chance.random()))
            except (OSError, PoolTimeout) as error:
                raise Unavailable(5) from error
        raise Unavailable(5)


def _passing(error: Exception) -> bool:
    """Whether the whole is worth trying again: a stale row, a deadlock, a busy file, a twin with the same key."""
    if isinstance(error, StaleDataError):
        return True
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlstate", None) in ("40001", "40P01") or any(
        sign in str(origin) for sign in ("database is locked", "idempotency_records"))


def _unreachable(error: Exception) -> bool:
    """Whether the store itself did not answer."""
    if isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error, InterfaceError)):
        return True
    words = str(getattr(error, "orig", error))
    state = str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
    signs = ("database is locked", "unable to open", "disk I/O", "database or disk is full", "readonly")
    return state.startswith(("57P", "08", "53")) or any(sign in words for sign in signs)
