"""The ways to look at a post or a profile: what to ask of a network, and how to read what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.platforms.found import Found, Gone, Unreachable

Source = Literal["api", "page"]
Names = Callable[[str], bool | None]
"""Whether an address names the asked post (True), another one (False), or no post at all (None)."""

_STATUSES = {401: "sign_in_needed", 407: "sign_in_needed", 408: "server_error", 429: "busy"}
WORDS = frozenset({"text", "author", "published_at"})
COUNTS = frozenset({"views", "likes", "comments", "saves", "shares"})


@dataclass(frozen=True, slots=True)
class Keys:
    """What the operator was given by networks to ask them officially; "" where there is none. Never told in a repr."""

    youtube: str = field(default="", repr=False)
    meta: str = field(default="", repr=False)


NO_KEYS = Keys()


@dataclass(frozen=True, slots=True)
class Signs:
    """Words in the title or headings by which a network's page says that it shows no post."""

    gone: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    wall: tuple[str, ...] = ()


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One post to be looked at: its page is opened as it was pasted, with what makes it readable."""

    platform: str
    post_id: str
    url: str
    names: Names
    signs: Signs = NO_SIGNS


@dataclass(frozen=True, slots=True)
class Ask:
    """What to fetch; keys stand in the headers, never in the address, and are not told in a repr."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a network answered."""

    status: int
    content_type: str
    body: bytes

    @property
    def kind(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.content_type.split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to look at a network's post: `knows` are the fields and numbers of a Post that it can tell.

    `ask` gives nothing where this post cannot be looked at this way: the operator has no key, the link lacks something.
    """

    name: str
    source: Source
    knows: frozenset[str]
    ask: Callable[[Wanted, Keys], Ask | None]
    read: Callable[[Reply, Wanted], Found]


@dataclass(frozen=True, slots=True)
class Profile:
    """The words that a person shows under their name on a network."""

    handle: str | None
    author_id: str | None
    bio: str


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """The way to look at a person's profile by their handle, where a network lets anybody."""

    source: Source
    ask: Callable[[str, Keys], Ask | None]
    read: Callable[[Reply, str], Profile | None]


def by_status(status: int) -> Found | None:
    """What a status alone proves; None where the body must be read."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return Gone("not_found")
    if 300 <= status < 400:
        return Unreachable("moved")
    return Unreachable(_STATUSES.get(status, "refused" if 400 <= status < 500 else "server_error"))
