"""WeChat Channels: videos by the short name that the app copies, or by their number on the web."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import chinese

_NAME = re.compile(r"[A-Za-z0-9_-]{5,24}")
_NUMBER = re.compile(r"[1-9][0-9]{15,19}")
_PACKED = re.compile(r"[A-Za-z0-9_-]{11}=?")


def _number(packed: str) -> str | None:
    """The number of a video, which its web address spells as eight bytes in base 64."""
    if not _PACKED.fullmatch(packed):
        return None
    try:
        number = str(int.from_bytes(urlsafe_b64decode(packed.rstrip("=") + "=")))
    except Error:
        return None
    return number if _NUMBER.fullmatch(number) else None


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("sph", name):
            said = name
        case ("finder-preview", "pages", "sph"):
            said = address.query.get("id", "")
        case ("web", "pages", "feed"):
            return _number(address.query.get("oid", ""))
        case _:
            return None
    return said if _NAME.fullmatch(said) else None


def _canonical(post_id: str) -> str:
    if _NUMBER.fullmatch(post_id):
        packed = urlsafe_b64encode(int(post_id).to_bytes(8)).decode().rstrip("=")
        return f"https://channels.weixin.qq.com/web/pages/feed?oid={packed}"
    return f"https://weixin.qq.com/sph/{post_id}"


NETWORK = Network(
    slug="wechat_channels",
    place=50,
    name=text("WeChat Channels", "微信视频号"),
    hosts=frozenset({"weixin.qq.com", "channels.weixin.qq.com"}),
    code=re.compile(r"weixin://channels"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In WeChat open your video in Channels, tap Share, then Copy link.",
        "在微信视频号里打开你的视频，点“分享”，再点“复制链接”。",
    ),
    policy=chinese(readable=False),
    signs=Signs(wall=("请在微信客户端打开", "登录", "验证")),
)
