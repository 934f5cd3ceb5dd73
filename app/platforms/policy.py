"""What a network and its law ask of a gifted post: labels, links, filing, and how often we may look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from app.core.i18n import Language, Text, text

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
    """A network's row. `shop_labels` are needed where a purchase link is attached, and always enough.

    A label is seen where it begins within `label_within` characters (what is shown before "more"; None: the whole
    text is shown) and behind at most `most_tags_before` other hashtags.
    """

    gifting_allowed: bool
    link_allowed: bool
    filing_required: bool
    anonymous_read: bool
    labels: Labels
    shop_labels: Labels
    label_to_copy: Text
    shop_label_to_copy: Text
    rule_version: str = "2026-3"
    look_after: tuple[timedelta, ...] = _OFTEN
    days_online: int = 30
    label_within: int | None = None
    most_tags_before: int = 10


def chinese(*, filing: bool = False, readable: bool = True, link: bool = True, gifting: bool = True,
            label_within: int | None = None) -> Policy:
    """A network under Chinese law: 广告 beside a purchase link, 报备 where the network asks for it."""
    return _row(_ADVERT_IN_CHINA, _COPY_IN_CHINA, _COPY_IN_CHINA_WITH_SHOP, filing=filing, readable=readable, link=link,
                gifting=gifting, label_within=label_within)


def western(*, link: bool = True, label_within: int | None = None) -> Policy:
    """A network whose readers are told with #gifted, and with #ad where a purchase link is attached."""
    return _row(_ADVERT, _COPY, _COPY_WITH_SHOP, readable=True, link=link, label_within=label_within)


def _row(shop_labels: Labels, to_copy: Text, shop_to_copy: Text, *, readable: bool, link: bool, filing: bool = False,
         gifting: bool = True, label_within: int | None) -> Policy:
    return Policy(
        gifting_allowed=gifting, link_allowed=link, filing_required=filing, anonymous_read=readable, labels=_GIFTED,
        shop_labels=shop_labels, label_to_copy=to_copy, shop_label_to_copy=shop_to_copy,
        look_after=_OFTEN if readable else _SELDOM, label_within=label_within,
    )


MEMBERS_ONLY = chinese(readable=False, link=False)
"""Chinese networks that show posts only to people who have signed in, and take no purchase link."""
