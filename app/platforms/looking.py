"""A look at a post: what to ask of its network, what the answers say, and several answers as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from app.platforms.found import Found, Gone, Post, Private, Unreachable, content_hash
from app.platforms.known import Networks
from app.platforms.network import Address, Link, Network
from app.platforms.numbers import Numbers
from app.platforms.readings import Ask, Names, Profile, ProfileReading, Reading, Reply, Source, Wanted

_NUMBERS = tuple(one.name for one in fields(Numbers))


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to fetch in order to see a post; `headers` may hold the operator's key and are not told in a repr."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    name: str
    source: Source
    knows: frozenset[str]
    is_welcome: bool
    reading: Reading = field(repr=False)
    wanted: Wanted = field(repr=False)

    @property
    def obeys_robots(self) -> bool:
        """Whether the host's robots.txt must allow it: for pages; an official interface is made to be asked."""
        return self.source == "page"


@dataclass(frozen=True, slots=True)
class ProfileRequest:
    """What to fetch in order to read a person's profile."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    source: Source
    handle: str
    reading: ProfileReading = field(repr=False)

    @property
    def obeys_robots(self) -> bool:
        """As with posts: pages do."""
        return self.source == "page"


def requests_for(link: Link, networks: Networks) -> tuple[Request, ...]:
    """The ways to see this post, the best first; none for a short link, which has to be followed before."""
    if link.kind == "short":
        return ()
    network = networks.get(link.platform)
    wanted = Wanted(link.platform, link.post_id, network.fetch_url(link), names_of(network, link.post_id),
                    network.signs)
    asks = ((reading, reading.ask(wanted, networks.keys)) for reading in network.readings)
    return tuple(Request(ask.url, ask.headers, reading.name, reading.source, reading.knows,
                         network.policy.anonymous_read, reading, wanted) for reading, ask in asks if ask)


def names_of(network: Network, post_id: str) -> Names:
    """Whether an address that a page gives of itself names this post of this network."""
    @lru_cache(maxsize=32)
    def names(said: str) -> bool | None:
        address = Address.parse(said)
        named = network.recognise(address) if address and network.takes(address) else None
        return None if named is None else named == post_id
    return names


def read(request: Request, status: int, headers: Mapping[str, str], body: bytes) -> Found:
    """What an answer says of the post; a network that cannot be read anonymously never proves a post gone."""
    reply = _reply(status, headers, body)
    found = request.reading.read(reply, request.wanted)
    if not request.is_welcome and isinstance(found, Gone | Private):
        return Unreachable("sign_in_needed")
    return _sourced(found, request) if isinstance(found, Post) else found


def _reply(status: int, headers: Mapping[str, str], body: bytes) -> Reply:
    kinds = [value for name, value in headers.items() if name.lower() == "content-type"]
    return Reply(status, kinds[0] if kinds else "", body)


def _sourced(post: Post, request: Request) -> Post:
    known = {name: request.source for name in _NUMBERS if getattr(post.numbers, name) is not None}
    return replace(post, sources=known, text_from=post.text_from or request.name)


def is_enough(found: Found) -> bool:
    """Whether a look may end here: the post is certainly not to be seen, or its words, author and time are known."""
    if isinstance(found, Post):
        is_whole = found.text is not None and not found.is_partial
        return is_whole and found.author is not None and found.published_at is not None
    return isinstance(found, Gone | Private)


def merged(first: Found, second: Found) -> Found:
    """Two answers about one post as one: seeing it outweighs all, a clear no outweighs silence."""
    if isinstance(first, Post) and isinstance(second, Post):
        return _joined(first, second)
    for kind in (Post, Gone | Private):
        for found in (first, second):
            if isinstance(found, kind):
                return found
    return first


def _joined(first: Post, second: Post) -> Post:
    """What the first look could not tell is taken from the second; whole words go before cut ones."""
    one, other = (second, first) if _tells_more(second, first) else (first, second)
    shop = first.has_shop_link if first.has_shop_link is not None else second.has_shop_link
    filled = {name: getattr(second, name) for name in (
        "author", "author_id", "published_at", "edited_at", "pictures", "has_video", "image")
        if getattr(first, name) is None}
    return replace(
        first, **filled,
        text=one.text, is_partial=one.is_partial, text_from=one.text_from,
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        aliases=_names(first, second),
        numbers=Numbers(**{name: _either(first.numbers, second.numbers, name) for name in _NUMBERS}),
        sources={**second.sources, **first.sources},
        has_shop_link=shop,
        content_hash=content_hash(one.text, shop),
    )


def _names(first: Post, second: Post) -> tuple[str, ...]:
    """Every other name by which the two answers call the account."""
    said = (*first.aliases, *second.aliases, second.author)
    return tuple(dict.fromkeys(name for name in said if name and name != (first.author or second.author)))


def _either(first: Numbers, second: Numbers, name: str) -> int | None:
    known: int | None = getattr(first, name)
    return known if known is not None else getattr(second, name)


def _tells_more(second: Post, first: Post) -> bool:
    return second.text is not None and (first.text is None or (first.is_partial and not second.is_partial))


def profile_request(platform: str, handle: str, networks: Networks) -> ProfileRequest | None:
    """What to fetch to read a person's profile; None where this network shows it to nobody, or not by this handle."""
    reading = networks.get(platform).profile
    ask: Ask | None = reading.ask(handle.strip().lstrip("@"), networks.keys) if reading else None
    return ProfileRequest(ask.url, ask.headers, reading.source, handle, reading) if reading and ask else None


def read_profile(request: ProfileRequest, status: int, headers: Mapping[str, str], body: bytes) -> Profile | None:
    """What a profile says of its owner; None where nothing certain was seen."""
    if not 200 <= status < 300:
        return None
    return request.reading.read(_reply(status, headers, body), request.handle)
