"""The journal: entries are sealed in order, and a changed one is found."""

import pytest
from sqlalchemy import text, update

from app.core.errors import Refusal
from app.core.viewer import system
from app.core.work import Work, new_id
from app.journal import queries
from app.journal import service as journal
from app.journal.models import Entry

VIEWER = system("test")


class Thing:
    __tablename__ = "things"

    def __init__(self, id: str) -> None:
        self.id = id


async def happen(session, viewer, event="thing.made"):
    thing = Thing(new_id(session, "thi"))
    await journal.record(session, viewer, event, thing, size=3)
    return thing


async def test_entries_are_sealed_in_order_and_the_chain_holds(work: Work) -> None:
    for _ in range(5):
        await work.do(happen, VIEWER)
    assert await work.do(journal.seal, VIEWER) == 5
    assert await work.do(journal.seal, VIEWER) == 0
    assert await work.read(queries.audit, VIEWER) == queries.Audit(5, 0, None)


async def test_an_entry_that_was_changed_afterwards_is_found(work: Work) -> None:
    things = [await work.do(happen, VIEWER) for _ in range(4)]
    await work.do(journal.seal, VIEWER)

    async def forge(session, viewer):
        await session.execute(update(Entry).where(Entry.subject_id == things[2].id).values(actor_id="somebody"))
    await work.do(forge, VIEWER)
    assert (await work.read(queries.audit, VIEWER)).broken_at == 3


async def test_what_a_refused_verb_wrote_is_gone_with_it(work: Work) -> None:
    class NotNow(Refusal):
        message = "Not now."

    async def refuse(session, viewer):
        await happen(session, viewer)
        await session.flush()
        raise NotNow

    with pytest.raises(NotNow):
        await work.do(refuse, VIEWER)
    assert (await work.read(queries.audit, VIEWER)).unsealed == 0


async def test_a_reaction_runs_in_the_same_transaction_and_names_its_cause(work: Work) -> None:
    seen = []

    async def follow(session, viewer, happened):
        seen.append((happened.event, viewer.caused_by == happened.entry_id, await session.scalar(text("SELECT 1"))))
        if happened.event == "thing.made":
            await happen(session, viewer, "thing.followed")

    work.reactions = {"thing.made": (follow,), "thing.followed": (follow,)}
    await work.do(happen, VIEWER)
    assert seen == [("thing.made", True, 1), ("thing.followed", True, 1)]
