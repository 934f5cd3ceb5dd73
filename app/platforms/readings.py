"""One way to look at a post of a network: what it can know, what to ask for, and how to read the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.platforms.found import Found
from app.platforms.network import Link


@dataclass(frozen=True, slots=True)
class Reading:
    """A network's own answer or its page; `url` gives nothing where this link cannot be looked at this way."""

    source: Literal["api", "page"]
    knows: frozenset[str]
    url: Callable[[Link], str | None]
    read: Callable[[str, bytes, str], Found]
