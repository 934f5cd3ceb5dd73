"""The house served for real in a process of its own, a simulated network beside it, and browsers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.core.clock import system_clock
from app.sandbox.network import SimulatedNetwork, online
from tests.e2e.window import Window

if TYPE_CHECKING:
    from playwright.async_api import Browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
Opens = Callable[..., Coroutine[Any, Any, Window]]


@dataclass(frozen=True)
class Served:
    """Where the house answers, and the environment in which its commands run."""

    url: str
    environment: dict[str, str]

    async def command(self, *words: str) -> dict[str, Any]:
        """What a command of the house prints."""
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", *words, "--json", env=self.environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, err = await running.communicate()
        assert running.returncode == 0, err.decode()
        return json.loads(out)


@pytest.fixture(scope="session")
async def network() -> AsyncIterator[SimulatedNetwork]:
    async with online(SimulatedNetwork(system_clock)) as made:
        yield made


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def _until_ready(url: str, running: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(300):
            with suppress(httpx.TransportError):
                await client.get(url)
                return
            assert running.returncode is None, "the house did not start"
            await asyncio.sleep(0.2)
    raise AssertionError("the house does not answer")


@pytest.fixture(scope="session")
async def served(network: SimulatedNetwork, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """`daren serve` on a fresh store, with its worker inside."""
    home, url = tmp_path_factory.mktemp("house"), f"http://127.0.0.1:{_free_port()}"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DAREN_")}
    house = Served(url, plain | {
        "DAREN_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'daren.db'}", "DAREN_BASE_URL": url,
        "DAREN_FILES_DIR": str(home / "files"), "DAREN_MAIL_DIR": str(home / "mail"),
        "DAREN_SIMULATED_PLATFORM": network.origin, "DAREN_OUTBOUND_ALLOW": network.origin.removeprefix("http://")})
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "serve", "--port", url.rpartition(":")[2], env=house.environment)
    await _until_ready(url, running)
    yield house
    running.terminate()
    assert await asyncio.wait_for(running.wait(), 20) in (0, -signal.SIGTERM)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        await made.close()


@pytest.fixture
async def opens(browser: Browser, served: Served) -> AsyncIterator[Opens]:
    """Open a window for one more person; afterwards none of them may have seen the browser complain."""
    windows: list[Window] = []
    wanted = os.environ.get("DAREN_E2E_SHOTS")
    shots = Path(wanted) if wanted else None
    if shots:
        shots.mkdir(parents=True, exist_ok=True)

    async def window(size: dict[str, int], locale: str = "en-GB", **more: Any) -> Window:
        context = await browser.new_context(viewport=size, locale=locale, **more)
        windows.append(Window(await context.new_page(), served.url, shots))
        return windows[-1]
    yield window
    for one in windows:
        await one.page.context.close()
    assert [said for one in windows for said in one.complaints] == []
