"""The door itself: pages fetched and messages posted, each hop through the guard, all of it within limits."""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import certifi

from app.core.outbound.body import MIB
from app.core.outbound.guard import PORTS, Guard, Resolve, system_resolver
from app.core.outbound.pool import Pool, Turns
from app.core.outbound.refusals import NotReachable, Stale, TooManyHops, TooSlow, Unsound
from app.core.outbound.targets import Site, Target, next_target, target_of
from app.core.outbound.wire import REDIRECTS, Connection, Keeping, Reads, Said

MOST_ADDRESSES_TRIED = 4
CROSS_ORIGIN_HEADERS = frozenset({"accept", "accept-language", "user-agent", "if-none-match", "if-modified-since"})
OWN_HEADERS = frozenset({"host", "accept-encoding", "connection", "content-length", "transfer-encoding", "cookie"})

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [^\r\n\0]*\r\n")
_HEADERS = re.compile(r"(?:if-none-match: [^\r\n\0]*\r\n)?(?:if-modified-since: [^\r\n\0]*\r\n)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: names of headers in lower case, the body unpacked, the final URL, redirects followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    hops: int = 0


class Net(Protocol):
    """What lies below the guard: connects to an address, never to a name."""

    async def connect(
        self, make: Callable[[], Connection], address: str, port: int, tls: ssl.SSLContext | None, name: str | None
    ) -> Connection:
        """A connection to the address, over TLS as `name` where a context is given; OSError where nobody is there."""
        ...


class SystemNet:
    """The network as the machine sees it, without proxies."""

    async def connect(
        self, make: Callable[[], Connection], address: str, port: int, tls: ssl.SSLContext | None, name: str | None
    ) -> Connection:
        """Connect to exactly this address."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(make, address, port, ssl=tls, server_hostname=name)
        return connection


class Outbound:
    """Fetches pages and posts messages. `allow` holds origins ("host:port") that are admitted wherever they lie."""

    def __init__(
        self, allow: Iterable[str] = (), *, resolve: Resolve = system_resolver, ports: Iterable[int] = PORTS,
        connect_seconds: float = 5.0, agent: str = "daren", tls: ssl.SSLContext | None = None, net: Net | None = None,
        keeping: Keeping = Keeping(),
    ) -> None:
        self._guard, self._net = Guard(allow, resolve, ports), net or SystemNet()
        self._connect_seconds, self._agent, self._given_tls = connect_seconds, agent, tls
        self._keeping, self._pool, self._turns = keeping, Pool(keeping), Turns(keeping.at_once)
        self._usual = _lines(self._spoken({}))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or _trusting_the_usual_authorities()

    def close(self) -> None:
        """End the connections that were kept for further questions, and keep none from now on."""
        self._pool.close()

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, etag: str | None = None,
        modified: str | None = None, max_bytes: int = MIB, total_seconds: float = 10.0, max_hops: int = 5,
    ) -> Answer:
        """The page at a URL, redirects followed; any status is an Answer, 304 too where etag or modified still hold.

        At most `keeping.at_once` pages of one host are asked for at the same time; waiting for a turn costs time too.
        """
        target = self._guard.passed(target_of(url))
        reads = Reads(max_bytes, asyncio.get_running_loop().time() + total_seconds)
        since = _since(etag, modified)
        given = others = self._usual + since
        if headers:
            spoken = self._spoken(headers)
            given = _lines(spoken) + since
            others = _lines({name: words for name, words in spoken.items() if name in CROSS_ORIGIN_HEADERS}) + since
        try:
            return await self._follow(target, given, others, reads, max_hops)
        except TimeoutError:
            raise TooSlow(total_seconds) from None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str] | None = None, *, max_bytes: int = MIB,
        total_seconds: float = 10.0,
    ) -> Answer:
        """Send a body over https (or to an allowed origin); a redirect is an Answer and is not followed.

        Sent once, over a connection of its own: nobody could tell whether a repeated message had arrived twice.
        """
        target = self._guard.passed(target_of(url), may_be_open=False)
        reads = Reads(max_bytes, asyncio.get_running_loop().time() + total_seconds, follows=False)
        own = {"content-length": str(len(body)), "connection": "close"}
        request = b"POST " + target.asked + _lines(self._spoken(headers or {}) | own) + b"\r\n" + body
        try:
            connection = await self._opened(target.site, reads.until)
            said = await _heard(connection, request, reads)
        except TimeoutError:
            raise TooSlow(total_seconds) from None
        except Unsound:
            raise NotReachable(target.site.host) from None
        return Answer(*said, target.url)

    def _spoken(self, given: Mapping[str, str]) -> dict[str, str]:
        theirs = {name.lower(): words for name, words in given.items() if name.lower() not in OWN_HEADERS}
        return {"accept-encoding": "gzip", "user-agent": self._agent, "accept": "*/*", **theirs}

    async def _follow(self, target: Target, given: bytes, others: bytes, reads: Reads, max_hops: int) -> Answer:
        for hop in range(max_hops + 1):
            try:
                status, headers, body = await self._fetched(target.site, b"GET " + target.asked + given, reads)
            except Unsound:
                raise NotReachable(target.site.host) from None
            if status not in REDIRECTS or "location" not in headers:
                return Answer(status, headers, body, target.url, hop)
            was, target = target, self._guard.passed(next_target(target, headers["location"]))
            if was.site != target.site:
                given = others
        raise TooManyHops(max_hops)

    async def _fetched(self, site: Site, request: bytes, reads: Reads) -> Said:
        """Ask in turn: over a kept connection, and once more over a new one where the server had left the kept one."""
        if not self._turns.take(site.host):
            async with asyncio.timeout_at(reads.until):
                await self._turns.wait(site.host)
        try:
            kept = self._pool.take(site, asyncio.get_running_loop())
            if kept is not None:
                try:
                    return await self._asked(kept, request, reads)
                except Stale:
                    pass
            return await self._asked(await self._opened(site, reads.until), request, reads)
        finally:
            self._turns.give(site.host)

    async def _asked(self, connection: Connection, request: bytes, reads: Reads) -> Said:
        try:
            return await connection.ask(request, reads)
        finally:
            self._pool.keep(connection)

    async def _opened(self, site: Site, until: float) -> Connection:
        """A connection to the first checked address that answers; TimeoutError when time is up, or Unsound."""
        async with asyncio.timeout_at(until):
            try:
                addresses = await self._guard.addresses(site)
            except OSError:
                raise Unsound("no such name") from None
            late = False
            for address in addresses[:MOST_ADDRESSES_TRIED]:
                try:
                    return await self._dialled(site, address)
                except TooSlow:
                    late = True
                except OSError:
                    late = False
        raise TooSlow(self._connect_seconds) if late else Unsound("nobody there")

    async def _dialled(self, site: Site, address: str) -> Connection:
        loop = asyncio.get_running_loop()
        tls, name = (self._tls, site.host) if site.scheme == "https" else (None, None)
        within = asyncio.timeout(self._connect_seconds)
        try:
            async with within:
                return await self._net.connect(
                    lambda: Connection(loop, site, self._keeping, self._pool.forget), address, site.port, tls, name)
        except TimeoutError:
            # The system's own time-out is an OSError like others; ours alone is about our patience.
            if within.expired():
                raise TooSlow(self._connect_seconds) from None
            raise ConnectionError("nobody there") from None


async def _heard(connection: Connection, request: bytes, reads: Reads) -> Said:
    try:
        return await connection.ask(request, reads)
    finally:
        connection.end()


def _since(etag: str | None, modified: str | None) -> bytes:
    """What makes a question conditional, and the end of its headers; ValueError where it is not plain lines."""
    lines = ""
    if etag is not None:
        lines = f"if-none-match: {etag}\r\n"
    if modified is not None:
        lines += f"if-modified-since: {modified}\r\n"
    if lines and not _HEADERS.fullmatch(lines):
        raise ValueError("a header that is not one plain line")
    return lines.encode("latin-1") + b"\r\n"


def _lines(headers: Mapping[str, str]) -> bytes:
    """Headers as they go over the wire; ValueError where one would be more than one line."""
    lines = [f"{name}: {words}\r\n" for name, words in headers.items()]
    if not all(map(_HEADER.fullmatch, lines)):
        raise ValueError("a header that is not one plain line")
    return "".join(lines).encode("latin-1")


def _trusting_the_usual_authorities() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
