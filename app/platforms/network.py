"""A network's own knowledge of its links: hosts, post ids, short links, and how a person copies one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from app.core.i18n import Text
from app.platforms.hosts import ascii_of
from app.platforms.pages import PAGE
from app.platforms.policy import Policy
from app.platforms.readings import NO_SIGNS, ProfileReading, Reading, Signs

__all__ = ["Address", "Kind", "Link", "Network", "Signs"]

Kind = Literal["post", "short"]
_PORTS = {"http": 80, "https": 443}
_AS_WRITTEN = "".join(map(chr, range(128)))
_PUBLIC = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})")
_INNER = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".onion")


@dataclass(frozen=True, slots=True)
class Link:
    """What a pasted link leads to; a short link has no post id until somebody has followed it."""

    platform: str
    post_id: str
    url: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of one link that decide whose it is; the host is never guessed from a look-alike."""

    url: str
    origin: str
    host: str
    is_usual_port: bool
    steps: tuple[str, ...]
    query: Mapping[str, str]

    @classmethod
    def parse(cls, url: str) -> "Address | None":
        """The parts of an http(s) link, or None where it is not one; a name before @ makes the host a stranger's.

        Letters beyond ASCII are written as browsers send them: in %-signs, in a host as punycode.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        scheme = parts.scheme.lower()
        if scheme not in _PORTS or not parts.hostname:
            return None
        host = parts.netloc.lower() if "@" in parts.netloc else ascii_of(parts.hostname.lower().removesuffix("."))
        usual = port in (None, _PORTS[scheme])
        place = (f"[{host}]" if ":" in host and "@" not in host else host) + ("" if usual else f":{port}")
        return cls(
            url=quote(parts._replace(scheme=scheme, netloc=place).geturl(), safe=_AS_WRITTEN, errors="replace"),
            origin=f"{scheme}://{place}",
            host=host,
            is_usual_port=usual,
            steps=tuple(unquote(step) for step in parts.path.split("/") if step),
            query=dict(reversed(parse_qsl(parts.query)[:100])),
        )

    @property
    def is_public_name(self) -> bool:
        """Whether the host is a name of the public web, no bare number, no name within a house, no sender before @."""
        return bool(_PUBLIC.fullmatch(self.host)) and not self.host.endswith(_INNER)

    def step(self, place: int) -> str:
        """One step of the path, or nothing where the path is shorter."""
        return self.steps[place] if place < len(self.steps) else ""


@dataclass(frozen=True, slots=True)
class Network:
    """One network: whose link it is, which post it names, what is asked of a post there, and how one is read.

    `place` is where people see it in a list, lower first; `readings` are the ways to look, the best first;
    `profile` is the way to read a person's page, where anybody may; `told_by` finds a post's id in its page where the
    link does not hold it; `has_followers`: people have an account there whose followers a campaign may ask for;
    `is_open`: a post may stand on any host that no network owns, as blogs do; `carries` are the names under which its
    pages that are no post carry the address they lead to; `code` is what its app shares that no browser opens.
    """

    slug: str
    place: int
    name: Text
    hosts: frozenset[str]
    recognise: Callable[[Address], str | None]
    canonical: Callable[[str], str]
    how_to_copy: Text
    policy: Policy
    readings: tuple[Reading, ...] = (PAGE,)
    profile: ProfileReading | None = None
    short_hosts: frozenset[str] = frozenset()
    short_paths: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    answers_at: Callable[[str], str] | None = None
    told_by: Callable[[bytes], str | None] | None = None
    carries: frozenset[str] = frozenset()
    code: re.Pattern[str] | None = None
    has_followers: bool = True
    is_open: bool = False
    signs: Signs = NO_SIGNS

    def owns(self, address: Address) -> bool:
        """Whether the link's host, exactly as written, belongs to this network."""
        return address.origin in self.origins or (self.knows(address) and address.is_usual_port)

    def knows(self, address: Address) -> bool:
        """Whether the host is one of this network's, whatever the port."""
        return address.host in self.hosts or address.host in self.short_hosts

    def is_above(self, address: Address) -> bool:
        """Whether the link's host is a part of this network's that holds no posts, such as its search or its shops."""
        return address.is_public_name and any(address.host.endswith(f".{host}") for host in self.hosts)

    def takes(self, address: Address) -> bool:
        """Whether a link may be this network's: its own host or, where it is open, any public name."""
        return self.owns(address) or (self.is_open and address.is_public_name and address.is_usual_port)

    def shortens(self, address: Address) -> bool:
        """Whether the link must be followed before its post is known."""
        by_path = len(address.steps) > 1 and address.steps[0] in self.short_paths
        return by_path or (address.host in self.short_hosts and bool(address.steps))

    def link(self, address: Address) -> Link | None:
        """The link that this address is, or None where it names no post."""
        post_id = self.recognise(address)
        if post_id:
            return Link(self.slug, post_id, address.url, "post")
        return Link(self.slug, "", address.url, "short") if self.shortens(address) else None

    def fetch_url(self, link: Link) -> str:
        """What to fetch to read the post: the network's answer where it gives one, else the pasted page over https."""
        if self.answers_at and link.kind == "post":
            return self.answers_at(link.post_id)
        plain = link.url.startswith("http://") and not self.origins and not self.is_open
        return "https://" + link.url.removeprefix("http://") if plain else link.url
