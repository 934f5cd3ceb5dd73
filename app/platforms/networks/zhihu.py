"""Zhihu: answers, articles, thoughts and videos by their number; the question above an answer does not matter."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from app.core.i18n import text
from app.platforms.found import Found, Unreachable, moment_of
from app.platforms.markup import decode
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.pictured import first_shown
from app.platforms.policy import chinese
from app.platforms.readings import WORDS, Ask, Keys, Profile, ProfileReading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, each, plain, state, states

_NUMBER = re.compile(r"[1-9][0-9]{3,19}")
_SHELVES = {
    "answer": "answer", "ans": "answer", "answers": "answer", "p": "p", "art": "p", "articles": "p",
    "pin": "pin", "pins": "pin", "zvideo": "zvideo",
}


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("question" | "questions", _, "answer" | "answers", said, *_):
            shelf = "answer"
        case ("tardis", _, "ans" | "art" as found, said, *_) | ("appview", "answer" | "p" | "pin" as found, said, *_):
            shelf = _SHELVES[found]
        case (found, said, *_) if found in _SHELVES:
            shelf = _SHELVES[found]
        case _:
            return None
    return shelf + said if _NUMBER.fullmatch(said) else None


def _canonical(post_id: str) -> str:
    shelf, number = post_id.rstrip("0123456789"), post_id.lstrip("abcdefghijklmnopqrstuvwxyz")
    return f"https://zhuanlan.zhihu.com/p/{number}" if shelf == "p" else f"https://www.zhihu.com/{shelf}/{number}"


_STATE = "js-initialData"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,60}")
_ENTITIES = {"answer": "answers", "p": "articles", "pin": "pins", "zvideo": "zvideos"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """The page's own data: entities by kind and number, among them the asked one."""
    number = wanted.post_id.lstrip(_LETTERS)
    shelf = _ENTITIES.get(wanted.post_id.rstrip("0123456789"))
    found = (at(said, number) for said in states(markup, _STATE, f'"{shelf}":'))
    told = next((one for one in found if at(one, "author") is not None), None)
    return _entity(told, wanted) if told is not None else None


def _entity(told: Mapping[str, Any], wanted: Wanted) -> Found:
    if str(told.get("id")) != wanted.post_id.lstrip(_LETTERS):
        return Unreachable("another_post")
    content = told.get("content")
    parts = [at(one, "content") for one in each(content)] if isinstance(content, list) else [content]
    words = [told.get("title"), *map(plain, parts)]
    markup = content if isinstance(content, str) else ""
    shown = [one for one in each(content) if at(one, "type") == "image"]
    author = told.get("author")
    return seen(
        wanted, author=at(author, "name"), author_id=at(author, "id"), aliases=(at(author, "urlToken"),),
        text="\n".join(one for one in words if isinstance(one, str) and one),
        published_at=moment_of(_first(told, "createdTime", "created", "publishedAt")),
        edited_at=moment_of(_first(told, "updatedTime", "updated")),
        pictures=markup.count("<figure") or len(shown),
        image=[*(told.get(name) for name in ("titleImage", "imageUrl", "thumbnail")), first_shown(markup), shown],
        numbers=counted(likes=_first(told, "voteupCount", "reactionCount", "likeCount"),
                        comments=told.get("commentCount"), saves=_first(told, "favlibCount", "favoriteCount"),
                        views=told.get("playCount")),
    )


def _first(told: Mapping[str, Any], *names: str) -> Any:
    return next((told[name] for name in names if told.get(name) is not None), None)


def _ask_profile(handle: str, keys: Keys) -> Ask | None:
    """A person's page, found by the name in its address (url token)."""
    return Ask(f"https://www.zhihu.com/people/{quote(handle, safe='')}") if _TOKEN.fullmatch(handle) else None


def _profile(reply: Reply, handle: str) -> Profile | None:
    users = state(decode(reply.content_type, reply.body), _STATE, '"users":')
    told = at(users, handle)
    words = [at(told, name) for name in ("headline", "description")]
    bio = "\n".join(one for one in map(plain, words) if one)
    return Profile(at(told, "name"), at(told, "id"), bio) if told is not None else None


NETWORK = Network(
    slug="zhihu",
    place=70,
    name=text("Zhihu", "知乎"),
    hosts=frozenset({
        "zhihu.com", "www.zhihu.com", "m.zhihu.com", "zhuanlan.zhihu.com", "oia.zhihu.com", "link.zhihu.com",
    }),
    carries=frozenset({"target", "next"}),
    code=re.compile(r"zhihu://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Zhihu open your answer, article or thought, tap Share, then Copy link.",
        "在知乎打开你的回答、文章或想法，点“分享”，再点“复制链接”。",
    ),
    readings=(page(_of_state, knows=WORDS | {"likes", "comments", "saves"}, opened_at=_canonical),),
    profile=ProfileReading("page", _ask_profile, _profile),
    policy=chinese(),
    signs=Signs(
        gone=("你似乎来到了没有知识存在的荒原", "该内容已被删除", "该回答已被删除"),
        wall=("安全验证", "登录", "验证"),
    ),
)
