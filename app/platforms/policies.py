"""What each network and its law ask of a gifted post: labels, links, filing, and how often we may look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from app.core.i18n import Language, Text, text
from app.platforms.refusals import NoSuchNetwork
from app.platforms.registry import nearest

Labels = Mapping[Language, tuple[str, ...]]
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OFTEN = (_HOUR, 6 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY)
_SELDOM = (_DAY, 7 * _DAY, 30 * _DAY)

_GIFTED: Labels = MappingProxyType({
    "en": (
        "#gifted", "gifted", "gifted by", "kindly gifted", "was gifted", "were gifted", "been gifted", "gifted product",
        "#giftedproduct", "#giftedbybrand", "#prsample", "free product from", "free sample from",
        "received this for free", "received it for free", "got this for free",
    ),
    "zh-cn": (
        "#赠品体验", "赠品体验", "#赠品", "赠品", "#品牌赠送", "品牌赠送", "品牌方赠送", "品牌方赠予", "产品由品牌提供",
        "产品由品牌方提供", "免费试用", "免费体验",
    ),
})
_ADVERT: Labels = MappingProxyType({
    "en": ("#ad", "ad", "#advert", "advert", "#advertisement", "advertisement"),
    "zh-cn": ("#广告", "广告"),
})
_ADVERT_IN_CHINA: Labels = MappingProxyType({"en": (), "zh-cn": ("#广告", "广告")})
_COPY = text("#gifted", "#赠品体验")
_COPY_WITH_SHOP = text("#ad #gifted", "#广告 #赠品体验")
_COPY_IN_CHINA = text("#赠品体验 #gifted", "#赠品体验")
_COPY_IN_CHINA_WITH_SHOP = text("#广告 #赠品体验", "#广告 #赠品体验")


@dataclass(frozen=True, slots=True)
class Policy:
    """One network's row. `shop_labels` are needed where a purchase link is attached, and always enough."""

    slug: str
    gifting_allowed: bool
    link_allowed: bool
    filing_required: bool
    anonymous_read: bool
    labels: Labels
    shop_labels: Labels
    label_to_copy: Text
    shop_label_to_copy: Text
    rule_version: str = "2026-1"
    look_after: tuple[timedelta, ...] = _OFTEN
    days_online: int = 30


def _chinese(slug: str, *, filing: bool, readable: bool, link: bool = True) -> Policy:
    return Policy(
        slug=slug, gifting_allowed=True, link_allowed=link, filing_required=filing, anonymous_read=readable,
        labels=_GIFTED, shop_labels=_ADVERT_IN_CHINA,
        label_to_copy=_COPY_IN_CHINA, shop_label_to_copy=_COPY_IN_CHINA_WITH_SHOP,
        look_after=_OFTEN if readable else _SELDOM,
    )


def _western(slug: str, *, link: bool = True) -> Policy:
    return Policy(
        slug=slug, gifting_allowed=True, link_allowed=link, filing_required=False, anonymous_read=True,
        labels=_GIFTED, shop_labels=_ADVERT, label_to_copy=_COPY, shop_label_to_copy=_COPY_WITH_SHOP,
    )


POLICIES: tuple[Policy, ...] = (
    _chinese("xiaohongshu", filing=True, readable=False, link=False),
    _chinese("weibo", filing=False, readable=True),
    _chinese("douyin", filing=False, readable=False),
    _chinese("bilibili", filing=False, readable=True),
    _western("instagram", link=False),
    _western("tiktok", link=False),
    _western("youtube"),
    _western("simulated"),
)


def policy(slug: str) -> Policy:
    """The row of that network; another name is refused with the nearest one."""
    for row in POLICIES:
        if row.slug == slug:
            return row
    raise NoSuchNetwork(slug=slug[:80], nearest=nearest(slug, (row.slug for row in POLICIES)))
