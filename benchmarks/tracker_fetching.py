"""CPU seconds of a check of one post: the door against aiohttp, httpx, and httpx with BeautifulSoup."""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from statistics import median

import aiohttp
import httpx
from bs4 import BeautifulSoup

from app.core.outbound import Outbound
from app.platforms import looking, registry
from app.platforms.found import Post
from app.platforms.known import Networks
from app.platforms.network import Link
from benchmarks import tracker_pages as pages

HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 9))
AT_ONCE = 16
NETWORKS = Networks(registry.NETWORKS)
ETAG = pages.ETAG.decode()
Ask = Callable[[str], Awaitable[tuple[int, bytes]]]
Side = Callable[[int, str | None], AbstractAsyncContextManager[Ask]]
Read = Callable[[str, bytes], object]


@asynccontextmanager
async def door(port: int, etag: str | None) -> AsyncIterator[Ask]:
    """The product's own way, as it stands: two at once for each host."""
    outbound = Outbound([f"{host}:{port}" for host in HOSTS])

    async def ask(url: str) -> tuple[int, bytes]:
        answer = await outbound.get(url, etag=etag)
        return answer.status, answer.body
    yield ask
    outbound.close()


@asynccontextmanager
async def with_aiohttp(port: int, etag: str | None) -> AsyncIterator[Ask]:
    """A session with sixteen connections."""
    headers = {"If-None-Match": etag} if etag else {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        async def ask(url: str) -> tuple[int, bytes]:
            async with session.get(url, headers=headers) as answer:
                return answer.status, await answer.read()
        yield ask


@asynccontextmanager
async def with_httpx(port: int, etag: str | None) -> AsyncIterator[Ask]:
    """A default client with a pool of sixteen."""
    headers = {"If-None-Match": etag} if etag else {}
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(limits=limits) as client:
        async def ask(url: str) -> tuple[int, bytes]:
            answer = await client.get(url, headers=headers)
            return answer.status_code, answer.content
        yield ask


def as_a_post(name: str, body: bytes) -> object:
    """The product's reading of a page."""
    link = Link("instagram", name, f"https://www.instagram.com/p/{name}/", "post")
    (page,) = looking.requests_for(link, NETWORKS)
    found = looking.read(page, 200, {"content-type": "text/html; charset=utf-8"}, body)
    assert isinstance(found, Post), found
    return found


def with_soup(name: str, body: bytes) -> object:
    """The usual reading: a tree of the whole page, then its metas and its JSON-LD."""
    tree = BeautifulSoup(body, "html.parser")
    metas = {tag.get("property"): tag.get("content") for tag in tree.find_all("meta")}
    script = tree.find("script", type="application/ld+json")
    said = json.loads(str(script.string)) if script else {}
    assert name in said["url"]
    return metas, said


SIDES: dict[str, tuple[Side, int]] = {
    "door": (door, 4_000), "aiohttp": (with_aiohttp, 2_000), "httpx": (with_httpx, 320)}
READERS: dict[str, tuple[Side, Read, int]] = {"door": (door, as_a_post, 320), "httpx": (with_httpx, with_soup, 64)}


async def seconds_each(side: Side, port: int, first: int, checks: int, read: Read | None = None) -> float:
    """CPU seconds of one check, sixteen at once over eight hosts; with `read` each page is new and is read."""
    async with side(port, None if read else ETAG) as ask:
        async def walk(walker: int, start: int, many: int) -> None:
            for number in range(start + walker, start + many, AT_ONCE):
                status, body = await ask(pages.link(HOSTS[walker % len(HOSTS)], port, number))
                assert (status, bool(body)) == ((200, True) if read else (304, False))
                if read:
                    read(pages.post_id(number), body)

        async def all_walk(start: int, many: int) -> None:
            await asyncio.gather(*(walk(walker, start, many) for walker in range(AT_ONCE)))

        await all_walk(first, 2 * AT_ONCE)
        gc.collect()
        began = time.process_time()
        await all_walk(first + 2 * AT_ONCE, checks)
        return (time.process_time() - began) / checks


async def unchanged(port: int, rounds: int) -> dict[str, float]:
    """CPU seconds of a check that finds nothing new, by side: medians over rounds in turn; no post comes twice."""
    found: dict[str, list[float]] = {name: [] for name in SIDES}
    for turn in range(rounds):
        for name, (side, checks) in SIDES.items():
            found[name].append(await seconds_each(side, port, turn * 10_000, checks))
    return {name: median(seconds) for name, seconds in found.items()}


async def read_anew(port: int, rounds: int) -> dict[str, float]:
    """CPU seconds of fetching and reading a new page, by side: medians over rounds in turn."""
    found: dict[str, list[float]] = {name: [] for name in READERS}
    for turn in range(rounds):
        for name, (side, read, checks) in READERS.items():
            found[name].append(await seconds_each(side, port, turn * 10_000, checks, read))
    return {name: median(seconds) for name, seconds in found.items()}


def figures(port: int, rounds: int) -> dict[str, float]:
    """The ratios, after a line for each measurement."""
    same, new = asyncio.run(unchanged(port, rounds)), asyncio.run(read_anew(port, rounds))
    for what, measured in (("unchanged", same), ("fetched and read", new)):
        for name, seconds in measured.items():
            print(f"{what:>16} {name:8} {seconds * 1e6:9.1f} us")
    return {
        "tracker_unchanged_over_aiohttp": same["aiohttp"] / same["door"],
        "tracker_unchanged_over_httpx": same["httpx"] / same["door"],
        "tracker_parse_over_bs4": new["httpx"] / new["door"],
    }
