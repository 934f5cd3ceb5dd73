"""A web page to what it says of one post: its own address, OpenGraph tags and JSON-LD, however broken the markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from app.platforms.found import clean, moment
from app.platforms.markup import essence
from app.platforms.numbers import Numbers, counted
from app.platforms.readings import Names

_POSTS = {
    "SocialMediaPosting", "VideoObject", "ImageObject", "Article", "BlogPosting", "NewsArticle",
    "DiscussionForumPosting", "Clip", "CreativeWork",
}
_ACTIONS = {
    "WatchAction": "views", "ViewAction": "views", "LikeAction": "likes", "CommentAction": "comments",
    "BookmarkAction": "saves", "ShareAction": "shares",
}
_MOST_NODES = 200


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: whether it shows the asked post, what it says of it, and its loud words in lower case."""

    shows: bool | None
    author: str | None
    text: str | None
    published_at: datetime | None
    numbers: Numbers
    is_partial: bool
    loud: str
    edited_at: datetime | None = None
    has_video: bool | None = None
    image: Any = None
    """What it says of its picture, in whatever form."""


def read_page(markup: str, names: Names) -> Page:
    """Read a page, however it is written: its head, headings and JSON-LD."""
    tree = LexborHTMLParser(essence(markup))
    metas = _metas(tree)
    node, node_names_it = _node(tree, names)
    addresses = [names(said) for said in _addresses(tree, metas)]
    own = True if True in addresses else False if False in addresses else None
    whole = clean(node.get("articleBody")) or clean(node.get("text"))
    described = (node.get("headline"), node.get("name"), node.get("description"), node.get("caption"))
    tags = (metas.get("og:title"), metas.get("og:description"), metas.get("description"))
    published = _published(node, metas)
    edited = moment(node.get("dateModified")) or moment(metas.get("article:modified_time"))
    return Page(
        shows=own if own is not None else node_names_it,
        author=_author(node.get("author")) or _author(node.get("creator")) or _tagged_author(tree, metas),
        text=_joined(*described[:2], whole) if whole else _joined(*tags, *described),
        published_at=published,
        numbers=_numbers(node, metas),
        is_partial=whole is None,
        loud=_loud(tree),
        edited_at=edited if published is None or edited is None or edited > published else None,
        has_video=_has_video(node, metas),
        image=[metas.get("og:image:secure_url"), metas.get("og:image"), node.get("image"), node.get("thumbnailUrl")],
    )


def _has_video(node: dict[str, Any], metas: dict[str, str]) -> bool | None:
    """Only a page that speaks of a video says something: one that does not may have one all the same."""
    speaks = "og:video" in metas or "og:video:url" in metas or metas.get("og:type", "").startswith("video")
    return True if speaks or _kinds(node) & {"VideoObject", "Clip"} or "video" in node else None


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    metas: dict[str, str] = {}
    for tag in tree.css("meta"):
        said = tag.attributes
        key = said.get("property") or said.get("name") or said.get("itemprop")
        content = said.get("content")
        if key and content:
            metas.setdefault(key.strip().lower(), content)
    return metas


def _addresses(tree: LexborHTMLParser, metas: dict[str, str]) -> Iterator[str]:
    for tag in tree.css("link[rel=canonical]"):
        yield _absolute(tag.attributes.get("href") or "")
    yield _absolute(metas.get("og:url", ""))


def _absolute(said: str) -> str:
    return f"https:{said}" if said.startswith("//") else said.strip()


def _node(tree: LexborHTMLParser, names: Names) -> tuple[dict[str, Any], bool | None]:
    """The JSON-LD node about the asked post: the one that names it, else the only one that names no other."""
    unnamed = []
    for node in _nodes(tree):
        verdicts = {names(_absolute(said)) for said in _places(node)}
        if True in verdicts:
            return node, True
        if False not in verdicts:
            unnamed.append(node)
    return (unnamed[0], None) if len(unnamed) == 1 else ({}, None)


def _nodes(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = []
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            waiting.append(orjson.loads(script.text()))
        except orjson.JSONDecodeError:
            continue
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        said = waiting.pop(0)
        if isinstance(said, list):
            waiting = [*said[:_MOST_NODES], *waiting]
        elif isinstance(said, dict):
            waiting += [said[key] for key in ("@graph", "mainEntity", "video") if key in said]
            if _kinds(said) & _POSTS:
                yield said


def _kinds(node: dict[str, Any]) -> set[str]:
    said = node.get("@type")
    return {kind.rsplit("/", 1)[-1] for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)}


def _places(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage", "embedUrl"):
        said = node.get(key)
        said = said.get("@id") if isinstance(said, dict) else said
        if isinstance(said, str):
            yield said


def _author(said: Any) -> str | None:
    said = said[0] if isinstance(said, list) and said else said
    if isinstance(said, dict):
        return clean(said.get("alternateName")) or clean(said.get("name"))
    return clean(said)


def _tagged_author(tree: LexborHTMLParser, metas: dict[str, str]) -> str | None:
    tag = tree.css_first("link[itemprop=name]")
    return clean(tag.attributes.get("content")) if tag else clean(metas.get("author"))


def _published(node: dict[str, Any], metas: dict[str, str]) -> datetime | None:
    said = [node.get(key) for key in ("datePublished", "uploadDate", "dateCreated")]
    said += [metas.get(key) for key in ("article:published_time", "datepublished", "uploaddate")]
    return next((at for at in map(moment, said) if at), None)


def _numbers(node: dict[str, Any], metas: dict[str, str]) -> Numbers:
    counts: dict[str, object] = {}
    statistics = node.get("interactionStatistic")
    for said in statistics[:20] if isinstance(statistics, list) else [statistics]:
        if isinstance(said, dict):
            action = said.get("interactionType")
            action = action.get("@type") if isinstance(action, dict) else action
            name = _ACTIONS.get(action.rsplit("/", 1)[-1]) if isinstance(action, str) else None
            if name:
                counts.setdefault(name, said.get("userInteractionCount"))
    counts.setdefault("comments", node.get("commentCount"))
    counts.setdefault("views", metas.get("interactioncount"))
    return counted(**counts)


def _joined(*said: object) -> str | None:
    """The texts in order, each once: one that another already contains is left out."""
    told = [words for words in map(clean, said) if words]
    told = list(dict.fromkeys(told))
    return clean("\n".join(words for words in told if not any(words in other for other in told if other != words)))


def _loud(tree: LexborHTMLParser) -> str:
    return "\n".join(tag.text(strip=True) for tag in tree.css("title, h1, h2")).lower()
