"""Work: opens the transaction, runs a verb with its reactions, commits, retries; nothing else holds a session."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
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
from app.core.database import Database, changes
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
Rows = dict[Insert, list[dict[str, Any]]]
Finish = Callable[[AsyncSession, Viewer, list[str]], Awaitable[None]]
Ends = dict[Finish, dict[str, None]]


@dataclass(slots=True)
class Unit:
    """What one open transaction carries: its moment, ids, chance, resources, whether it only reads, and what has
    happened in it."""

    now: datetime
    ids: Ids
    chance: Random
    resources: Mapping[type, object]
    only_reads: bool = False
    happened: list[Happened] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    ends: Ends = field(default_factory=dict)


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
    """Keep a row that nobody reads in this unit, to be inserted with its like before the commit, in one statement.

    Of several callers who are committed together, those of one verb and of different actors share that statement.
    """
    unit(session).rows.setdefault(statement, []).append(row)


def finish_with(session: AsyncSession, finish: Finish, key: str) -> None:
    """Have something done last of all before the commit, when every kept row has been inserted: once, for all keys that
    anybody named who is committed together."""
    unit(session).ends.setdefault(finish, {})[key] = None


@dataclass(slots=True)
class _Call:
    """One caller's part of a batch: what he runs, of which kind it is (verb and actor), and where he waits."""

    run: Callable[[AsyncSession], Awaitable[Any]]
    verb: object
    actor: str
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class _Outcome:
    """What became of a call before the commit."""

    call: _Call
    value: Any = None
    problem: BaseException | None = None


class _Spoiled(Exception):
    """A call failed after it had changed something: the batch must be run again, each behind a savepoint."""


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
            answer = shape(result) if shape else result
            if once is not None:
                idempotency.remember(session, viewer, once, answer, now(session))
                await session.flush()
            return answer

        return await self._retrying(lambda: self._committed(run, verb, viewer.actor_id))

    @overload
    async def read(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, shape: None = None, **kwargs: Any) -> T: ...
    @overload
    async def read(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, shape: Callable[[T], Shaped], **kwargs: Any) -> Shaped: ...
    async def read(self, query: Callable[..., Awaitable[Any]], viewer: Viewer, *args: Any,
                   shape: Callable[[Any], Any] | None = None, **kwargs: Any) -> Any:
        """Run a query on the reading engine and shape its answer."""
        async def ask(connection: AsyncConnection) -> Any:
            async with self._session(connection, only_reads=True) as session:
                result = await query(session, viewer, *args, **kwargs)
                return shape(result) if shape else result

        return await self._retrying(lambda: self.database.read(ask))

    async def peek(self, query: Callable[Concatenate[AsyncSession, Viewer, ...], Awaitable[T]], viewer: Viewer,
                   *args: Any, **kwargs: Any) -> T:
        """Run a query that is a select or two by an index, at once: for the doors, which ask at every request."""
        async def ask(connection: AsyncConnection) -> T:
            async with self._session(connection, only_reads=True) as session:
                return await query(session, viewer, *args, **kwargs)

        found: T = await self._retrying(lambda: self.database.peek(ask))
        return found

    @asynccontextmanager
    async def _session(self, connection: AsyncConnection, only_reads: bool = False) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        session.info["unit"] = Unit(self.clock(), self.ids, self.chance, self.resources, only_reads)
        try:
            yield session
        finally:
            await session.close()

    async def _react(self, session: AsyncSession) -> None:
        open_unit = unit(session)
        while open_unit.happened:
            happened = open_unit.happened.pop(0)
            for reaction in self.reactions.get(happened.event, ()):
                await reaction(session, system(happened.entry_id), happened)

    async def _committed(self, run: Callable[[AsyncSession], Awaitable[Any]], verb: object, actor: str) -> Any:
        """Run in a transaction of its own, or, where writers queue (SQLite), in the next batch."""
        if self.database.dialect != "sqlite":
            async with self.database.write() as connection:
                return await self._alone(connection, run)
        call = _Call(run, verb, actor, asyncio.get_running_loop().create_future())
        self._queue.append(call)
        async with self._turn:
            if not call.answer.done():
                batch, self._queue = self._queue[:MOST_IN_A_BATCH], self._queue[MOST_IN_A_BATCH:]
                await asyncio.shield(self._commit_together(batch))
        return await call.answer

    async def _commit_together(self, batch: list[_Call]) -> None:
        """Group commit: all calls, one commit, and only then the answers."""
        try:
            async with self.database.write() as connection:
                outcomes = await self._outcomes(connection, batch)
        except BaseException as error:
            for call in batch:
                if not call.answer.done():
                    call.answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for outcome in outcomes:
            if outcome.call.answer.cancelled():
                continue
            if outcome.problem is None:
                outcome.call.answer.set_result(outcome.value)
            else:
                outcome.call.answer.set_exception(outcome.problem)

    async def _outcomes(self, connection: AsyncConnection, batch: list[_Call]) -> list[_Outcome]:
        """Run a batch behind one savepoint; where a call fails half done, once more with a savepoint for each."""
        if len(batch) == 1:
            return [_Outcome(batch[0], await self._alone(connection, batch[0].run))]
        savepoint = await connection.begin_nested()
        try:
            outcomes = await self._in_a_row(connection, batch)
            await savepoint.commit()
        except _Spoiled:
            if savepoint.is_active:
                await savepoint.rollback()
            return [await self._behind_savepoint(connection, call) for call in batch]
        return outcomes

    async def _in_a_row(self, connection: AsyncConnection, batch: list[_Call]) -> list[_Outcome]:
        """Run calls one after the other; raises _Spoiled where one of them leaves something half done."""
        outcomes: list[_Outcome] = []
        rows: Rows = {}
        ends: Ends = {}
        verb, actors = batch[0].verb, set[str]()
        for call in batch:
            if call.verb is not verb or call.actor in actors:
                await _insert_of_many(connection, rows)
                verb, actors = call.verb, set()
            before = changes(connection)
            try:
                async with self._session(connection) as session:
                    outcomes.append(_Outcome(call, await call.run(session)))
                    _add(rows, unit(session).rows)
                    _join(ends, unit(session).ends)
                actors.add(call.actor)
            except Exception as problem:
                if changes(connection) != before or not connection.in_nested_transaction():
                    raise _Spoiled from problem
                outcomes.append(_Outcome(call, problem=problem))
        await _insert_of_many(connection, rows)
        await self._finish_of_many(connection, ends)
        return outcomes

    async def _finish_of_many(self, connection: AsyncConnection, ends: Ends) -> None:
        """Finish what several callers began; where that fails, nobody knows yet whose it is."""
        if not ends:
            return
        try:
            async with self._session(connection) as session:
                await _finish(session, ends)
        except DBAPIError as problem:
            raise _Spoiled from problem

    async def _alone(self, connection: AsyncConnection, run: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """The only call of a transaction needs no savepoint: its failure undoes all."""
        async with self._session(connection) as session:
            value = await run(session)
            await _insert(connection, unit(session).rows)
            await _finish(session, unit(session).ends)
            return value

    async def _behind_savepoint(self, connection: AsyncConnection, call: _Call) -> _Outcome:
        savepoint = await connection.begin_nested()
        try:
            value = await self._alone(connection, call.run)
        except Exception as problem:
            if savepoint.is_active:
                await savepoint.rollback()
            return _Outcome(call, problem=problem)
        await savepoint.commit()
        return _Outcome(call, value)

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


def _add(rows: Rows, more: Rows) -> None:
    for statement, new in more.items():
        rows.setdefault(statement, []).extend(new)


def _join(ends: Ends, more: Ends) -> None:
    for finish, keys in more.items():
        ends.setdefault(finish, {}).update(keys)


async def _finish(session: AsyncSession, ends: Ends) -> None:
    """Do what was left for the very end; it records nothing and asks for nothing further."""
    for finish, keys in ends.items():
        await finish(session, system("commit"), list(keys))
    await session.flush()


async def _insert_of_many(connection: AsyncConnection, rows: Rows) -> None:
    """Insert what several callers kept; where a row is refused, nobody knows yet whose it is."""
    try:
        await _insert(connection, rows)
    except DBAPIError as problem:
        raise _Spoiled from problem


async def _insert(connection: AsyncConnection, rows: Rows) -> None:
    """Insert what was kept for the end."""
    for statement, kept in rows.items():
        await connection.execute(statement, kept)
    rows.clear()


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
