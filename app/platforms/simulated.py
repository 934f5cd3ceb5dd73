"""The demo world's own network: its links, known only once its origin is, and the JSON it answers with."""

import re

from app.core.i18n import text
from app.platforms.found import Found, Private, Unreachable, clean, moment
from app.platforms.markup import MOST_BYTES
from app.platforms.network import Address, Network
from app.platforms.numbers import counted, read_count
from app.platforms.policy import western
from app.platforms.readings import COUNTS, WORDS, Ask, Reading, Reply, Wanted, by_status
from app.platforms.seen import seen
from app.platforms.states import answer

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
        readings=(ANSWER,),
    )


def _read(reply: Reply, wanted: Wanted) -> Found:
    """The simulated network's JSON to what was found; anything but an object about the asked post is unreachable."""
    found = by_status(reply.status)
    if found is not None:
        return found
    if len(reply.body) > MOST_BYTES:
        return Unreachable("too_large")
    return _post(answer(reply.body), wanted) if reply.kind == "application/json" else Unreachable("wrong_type")


def _post(said: object, wanted: Wanted) -> Found:
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        return Unreachable("unreadable")
    if said["id"] != wanted.post_id:
        return Unreachable("another_post")
    if said.get("private") is True:
        return Private()
    return seen(
        wanted,
        author=said.get("author"),
        author_id=said.get("author_id"),
        text=said.get("text"),
        published_at=moment(said.get("published_at")),
        edited_at=moment(said.get("edited_at")),
        pictures=read_count(said.get("pictures")),
        has_video=said.get("video") if isinstance(said.get("video"), bool) else None,
        has_shop_link=None if "shop_link" not in said else bool(clean(said.get("shop_link"))),
        image=said.get("image"),
        numbers=counted(**{name: said.get(name) for name in COUNTS}),
    )


ANSWER = Reading("answer", "api", WORDS | COUNTS, lambda wanted, keys: Ask(wanted.url), _read)
