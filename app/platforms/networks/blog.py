"""A blog: a page of any host that no network owns, known by its address without what only tells where one came from."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from app.core.i18n import text
from app.platforms.found import Found, Unreachable, moment
from app.platforms.hosts import host_of
from app.platforms.markup import decode
from app.platforms.network import Address, Network, Signs
from app.platforms.page import read_page
from app.platforms.pages import PAGE, markup_of, without_post
from app.platforms.pictured import first_shown
from app.platforms.policy import western
from app.platforms.readings import WORDS, Ask, Keys, Profile, ProfileReading, Reading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import plain

_TRACKING = re.compile(
    r"utm_.*|.*clid|msclkid|mc_[ce]id|_g[al]|_hs(?:enc|mi)|spm|scm|from|ref|ref_src|referrer|source|src|share.*|igsh|si|amp|"
    r"nsukey|isappinstalled|timestamp|replytocom|weibo_id|xsec_.*",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp)", re.IGNORECASE)
_LONGEST, _LONGEST_ADDRESS = 200, 500
"""Letters that a post's name may have, and that its address may have, in which a Han letter takes nine."""


def _recognise(address: Address) -> str | None:
    """Host, path and what the page is asked for; a hash that begins like a path is one."""
    host = host_of(address.host)
    steps = [step for step in address.steps if step not in (".", "..")]
    if steps and _FRONT.fullmatch(steps[-1]):
        steps.pop()
    parts = urlsplit(address.url)
    asked = sorted((name, said) for name, said in parse_qsl(parts.query) if not _TRACKING.fullmatch(name))
    within = parts.fragment.rstrip("/") if parts.fragment.startswith(("/", "!")) and parts.fragment.strip("/!") else ""
    if host is None or not (steps or asked or within):
        return None
    post_id = f"{host}/{'/'.join(map(_plain, steps))}"
    post_id += (f"?{urlencode(asked)}" if asked else "") + (f"#{within}" if within else "")
    return post_id if len(post_id) <= _LONGEST and len(_canonical(post_id)) <= _LONGEST_ADDRESS else None


def _canonical(post_id: str) -> str:
    return "https://" + quote(post_id, safe="/?#%=&+!~:@,;.-_()'*$[]")


def _plain(step: str) -> str:
    """A step of the path as people read it; only the signs that would mean something else stay written in %-signs."""
    return re.sub(r"[\x00-\x20%/?#\\\x7f]", lambda sign: f"%{ord(sign[0]):02X}", step)


_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}")
_DATED = re.compile(r"<time\b[^<>]{0,300}?\bdatetime=[\"']([^\"'<>]{8,40})[\"']", re.IGNORECASE)
_SHOPS = re.compile(
    r"href=[\"']https?://(?:[\w-]{1,60}\.){0,4}(?:taobao\.com|tmall\.com|jd\.com|amazon\.[a-z.]{2,6}|amzn\.to|youzan\.com)/",
    re.IGNORECASE,
)
_MOST_OF_AN_ARTICLE = 1 << 18


def _article(markup: str) -> str | None:
    """The one article of a page; where there are several, it is a list and none is meant."""
    for name in ("<article", "<main"):
        start = markup.find(name)
        if start >= 0:
            end = markup.find(name.replace("<", "</"), start)
            end = min(end if end >= 0 else len(markup), start + _MOST_OF_AN_ARTICLE)
            is_alone = name == "<main" or markup.find(name, start + 1) < 0
            return markup[start:end] if is_alone else None
    return None


def _read(reply: Reply, wanted: Wanted) -> Found:
    """An article at the address that was asked for; its author is the domain, which only its owner writes on."""
    markup = markup_of(reply)
    if not isinstance(markup, str):
        return markup
    said, article = read_page(markup, wanted.names), _article(markup)
    if said.shows is False:
        return Unreachable("another_post")
    missing = without_post(wanted, said)
    if said.shows is None and (article is None or missing != Unreachable("no_post")):
        return missing
    dated = _DATED.search(article or "")
    whole = plain(article)
    if not (whole or said.text):
        return Unreachable("unreadable")
    return seen(
        wanted, author=wanted.post_id.split("/")[0].split("?")[0].split("#")[0], aliases=(said.author,),
        text=whole or said.text, is_partial=not whole and said.is_partial,
        published_at=said.published_at or (moment(dated[1]) if dated else None), edited_at=said.edited_at,
        image=[said.image, first_shown(article or "")],
        numbers=said.numbers, pictures=article.lower().count("<img") if article else None, has_video=said.has_video,
        has_shop_link=True if article and _SHOPS.search(article) else None,
    )


def _ask_home(handle: str, keys: Keys) -> Ask | None:
    """The front page of a blog, found by its domain."""
    domain = host_of(handle)
    return Ask(f"https://{domain}/") if domain and _DOMAIN.fullmatch(domain) else None


def _home(reply: Reply, handle: str) -> Profile | None:
    words = plain(decode(reply.content_type, reply.body)[:_MOST_OF_AN_ARTICLE])
    return Profile(handle, None, " ".join(words.split())) if words else None


NETWORK = Network(
    slug="blog",
    place=170,
    name=text("Blog", "博客"),
    hosts=frozenset(),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "Open the article on your blog in a browser and copy its address.",
        "在浏览器里打开你博客上的这篇文章，复制地址栏里的网址。",
    ),
    readings=(Reading("page", "page", WORDS, PAGE.ask, _read),),
    profile=ProfileReading("page", _ask_home, _home),
    policy=western(),
    is_open=True,
    signs=Signs(gone=("not found", "404", "页面不存在", "文章不存在"), wall=("log in", "登录", "验证")),
)
