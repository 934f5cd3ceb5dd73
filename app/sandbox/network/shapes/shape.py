"""What a shape of answers is made of: what was asked, what is answered, and the pages that carry data along."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import orjson

from app.sandbox.network.posts import SimulatedPost

Numbers = Mapping[str, int]
HTML, JSON = "text/html; charset=utf-8", "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it arrived: which host, which page of it, and what the page is asked for."""

    host: str
    path: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    body: bytes
    status: int = 200
    kind: str = HTML


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's profile on a network: handle, the network's own number of them, and the words under the name."""

    handle: str
    author_id: str
    bio: str


Answer = Callable[[Asked], Page]
Shown = Callable[[SimulatedPost, Numbers, Asked], Page]


@dataclass(frozen=True, slots=True)
class Shape:
    """How one network answers: `shows` a post with its numbers, says that one is `gone` or `private`.

    `number` names a new post, `link` is its address, `short` the host and path before a short link's name; `shared` is
    what the app copies: the words around {link}.
    """

    slug: str
    hosts: frozenset[str]
    number: Callable[[Random, datetime], str]
    link: Callable[[SimulatedPost], str]
    shows: Shown
    gone: Answer
    private: Answer
    profile: Callable[[Member], Page] | None = None
    short: str = ""
    is_named_by_page: bool = False
    """Whether a short link opens the post itself, which says its number within."""
    shared: str = "{link}"

    def copied(self, post: SimulatedPost) -> str:
        """The address that the app's share button copies."""
        return f"https://{self.short}{post.short}" if self.short else self.link(post)


def spelt(said: Any) -> str:
    """A value as JSON that may stand in a script."""
    return orjson.dumps(said).decode().replace("</", "<\\/")


def json_page(said: Any, status: int = 200) -> Page:
    """An answer of an interface."""
    return Page(orjson.dumps(said), status, JSON)


def page(title: str, *parts: str, status: int = 200) -> Page:
    """A page with a title and whatever else it holds."""
    words = "\n".join(parts)
    return Page(f"<!doctype html><meta charset=utf-8><title>{quoted(title)}</title>\n{words}".encode(), status)


def wall(title: str, words: str) -> Answer:
    """What a stranger sees, whether the post is there or not."""
    return lambda asked: page(title, f"<h1>{words}</h1>")


def to_holders(token: str, shows: Shown, closed: Answer) -> Shown:
    """Shows a post only to those whose link carries the token of its share."""
    return lambda post, numbers, asked: shows(post, numbers, asked) if token in asked.query else closed(asked)


def meta(**tags: str) -> str:
    """OpenGraph tags of a page: og_title="x" is og:title."""
    return "\n".join(f'<meta property="{name.replace("_", ":", 1)}" content="{quoted(said)}">'
                     for name, said in tags.items())


def script(said: str, name: str = "") -> str:
    """A script of a page, under an id where it has one."""
    return f'<script id="{name}" type="application/json">{said}</script>' if name else f"<script>{said}</script>"


def quoted(words: str) -> str:
    """Words as they stand in markup."""
    return html.escape(words)


def seconds(at: datetime) -> int:
    """Seconds since 1970."""
    return int(at.timestamp())


def digits(chance: Random, length: int, first: str = "") -> str:
    """A number of so many digits."""
    return first + "".join(chance.choices("0123456789", k=length - len(first)))


def letters(chance: Random, length: int, among: str) -> str:
    """A name of so many letters."""
    return "".join(chance.choices(among, k=length))


def heading(post: SimulatedPost, most: int = 24) -> str:
    """The first words of a post, as its title."""
    return " ".join(post.text.split())[:most]


def picture_of(post: SimulatedPost) -> str | None:
    """Where the first picture of a post lies, signed anew for every page as networks do; None where it shows none."""
    host = f"https://img.{post.platform}.example"
    return f"{host}/pictures/{post.id}.jpg?sign={post.looks}" if post.pictures or post.has_video else None


def author_of(post: SimulatedPost) -> str | None:
    """Whose post it seems to be."""
    return None if post.hides_author else post.author
