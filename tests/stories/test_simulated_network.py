"""The simulated network over real HTTP: each network's shape is read back by its adapter, each trouble harms nobody."""

import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.core.clock import SetClock
from app.core.files import Files
from app.core.outbound import NotOpened
from app.jobs.rules import NotNow
from app.platforms import registry
from app.platforms.found import Gone, Post, Private, Unreachable
from app.platforms.known import Networks
from app.platforms.links import recognise
from app.platforms.looking import profile_request, read, read_profile, requests_for
from app.platforms.mirror import Mirrored, NotSimulated, meant, mirrored
from app.platforms.readings import Keys
from app.reviews.jobs.looking import Looking
from app.reviews.jobs.picturing import fetch
from app.reviews.rules.looks import Look, Plan
from app.reviews.rules.thumbnails import ThumbnailPlan
from app.sandbox.network import SimulatedNetwork, SimulatedPost, online
from app.sandbox.network.faults import INWARD, SAYS_WAIT
from app.sandbox.network.shapes import SHAPES, Member

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MADE = NOW - timedelta(days=2)
WORDS = "#赠品体验 这盏床头灯用了一周，光线很柔和，开关有点紧。优点和缺点都写在这里，下周再来更新。"
READABLE = ("weibo", "bilibili", "zhihu", "wechat", "kuaishou", "instagram", "tiktok", "youtube", "x", "facebook",
            "blog", "simulated")
WALLED = ("xiaohongshu", "douyin", "dianping", "taobao", "jd", "wechat_channels")
KEYS = Keys(youtube="key", meta="token")


@pytest.fixture
async def network() -> AsyncIterator[SimulatedNetwork]:
    async with online(SimulatedNetwork(SetClock(NOW))) as served:
        yield served


def post_on(slug: str, **said: Any) -> SimulatedPost:
    post = SimulatedPost(SHAPES[slug].number(Random(slug), MADE), "mei_home", WORDS, MADE, 9000, platform=slug,
                         author_id="12345678", pictures=2)
    return replace(post, **said)


def known(network: SimulatedNetwork, keys: Keys = Keys()) -> Networks:
    return Networks(registry.networks(network.origin), keys)


def door(network: SimulatedNetwork, patience: float = 5.0) -> Mirrored:
    return Mirrored([network.origin.removeprefix("http://")], network.origin, patience)


async def look(network: SimulatedNetwork, pasted: str, *, tried: int = 3, patience: float = 5.0) -> Look:
    """One look at what a person pastes, as the work for later makes it; by default the last try of it."""
    networks = known(network)
    link = recognise(pasted, networks.all, agreed=[networks.get("blog")])
    outbound = door(network, patience)
    try:
        return await Looking(outbound, Plan("rev_1", 1, link, networks, NOW, tried=tried)).look()
    finally:
        outbound.close()


def shared(network: SimulatedNetwork, post: SimulatedPost) -> str:
    link = network.publish(post)
    return SHAPES[post.platform].shared.format(link=link, title="床头灯", author=post.author)


@pytest.mark.parametrize("slug", READABLE)
async def test_a_post_as_its_app_shares_it_comes_back_from_each_network(network: SimulatedNetwork, slug: str) -> None:
    found = (await look(network, shared(network, post_on(slug)))).found
    assert isinstance(found, Post), found
    assert found.platform == slug
    assert WORDS in (found.text or "")
    names = (found.author, *found.aliases)
    assert "mei-home.blog.example" in names if slug == "blog" else "mei_home" in names
    assert found.published_at == MADE.replace(microsecond=0) or slug in ("instagram", "x")
    assert found.published_at
    assert abs(found.published_at - MADE) < timedelta(seconds=1)


TELLS = {
    "weibo": "likes comments shares", "bilibili": "views likes comments saves shares", "zhihu": "likes comments saves",
    "wechat": "", "kuaishou": "views likes comments", "instagram": "likes comments", "x": "", "facebook": "",
    "blog": "", "tiktok": "views likes comments saves shares", "youtube": "views likes comments",
    "simulated": "views likes comments saves shares",
}
"""Which numbers each network's answers tell, all ways to look taken together."""


@pytest.mark.parametrize("slug", READABLE)
async def test_every_way_to_look_reads_its_own_shape(network: SimulatedNetwork, slug: str) -> None:
    post, networks = post_on(slug), known(network, KEYS)
    network.publish(post)
    told, outbound, counted = post.numbers(NOW), door(network), set[str]()
    page = SHAPES[slug].link(post)
    link = recognise(page if slug != "simulated" else f"{network.origin}{page}", networks.all,
                     agreed=[networks.get("blog")])
    requests = requests_for(link, networks)
    assert requests
    for request in requests:
        answer = await outbound.get(request.url, headers=request.headers)
        found = read(request, answer.status, answer.headers, answer.body)
        assert isinstance(found, Post), (request.name, found)
        assert found.text
        assert found.text[:20] == WORDS[:20]
        known_here = {name for name in told if getattr(found.numbers, name) is not None}
        assert all(getattr(found.numbers, name) == told[name] for name in known_here)
        counted |= known_here
    outbound.close()
    assert counted == set(TELLS[slug].split())


@pytest.mark.parametrize("slug", sorted(set(READABLE) - {"x"}))
async def test_the_picture_of_a_post_lies_where_its_page_says(
        network: SimulatedNetwork, slug: str, tmp_path: Path) -> None:
    post = post_on(slug)
    found = (await look(network, shared(network, post))).found
    assert isinstance(found, Post)
    outbound = door(network)
    try:
        plan = ThumbnailPlan("rev_1", "index", found.image or "", NOW, Files(tmp_path))
        made = await fetch(outbound, plan)
        assert (Files(tmp_path).open(made.kept or "")[:3], made.why) == (b"\xff\xd8\xff", None)
        post.is_gone = True
        assert (await fetch(outbound, plan)).why == ("gone" if slug == "simulated" else "refused")
    finally:
        outbound.close()


@pytest.mark.parametrize("slug", WALLED)
async def test_a_wall_proves_nothing_whether_the_post_is_there_or_not(network: SimulatedNetwork, slug: str) -> None:
    post = post_on(slug)
    link = shared(network, post)
    for is_gone in (False, True):
        post.is_gone = is_gone
        found = (await look(network, link)).found
        assert isinstance(found, Unreachable), found


@pytest.mark.parametrize(("slug", "signature"), [("xiaohongshu", "?xsec_token=AB12&xsec_source=app_share"),
                                                 ("douyin", "?share_sign=AB12")])
async def test_a_link_that_carries_its_access_shows_the_post(
        network: SimulatedNetwork, slug: str, signature: str) -> None:
    post = post_on(slug)
    network.publish(post)
    found = (await look(network, SHAPES[slug].link(post) + signature)).found
    assert isinstance(found, Post)
    assert (found.text, found.author, found.pictures) == (WORDS, "mei_home", 2)


SILENT_WHEN_GONE = {"instagram", "facebook"}
TELLS_PRIVATE = {"weibo", "bilibili", "kuaishou", "tiktok", "youtube", "x", "simulated"}


@pytest.mark.parametrize("slug", READABLE)
async def test_a_removal_and_a_private_post_are_told_as_each_network_tells_them(
        network: SimulatedNetwork, slug: str) -> None:
    post = post_on(slug)
    link = shared(network, post)
    post.is_private = True
    found = (await look(network, link)).found
    assert isinstance(found, Private) if slug in TELLS_PRIVATE else isinstance(found, Unreachable), found
    post.is_gone = True
    seen = await look(network, link)
    is_silent = slug in SILENT_WHEN_GONE
    assert isinstance(seen.found, Unreachable if is_silent else Gone) or seen.leads_nowhere, seen.found


@pytest.mark.parametrize(("trouble", "why"), [
    ("hang", "unreached"), ("drip", "unreached"), ("broken", "server_error"), ("wait", "busy"),
    ("busy", "server_error"), ("bomb", "too_large"), *((name, "refused") for name in INWARD)])
async def test_a_trouble_shows_nothing_of_the_post_and_proves_nothing(
        network: SimulatedNetwork, trouble: str, why: str) -> None:
    link = shared(network, post_on("zhihu", troubles=[trouble]))
    assert (await look(network, link, patience=0.5)).found == Unreachable(why)
    assert isinstance((await look(network, link)).found, Post), "the next look sees it"


@pytest.mark.parametrize("trouble", ["hang", "broken", "busy", "wait"])
async def test_a_passing_trouble_is_tried_again_before_it_counts(network: SimulatedNetwork, trouble: str) -> None:
    link = shared(network, post_on("zhihu", troubles=[trouble]))
    with pytest.raises(NotNow) as put_off:
        await look(network, link, tried=0, patience=0.5)
    assert put_off.value.rests == (timedelta(seconds=SAYS_WAIT) if trouble == "wait" else
                                   timedelta() if trouble == "busy" else None)


@pytest.mark.parametrize("slug", ["zhihu", "wechat", "kuaishou", "blog"])
async def test_a_page_in_gb_18030_that_declares_nothing_is_read(network: SimulatedNetwork, slug: str) -> None:
    found = (await look(network, shared(network, post_on(slug, troubles=["misspelt"])))).found
    assert isinstance(found, Post)
    assert WORDS in (found.text or "")


async def test_half_a_gib_of_packed_nothing_costs_neither_side_memory(network: SimulatedNetwork) -> None:
    link = shared(network, post_on("zhihu", troubles=["bomb"]))
    tracemalloc.start()
    try:
        await look(network, link)
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()


async def test_numbers_that_cannot_be_true_are_refused_or_doubted(network: SimulatedNetwork) -> None:
    likes = (await look(network, shared(network, post_on("bilibili", lie="more_likes")))).found
    assert isinstance(likes, Post)
    assert likes.numbers.is_doubtful
    endless = (await look(network, shared(network, post_on("bilibili", lie="endless")))).found
    assert isinstance(endless, Post)
    assert (endless.numbers.likes, endless.numbers.views) == (None, None)
    post = post_on("bilibili", lie="falling")
    assert post.numbers(MADE + timedelta(days=6))["views"] > post.numbers(MADE + timedelta(days=8))["views"]


@pytest.mark.parametrize(("slug", "handle"), [
    ("weibo", "12345678"), ("bilibili", "UID: 12345678"), ("zhihu", "mei_home"), ("youtube", "@mei_home"),
    ("tiktok", "mei_home"), ("blog", "mei-home.blog.example")])
async def test_a_profile_shows_its_words(network: SimulatedNetwork, slug: str, handle: str) -> None:
    network.present(slug, Member("mei-home.blog.example" if slug == "blog" else "mei_home", "12345678",
                                 "daren-k7m2-9xq4 茶与床头灯"))
    request = profile_request(slug, handle, known(network))
    assert request is not None
    answer = await door(network).get(request.url, headers=request.headers)
    profile = read_profile(request, answer.status, answer.headers, answer.body)
    assert profile is not None
    assert "daren-k7m2-9xq4" in profile.bio


@pytest.mark.parametrize(("url", "there"), [
    ("https://b23.tv/abc", "http://127.0.0.1:7/b23.tv/abc"),
    ("http://www.bilibili.com/video/BV1?p=2&x=%20#reply", "http://127.0.0.1:7/www.bilibili.com/video/BV1?p=2&x=%20"),
    ("https://m.weibo.cn", "http://127.0.0.1:7/m.weibo.cn/"),
])
def test_a_public_host_is_asked_for_at_the_simulated_network(url: str, there: str) -> None:
    assert mirrored(url, "http://127.0.0.1:7") == there
    assert meant(there, "http://127.0.0.1:7").startswith("https://")


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:7/posts/p1", "http://10.0.0.7/admin", "http://169.254.169.254/latest/", "http://[::1]/",
    "http://2130706433/", "http://localhost/", "http://mei@b23.tv/x", "https://b23.tv:8443/x", "ftp://b23.tv/x"])
def test_what_is_no_public_host_is_left_to_the_guard(url: str) -> None:
    assert mirrored(url, "http://127.0.0.1:7") == url


async def test_an_inward_address_is_refused_in_a_made_up_world_too(network: SimulatedNetwork) -> None:
    for place in INWARD.values():
        with pytest.raises(NotOpened):
            await door(network).get(place)


async def test_a_host_that_asks_to_be_left_alone_is_left_alone(network: SimulatedNetwork) -> None:
    network.robots["www.zhihu.com"] = "User-agent: *\nDisallow: /"
    post = post_on("zhihu")
    assert (await look(network, shared(network, post))).found == Unreachable("refused")
    assert post.looks == 0


@pytest.mark.parametrize("url", [
    "https://mp.weixin.qq.com/s/SnobodyX", "https://zhuanlan.zhihu.com/p/1234567", "http://t.cn/A6nobody"])
async def test_a_real_post_is_never_told_as_gone_where_all_are_made_up(network: SimulatedNetwork, url: str) -> None:
    for page in (url, "https://www.zhihu.com/people/nobody"):
        with pytest.raises(NotSimulated):
            await door(network).get(page)
    assert (await look(network, url)).found == Unreachable("not_simulated")


async def test_a_post_that_the_simulated_network_itself_does_not_know_is_gone(network: SimulatedNetwork) -> None:
    assert (await look(network, f"{network.origin}/posts/nobody")).found == Gone("not_found")
