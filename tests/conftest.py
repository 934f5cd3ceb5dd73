"""Fixtures for all tests: a store of each kind, a clock that stands, the house built on them, and a client."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import hypothesis
import pytest
from pydantic import SecretStr

from app.core.clock import SetClock
from app.core.settings import Settings
from app.core.work import Work
from app.main import House, build, create_app
from tests import arrange_reviews
from tests.arrange_reviews import Social
from tests.stores import Stores

hypothesis.settings.register_profile("steady", derandomize=True, database=None)
hypothesis.settings.load_profile("steady")
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


SLOWEST_FIRST = ("stories", "races", "faults", "api")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    def turn(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return SLOWEST_FIRST.index(folder) if folder in SLOWEST_FIRST else len(SLOWEST_FIRST)
    items.sort(key=turn)


class NoLimit:
    """Lets everything through."""

    async def hit(self, rule: str, key: str) -> None:
        """Count nothing."""


@pytest.fixture(scope="session")
async def stores() -> AsyncIterator[Stores]:
    made = Stores()
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'unused.db'}", files_dir=tmp_path / "files",
        mail_dir=tmp_path / "mail", simulated_platform="http://127.0.0.1:8137",
        outbound_allow="127.0.0.1:8137", password_cost="light",
        data_key=SecretStr(base64.b64encode(b"d" * 32).decode()),
        index_key=SecretStr(base64.b64encode(b"i" * 32).decode()))


@pytest.fixture
async def house(stores: Stores, dialect: str, clock: SetClock, settings: Settings) -> AsyncIterator[House]:
    """The house on a store whose changes are rolled back after the test; once for each database."""
    async with stores.borrowed(dialect) as database:
        yield build(settings, database=database, clock=clock, seed=1, limits=NoLimit())


@pytest.fixture
async def own_house(stores: Stores, dialect: str, clock: SetClock, settings: Settings) -> AsyncIterator[House]:
    """The house on a fresh copy of the store, committing for real: for races, faults and stories."""
    url = await stores.clone(dialect)
    made = build(settings.model_copy(update={"database_url": url, "fsync": "off"}), clock=clock, seed=1,
                 limits=NoLimit())
    yield made
    await made.close()


@pytest.fixture
def work(house: House) -> Work:
    return house.work


@pytest.fixture
async def social(work: Work) -> AsyncIterator[Social]:
    """The small network whose posts a test makes up, known to the house as the simulated one."""
    async with arrange_reviews.social(work) as made:
        yield made


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client that follows nothing by itself."""
    transport = httpx.ASGITransport(create_app(house), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://daren.test") as made:
        yield made
