"""Dianping: notes and reviews by their number and kind, which its notes write behind the number."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import MEMBERS_ONLY

_NUMBER = re.compile(r"[1-9][0-9]{5,14}")
_KIND = re.compile(r"[1-9][0-9]{0,2}")
_NOTE, _REVIEW = "29", "1"


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("review", number, *_):
            kind = _REVIEW
        case ("note", said, *_):
            number, _, kind = said.partition("_")
        case ("ugcdetail" | "feeddetail", number, *_):
            kind = address.query.get("bizType", "")
        case _:
            return None
    kind = kind or _NOTE
    return f"{number}_{kind}" if _NUMBER.fullmatch(number) and _KIND.fullmatch(kind) else None


def _canonical(post_id: str) -> str:
    number, _, kind = post_id.partition("_")
    return f"https://www.dianping.com/{f'review/{number}' if kind == _REVIEW else f'note/{post_id}'}"


NETWORK = Network(
    slug="dianping",
    place=90,
    name=text("Dianping", "大众点评"),
    hosts=frozenset({"dianping.com", "www.dianping.com", "m.dianping.com", "h5.dianping.com"}),
    short_hosts=frozenset({"dpurl.cn", "www.dpurl.cn"}),
    code=re.compile(r"dianping://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Dianping open your note or review itself, not the shop, tap Share, then Copy link.",
        "在大众点评打开你的笔记或评价（不是商户页），点“分享”，再点“复制链接”。",
    ),
    policy=MEMBERS_ONLY,
    signs=Signs(wall=("笔记不存在", "验证中心", "登录", "验证")),
)
