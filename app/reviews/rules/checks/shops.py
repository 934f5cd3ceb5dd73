"""Whether a post leads to a shop: a shop's address, a Taobao command, a discount code, or words that point there."""

import re

from app.platforms.wording import ADDRESS, plain

_HOSTS = (
    "taobao.com", "tmall.com", "tb.cn", "jd.com", "3.cn", "yangkeduo.com", "pinduoduo.com", "vip.com", "suning.com",
    "1688.com", "weidian.com", "youzan.com", "kaola.com", "jinritemai.com", "amzn.to", "amzn.eu", "a.co", "ebay.com",
    "etsy.com", "shopee.com", "lazada.com", "aliexpress.com", "temu.com", "shein.com", "myshopify.com", "shopmy.us",
    "liketk.it", "shopltk.com", "rstyle.me", "sephora.com", "boots.com", "walmart.com", "target.com")
_AMAZON = re.compile(r"(?:^|\.)amazon\.[a-z.]{2,6}$")
_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/?#:]|$|[^a-z0-9.-])", re.IGNORECASE)
_PATH = re.compile(r"https?://[!-~]*?/(?:shop|store|product|products|item|cart|dp)/", re.IGNORECASE)
_COMMAND = re.compile(r"([¥￥€₤$(/(])\s?[A-Za-z0-9]{10,12}\s?[¥￥€₤$)/:]")
_BUYING = r"(?:shop(?! ?keeper| ?assistant)|buy|order|purchase|get yours|grab (?:it|yours)|discount|% off)"
_ENGLISH = re.compile("|".join((
    rf"\b{_BUYING}\b[^.!?\n]{{0,40}}\blinks?\b", rf"\blinks?\b[^.!?\n]{{0,25}}\b{_BUYING}\b",
    r"\b(?:linked|it'?s|available|find it) in my (?:\w+ )?(?:shop|store|ltk)\b",
    r"\b(?:in|visit|on) (?:my|the) (?:tiktok|instagram|amazon) (?:shop|store|storefront)\b",
    r"\b(?:my|with|use|promo|discount) code:? [a-z]*[0-9a-z]{4,}\b", r"\baffiliate\b",
    r"\bshop (?:now|my|the look|it)\b", r"\btap (?:the )?(?:yellow )?(?:basket|cart)\b")))
_CHINESE = re.compile("|".join((
    "橱窗", "小黄车", "购物车", "(?:购买|下单|商品|同款|好物|店铺|淘宝|京东|拼多多|优惠|自取)的?链接",
    "链接(?:自取|购买|下单|在评论|在主页|放评论|放在评论)", "打开淘宝", "淘口令", "复制这段", "优惠码", "优惠券",
    "领券", "折扣码", "专属(?:优惠|折扣)", "点击购买", "戳(?:链接|左下角|小黄车)", "左下角(?:购买|下单|链接|有)",
    "小店(?:下单|购买|有|自取)")))
_NOT = re.compile(
    r"(?:\b(?:no|not|never|without|don'?t|isn'?t|n't)\b[^.!?\n,;]{0,20}|(?:没有|没|无|不|别)[^,.!?;。\n]{0,6})\Z")


def leads_to_shop(words: str | None) -> str | None:
    """What in the words leads to a shop, quoted as it is compared; None where nothing does, or it is denied."""
    if not words:
        return None
    for hit in _HOST.finditer(words):
        host = hit[1].lower()
        if any(host == shop or host.endswith("." + shop) for shop in _HOSTS) or _AMAZON.search(host):
            return host
    found = _PATH.search(words) or _COMMAND.search(ADDRESS.sub(" ", words))
    if found:
        return found[0][:80]
    said = plain(ADDRESS.sub(" ", words)).replace("’", "'")
    for pattern in (_ENGLISH, _CHINESE):
        for hit in pattern.finditer(said):
            if not _NOT.search(said[max(0, hit.start() - 24) : hit.start()]):
                return hit[0][:80]
    return None
