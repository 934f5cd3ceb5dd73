"""Migrations on a store that is in use: what they lead to is what the code expects, and back loses no older row."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.database import Table, migrate
from app.core.work import new_id
from app.jobs import service as jobs
from app.main import House
from app.matching import service as matching
from app.reviews.models import ReviewCheck
from tests import arrange
from tests import arrange_reviews as start

FIRST, ADDED_LATER = "0006", {
    "rounds", "model_cards", "hold_outs", "packed_people", "run_inputs", "lanes", "robots", "review_pictures",
    "settled_people"}


async def asked(url: str, question: Any) -> Any:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(question)
    await engine.dispose()
    return found


def counts(connection: Connection) -> dict[str, int]:
    names = sorted(set(inspect(connection).get_table_names()) - ADDED_LATER - {"alembic_version"})
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def differences(connection: Connection) -> list[Any]:
    return compare_metadata(MigrationContext.configure(connection), Table.metadata)


@pytest.fixture
async def url(own_house: House) -> str:
    work = own_house.work
    campaign, person = await arrange.live_campaign(work), await arrange.person(work, "lin")
    await arrange.offered_seat(work, campaign, person)
    await own_house.close()
    return own_house.settings.database_url


async def test_the_tables_are_as_the_models_say(url: str) -> None:
    assert await asked(url, differences) == []


async def test_a_store_in_use_goes_back_and_forth_without_losing_a_row(url: str) -> None:
    before = await asked(url, counts)
    assert before["seats"] == before["consumers"] == 1
    await migrate.downgrade(url, FIRST)
    assert await asked(url, counts) == before
    await migrate.upgrade(url)
    assert (await asked(url, counts), await asked(url, differences)) == (before, [])


async def test_a_post_on_another_network_was_never_one_that_failed(own_house: House) -> None:
    work, url = own_house.work, own_house.settings.database_url
    promised = await start.promised(work)

    async def check(session, viewer) -> None:
        session.add(ReviewCheck(id=new_id(session, "chk"), review_id=promised.review_id, attempt=1, name="network",
                                outcome="apart", rule_version="1", checked_at=work.clock()))
    await work.do(check, arrange.OPS)
    await own_house.close()

    def outcome(connection: Connection) -> str:
        return str(connection.scalar(text("SELECT outcome FROM review_checks")))
    await migrate.downgrade(url, "0012")
    assert await asked(url, outcome) == "failed"
    await migrate.upgrade(url)
    assert (await asked(url, outcome), await asked(url, differences)) == ("apart", [])


async def test_files_that_wait_to_be_deleted_are_deleted_after_it_too(own_house: House) -> None:
    work, url = own_house.work, own_house.settings.database_url

    async def old_work(session, viewer) -> None:
        for name in ("review.drop_picture", "social_account.drop_picture", "photo.delete"):
            await jobs.plan(session, name, sha256="0" * 64)
    await migrate.downgrade(url, "0013")
    await work.do(old_work, arrange.OPS)
    await own_house.close()

    def names(connection: Connection) -> set[str]:
        return set(connection.scalars(text("SELECT name FROM jobs WHERE args LIKE '%sha256%'"
                                           if connection.dialect.name == "sqlite" else
                                           "SELECT name FROM jobs WHERE args::text LIKE '%sha256%'")))
    await migrate.upgrade(url)
    assert await asked(url, names) == {"file.drop"}
    await migrate.downgrade(url, "0013")
    assert await asked(url, names) == {"review.drop_picture"}


async def test_who_had_settled_is_where_changes_are_written_to_when_it_is_taken_back(own_house: House) -> None:
    work, url = own_house.work, own_house.settings.database_url
    for name in ("lin", "mei", "hua"):
        await arrange.person(work, name)
    await work.do(matching.settle, arrange.OPS, 1)
    await own_house.close()

    def changed(connection: Connection) -> list[int]:
        return [*connection.scalars(text("SELECT consumer_seq FROM packed_people ORDER BY consumer_seq"))]
    [last] = await asked(url, changed)
    await migrate.downgrade(url, "0015")
    assert await asked(url, changed) == [last - 2, last - 1, last]
