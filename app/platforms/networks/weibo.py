"""Weibo: posts by their number, which the short name in a link spells in base 62 (4 characters to 7 digits)."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import chinese

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(r"[1-9][0-9]{15,18}")
_NAME = re.compile(r"[0-9A-Za-z]{9,12}")
_SHARED = re.compile(r"[0-9]+,([0-9]+)(?:\.html)?")
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


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("detail" | "status", post, *_):
            return _post(post)
        case ("share", shared, *_):
            found = _SHARED.fullmatch(shared)
            return _post(found[1]) if found else _post(address.query.get("weibo_id", ""))
        case (person, post, *_) if _PERSON.fullmatch(person):
            return _post(post)
    return None


NETWORK = Network(
    slug="weibo",
    place=20,
    name=text("Weibo", "微博"),
    hosts=frozenset({
        "weibo.com", "www.weibo.com", "m.weibo.com", "weibo.cn", "m.weibo.cn", "share.api.weibo.cn",
    }),
    short_hosts=frozenset({"t.cn"}),
    recognise=_recognise,
    canonical=lambda post_id: f"https://m.weibo.cn/detail/{post_id}",
    how_to_copy=text(
        "In Weibo open your post, tap the three dots at the top right, then Copy link.",
        "在微博打开你的这条微博，点右上角的“···”，再点“复制链接”。",
    ),
    policy=chinese(),
    signs=Signs(wall=("sina visitor system", "微博不存在或暂无查看权限", "登录", "验证")),
)
