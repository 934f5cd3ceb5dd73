"""Douyin: videos and picture notes by their number, on the page, in a shared link, or open over another page."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import chinese

_NUMBER = re.compile(r"[1-9][0-9]{17,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("video" | "note" | "slides", post, *_) | ("share", "video" | "note" | "slides", post, *_):
            said = post
        case _:
            said = address.query.get("modal_id", "")
    return said if _NUMBER.fullmatch(said) else None


NETWORK = Network(
    slug="douyin",
    place=30,
    name=text("Douyin", "抖音"),
    hosts=frozenset({"douyin.com", "www.douyin.com", "m.douyin.com", "iesdouyin.com", "www.iesdouyin.com"}),
    short_hosts=frozenset({"v.douyin.com"}),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.douyin.com/video/{post_id}",
    how_to_copy=text(
        "In Douyin open your post, tap the arrow at the right, then Copy link.",
        "在抖音打开你的作品，点右侧的分享箭头，再点“复制链接”。",
    ),
    policy=chinese(readable=False),
    signs=Signs(wall=("验证码中间页", "验证", "登录")),
)
