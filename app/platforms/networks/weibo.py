"""Weibo: posts by their number, which the short name in a link spells in base 62 (4 characters to 7 digits)."""

import re
from collections.abc import Mapping
from typing import Any

from app.core.i18n import text
from app.platforms.answers import api, moment_in_words
from app.platforms.found import Found, Gone, Private, Unreachable
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import chinese
from app.platforms.readings import WORDS, Ask, Keys, Profile, ProfileReading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import answer, at, each, id_of, plain, state

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(r"[1-9][0-9]{15,18}")
_NAME = re.compile(r"[0-9A-Za-z]{9,12}")
_SHARED = re.compile(r"[0-9]+,([0-9]+)(?:\.html)?")
_ARTICLE = re.compile(r"[1-9][0-9]{15,24}")
_VIDEO = re.compile(r"[0-9]{4}:[0-9]{12,20}")
_PERSON = re.compile(r"[0-9]{5,12}")


def number_of(name: str) -> str | None:
    """The number that a short name such as K3fnuEfZK spells, so that both forms are one post."""
    groups = [name[max(0, end - 4) : end] for end in range(len(name), 0, -4)][::-1]
    values = []
    for group in groups:
        value = 0
        for letter in group:
            value = value * 62 + _ALPHABET.index(letter)
        values.append(value)
    if any(value >= 10**7 for value in values):
        return None
    return str(values[0]) + "".join(f"{value:07d}" for value in values[1:])


def _post(said: str) -> str | None:
    if _NUMBER.fullmatch(said):
        return said
    number = number_of(said) if _NAME.fullmatch(said) else None
    return number if number and _NUMBER.fullmatch(number) else None


def _kept(kind: str, shape: re.Pattern[str], said: str) -> str | None:
    return kind + said if shape.fullmatch(said) else None


def _canonical(post_id: str) -> str:
    if post_id.startswith("article"):
        return f"https://weibo.com/ttarticle/p/show?id={post_id.removeprefix('article')}"
    if post_id.startswith("video"):
        return f"https://weibo.com/tv/show/{post_id.removeprefix('video')}"
    return f"https://m.weibo.cn/detail/{post_id}"


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("detail" | "status" | "comment", post, *_):
            return _post(post)
        case ("share", shared, *_):
            found = _SHARED.fullmatch(shared)
            return _post(found[1]) if found else _post(address.query.get("weibo_id", ""))
        case ("ttarticle" | "article", "m", "show", "id", article, *_):
            return _kept("article", _ARTICLE, article)
        case ("ttarticle", "p" | "x", *_) | ("article",):
            return _kept("article", _ARTICLE, address.query.get("id", ""))
        case ("tv", "show", video, *_):
            return _kept("video", _VIDEO, video)
        case ("s", "video", "show") | ("show",) if address.host in ("video.weibo.com", "m.weibo.cn"):
            return _kept("video", _VIDEO, address.query.get("fid") or address.query.get("object_id", ""))
        case ("show", video) if address.host == "h5.video.weibo.com":
            return _kept("video", _VIDEO, video)
        case (person, post, *_) if _PERSON.fullmatch(person):
            return _post(post)
    return None


_KNOWN = WORDS | {"likes", "comments", "shares"}
_TOPIC = re.compile(r"[#＃]([^#＃\n]{1,60})[#＃]")
_NOT_FOR_ALL = (1, 6, 10)


def _ask_status(wanted: Wanted, keys: Keys) -> Ask | None:
    address = f"https://m.weibo.cn/statuses/show?id={wanted.post_id}"
    return Ask(address) if _NUMBER.fullmatch(wanted.post_id) else None


def _refused(status: int, said: Any) -> Found | None:
    """Weibo's numbers: 20101 there is no such post, 20112 its author shows it to some only; -100 asks to sign in.

    The sentence "does not exist or may not be seen" without a number proves neither.
    """
    if at(said, "ok") in (None, 1):
        return None
    number = id_of(at(said, "errno") or at(said, "error_code"))
    if number in ("20101", "20112"):
        return Gone("not_found") if number == "20101" else Private()
    return Unreachable("sign_in_needed")


def _of_answer(said: Any, wanted: Wanted) -> Found:
    told = at(said, "data")
    return _status(told, wanted) if isinstance(told, dict) else Unreachable("unreadable")


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    told = at(state(markup, "$render_data"), 0, "status")
    return _status(told, wanted) if isinstance(told, dict) else None


def _status(told: Mapping[str, Any], wanted: Wanted) -> Found:
    """A post as the mobile site describes it; a long one whose rest is not told is only a part."""
    if wanted.post_id not in (id_of(told.get("id")), id_of(told.get("mid"))):
        return Unreachable("another_post")
    if at(told, "visible", "type") in _NOT_FOR_ALL:
        return Private()
    whole = at(told, "longText", "longTextContent")
    words = plain(whole) or told.get("text_raw") or plain(told.get("text"))
    pictures = told.get("pic_num")
    return seen(
        wanted, author=at(told, "user", "screen_name"), author_id=at(told, "user", "id"), text=words,
        published_at=moment_in_words(told.get("created_at")), edited_at=moment_in_words(told.get("edit_at")),
        is_partial=bool(told.get("isLongText")) and not whole,
        pictures=pictures if type(pictures) is int and 0 <= pictures <= 100 else None,
        has_video=True if at(told, "page_info", "type") == "video" else None,
        image=[*each(told, "pics"), told.get("bmiddle_pic"), at(told, "page_info", "page_pic")],
        tags=_TOPIC.findall(words) if isinstance(words, str) else (),
        numbers=counted(likes=told.get("attitudes_count"), comments=told.get("comments_count"),
                        shares=told.get("reposts_count"), views=told.get("reads_count")),
    )


def _ask_profile(handle: str, keys: Keys) -> Ask | None:
    """A person's card, found by their number."""
    number = handle.removeprefix("u/")
    address = f"https://m.weibo.cn/api/container/getIndex?type=uid&value={number}"
    return Ask(address) if _PERSON.fullmatch(number) else None


def _profile(reply: Reply, handle: str) -> Profile | None:
    told = at(answer(reply.body), "data", "userInfo")
    bio = at(told, "description")
    return Profile(at(told, "screen_name"), id_of(at(told, "id")), bio) if isinstance(bio, str) else None


NETWORK = Network(
    slug="weibo",
    place=20,
    name=text("Weibo", "微博"),
    hosts=frozenset({
        "weibo.com", "www.weibo.com", "m.weibo.com", "weibo.cn", "m.weibo.cn", "share.api.weibo.cn", "video.weibo.com",
        "mapp.api.weibo.cn", "weibointl.api.weibo.cn", "card.weibo.com", "media.weibo.cn", "h5.video.weibo.com",
        "passport.weibo.com", "passport.weibo.cn",
    }),
    short_hosts=frozenset({"t.cn"}),
    short_paths=frozenset({"fx"}),
    carries=frozenset({"u", "url"}),
    code=re.compile(r"(?:sinaweibo|weibointernational)://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Weibo open your post, tap the three dots at the top right, then Copy link.",
        "在微博打开你的这条微博，点右上角的“···”，再点“复制链接”。",
    ),
    readings=(
        api("statuses/show", _ask_status, _of_answer, refused=_refused, knows=_KNOWN, source="page"),
        page(_of_state, knows=_KNOWN, opened_at=_canonical),
    ),
    profile=ProfileReading("page", _ask_profile, _profile),
    policy=chinese(label_within=140),
    signs=Signs(wall=("sina visitor system", "微博不存在或暂无查看权限", "登录", "验证")),
)
