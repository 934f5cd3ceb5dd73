"""A link taken apart as strictly as the strictest reader of it would."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, urljoin, urlsplit

import idna

from app.core.outbound.refusals import AddressRefused

LONGEST_URL = 4096
LINKS_KEPT = 4096

_AUTHORITY = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)]|(?P<name>[^\[\]:@%]+))(?::(?P<port>[0-9]{0,5}))?")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True)
class Target:
    """A link taken apart and made plain: host as A-labels or an address in its one spelling, the rest as ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @cached_property
    def origin(self) -> str:
        """host:port, an IPv6 host in brackets."""
        return origin_of(self.host, self.port)

    @cached_property
    def authority(self) -> str:
        """The Host header: the origin without the scheme's own port."""
        return self.origin.removesuffix(":443" if self.scheme == "https" else ":80")

    @cached_property
    def site(self) -> str:
        """Scheme and origin: what a kept connection belongs to."""
        return f"{self.scheme}://{self.origin}"

    @cached_property
    def url(self) -> str:
        """The link in its plain spelling."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @cached_property
    def asked(self) -> bytes:
        """What follows the verb of a request: the path and the Host header."""
        return f" {self.path} HTTP/1.1\r\nhost: {self.authority}\r\n".encode("ascii")


def origin_of(host: str, port: int) -> str:
    """host:port, an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@lru_cache(LINKS_KEPT)
def target_of(url: str) -> Target:
    """Take a link apart as strictly as the strictest reader of it would, or raise AddressRefused."""
    try:
        if len(url) > LONGEST_URL or _hides(url):
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


def next_target(here: Target, location: str) -> Target:
    """Where a redirect leads; servers write it as UTF-8 though the protocol says ASCII."""
    try:
        return target_of(urljoin(here.url, location.encode("latin-1").decode("utf-8")))
    except ValueError:
        raise AddressRefused("link") from None


def _hides(url: str) -> bool:
    """Whether readers of the link disagree about a character: blanks, controls, lone surrogates, the backslash."""
    if url.isascii():
        return not url.isprintable() or " " in url or "\\" in url
    return any(character == "\\" or character.isspace() or unicodedata.category(character) in ("Cc", "Cs")
               for character in url)


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
