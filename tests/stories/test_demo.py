"""The demo world, small: every fault occurs, every count agrees with the store, and no store is emptied lightly."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest
import typer
from typer.testing import CliRunner, Result

from app.brands import service as brands
from app.cli import demo, demo_tables
from app.core.clock import SetClock
from app.core.database import migrate
from app.core.settings import Settings
from app.journal import queries as journal_of
from app.journal import service as journal
from app.main import House, build
from app.reviews.rules.looks import TRIES
from app.sandbox.briefs import PLANS, fates_of, scale_of
from app.sandbox.counting import recount
from app.sandbox.ledger import FAULTS
from app.sandbox.lives import life
from app.sandbox.network import SimulatedNetwork, online
from app.sandbox.opening import open_doors
from app.sandbox.play import PLAYED, Mark, play, take_back
from app.sandbox.posting import publish
from app.sandbox.report import compare
from app.sandbox.world import Person, Place, Stand, World
from tests.arrange import OPS
from tests.conftest import NoLimit
from tests.stores import Stores

END = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PEOPLE, FIRST_DAYS = 60, 24


@dataclass(frozen=True)
class Stage:
    """An empty store of its own, a clock at the end, and the simulated network answering."""

    house: House
    clock: SetClock
    network: SimulatedNetwork


@pytest.fixture
async def stage(stores: Stores, dialect: str, settings: Settings) -> AsyncIterator[Stage]:
    clock = SetClock(END)
    network = SimulatedNetwork(clock)
    async with online(network):
        house = build(settings.model_copy(update={
            "database_url": await stores.clone(dialect), "fsync": "off", "simulated_platform": network.origin,
            "outbound_allow": network.origin.removeprefix("http://")}), clock=clock, seed=7, limits=NoLimit())
        yield Stage(house, clock, network)
        await house.close()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_small_world_meets_every_fault_and_agrees_with_its_store(stage: Stage) -> None:
    steps: list[int] = []
    said: list[str] = []

    def told(step: int, _: int, words: str) -> None:
        steps.append(step)
        said.append(words)
    world, report = await play(stage.house, stage.clock, stage.network, people=PEOPLE, seed=7, told=told)
    assert report.differences == []
    assert (set(report.faults), report.missing, report.unkept) == (set(FAULTS), [], [])
    assert all(fault["done"] for fault in report.faults.values())
    assert (report.signed_up, set(report.messages)) == (PEOPLE, {"sent"})
    assert (report.journal["is_unbroken"], report.journal["unsealed"]) == (True, 0)
    assert [campaign["state"] for campaign in report.campaigns.values()] == ["live"] * 6
    assert stage.clock() <= END
    assert steps == sorted(steps)
    assert re.fullmatch(r"60 people, 5 campaigns live, [1-9]\d parcels, [1-9]\d reviews", said[-1]), said[-1]
    assert any(post.looks > 3 and post.numbers(END)["views"] for post in stage.network.posts.values())
    assert len({post.platform for post in stage.network.posts.values()}) >= 6
    assert all(done.startswith("held for ops with the evidence") for done in report.faults["bought"]["done"])
    assert [door.who for door in await open_doors(world)] == [
        "a consumer with an open invitation, who reads English",
        "a consumer with an open invitation, who reads Chinese",
        "a consumer with a review to hand in", "a consumer who wants a product and was not picked", "a brand", "ops",
        "the simulated network, where you write that consumer's post, edit and delete it"]
    assert all(report.desk.values()), "what is left waits for ops"
    assert {"Odd screenshot", "Gone too early"} <= set(report.desk)
    barrier = report.weeks["barrier"]
    assert barrier["weeks"] >= 6
    known = [views for views in barrier["views"] if views is not None]
    assert known
    assert known == sorted(known)
    assert set(barrier["sources"]) & {"network's interface", "public page"}
    told = report.matching["interest"]
    assert {key: one["is_open"] for key, one in told.items()} == {"tray": False, "sun": True}
    assert all(one["shown"] > 0 for one in told.values())
    assert (told["tray"]["picked"] > 0, told["sun"]["picked"]) == (True, 0)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_the_first_weeks_of_a_world_agree_with_the_other_store_too(stage: Stage) -> None:
    _, report = await play(stage.house, stage.clock, stage.network, people=PEOPLE, seed=7, days=FIRST_DAYS)
    assert report.differences == []
    assert (report.signed_up, report.journal["is_unbroken"], report.journal["unsealed"]) == (PEOPLE, True, 0)
    assert sum(one["stages"]["verified"] for one in report.campaigns.values()) > 0
    assert {"missing_label", "lost", "waits", "praise", "erased"} <= set(report.faults)


async def test_a_count_that_the_store_does_not_know_is_a_difference(stage: Stage) -> None:
    world = World(stage.house, stage.clock, stage.network, 7, PEOPLE, END, END, OPS, stage.house.worker)
    world.ledger.signed_up = 3
    report = compare(world, {}, await recount(world), 1.0)
    assert "0 people are in the store, 3 signed up" in report.differences
    assert "the parcel is lost" in report.missing
    assert not report.agrees
    only = replace(report, differences=[])
    assert (only.agrees, replace(only, missing=[]).agrees, replace(only, missing=[], unkept=[]).agrees) == (
        False, False, True)
    assert "this fault was not played: the parcel is lost" in only.wrong
    assert "this was promised and not shown: people whom several campaigns want" in only.wrong


def test_what_has_happened_is_told_on_stderr_week_by_week(capsys: pytest.CaptureFixture[str]) -> None:
    for hours in range(0, 24 * 21 + 1, 12):
        demo_tables.tell_week(hours, 24 * 21, f"{hours} people")
    assert capsys.readouterr() == ("", "week 1 of 3: 168 people\nweek 2 of 3: 336 people\nweek 3 of 3: 504 people\n")


@pytest.mark.parametrize(("people", "scale"), [(20, 0.1), (80, 0.2), (500, 0.5), (2000, 1.0), (8000, 4.0)])
def test_a_smaller_world_has_more_units_for_each_of_its_people(people: int, scale: float) -> None:
    assert scale_of(people) == scale


def test_what_must_go_wrong_befalls_two_where_there_are_seats_enough() -> None:
    assert [fates_of(("lost", "bomb"), seats) for seats in (11, 12)] == [["lost", "bomb"], ["lost", "bomb"] * 2]


@pytest.mark.parametrize("fate", ["bomb", "inward"])
def test_what_no_door_should_open_stays_so_until_another_link_is_asked_for(fate: str) -> None:
    network = SimulatedNetwork(SetClock(END))
    someone = Person(life(1, 7, END.date()), "con_1", "acc_1", ("simulated",))
    place = Place("seat_1", someone, Stand(PLANS[3], "cmp_1", OPS, END, {"default": "Tray", "zh-cn": "盘"}), Random(1),
                  parts={"rev_1": 0})
    world = SimpleNamespace(network=network, now=END, is_ending=False)
    publish(cast(World, world), place, "rev_1", fate)
    assert len(network.posts[place.posts["rev_1"]].troubles) > TRIES * 2


def test_what_ran_out_before_a_person_was_erased_has_run_out() -> None:
    erased, other = (Person(life(number, 7, END.date()), f"con_{number}", f"acc_{number}", ()) for number in (1, 2))
    stand = Stand(PLANS[0], "cmp_1", OPS, END, {})
    places = [Place(seat_id, person, stand, Random(1), answer=answer) for seat_id, person, answer in (
        ("open", erased, ""), ("ran_out", erased, ""), ("said_no", erased, "declined"), ("another", other, ""))]
    take_back(places, erased, {"open", "another"})
    assert [place.answer for place in places] == ["withdrawn", "", "declined", ""]


def on_store(folder: Path, event: str) -> str | None:
    """Migrate the store in a folder, let something happen in it unless it has a history, and tell its first event."""
    settings = Settings(database_url=f"sqlite+aiosqlite:///{folder / 'there.db'}", files_dir=folder, mail_dir=folder)

    async def run() -> str | None:
        await migrate.upgrade(settings.database_url)
        house = build(settings)
        try:
            if event == "brand.made":
                await house.work.do(brands.find_or_make, OPS, "Bergquell")
            elif event:
                await house.work.do(journal.record, OPS, event, Mark())
            first = await house.work.read(journal_of.oldest, OPS)
            return first.event if first else None
        finally:
            await house.close()
    return asyncio.run(run())


def invoke(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str, **settings: str) -> Result:
    """Run the command on the store in a folder."""
    for name, value in {"DAREN_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'there.db'}",
                        "DAREN_FILES_DIR": str(folder), "DAREN_MAIL_DIR": str(folder), **settings}.items():
        monkeypatch.setenv(name, value)
    root = typer.Typer()
    demo.register(root)
    return CliRunner().invoke(root, list(arguments))


@pytest.mark.parametrize("options", [(), ("--fresh",), ("--check", "--fresh")])
def test_a_store_that_no_demo_has_made_is_never_emptied(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...]) -> None:
    on_store(tmp_path, "brand.made")
    ended = invoke(monkeypatch, tmp_path, *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "holds what no demo has made" in ended.stderr
    assert on_store(tmp_path, "") == "brand.made"


def test_a_store_of_a_demo_is_not_emptied_without_being_asked(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_store(tmp_path, PLAYED)
    ended = invoke(monkeypatch, tmp_path, "--check")
    assert ended.exit_code == 2
    assert "--fresh empties it" in ended.stderr
    assert on_store(tmp_path, "") == PLAYED


def test_a_store_of_a_demo_is_emptied_when_asked(tmp_path: Path) -> None:
    on_store(tmp_path, PLAYED)
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'there.db'}", files_dir=tmp_path)
    asyncio.run(demo.make_empty(settings, fresh=True))
    assert on_store(tmp_path, "") is None


def test_a_demo_refuses_to_run_in_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    ended = invoke(monkeypatch, tmp_path, "--check", DAREN_ENV="production", DAREN_DATA_KEY=key, DAREN_INDEX_KEY=key,
                   DAREN_BASE_URL="https://daren.test")
    assert ended.exit_code == 2
    assert "does not run in production" in ended.stderr
    assert not (tmp_path / "there.db").exists()
