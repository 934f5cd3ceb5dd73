"""JD: a buyer's review by the page of its replies, which names product and review; a product's link is no review."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import MEMBERS_ONLY

_REVIEW = re.compile(r"([0-9]{4,20})_([0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12})(?:_[0-9]{1,4})?\.html")


def _recognise(address: Address) -> str | None:
    found = _REVIEW.fullmatch(address.step(1)) if address.step(0) == "repay" else None
    return f"{found[1]}_{found[2].lower()}" if found else None


NETWORK = Network(
    slug="jd",
    place=110,
    name=text("JD", "京东"),
    hosts=frozenset({
        "jd.com", "www.jd.com", "item.jd.com", "item.m.jd.com", "club.jd.com", "m.jd.com", "wqs.jd.com", "pro.m.jd.com",
    }),
    short_hosts=frozenset({"3.cn", "u.jd.com"}),
    code=re.compile(r"openapp\.jdmobile://|[！!](?=\w*[A-Z])(?=\w*[0-9])[A-Za-z0-9]{10,14}[！!]"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://club.jd.com/repay/{post_id}_1.html",
    how_to_copy=text(
        "In JD open My reviews, then your review itself, not the product, tap Share, then Copy link. "
        "Please also keep a screenshot of your review: its link does not open for everybody.",
        "在京东进入“我的评价”，打开你的那条评价（不是商品页），点“分享”，再点“复制链接”。"
        "请同时保留一张评价截图，因为这个链接并非人人都能打开。",
    ),
    policy=MEMBERS_ONLY,
    has_followers=False,
    signs=Signs(wall=("京东-欢迎登录", "登录", "验证")),
)
