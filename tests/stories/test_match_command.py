"""`match` from a terminal: a trial of a draft prints everybody in order and stores nothing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from app.campaigns.models import Quota
from app.cli.matching import app, rounds
from app.cli.running import on_house
from app.core.viewer import Viewer
from app.main import House
from app.matching import jobs
from app.matching.models import Run
from app.matching.queries import rounds as queries
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store of its own, named by the environment as for a person at a terminal; the id of a draft in it."""
    monkeypatch.setenv("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'world.db'}")

    async def fill(house: House) -> str:
        await crowd(house.work, [{"traits": {"interest:cooking": n}} for n in (2, 5, 4)])
        campaign = await arrange.live_campaign(house.work, state="draft")
        await wants(house.work, campaign.id, cooking=3)
        return campaign.id
    return on_house(fill)


async def count(session: AsyncSession, viewer: Viewer) -> int:
    return await session.scalar(select(func.count(Run.id))) or 0


def test_a_trial_prints_everybody_in_order_and_stores_nothing(drafted: str) -> None:
    ran = CliRunner().invoke(app, ["match", drafted, "--dry-run", "--json"])
    told = json.loads(ran.stdout)
    assert [(p["rank"], p["external_id"], p["place"], p["fit"]) for p in told["picks"]] == [
        (1, "x2", "unit", 1.0), (2, "x3", "unit", 0.75), (3, "x1", "waitlist", 0.25)]
    assert told["picks"][0]["contributions"] == {"interest:cooking": pytest.approx(100 / 3)}
    assert told["counts"]["eligible"] == 3
    assert told["shortfalls"] == []
    assert on_house(lambda house: house.work.read(count, OPS)) == 0
    for_good = CliRunner().invoke(app, ["match", drafted])
    assert (for_good.exit_code, "This campaign is marked" in for_good.stderr) == (1, True)


@pytest.fixture
def crowded(drafted: str) -> str:
    """The draft with a quota that cannot be filled, and more people, of whom one came by no import."""
    async def fill(house: House) -> None:
        people = [{"traits": {"interest:cooking": 5}, "region_code": "310101"} for _ in range(21)]
        await crowd(house.work, [{**one, "external_id": None} if n == 0 else one for n, one in enumerate(people)],
                    first=10)
        await house.work.do(ask, OPS)

    async def ask(session: AsyncSession, viewer: Viewer) -> None:
        session.add_all(Quota(campaign_id=drafted, position=place, **told) for place, told in enumerate((
            {"name": "Far away", "of": {"tiers": [5]}, "minimum": 1},
            {"name": "Big towns", "of": {"tiers": [1]}, "minimum": 0, "maximum": 0})))
    on_house(fill)
    return drafted


def test_a_trial_tells_what_falls_short_and_names_people_as_the_assignment_does(crowded: str) -> None:
    told = json.loads(CliRunner().invoke(app, ["match", crowded, "--dry-run", "--json"]).stdout)
    assert told["shortfalls"] == [{"name": "Far away", "minimum": 1, "reached": 0, "available": 0}]
    named = {pick["consumer_id"]: pick["external_id"] for pick in told["picks"]}
    assert (named["con_00010"], named["con_00011"], named["con_00002"]) == (None, "x11", "x2")


def test_a_table_that_stops_says_how_many_are_left(crowded: str) -> None:
    shown = CliRunner().invoke(app, ["match", crowded, "--dry-run"]).stdout
    assert "and 4 more; --json gives all of them." in shown


def test_a_forecast_names_the_quota_that_costs_people(crowded: str) -> None:
    shown = " ".join(CliRunner().invoke(app, ["forecast", crowded]).stdout.split())
    assert "maximum of “Big towns”" in shown
    assert "/quotas/1 " not in shown


@pytest.mark.parametrize("seed", [str(2**31), "99999999999"])
def test_a_seed_that_the_api_refuses_is_refused(drafted: str, seed: str) -> None:
    ran = CliRunner().invoke(app, ["match", drafted, "--dry-run", f"--seed={seed}"])
    assert (ran.exit_code, "2147483647" in ran.stderr) == (2, True)


def test_who_was_given_which_seat_is_printed_as_a_table_or_as_json(drafted: str) -> None:
    async def match(house: House) -> tuple[str, str]:
        campaign = await arrange.live_campaign(house.work, await arrange.brand(house.work, "Other"), state="approved")
        await wants(house.work, campaign.id, cooking=3)
        made = await jobs.round_now(house.work, OPS, shape=lambda found: found.id)
        [run] = await house.work.read(queries.runs_of, OPS, made)
        return made, run.id
    for of in on_house(match):
        sheet = CliRunner().invoke(rounds, ["assignment", of])
        told = json.loads(CliRunner().invoke(rounds, ["assignment", of, "--json"]).stdout)
        assert [(row["external_id"], row["place"]) for row in told] == [
            ("x2", "unit"), ("x3", "unit"), ("x1", "waitlist")]
        if of.startswith("run_"):
            replayed = json.loads(CliRunner().invoke(rounds, ["replay", of, "--json"]).stdout)
            assert set(replayed["why"]) == {"default", "zh-cn"}
        assert [line.split(",")[3:5] for line in sheet.stdout.splitlines()[1:]] == [
            [row["external_id"], row["place"]] for row in told]
    nothing = CliRunner().invoke(rounds, ["assignment", "rnd_none"])
    assert (nothing.exit_code, nothing.stdout, "no such round" in nothing.stderr) == (1, "", True)


def test_a_forecast_is_told_as_the_api_tells_it_and_stores_nothing(drafted: str) -> None:
    ran = CliRunner().invoke(app, ["forecast", drafted, "--reviews", "2", "--json"])
    told = json.loads(ran.stdout)
    assert (told["eligible"], told["goal"], told["lines"]) == (3, 2, [])
    assert 0 < told["chance"] < 1
    assert told["low"] <= told["reviews"] <= told["high"]
    shown = CliRunner().invoke(app, ["forecast", drafted])
    assert (shown.exit_code, told["summary"]["default"] in shown.stdout) == (0, True)
    assert "unknown" not in shown.stdout
    assert on_house(lambda house: house.work.read(count, OPS)) == 0


def test_a_forecast_of_no_campaign_is_refused(drafted: str) -> None:
    ran = CliRunner().invoke(app, ["forecast", "cmp_nowhere", "--json"])
    assert (ran.exit_code, ran.stdout, "There is no such campaign." in ran.stderr) == (1, "", True)
    for wrong in ("0", "many"):
        assert CliRunner().invoke(app, ["forecast", drafted, "--reviews", wrong]).exit_code == 2


def test_a_campaign_that_is_not_there_ends_with_one(drafted: str) -> None:
    ran = CliRunner().invoke(app, ["match", "cmp_nowhere", "--dry-run"])
    assert (ran.exit_code, "There is no such campaign." in ran.stderr) == (1, True)
