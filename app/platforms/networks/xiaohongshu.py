"""Xiaohongshu (rednote): notes by their 24 hexadecimal digits, whatever token the link carries."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import chinese

_NOTE = re.compile(r"[0-9a-f]{24}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("explore", note, *_) | ("discovery", "item", note, *_) | ("user", "profile", _, note, *_):
            return note.lower() if _NOTE.fullmatch(note.lower()) else None
    return None


NETWORK = Network(
    slug="xiaohongshu",
    place=10,
    name=text("Xiaohongshu", "小红书"),
    hosts=frozenset({
        "xiaohongshu.com", "www.xiaohongshu.com", "m.xiaohongshu.com", "rednote.com", "www.rednote.com",
    }),
    short_hosts=frozenset({"xhslink.com", "www.xhslink.com"}),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.xiaohongshu.com/explore/{post_id}",
    how_to_copy=text(
        "In Xiaohongshu open your note, tap the arrow at the top right, then Copy link.",
        "在小红书打开你的笔记，点右上角的分享按钮，再点“复制链接”。",
    ),
    policy=chinese(filing=True, readable=False, link=False),
    signs=Signs(wall=("登录后查看", "扫码登录", "请先登录", "安全验证")),
)
