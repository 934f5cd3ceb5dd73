"""The demo world's own network: its links, known only once its origin is, and the JSON it answers with."""

import re

import orjson

from app.core.i18n import text
from app.platforms.found import Found, Post, Private, Unreachable, clean, content_hash, moment
from app.platforms.network import Address, Network
from app.platforms.numbers import Numbers, read_count
from app.platforms.policy import western

SLUG = "simulated"
POLICY = western()
_POST = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _recognise(address: Address) -> str | None:
    shelf = "p" if address.host == "simulated.example" else "posts"
    is_post = len(address.steps) == 2 and address.step(0) == shelf and _POST.fullmatch(address.step(1))
    return address.step(1) if is_post else None


def at(origin: str) -> Network:
    """The simulated network as it answers at an origin such as http://127.0.0.1:8137."""
    address = Address.parse(origin)
    if address is None or address.steps or address.query:
        raise ValueError(f"no origin: {origin}")
    return Network(
        slug=SLUG,
        place=999,
        policy=POLICY,
        name=text("Simulated network", "模拟平台"),
        hosts=frozenset({"simulated.example"}),
        origins=frozenset({address.origin}),
        recognise=_recognise,
        canonical=lambda post_id: f"{address.origin}/posts/{post_id}",
        how_to_copy=text("Copy the address of your post.", "复制你发布的内容的网址。"),
        answers_at=lambda post_id: f"{address.origin}/api/posts/{post_id}",
    )


def read_answer(body: bytes, asked: str) -> Found:
    """The simulated network's JSON to what was found; anything but an object about the asked post is unreachable."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Unreachable("unreadable")
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        return Unreachable("unreadable")
    if said["id"] != asked:
        return Unreachable("another_post")
    if said.get("private") is True:
        return Private()
    words, shop = clean(said.get("text")), said.get("shop_link")
    has_shop_link = None if "shop_link" not in said else bool(shop)
    return Post(
        platform=SLUG,
        post_id=asked,
        author=clean(said.get("author")),
        text=words,
        published_at=moment(said.get("published_at")),
        numbers=Numbers(*(read_count(said.get(name)) for name in ("views", "likes", "comments", "saves", "shares"))),
        has_shop_link=has_shop_link,
        content_hash=content_hash(words, has_shop_link),
    )
