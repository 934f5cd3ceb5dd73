"""X: posts by their number, under the name of their author, under i, or on the hosts of its former name."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.core.i18n import text
from app.platforms.answers import api
from app.platforms.found import Found, Private, Unreachable, clean
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import western
from app.platforms.readings import WORDS, Ask, Keys, Wanted
from app.platforms.seen import seen
from app.platforms.states import plain

_NUMBER = re.compile(r"[1-9][0-9]{4,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("i", "web", "status", said, *_) | (_, "status" | "statuses", said, *_):
            return said if _NUMBER.fullmatch(said) else None
    return None


_FIRST = datetime(2010, 11, 4, 1, 42, 54, 657_000, UTC)
_FIRST_TIMED = 30_000_000_000
_HANDLE = re.compile(r"(?:twitter|x)\.com/(\w{1,20})/?\Z")
_UNDER = re.compile(r"(?:twitter|x)\.com/(\w{1,20})/status")
_STATUS = re.compile(r"/status/([0-9]{5,20})\Z")


def _published(post_id: str) -> datetime | None:
    """When a post was made: since November 2010 a number without its last 22 bits counts milliseconds (snowflake)."""
    number = int(post_id)
    return _FIRST + timedelta(milliseconds=number >> 22) if _FIRST_TIMED < number < 1 << 63 else None


def _ask_oembed(wanted: Wanted, keys: Keys) -> Ask | None:
    pasted = _UNDER.search(wanted.url)
    post = quote(f"https://twitter.com/{pasted[1] if pasted else 'i'}/status/{wanted.post_id}", safe="")
    return Ask(f"https://publish.twitter.com/oembed?omit_script=true&dnt=true&url={post}")


def _refused(status: int, said: Any) -> Found | None:
    return Private() if status == 403 else None


def _of_oembed(said: Any, wanted: Wanted) -> Found:
    address, markup, by = (said.get(name) for name in ("url", "html", "author_url"))
    named = _STATUS.search(address) if isinstance(address, str) else None
    if named is None or named[1] != wanted.post_id:
        return Unreachable("another_post" if named else "unreadable")
    told = markup.partition("<p")[2].partition(">")[2].partition("</p>")[0] if isinstance(markup, str) else None
    words = clean(plain(told))
    handle = _HANDLE.search(by) if isinstance(by, str) else None
    return seen(
        wanted, author=handle[1] if handle else None, aliases=(said.get("author_name"),), text=words,
        published_at=_published(wanted.post_id), is_partial=(words or "").endswith("…"),
    )


NETWORK = Network(
    slug="x",
    place=150,
    name=text("X", "X"),
    hosts=frozenset({
        "x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com", "m.twitter.com",
    }),
    short_hosts=frozenset({"t.co"}),
    code=re.compile(r"twitter://"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://x.com/i/status/{post_id}",
    how_to_copy=text(
        "In X open your post, tap the share arrow, then Copy link.",
        "在 X 打开你的帖子，点分享箭头，再点“复制链接”。",
    ),
    readings=(api("oembed", _ask_oembed, _of_oembed, refused=_refused, knows=WORDS),),
    policy=western(),
    signs=Signs(
        gone=("this post was deleted", "this page doesn’t exist", "this page doesn't exist"),
        private=("these posts are protected",),
        wall=("log in", "sign in", "something went wrong"),
    ),
)
