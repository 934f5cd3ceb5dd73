"""What one look at a post may find: the post, that it is gone or private, or nothing certain."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

from app.core.i18n import Text, text
from app.platforms.numbers import Numbers

_UNSAID = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MOST_CHARACTERS = 20_000
_MOST_TAGS = 60
_SECONDS = re.compile("[0-9]{9,10}")
_TAG = re.compile(r"[#＃]([\w-]{1,60})")

WHYS: dict[str, Text] = {
    "not_found": text("The network says that there is no such post.", "平台显示该内容不存在。"),
    "deleted": text("The network says that the post has been deleted.", "平台显示该内容已被删除。"),
    "sign_in_needed": text("The network shows this only to people who have signed in.", "该平台需要登录后才能查看。"),
    "check_asked": text("The network asked whether we are a person.", "平台要求进行人机验证。"),
    "busy": text("The network asked us to come back later.", "平台提示访问过于频繁，请稍后再试。"),
    "server_error": text("The network did not answer properly.", "平台暂时无法正常响应。"),
    "unreached": text("We could not reach the network.", "我们暂时连接不上该平台。"),
    "not_followed": text("The short link did not lead us to a post.", "未能通过短链接找到对应的内容。"),
    "refused": text("The network did not let us look.", "平台拒绝了我们的访问。"),
    "moved": text("The link leads somewhere else.", "该链接跳转到了其他页面。"),
    "wrong_type": text("The answer was no page that we can read.", "返回的内容不是可读取的页面。"),
    "too_large": text("The answer was too large to read.", "返回的内容过大，无法读取。"),
    "unreadable": text("The page could not be understood.", "页面内容无法识别。"),
    "no_post": text("The page did not show the post.", "页面上没有显示该内容。"),
    "not_simulated": text("This house looks only at simulated posts; it opens no real page.",
                          "这里是演示环境，只查看模拟平台的内容，不会打开真实网页。"),
    "another_post": text("The page showed another post.", "页面显示的是另一篇内容。"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was seen; what the page did not say is None.

    `is_partial`: the text may go on. `tags` are hashtags and topics without their marks. `author` is the name by which
    people declare an account, `author_id` the network's own, which no renaming changes, `aliases` its other names.
    `sources` says of each known number which kind of look told it, `text_from` which reading gave the words: only words
    of one reading may be compared, for another may cut them or dress them differently. `image` is where the picture
    that it shows first lies.
    """

    platform: str
    post_id: str
    author: str | None
    text: str | None
    published_at: datetime | None
    numbers: Numbers
    has_shop_link: bool | None
    content_hash: str
    is_partial: bool = False
    author_id: str | None = None
    edited_at: datetime | None = None
    pictures: int | None = None
    has_video: bool | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    text_from: str = ""
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The network itself says that the post is no more; `why` is a key of WHYS."""

    why: str


@dataclass(frozen=True, slots=True)
class Private:
    """The post is there, but only for some people."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing certain was seen, which proves nothing about the post; `why` is a key of WHYS."""

    why: str


Found = Post | Gone | Private | Unreachable


def content_hash(words: str | None, has_shop_link: bool | None) -> str:
    """SHA-256 of what a reader would notice having changed: the words (spacing apart) and the shop link."""
    told = None if words is None else " ".join(words.split())
    return hashlib.sha256(orjson.dumps([told, has_shop_link])).hexdigest()


def clean(said: object) -> str | None:
    """A text as it may be stored: no control characters, no surrounding space, at most 20,000 characters."""
    if not isinstance(said, str):
        return None
    return _UNSAID.sub("", said.replace("\r\n", "\n")).strip()[:_MOST_CHARACTERS] or None


def tags_in(words: str | None) -> tuple[str, ...]:
    """The hashtags of a text, without their marks, each once."""
    return named_tags(_TAG.findall(words or ""))


def named_tags(names: Iterable[object]) -> tuple[str, ...]:
    """Hashtags or topics as a network lists them: without marks, each once, at most 60; what is no text is left out."""
    told = (clean(name) for name in names)
    return tuple(dict.fromkeys(name.strip("#＃")[:60] for name in told if name))[:_MOST_TAGS]


def moment_of(seconds: object) -> datetime | None:
    """A time from seconds since 1970, as a number or in digits; None for what is no such time between 2000 and 2100."""
    said = seconds if not isinstance(seconds, str) else int(seconds) if _SECONDS.fullmatch(seconds) else None
    if isinstance(said, bool) or not isinstance(said, int | float) or not 946_684_800 <= said < 4_102_444_800:
        return None
    return datetime.fromtimestamp(int(said), UTC)


def moment(said: object) -> datetime | None:
    """An ISO 8601 time in UTC; one without a zone is unknown, for nobody can say when it was."""
    if not isinstance(said, str) or len(said) > 40:
        return None
    try:
        at = datetime.fromisoformat(said.strip())
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
