"""`match` from a terminal: a trial of a draft prints everybody in order and stores nothing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from app.cli.matching import app
from app.cli.running import on_house
from app.core.viewer import Viewer
from app.main import House
from app.matching.models import Run
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
    ran = CliRunner().invoke(app, [drafted, "--dry-run", "--json"])
    told = json.loads(ran.stdout)
    assert [(p["rank"], p["external_id"], p["fit"]) for p in told["picks"]] == [(1, "x2", 1.0), (2, "x3", 0.75),
                                                                                (3, "x1", 0.25)]
    assert told["picks"][0]["contributions"] == {"interest:cooking": pytest.approx(100 / 3)}
    assert told["counts"]["eligible"] == 3
    assert on_house(lambda house: house.work.read(count, OPS)) == 0
    for_good = CliRunner().invoke(app, [drafted])
    assert (for_good.exit_code, "This campaign is draft" in for_good.stderr) == (1, True)


def test_a_campaign_that_is_not_there_ends_with_one(drafted: str) -> None:
    ran = CliRunner().invoke(app, ["cmp_nowhere", "--dry-run"])
    assert (ran.exit_code, "There is no such campaign." in ran.stderr) == (1, True)
