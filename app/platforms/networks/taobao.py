"""Taobao and Tmall: a buyer's review by its number; the link of a product is no review."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import MEMBERS_ONLY

_NUMBER = re.compile(r"[1-9][0-9]{7,19}")
_CODE = re.compile(
    r"(?:taobao|tbopen|tmall)://|[￥¥€$₤]\s?[A-Za-z0-9]{10,12}\s?[￥¥€$₤:/]|([\U0001f300-\U0001faff])[A-Za-z0-9]{10,12}\1|"
    r"[(/《](?=\w*[A-Z])(?=\w*[a-z])(?=\w*[0-9])[A-Za-z0-9]{10,12}[)/《:]")
_NAMES = ("rateId", "rate_id", "rateid", "feedId", "feed_id", "feedid")


def _recognise(address: Address) -> str | None:
    said = next((address.query[name] for name in _NAMES if name in address.query), "")
    return said if _NUMBER.fullmatch(said) else None


NETWORK = Network(
    slug="taobao",
    place=100,
    name=text("Taobao", "淘宝"),
    hosts=frozenset({
        "taobao.com", "www.taobao.com", "item.taobao.com", "rate.taobao.com", "h5.m.taobao.com", "m.taobao.com",
        "market.m.taobao.com", "main.m.taobao.com", "pages.tmall.com", "tmall.com", "www.tmall.com",
        "detail.tmall.com", "detail.m.tmall.com", "rate.tmall.com",
    }),
    short_hosts=frozenset({"m.tb.cn", "e.tb.cn", "tb.cn", "s.tb.cn"}),
    code=_CODE,
    recognise=_recognise,
    # No page of Taobao shows one review to everybody: the number is kept where it can be read again.
    canonical=lambda post_id: f"https://www.taobao.com/?rateId={post_id}",
    how_to_copy=text(
        "In Taobao or Tmall open My reviews, then your review itself, not the product, tap Share, then Copy link: we "
        "need an address that begins with https://, for a code between two ￥ opens in the app alone. "
        "Please also keep a screenshot of your review: its link does not open for everybody.",
        "在淘宝或天猫进入“我的评价”，打开你的那条评价（不是商品页），点“分享”，再点“复制链接”。"
        "粘贴的内容里要有以 https:// 开头的网址，只有“￥…￥”口令的我们打不开。"
        "请同时保留一张评价截图，因为这个链接并非人人都能打开。",
    ),
    policy=MEMBERS_ONLY,
    has_followers=False,
    signs=Signs(wall=("亲，请登录", "登录", "验证", "访问受限")),
)
