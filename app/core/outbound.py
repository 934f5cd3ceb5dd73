"""The one door to other servers: only public addresses, each hop anew, with limits on time, bytes and hops."""

import asyncio
import ipaddress
import re
import socket
import ssl
import unicodedata
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore
import idna

from app.core.errors import Conflict

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

MIB = 1024 * 1024
PORTS = frozenset({80, 443})
MOST_ADDRESSES_TRIED = 4
LONGEST_URL = 4096
FRAMING_SLACK = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CROSS_ORIGIN_HEADERS = frozenset({"accept", "accept-language", "user-agent", "if-none-match", "if-modified-since"})
OWN_HEADERS = frozenset({"host", "accept-encoding", "connection", "content-length", "transfer-encoding", "cookie"})

_AUTHORITY = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)]|(?P<name>[^\[\]:@%]+))(?::(?P<port>[0-9]{0,5}))?")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST_SIX = ipaddress.IPv6Network("2000::/3")
# Special ranges that `is_global` of some Python releases takes for public (IANA special-purpose registries).
_SPECIAL = tuple(map(ipaddress.ip_network, (
    "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
    "2001::/23", "2001:db8::/32", "3fff::/20",
)))


class NotOpened(Conflict):
    """A page of another server was not opened; each kind of it says why."""

    message = "The page could not be opened."
    zh = "无法打开该网页。"


@dataclass(eq=False)
class AddressRefused(NotOpened):
    """The link, or a page that it leads to, is not on the public web. Reasons: link, scheme, port, address."""

    message = "We only open ordinary pages of the public web; this link leads elsewhere."
    zh = "我们只能打开公开的网页，这个链接指向了别处。"
    reason: str


@dataclass(eq=False)
class TooLarge(NotOpened):
    """The page has more bytes, once unpacked, than we read."""

    message = "The page is too large to read (more than {limit} bytes)."
    zh = "网页内容过大（超过 {limit} 字节），无法读取。"
    limit: int


@dataclass(eq=False)
class TooSlow(NotOpened):
    """The page was not there in time."""

    message = "The page took longer than {seconds:g} seconds to answer."
    zh = "网页在 {seconds:g} 秒内没有打开。"
    seconds: float


@dataclass(eq=False)
class TooManyHops(NotOpened):
    """The page sends on and on."""

    message = "The page forwarded us more than {limit} times."
    zh = "网页跳转超过 {limit} 次，无法打开。"
    limit: int


@dataclass(eq=False)
class NotReachable(NotOpened):
    """No server answers at the name, or what it answers is not sound HTTP."""

    message = "{host} could not be reached or did not answer properly."
    zh = "无法访问 {host}，或对方没有正常回应。"
    host: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: names of headers in lower case, the body unpacked, the final URL, redirects followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A link taken apart and made plain: host as A-labels or an address in its one spelling, the rest as ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """host:port, an IPv6 host in brackets."""
        return _origin(self.host, self.port)

    @property
    def authority(self) -> str:
        """The Host header: the origin without the scheme's own port."""
        return self.origin.removesuffix(":443" if self.scheme == "https" else ":80")

    @property
    def url(self) -> str:
        """The link in its plain spelling."""
        return f"{self.scheme}://{self.authority}{self.path}"


def _origin(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def admitted(origin: str) -> str:
    """An origin of the list of exceptions in its plain spelling; ValueError where it is not host:port."""
    if not re.fullmatch(r"[^/?#]+:[0-9]+", origin):
        raise ValueError(f"{origin!r} is not host:port")
    return target_of(f"http://{origin}").origin


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also where IPv6 carries an IPv4 address inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = _inside(address)
        if inside is not None:
            return is_public(inside)
        if address not in _UNICAST_SIX or address.scope_id:
            return False
    special = any(address.version == network.version and address in network for network in _SPECIAL)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that the network would really be asked for; Teredo lies in a range refused as a whole."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def target_of(url: str) -> Target:
    """Take a link apart as strictly as the strictest reader of it would, or raise AddressRefused."""
    try:
        if len(url) > LONGEST_URL or any(_hidden(character) for character in url):
            raise ValueError("not one plain line")
        parts = urlsplit(url)
        found = _AUTHORITY.fullmatch(parts.netloc)
        if found is None:
            raise ValueError("no plain host and port")
        if parts.scheme not in ("http", "https"):
            raise AddressRefused("scheme")
        host = str(ipaddress.IPv6Address(found["six"])) if found["six"] else _host_name(found["name"])
    except ValueError:
        raise AddressRefused("link") from None
    port = int(found["port"] or (443 if parts.scheme == "https" else 80))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{_query(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def _hidden(character: str) -> bool:
    """Characters that readers of a link disagree about: blanks, controls, lone surrogates, the backslash."""
    return character == "\\" or character.isspace() or unicodedata.category(character) in ("Cc", "Cs")


def _query(query: str) -> str:
    return quote(query, safe="/%:@!$&'()*+,;=~?[]|^`{}")


def _host_name(raw: str) -> str:
    """The name as A-labels; whatever ends in a number must be a plain dotted IPv4 address."""
    name = (raw.lower() if raw.isascii() else idna.encode(raw, uts46=True).decode()).removesuffix(".")
    if _ENDS_IN_NUMBER.search(name):
        return str(ipaddress.IPv4Address(name))
    if not _HOST_NAME.fullmatch(name):
        raise ValueError("no host name")
    return name


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the machine's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _CheckedNet(httpcore.AsyncNetworkBackend):
    """Connects by name to exactly an address it has checked, so that a name that changes its mind changes nothing."""

    def __init__(self, allow: frozenset[str], resolve: Resolve, below: httpcore.AsyncNetworkBackend) -> None:
        self._allow, self._resolve, self._below = allow, resolve, below

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, check every address, connect to the first that answers."""
        failed: Exception = httpcore.ConnectError("no address")
        for address in (await self._addresses(host, port))[:MOST_ADDRESSES_TRIED]:
            try:
                return await self._below.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                failed = failure
        raise failed

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            addresses: list[Address] = [ipaddress.ip_address(host)]
        except ValueError:
            addresses = [ipaddress.ip_address(found) for found in await self._resolve(host, port)]
        if _origin(host, port) not in self._allow and not all(map(is_public, addresses)):
            raise AddressRefused("address")
        return addresses


class _Unpacked:
    """A body as it arrives, unpacked within a limit; neither packed nor unpacked bytes grow beyond it."""

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise zlib.error("an encoding that was not asked for")
        self._gzip, self._limit, self._packed, self._body = "gzip" in encoding, limit, 0, bytearray()
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def add(self, piece: bytes) -> None:
        """Take the next bytes off the wire, or raise TooLarge at the first byte too many."""
        self._packed += len(piece)
        if self._packed > self._limit + FRAMING_SLACK:
            raise TooLarge(self._limit)
        if self._gzip:
            self._unzip(piece)
        else:
            self._body += piece
        if len(self._body) > self._limit:
            raise TooLarge(self._limit)

    def _unzip(self, piece: bytes) -> None:
        while piece and len(self._body) <= self._limit:
            if self._member.eof:  # a gzip body may be several members one after the other (RFC 1952, 2.2)
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            self._body += self._member.decompress(piece, self._limit + 1 - len(self._body))
            piece = self._member.unconsumed_tail or self._member.unused_data

    def whole(self) -> bytes:
        """The body, or zlib.error where its end is missing."""
        if self._gzip and self._packed and not self._member.eof:
            raise zlib.error("cut short")
        return bytes(self._body)


class Outbound:
    """Fetches pages and posts messages. `allow` holds origins ("host:port") that are admitted wherever they lie."""

    def __init__(
        self, allow: Iterable[str] = (), *, resolve: Resolve = system_resolver, ports: Iterable[int] = PORTS,
        connect_seconds: float = 5.0, agent: str = "daren", tls: ssl.SSLContext | None = None,
        net: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allow = frozenset(map(admitted, allow))
        self._ports, self._connect_seconds, self._agent, self._given_tls = frozenset(ports), connect_seconds, agent, tls
        self._net = _CheckedNet(self._allow, resolve, net or httpcore.AnyIOBackend())

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpcore.default_ssl_context()

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, etag: str | None = None,
        modified: str | None = None, max_bytes: int = MIB, total_seconds: float = 10.0, max_hops: int = 5,
    ) -> Answer:
        """The page at a URL, redirects followed; any status is an Answer, 304 too where etag or modified still hold."""
        asked = self._headers(headers or {}, {"if-none-match": etag, "if-modified-since": modified})
        return await _within(total_seconds, self._follow(url, asked, max_bytes, max_hops))

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str] | None = None, *, max_bytes: int = MIB,
        total_seconds: float = 10.0,
    ) -> Answer:
        """Send a body over https (or to an allowed origin); a redirect is an Answer and is not followed."""
        target = self._checked(url)
        if target.scheme != "https" and target.origin not in self._allow:
            raise AddressRefused("scheme")
        asked = self._headers(headers or {}, {"content-length": str(len(body))})
        return await _within(total_seconds, self._exchange(target, asked, max_bytes, body))

    def _headers(self, given: Mapping[str, str], ours: Mapping[str, str | None]) -> dict[str, str]:
        theirs = {name.lower(): value for name, value in given.items() if name.lower() not in OWN_HEADERS}
        own = {name: value for name, value in ours.items() if value is not None}
        return {"user-agent": self._agent, "accept": "*/*", **theirs, **own}

    def _checked(self, url: str) -> Target:
        target = target_of(url)
        if target.port not in self._ports and target.origin not in self._allow:
            raise AddressRefused("port")
        return target

    async def _follow(self, url: str, headers: dict[str, str], max_bytes: int, max_hops: int) -> Answer:
        target = self._checked(url)
        for hop in range(max_hops + 1):
            answer = await self._exchange(target, headers, max_bytes, hops=hop)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            was, target = target, self._checked(_next_url(target, answer.headers["location"]))
            if (was.scheme, was.origin) != (target.scheme, target.origin):
                headers = {name: value for name, value in headers.items() if name in CROSS_ORIGIN_HEADERS}
        raise TooManyHops(max_hops)

    async def _exchange(
        self, target: Target, headers: Mapping[str, str], max_bytes: int, body: bytes | None = None, hops: int = 0
    ) -> Answer:
        """One request on a connection of its own, which ends with it."""
        address = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        sent = {"host": target.authority, "accept-encoding": "gzip", "connection": "close", **headers}
        try:
            async with httpcore.AsyncHTTPConnection(
                address.origin, ssl_context=self._tls if target.scheme == "https" else None, network_backend=self._net
            ) as connection, connection.stream(
                "GET" if body is None else "POST", address, headers=_wire(sent), content=body,
                extensions={"timeout": {"connect": self._connect_seconds}},
            ) as response:
                got = _lower(response.headers)
                passed_on = body is None and response.status in REDIRECTS and "location" in got
                page = b"" if passed_on else await _read(response, got.get("content-encoding", ""), max_bytes)
        except httpcore.TimeoutException:
            raise TooSlow(self._connect_seconds) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error):
            raise NotReachable(target.host) from None
        return Answer(response.status, got, page, target.url, hops)


async def _within(seconds: float, answer: Awaitable[Answer]) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        raise TooSlow(seconds) from None


async def _read(response: httpcore.Response, encoding: str, max_bytes: int) -> bytes:
    unpacked = _Unpacked(encoding.strip().lower(), max_bytes)
    async for piece in response.aiter_stream():
        unpacked.add(piece)
    return unpacked.whole()


def _lower(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as a lower-case mapping, repeated ones joined; cookies are not even shown."""
    joined: dict[str, str] = {}
    for raw, value in headers:
        name, words = raw.decode("latin-1").lower(), value.decode("latin-1")
        if name != "set-cookie":
            joined[name] = f"{joined[name]}, {words}" if name in joined else words
    return joined


def _wire(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def _next_url(here: Target, location: str) -> str:
    """Where a redirect leads; servers write it as UTF-8 though the protocol says ASCII."""
    try:
        return urljoin(here.url, location.encode("latin-1").decode("utf-8"))
    except ValueError:
        raise AddressRefused("link") from None
