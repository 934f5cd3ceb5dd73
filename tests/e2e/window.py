"""A browser's window, used by what people see: labels, buttons, words; nothing by its inner name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Download, Locator, Page

WORST = ("serious", "critical")
RULES = {"resultTypes": ["violations"],
         "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass
class Window:
    """One person's window. `complaints` gathers what the browser itself finds wrong."""

    page: Page
    url: str
    shots: Path | None = None
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text)
                     if said.type == "error" and "status of 4" not in said.text else None)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    async def open(self, path: str) -> None:
        await self.page.goto(path if path.startswith("http") else self.url + path)

    async def press(self, words: str | re.Pattern[str], role: str = "button", within: Locator | None = None) -> None:
        await (within or self.page.locator("main")).get_by_role(role, name=words, exact=True).first.click()
        await self.page.wait_for_load_state()

    async def follow(self, words: str) -> None:
        await self.press(words, "link")

    def field(self, label: str) -> Locator:
        """The first field of that name, whether or not it may stay empty."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(optional|选填)?\s*$")).first

    async def type(self, label: str, words: str) -> None:
        await self.field(label).fill(words)

    async def select(self, label: str, words: str) -> None:
        """Choose the option that is called so, whatever is marked behind its name in brackets."""
        called = re.compile(rf"^\s*{re.escape(words)}(\s*[(（].*)?$")
        option = self.field(label).locator("option").filter(has_text=called)
        await self.field(label).select_option(value=await option.first.get_attribute("value") or "")

    async def choose(self, question: str, *answers: str) -> None:
        """Tap answers of a question, as cards or on a scale."""
        asked = self.page.locator("fieldset").filter(has=self.page.locator("legend", has_text=question))
        for answer in answers:
            await asked.get_by_label(re.compile(rf"^\s*{re.escape(answer)}(\s|$)")).check()

    async def sees(self, *words: str) -> None:
        for said in words:
            await self.page.locator("body").get_by_text(said).locator("visible=true").first.wait_for()

    async def waits_for(self, words: str, seconds: float = 25) -> None:
        """Open the page again until the words are there."""
        for _ in range(int(seconds / 0.5)):
            if words in await self.page.locator("main").inner_text():
                return
            await self.page.wait_for_timeout(500)
            await self.page.reload()
        raise AssertionError(f"{words!r} has not come to {self.path}:\n{await self.page.locator('main').inner_text()}")

    async def downloads(self, words: str) -> Download:
        async with self.page.expect_download() as coming:
            await self.page.get_by_role("link", name=words, exact=True).first.click()
        return await coming.value

    async def glances(self, name: str) -> None:
        """Nothing is wider than the window; a picture of it where one is wanted."""
        if self.shots is not None:
            await self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        assert not await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"), f"{name} is too wide"

    async def looks_well(self, name: str) -> None:
        """Besides, nothing keeps people out who hear, enlarge or tab through it."""
        from axe_playwright_python.async_playwright import Axe

        await self.glances(name)
        found = (await Axe().run(self.page, options=RULES)).response["violations"]
        bad = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in WORST]
        assert not bad, f"{name} ({self.path}): {bad}"
