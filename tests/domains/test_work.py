"""Work: group commit behind savepoints, idempotency keys, retries of what passes, and a store that does not answer."""

import asyncio

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.orm.exc import StaleDataError

from app.core.clock import system_clock
from app.core.database import OpenDatabase
from app.core.errors import Conflict, Unavailable
from app.core.idempotency import KeyUsedOtherwise, Once, Replayed
from app.core.viewer import system
from app.core.work import Work, finish_with, new_id, unit
from app.journal import service as journal
from app.journal.models import Entry

VIEWER = system("test")


class Thing:
    def __init__(self, id: str) -> None:
        self.id = id


class Said(BaseModel):
    number: int


class Refused(Conflict):
    message = "No."


async def note(session, viewer, number, refuse=False):
    await journal.record(session, viewer, "thing.noted", Thing(new_id(session, "thi")), number=number)
    await session.flush()
    if refuse:
        raise Refused
    return Said(number=number)


async def count(session, viewer):
    return await session.scalar(select(func.count()).select_from(Entry))


async def test_many_callers_at_once_each_get_their_own_answer_and_a_refused_one_takes_nobody_along(own_house) -> None:
    work = own_house.work
    answers = await asyncio.gather(
        *(work.do(note, VIEWER, n, refuse=n % 5 == 0) for n in range(40)), return_exceptions=True)
    assert [a.number if isinstance(a, Said) else "no" for a in answers] == [
        "no" if n % 5 == 0 else n for n in range(40)]
    assert await work.read(count, VIEWER) == 32


async def test_a_row_kept_for_the_end_that_is_refused_takes_nobody_along(own_house) -> None:
    work = own_house.work
    await work.do(note, VIEWER, 0)

    async def entry_ids(session, viewer):
        return (await session.scalars(select(Entry.id))).all()
    [taken] = await work.read(entry_ids, VIEWER)

    async def note_twice(session, viewer, number):
        await journal.record(session, viewer, "thing.noted", Thing(f"thi_{number}"))
        for rows in unit(session).rows.values():
            for row in rows:
                row.update({name: taken for name in ("id", "entry_id") if name in row})

    calls = [(note, 1), (note_twice, 2), (note, 3)]
    answers = await asyncio.gather(*(work.do(verb, VIEWER, number) for verb, number in calls), return_exceptions=True)
    assert [isinstance(answer, Exception) for answer in answers] == [False, True, False]
    assert await work.read(count, VIEWER) == 3


async def test_what_is_left_for_the_very_end_is_done_once_for_all_who_are_committed_together(own_house) -> None:
    work, told = own_house.work, []

    async def finish(session, viewer, keys):
        told.append((await session.scalar(select(func.count()).select_from(Entry)), keys))

    async def begin(session, viewer, number):
        finish_with(session, finish, f"even {number - number % 2}")
        return await note(session, viewer, number)
    await asyncio.gather(*(work.do(begin, VIEWER, number) for number in range(12)))
    assert sorted({key for _, keys in told for key in keys}) == sorted(f"even {number}" for number in range(0, 12, 2))
    assert work.database.dialect != "sqlite" or (len(told) < 4 and told[-1][0] == 12)


async def test_an_end_that_the_store_refuses_takes_nobody_else_along(own_house) -> None:
    work = own_house.work

    async def finish(session, viewer, keys):
        if "bad" in keys:
            await session.execute(text("INSERT INTO entries (id) VALUES ('nothing else')"))

    async def begin(session, viewer, number, key):
        finish_with(session, finish, key)
        return await note(session, viewer, number)
    answers = await asyncio.gather(*(work.do(begin, VIEWER, number, key) for number, key in enumerate(
        ("good", "fine", "bad", "right"))), return_exceptions=True)
    assert [isinstance(answer, Said) for answer in answers] == [True, True, False, True]
    assert await work.read(count, VIEWER) == 3


async def test_the_first_answer_to_a_key_is_replayed(work: Work) -> None:
    await work.do(note, VIEWER, 7, once=Once("k", "same", lambda answer: 201))
    with pytest.raises(Replayed) as again:
        await work.do(note, VIEWER, 7, once=Once("k", "same"))
    assert (again.value.status, again.value.body) == (201, '{"number":7}')
    assert await work.read(count, VIEWER) == 1


async def test_a_key_that_came_with_another_request_is_refused(work: Work) -> None:
    await work.do(note, VIEWER, 7, once=Once("k", "one"))
    with pytest.raises(KeyUsedOtherwise):
        await work.do(note, VIEWER, 8, once=Once("k", "other"))


async def test_twins_with_one_key_do_the_thing_once(own_house) -> None:
    work = own_house.work
    answers = await asyncio.gather(
        *(work.do(note, VIEWER, 7, once=Once("k", "same")) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(a, Said) for a in answers) == 1
    assert all(isinstance(a, Said | Replayed) for a in answers), answers
    assert await work.read(count, VIEWER) == 1


async def test_a_stale_row_is_tried_again(work: Work) -> None:
    tries = []

    async def stale_twice(session, viewer):
        tries.append(1)
        if len(tries) < 3:
            raise StaleDataError("somebody was quicker")
        return await note(session, viewer, 1)

    await work.do(stale_twice, VIEWER)
    assert len(tries) == 3


async def test_a_store_that_does_not_answer_is_said_to_be_unavailable() -> None:
    closed = Work(OpenDatabase("postgresql+asyncpg://nobody@127.0.0.1:1/none"), clock=system_clock)
    with pytest.raises(Unavailable):
        await closed.do(note, VIEWER, 1)
    with pytest.raises(Unavailable):
        await closed.read(count, VIEWER)
