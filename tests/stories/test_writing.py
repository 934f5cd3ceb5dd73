"""Writing on the simulated network by hand: a post from the form is read by the house, edited, hidden, deleted."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import urlsplit

import httpx
import pytest

from app.core.clock import SetClock
from app.core.i18n import Text
from app.platforms.found import Gone, Post, Private
from app.sandbox.network import SimulatedNetwork, online
from app.sandbox.network.writing import FROM_ELSEWHERE, MOST_LETTERS, NETWORKS, NO_HANDLE, NO_NETWORK, NO_WORDS
from app.sandbox.network.written import ABOUT
from tests.stories.test_simulated_network import look

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = "#gifted A week with the lamp: warm light, a stiff switch."


@pytest.fixture
async def network() -> AsyncIterator[SimulatedNetwork]:
    async with online(SimulatedNetwork(SetClock(NOW))) as served:
        yield served


@pytest.fixture
async def browser(network: SimulatedNetwork) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=network.origin, trust_env=False) as made:
        yield made


async def written(browser: httpx.AsyncClient, **said: str) -> httpx.Response:
    form = {"platform": "simulated", "author": "mei_home", "words": WORDS}
    return await browser.post("/write", data=form | said)


@pytest.mark.parametrize("platform", sorted(set(NETWORKS) - {"xiaohongshu", "douyin"}))
async def test_what_is_written_by_hand_is_read_by_the_house(
        network: SimulatedNetwork, browser: httpx.AsyncClient, platform: str) -> None:
    answer = await written(browser, platform=platform)
    assert answer.status_code == 303
    [post] = network.posts.values()
    found = (await look(network, network.address(post))).found
    assert isinstance(found, Post), found
    assert WORDS in (found.text or "")
    assert post.author == "mei_home"


async def test_a_post_is_edited_hidden_and_deleted_from_its_page(
        network: SimulatedNetwork, browser: httpx.AsyncClient) -> None:
    page = (await written(browser)).headers["location"]
    assert urlsplit(page).query == "lang=en"
    [post] = network.posts.values()
    link = network.address(post)
    assert link in (await browser.get(page)).text
    network.clock = SetClock(NOW + timedelta(hours=1))
    saved = await browser.post(page, data={"act": "save", "words": "#gifted Second thoughts."})
    assert "Saved." in (await browser.get(saved.headers["location"])).text
    assert "Saved." not in (await browser.get(page)).text
    found = (await look(network, link)).found
    assert isinstance(found, Post)
    assert (found.text, found.edited_at) == ("#gifted Second thoughts.", NOW + timedelta(hours=1))
    await browser.post(page, data={"act": "hide", "words": ""})
    assert isinstance((await look(network, link)).found, Private)
    await browser.post(page, data={"act": "delete", "words": ""})
    assert isinstance((await look(network, link)).found, Gone)
    assert "This post is deleted." in (await browser.get(page)).text


@pytest.mark.parametrize(("said", "fault"), [
    ({"author": ""}, NO_HANDLE), ({"author": "a b<c>"}, NO_HANDLE), ({"author": "x" * 41}, NO_HANDLE),
    ({"words": " \r\n "}, NO_WORDS), ({"words": "x" * (MOST_LETTERS + 1)}, NO_WORDS),
    ({"platform": "nowhere"}, NO_NETWORK), ({"platform": ""}, NO_NETWORK)])
async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
        network: SimulatedNetwork, browser: httpx.AsyncClient, said: dict[str, str], fault: Text) -> None:
    answer = await written(browser, **said)
    assert (answer.status_code, network.posts) == (422, {})
    assert fault.default in answer.text
    assert escape(said.get("author", "mei_home")) in answer.text
    assert escape(said.get("words", WORDS).strip()) in answer.text


async def test_an_edit_that_empties_a_post_is_refused(network: SimulatedNetwork, browser: httpx.AsyncClient) -> None:
    page = (await written(browser)).headers["location"]
    answer = await browser.post(page, data={"act": "save", "words": ""})
    assert (answer.status_code, NO_WORDS.default in answer.text) == (422, True)
    assert [post.text for post in network.posts.values()] == [WORDS]


async def test_markup_in_a_post_is_words(network: SimulatedNetwork, browser: httpx.AsyncClient) -> None:
    page = (await written(browser, words="<script>alert(1)</script>")).headers["location"]
    for address in (page, "/write"):
        told = (await browser.get(address)).text
        assert "<script>" not in told
        assert "&lt;script&gt;" in told


async def test_another_page_writes_nothing_here(network: SimulatedNetwork, browser: httpx.AsyncClient) -> None:
    page = (await written(browser)).headers["location"]
    elsewhere = {"origin": "https://elsewhere.example"}
    for address, form in (("/write", {"author": "mei_home", "words": "x"}), (page, {"act": "delete"})):
        answer = await browser.post(address, data=form, headers=elsewhere)
        assert (answer.status_code, FROM_ELSEWHERE.default in answer.text) == (403, True)
    assert [(post.text, post.is_gone) for post in network.posts.values()] == [(WORDS, False)]


async def test_somebody_who_has_posted_there_before_stays_the_same_person(
        network: SimulatedNetwork, browser: httpx.AsyncClient) -> None:
    for _ in range(2):
        await written(browser)
    await written(browser, author="another")
    first, second, third = network.posts.values()
    assert (first.author_id == second.author_id, first.author_id == third.author_id) == (True, False)


async def test_a_post_that_nobody_wrote_by_hand_has_no_page_here(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/write/p1")).status_code == 404
    assert (await browser.post("/write/p1", data={"act": "delete"})).status_code == 404


@pytest.mark.parametrize(("asked", "spoken", "told"), [
    ("/write", "zh-CN,zh;q=0.9", True), ("/write", "en", False), ("/write?lang=zh-cn", "en", True),
    ("/write?lang=en", "zh-CN", False)])
async def test_the_page_speaks_both_languages(
        browser: httpx.AsyncClient, asked: str, spoken: str, told: bool) -> None:
    page = (await browser.get(asked, headers={"accept-language": spoken})).text
    assert ((ABOUT.zh_cn or "") in page, ABOUT.default in page) == (told, not told)
    assert f'lang="{"zh-CN" if told else "en"}"' in page


async def test_the_form_is_filled_in_from_its_address(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/write?platform=weibo&author=mei_home")).text
    assert '<option value="weibo" selected>' in page
    assert 'value="mei_home"' in page


async def test_a_browser_that_asks_for_an_icon_is_told_of_no_fault(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/favicon.ico")).status_code == 204
