"""A fetched answer to a Post, or to what it proves: gone, private, or nothing at all."""

from collections.abc import Mapping

from app.platforms import registry, simulated
from app.platforms.found import WHYS, Found, Gone, Post, Private, Unreachable, content_hash
from app.platforms.markup import MOST_BYTES
from app.platforms.network import Address, Network
from app.platforms.numbers import Numbers
from app.platforms.page import Names, Page, read_page
from app.platforms.policies import policy

__all__ = ["WHYS", "Found", "Gone", "Numbers", "Post", "Private", "Unreachable", "read"]

_PAGES = ("text/html", "application/xhtml+xml", "")
_STATUSES = {401: "sign_in_needed", 407: "sign_in_needed", 408: "server_error", 429: "busy"}


def read(platform: str, status: int, headers: Mapping[str, str], body: bytes, asked: str) -> Found:
    """What an answer says of the asked post; a network that cannot be read anonymously never proves a post gone.

    Any bytes are taken (at most 1 MiB are looked at); raises NoSuchNetwork for a platform that is none.
    """
    rule = policy(platform)
    found = _by_status(status) or _by_body(platform, headers, body, asked)
    doubtful = not rule.anonymous_read and isinstance(found, Gone | Private)
    return Unreachable("sign_in_needed") if doubtful else found


def _by_status(status: int) -> Found | None:
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return Gone("not_found")
    if 300 <= status < 400:
        return Unreachable("moved")
    return Unreachable(_STATUSES.get(status, "refused" if 400 <= status < 500 else "server_error"))


def _by_body(platform: str, headers: Mapping[str, str], body: bytes, asked: str) -> Found:
    kinds = [value for name, value in headers.items() if name.lower() == "content-type"]
    content_type = kinds[0] if kinds else ""
    kind = content_type.split(";")[0].strip().lower()
    if platform == simulated.SLUG:
        if len(body) > MOST_BYTES:
            return Unreachable("too_large")
        return simulated.read_answer(body, asked) if kind == "application/json" else Unreachable("wrong_type")
    if kind not in _PAGES:
        return Unreachable("wrong_type")
    network = registry.get(platform)
    return _shown(network, read_page(content_type, body, _names(network, asked)), asked)


def _names(network: Network, asked: str) -> Names:
    def names(said: str) -> bool | None:
        address = Address.parse(said)
        post_id = network.recognise(address) if address and network.owns(address) else None
        return None if post_id is None else post_id == asked
    return names


def _shown(network: Network, page: Page, asked: str) -> Found:
    """A page proves the post only by naming it; its loud words count only where it does not."""
    if page.shows is None:
        return _without_post(network, page)
    if not page.shows:
        return Unreachable("another_post")
    if page.text is None and page.author is None:
        return _without_post(network, page, "unreadable")
    return Post(
        platform=network.slug,
        post_id=asked,
        author=page.author,
        text=page.text,
        published_at=page.published_at,
        numbers=page.numbers,
        has_shop_link=None,
        content_hash=content_hash(page.text, None),
        is_partial=page.is_partial,
    )


def _without_post(network: Network, page: Page, otherwise: str = "no_post") -> Found:
    signs = network.signs
    if any(words in page.loud for words in signs.gone):
        return Gone("deleted")
    if any(words in page.loud for words in signs.private):
        return Private()
    if any(words in page.loud for words in signs.wall):
        return Unreachable("sign_in_needed")
    return Unreachable("check_asked" if "captcha" in page.loud or "验证" in page.loud else otherwise)
