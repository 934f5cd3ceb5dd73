"""Instagram: posts and reels by the short code in their link, with or without the author's name before it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.core.i18n import text
from app.platforms.answers import api
from app.platforms.found import Found, Post, Unreachable, clean, content_hash, tags_in
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import PAGE
from app.platforms.policy import western
from app.platforms.readings import WORDS, Ask, Keys, Reading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import at

_CODE = re.compile(r"[A-Za-z0-9_-]{8,40}")
_SHELVES = ("p", "reel", "reels", "tv")


def _recognise(address: Address) -> str | None:
    if address.step(0) == "share":
        return None
    shelf = 0 if address.step(0) in _SHELVES else 1
    code = address.step(shelf + 1)
    return code if address.step(shelf) in _SHELVES and _CODE.fullmatch(code) else None


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIRST = datetime(2011, 8, 24, 21, 7, 1, 721_000, UTC)
_TIRED = (4, 17, 32, 613)
_PERMALINK = re.compile(r'data-instgrm-permalink="https://www\.instagram\.com/(?:[\w.]{1,30}/)?(?:p|reels?|tv)/([\w-]+)')
_SHARED_BY = re.compile(r"\(@([\w.]{1,30})\)")
_COUNTED = re.compile(
    r"([\d.,]{1,12}[KM]?) likes?, ([\d.,]{1,12}[KM]?) comments? - ([\w.]{1,30}) on [^:\n]{1,40}: \"(.*)\"\.?\Z",
    re.DOTALL,
)
_TITLED = re.compile(r"\A[^\n]{0,120}? on Instagram: [\"“](.*?)[\"”]\s*(?:\n[\d.,]{1,12}[KM]? likes?,|\Z)", re.DOTALL)


def _published(post_id: str) -> datetime | None:
    """When a post was made: the name of a post is its number, whose first 41 bits are milliseconds since 2011-08-24
    21:07:01.721 UTC (Instagram's engineers, "Sharding & IDs at Instagram"); longer names hide a private post's key."""
    if not 10 <= len(post_id) <= 11:
        return None
    number = 0
    for letter in post_id:
        number = number * 64 + _LETTERS.index(letter)
    at_least, at_most = datetime(2012, 1, 1, tzinfo=UTC), datetime(2080, 1, 1, tzinfo=UTC)
    made = _FIRST + timedelta(milliseconds=number >> 23)
    return made if at_least < made < at_most else None


def _ask_oembed(wanted: Wanted, keys: Keys) -> Ask | None:
    """Meta's oEmbed with the operator's token, which goes in a header so that no address tells it."""
    post = quote(f"https://www.instagram.com/p/{wanted.post_id}/", safe="")
    address = f"https://graph.facebook.com/v22.0/instagram_oembed?omitscript=true&url={post}"
    return Ask(address, {"Authorization": f"Bearer {keys.meta}"}) if keys.meta else None


def _refused(status: int, said: Any) -> Found | None:
    """Meta says the same (24) of a deleted post and of one it may not show, which proves neither."""
    code = at(said, "error", "code")
    if code is None:
        return None
    return Unreachable("busy" if code in _TIRED else "no_post" if code == 24 else "refused")


def _of_oembed(said: Any, wanted: Wanted) -> Found:
    markup = said.get("html")
    if not isinstance(markup, str):
        return Unreachable("unreadable")
    named = _PERMALINK.search(markup)
    if named is None or named[1] != wanted.post_id:
        return Unreachable("another_post" if named else "unreadable")
    by = _SHARED_BY.search(markup)
    return seen(wanted, author=said.get("author_name") or (by[1] if by else None), text=said.get("title"),
                published_at=_published(wanted.post_id), is_partial=True, author_id=said.get("author_id"),
                image=said.get("thumbnail_url"))


def _read_page(reply: Reply, wanted: Wanted) -> Found:
    """A post's tags wrap its words: likes, comments, who, on which day, and the caption in quotes."""
    found = PAGE.read(reply, wanted)
    if not isinstance(found, Post):
        return found
    found = replace(found, published_at=found.published_at or _published(wanted.post_id))
    words, numbers, author = found.text or "", found.numbers, found.author
    told = _COUNTED.search(words)
    if told:
        numbers, author = counted(likes=told[1].lower(), comments=told[2].lower()), told[3]
    titled = _TITLED.search(words)
    caption = clean(titled[1] if titled else told[4] if told else None)
    if caption is None:
        return found
    return replace(found, text=caption, author=author, numbers=numbers, tags=tags_in(caption),
                   content_hash=content_hash(caption, None), is_partial=caption.endswith(("…", "...")))


NETWORK = Network(
    slug="instagram",
    place=120,
    name=text("Instagram", "Instagram"),
    hosts=frozenset({
        "instagram.com", "www.instagram.com", "m.instagram.com", "l.instagram.com", "instagr.am", "www.instagr.am",
    }),
    carries=frozenset({"u", "next"}),
    short_paths=frozenset({"share"}),
    code=re.compile(r"instagram://"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.instagram.com/p/{post_id}/",
    how_to_copy=text(
        "In Instagram open your post, tap the paper plane or the three dots, then Copy link.",
        "在 Instagram 打开你的帖子，点纸飞机或“···”，再点“复制链接”。",
    ),
    readings=(
        api("oembed", _ask_oembed, _of_oembed, refused=_refused, knows=frozenset({"author", "published_at"})),
        Reading("page", "page", WORDS | {"likes", "comments"}, PAGE.ask, _read_page),
    ),
    policy=western(link=False, label_within=125),
    signs=Signs(wall=("login • instagram", "log in", "page isn't available", "page isn’t available")),
)
