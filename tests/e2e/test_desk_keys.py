"""Ops' keys in a real browser: the list of them opens and closes, and a key that means nothing here says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from app.core.work import Work
from tests import arrange
from tests import arrange_reviews as start

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

pytestmark = pytest.mark.e2e
HOST = "http://desk.test"


async def test_the_list_of_keys_closes_by_escape_and_a_key_without_meaning_says_so(
        client: httpx.AsyncClient, work: Work, browser: Browser) -> None:
    await start.promised(work, state="removed", removed_at=work.clock())
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))

    async def answer(route: Route) -> None:
        found = await client.get(route.request.url.removeprefix(HOST), headers=ops)
        await route.fulfill(status=found.status_code, content_type=found.headers["content-type"], body=found.content)

    page = await browser.new_page()
    await page.route(f"{HOST}/**", answer)
    await page.goto(f"{HOST}/ops/reviews")
    keys = page.locator("details.keys")
    for key, is_open in (("?", True), ("Escape", False), ("?", True), ("?", False)):
        await page.keyboard.press(key)
        assert (key, await keys.evaluate("it => it.open")) == (key, is_open)
    assert "leave a lost post as it is" in (await keys.text_content() or "")
    await page.keyboard.press("f")
    top = await page.locator("#at-hand").evaluate("it => it.getBoundingClientRect().top")
    await page.get_by_text("“f” does nothing for this review.").wait_for(state="visible")
    assert await page.locator("#at-hand").evaluate("it => it.getBoundingClientRect().top") == top
    await page.close()
