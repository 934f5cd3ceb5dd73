"""WeChat articles: the public account's number, the message and the place in it; a short link says them in its page."""

import html
import re
from base64 import b64decode, b64encode
from binascii import Error

from app.core.i18n import text
from app.platforms.found import Found, Gone, Unreachable, moment_of
from app.platforms.network import Address, Network, Signs
from app.platforms.pages import page
from app.platforms.pictured import first_shown
from app.platforms.policy import chinese
from app.platforms.readings import WORDS, Wanted
from app.platforms.seen import seen
from app.platforms.states import plain

_NUMBER = re.compile(r"[1-9][0-9]{0,19}")
_SAID = r"var\s{1,4}%s\s{0,4}=\s{0,4}((?:\"[^\"\n]{0,80}\"[\s|]{0,8}){1,6})"
_IN_PAGE = tuple(re.compile((_SAID % name).encode()) for name in ("biz", "mid", "idx"))
_QUOTED = re.compile(rb'"([^"\n]*)"')
_MOST_BYTES = 1 << 20


def _of(account: str, message: str, place: str) -> str | None:
    """The id of an article: account numbers are written in base 64, with or without the signs that fill it up."""
    try:
        number = b64decode(account.rstrip("=") + "=" * (-len(account.rstrip("=")) % 4), validate=True).decode("ascii")
    except (Error, ValueError):
        return None
    parts = (number, message, place or "1")
    return "_".join(parts) if all(_NUMBER.fullmatch(part) for part in parts) else None


def _recognise(address: Address) -> str | None:
    said = address.query
    if address.steps == ("s",):
        return _of(said.get("__biz", ""), said.get("mid", ""), said.get("idx", ""))
    if address.steps == ("mp", "appmsg", "show"):
        return _of(said.get("__biz", ""), said.get("appmsgid", ""), said.get("itemidx", ""))
    return None


def told_by(page: bytes) -> str | None:
    """The id that an article's page says of itself: var biz = "" || "MzA..."; mid and idx alike."""
    found = [pattern.search(page[:_MOST_BYTES]) for pattern in _IN_PAGE]
    words = [next(filter(None, _QUOTED.findall(one[1])), b"") if one else b"" for one in found]
    return _of(*(word.decode("ascii", "replace") for word in words))


def _canonical(post_id: str) -> str:
    account, message, place = post_id.split("_")
    return f"https://mp.weixin.qq.com/s?__biz={b64encode(account.encode()).decode()}&mid={message}&idx={place}"


_MADE = re.compile(r'var ct = "([0-9]{9,10})"')
_ACCOUNT = re.compile(r'var nickname = (?:htmlDecode\()?"([^"\n]{1,80})"')
_USER = re.compile(r'var user_name = "([^"\n]{1,80})"')
_TITLE = re.compile(r'<meta property="og:title" content="([^"]{0,300})"')
_NOTICE = re.compile(r'class="[^"<>]{0,80}weui[-_]msg__?title[^"<>]{0,80}"[^<>]{0,200}>([^<]{1,80})')
_COVER = re.compile(r'<meta property="og:image" content="([^"]{1,2000})"')
_BODY = 'id="js_content"'
_MOST_OF_A_BODY = 1 << 18


def _of_page(markup: str, wanted: Wanted) -> Found | None:
    """The article between its title and the first script after it; without one, the notice in its place."""
    start = markup.find(_BODY)
    if start < 0:
        return _notice(markup, wanted)
    told = told_by(markup.encode("utf-8", "replace"))
    if told != wanted.post_id:
        return Unreachable("another_post") if told else None
    inner = markup.find(">", start) + 1
    end = markup.find("<script", inner, inner + _MOST_OF_A_BODY)
    body = markup[inner : end if end >= 0 else inner + _MOST_OF_A_BODY]
    said = {name: found[1] if (found := pattern.search(markup)) else None for name, pattern in (
        ("made", _MADE), ("account", _ACCOUNT), ("user", _USER), ("title", _TITLE),
        ("cover", _COVER))}
    words = (html.unescape(said["title"] or ""), plain(body) or "")
    return seen(
        wanted, author=html.unescape(said["account"] or ""), author_id=wanted.post_id.split("_")[0],
        aliases=(said["user"],), text="\n".join(one for one in words if one), published_at=moment_of(said["made"]),
        image=[html.unescape(said["cover"] or ""), first_shown(body)],
        pictures=body.count("<img"), has_video=True if "video_iframe" in body or "<mpvideo" in body else None,
    )


def _notice(markup: str, wanted: Wanted) -> Found | None:
    told = _NOTICE.search(markup)
    if told is None:
        return None
    if any(words in told[1] for words in wanted.signs.gone):
        return Gone("deleted")
    return Unreachable("sign_in_needed") if any(words in told[1] for words in wanted.signs.wall) else None


NETWORK = Network(
    slug="wechat",
    place=40,
    name=text("WeChat article", "微信公众号"),
    hosts=frozenset({"mp.weixin.qq.com"}),
    short_paths=frozenset({"s"}),
    code=re.compile(r"weixin://(?!channels)"),
    recognise=_recognise,
    canonical=_canonical,
    told_by=told_by,
    how_to_copy=text(
        "In WeChat open your article, tap the three dots at the top right, then Copy link.",
        "在微信里打开你的公众号文章，点右上角的“···”，再点“复制链接”。",
    ),
    readings=(page(_of_page, knows=WORDS),),
    policy=chinese(),
    signs=Signs(
        gone=("该内容已被发布者删除", "此内容因违规无法查看", "此帐号已被屏蔽", "该公众号已迁移"),
        wall=("环境异常", "访问过于频繁", "请在微信客户端打开链接", "验证"),
    ),
)
