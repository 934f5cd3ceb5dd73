"""A link taken apart as strictly as the strictest reader of it would."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import idna

from app.core.outbound.refusals import AddressRefused

LONGEST_URL = 4096
SITES_KEPT = 1024

_AUTHORITY = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)]|(?P<name>[^\[\]:@%]+))(?::(?P<port>[0-9]{0,5}))?")
_OF_A_PATH = "/%:@!$&'()*+,;=~"
_OF_A_QUERY = _OF_A_PATH + "?[]|^`{}"
_PLAIN = re.compile(r"(https?)://([A-Za-z0-9_.:-]+)"
                    rf"(/[A-Za-z0-9_.{re.escape(_OF_A_PATH)}-]*(?:\?[A-Za-z0-9_.{re.escape(_OF_A_QUERY)}-]+)?)")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a link leads, without its path: the host as A-labels or an address in its one spelling."""

    scheme: str
    host: str
    port: int
    origin: str
    name: str
    authority: str
    hosted: bytes

    @classmethod
    def of(cls, scheme: str, host: str, port: int) -> "Site":
        """The site with what follows from it: host:port, the same with its scheme, the Host header, a line's end."""
        origin = origin_of(host, port)
        authority = origin.removesuffix(":443" if scheme == "https" else ":80")
        hosted = f" HTTP/1.1\r\nhost: {authority}\r\n".encode("ascii")
        return cls(scheme, host, port, origin, f"{scheme}://{origin}", authority, hosted)


class Target(NamedTuple):
    """A link taken apart and made plain: its site, and the path with the query as ASCII."""

    site: Site
    path: str

    @property
    def origin(self) -> str:
        """host:port, an IPv6 host in brackets."""
        return self.site.origin

    @property
    def url(self) -> str:
        """The link in its plain spelling."""
        return f"{self.site.scheme}://{self.site.authority}{self.path}"

    @property
    def asked(self) -> bytes:
        """What follows the verb of a request: the path and the Host header."""
        return self.path.encode("ascii") + self.site.hosted


def origin_of(host: str, port: int) -> str:
    """host:port, an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def target_of(url: str) -> Target:
    """Take a link apart as strictly as the strictest reader of it would, or raise AddressRefused."""
    if len(url) > LONGEST_URL:
        raise AddressRefused("link")
    # Most links are plain already and need no second spelling: three quarters of the time saved.
    plain = _PLAIN.fullmatch(url)
    try:
        if plain is not None:
            return Target(_site(plain[1], plain[2]), plain[3])
        return _taken_apart(url)
    except ValueError:
        raise AddressRefused("link") from None


def _taken_apart(url: str) -> Target:
    if _hides(url):
        raise ValueError("not one plain line")
    parts = urlsplit(url)
    site = _site(parts.scheme, parts.netloc)
    path, query = quote(parts.path or "/", safe=_OF_A_PATH), quote(parts.query, safe=_OF_A_QUERY)
    return Target(site, f"{path}?{query}" if query else path)


@lru_cache(SITES_KEPT)
def _site(scheme: str, authority: str) -> Site:
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise ValueError("no plain host and port")
    if scheme not in ("http", "https"):
        raise AddressRefused("scheme")
    host = str(ipaddress.IPv6Address(found["six"])) if found["six"] else _host_name(found["name"])
    return Site.of(scheme, host, int(found["port"] or (443 if scheme == "https" else 80)))


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


def _host_name(raw: str) -> str:
    """The name as A-labels; whatever ends in a number must be a plain dotted IPv4 address."""
    name = (raw.lower() if raw.isascii() else idna.encode(raw, uts46=True).decode()).removesuffix(".")
    if _ENDS_IN_NUMBER.search(name):
        return str(ipaddress.IPv4Address(name))
    if not _HOST_NAME.fullmatch(name):
        raise ValueError("no host name")
    return name
