"""Bilibili: videos (an av number and its BV name are one post), columns and dynamic posts."""

import re
from collections.abc import Iterator
from typing import Any

from app.core.i18n import text
from app.platforms.answers import api
from app.platforms.found import Found, Gone, Private, Unreachable, moment_of
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import chinese
from app.platforms.readings import COUNTS, WORDS, Ask, Keys, Profile, ProfileReading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import answer, at, each, id_of, state

_ALPHABET = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_MASK = 23442827791579
_MOST = 1 << 51
_NAME = re.compile(rf"bv(1[{_ALPHABET}]{{9}})", re.IGNORECASE)
_AV = re.compile(r"av([1-9][0-9]{0,15})", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{5,19}")
_COLUMN = re.compile(r"(?:cv)?([1-9][0-9]{0,12})", re.IGNORECASE)


def name_of(av: int) -> str | None:
    """The BV name of an av number (base 58 of the masked number, two pairs of letters exchanged)."""
    if av >= _MOST:
        return None
    rest, letters = (_MOST | av) ^ _MASK, []
    while rest:
        rest, digit = divmod(rest, 58)
        letters.append(_ALPHABET[digit])
    name = ["B", "V", "1", *reversed(letters)]
    name[3], name[9] = name[9], name[3]
    name[4], name[7] = name[7], name[4]
    return "".join(name)


def _video(said: str) -> str | None:
    name = _NAME.fullmatch(said)
    if name and all(letter in _ALPHABET for letter in name[1][1:]):
        return "BV" + name[1]
    number = _AV.fullmatch(said)
    return name_of(int(number[1])) if number else None


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("video", said, *_) | ("s", "video", said, *_):
            return _video(said)
        case ("opus", said, *_) | ("dynamic", said, *_):
            return f"opus{said}" if _NUMBER.fullmatch(said) else None
        case ("read", said, *_) if said != "mobile":
            column = _COLUMN.fullmatch(said)
            return f"cv{column[1]}" if column else None
        case (said,) if address.host == "t.bilibili.com":
            return f"opus{said}" if _NUMBER.fullmatch(said) else None
        case (said,) if address.host == "b23.tv":
            return _video(said)
    return _video(address.query.get("bvid", ""))


def _canonical(post_id: str) -> str:
    if post_id.startswith("opus"):
        return f"https://www.bilibili.com/opus/{post_id.removeprefix('opus')}"
    return f"https://www.bilibili.com/{'read' if post_id.startswith('cv') else 'video'}/{post_id}"


_CODES: dict[int, Found] = {
    -404: Gone("not_found"), 62002: Gone("deleted"), 62004: Private(), 62012: Private(), -403: Private(),
    -412: Unreachable("busy"), -352: Unreachable("check_asked"), -401: Unreachable("sign_in_needed"),
}


def _ask_view(wanted: Wanted, keys: Keys) -> Ask | None:
    """The public view call, which knows videos only."""
    address = f"https://api.bilibili.com/x/web-interface/view?bvid={wanted.post_id}"
    return Ask(address) if wanted.post_id.startswith("BV") else None


def _refused(status: int, said: Any) -> Found | None:
    code = at(said, "code")
    return _CODES.get(code, Unreachable("no_post")) if isinstance(code, int) and code else None


def _of_view(said: Any, wanted: Wanted) -> Found:
    told = at(said, "data")
    return _video_seen(told, wanted) if at(told, "bvid") else Unreachable("unreadable")


def _video_seen(told: Any, wanted: Wanted, tags: tuple[Any, ...] = ()) -> Found:
    """A video as both the view call and the page's state describe it; its lines on the dynamic page belong to it."""
    if told["bvid"] != wanted.post_id:
        return Unreachable("another_post")
    words = [told.get(name) for name in ("title", "desc", "dynamic")]
    counts = told.get("stat")
    return seen(
        wanted, author=at(told, "owner", "name"), author_id=at(told, "owner", "mid"), has_video=True, tags=tags,
        image=told.get("pic"),
        text="\n".join(dict.fromkeys(one for one in words if isinstance(one, str) and one)),
        published_at=moment_of(told.get("pubdate")),
        numbers=counted(views=at(counts, "view"), likes=at(counts, "like"), comments=at(counts, "reply"),
                        saves=at(counts, "favorite"), shares=at(counts, "share")),
    )


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    if not wanted.post_id.startswith("BV"):
        return _opus_seen(state(markup, "__INITIAL_STATE__", '"detail":'), wanted)
    told = state(markup, "__INITIAL_STATE__", '"videoData":')
    if at(told, "bvid"):
        tags = [at(one, "tag_name") for one in each(state(markup, "__INITIAL_STATE__", '"tags":'))]
        return _video_seen(told, wanted, tuple(tags))
    code = at(state(markup, "__INITIAL_STATE__", '"error":'), "trueCode")
    return _CODES.get(code) if isinstance(code, int) else None


def _opus_seen(told: Any, wanted: Wanted) -> Found | None:
    """A dynamic post or a column, which is shown as one under its own number: parts lie in modules named by kind."""
    if at(told, "id_str") is None:
        return None
    if wanted.post_id not in (f"opus{told['id_str']}", f"cv{at(told, 'basic', 'rid_str')}"):
        return Unreachable("another_post")
    parts = {name: one[name] for one in each(told, "modules") if isinstance(one, dict) for name in one}
    author, counts = at(parts, "module_author"), at(parts, "module_stat")
    paragraphs = each(parts, "module_content", "paragraphs")
    words = (at(parts, "module_title", "text"), *("".join(_nodes(one)) for one in paragraphs))
    return seen(
        wanted, author=at(author, "name"), author_id=at(author, "mid"), published_at=moment_of(at(author, "pub_ts")),
        text="\n".join(one for one in words if isinstance(one, str) and one),
        pictures=sum(len(each(one, "pic", "pics")) for one in paragraphs),
        image=[pic for one in paragraphs for pic in each(one, "pic", "pics")],
        numbers=counted(likes=at(counts, "like", "count"), comments=at(counts, "comment", "count"),
                        saves=at(counts, "favorite", "count"), shares=at(counts, "forward", "count")),
    )


def _nodes(paragraph: Any) -> Iterator[str]:
    for node in each(paragraph, "text", "nodes"):
        said = at(node, "word", "words") or at(node, "rich", "orig_text") or at(node, "rich", "text")
        if isinstance(said, str):
            yield said


def _ask_card(handle: str, keys: Keys) -> Ask | None:
    """A person's public card, found by their number (UID)."""
    number = _AV.fullmatch(f"av{handle.upper().removeprefix('UID').lstrip(':： ')}")
    return Ask(f"https://api.bilibili.com/x/web-interface/card?mid={number[1]}") if number else None


def _card(reply: Reply, handle: str) -> Profile | None:
    told = at(answer(reply.body), "data", "card")
    bio = at(told, "sign")
    return Profile(at(told, "name"), id_of(at(told, "mid")), bio) if isinstance(bio, str) else None


NETWORK = Network(
    slug="bilibili",
    place=60,
    name=text("Bilibili", "哔哩哔哩"),
    hosts=frozenset({"bilibili.com", "www.bilibili.com", "m.bilibili.com", "t.bilibili.com"}),
    short_hosts=frozenset({"b23.tv", "bili2233.cn"}),
    code=re.compile(r"bilibili://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Bilibili open your post, tap Share, then Copy link.",
        "在哔哩哔哩打开你的作品，点“分享”，再点“复制链接”。",
    ),
    readings=(
        api("view", _ask_view, _of_view, refused=_refused, knows=WORDS | COUNTS),
        page(_of_state, knows=WORDS | COUNTS, opened_at=_canonical),
    ),
    profile=ProfileReading("api", _ask_card, _card),
    policy=chinese(),
    signs=Signs(gone=("视频去哪了呢", "视频不见了"), wall=("验证码", "安全风控")),
)
