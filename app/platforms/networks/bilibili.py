"""Bilibili: videos (an av number and its BV name are one post), columns and dynamic posts."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import chinese

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
        case ("video", said, *_):
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


NETWORK = Network(
    slug="bilibili",
    place=60,
    name=text("Bilibili", "哔哩哔哩"),
    hosts=frozenset({"bilibili.com", "www.bilibili.com", "m.bilibili.com", "t.bilibili.com"}),
    short_hosts=frozenset({"b23.tv", "bili2233.cn"}),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Bilibili open your post, tap Share, then Copy link.",
        "在哔哩哔哩打开你的作品，点“分享”，再点“复制链接”。",
    ),
    policy=chinese(),
    signs=Signs(gone=("视频去哪了呢", "视频不见了"), wall=("验证码", "安全风控")),
)
