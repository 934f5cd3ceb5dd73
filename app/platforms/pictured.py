"""The address of the picture that a post shows first, as its network tells it: whole, and of the web, or none."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

MOST_LETTERS = 2000
_NAMES = ("url", "contentUrl", "url_list", "urlDefault")
_DEEPEST = 3
_SHOWN = re.compile(r"""<img\b[^<>]{0,400}?\s(?:data-original|data-actualsrc|data-src|src)=["']([^"'<>]{1,2000})["']""")


def picture_at(said: Any, page: str) -> str | None:
    """The first address in what a page says of its picture, joined to the page's own; None where there is none.

    Networks say an address, a list of them, or an object that holds one; what is not http or https is no address.
    """
    joined = (_joined(one, page) for one in _told(said, _DEEPEST))
    return next((address for address in joined if address), None)


def _told(said: Any, deep: int) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, list) and deep:
        for one in said[:8]:
            yield from _told(one, deep - 1)
    elif isinstance(said, dict) and deep:
        for name in _NAMES:
            yield from _told(said.get(name), deep - 1)


def _joined(said: str, page: str) -> str | None:
    told = said.strip()
    if not 0 < len(told) <= MOST_LETTERS or not told.isprintable() or " " in told:
        return None
    try:
        address = urljoin(page, told)
        parts = urlsplit(address)
        is_other = without_query(address) != without_query(page)
        is_of_web = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    except ValueError:
        return None
    return address if is_other and is_of_web and "\\" not in told else None


def first_shown(markup: str) -> str | None:
    """The address of the first picture in a piece of markup, as it is written there."""
    found = _SHOWN.search(markup)
    return html.unescape(found[1]) if found else None


def without_query(address: str) -> str:
    """What names a picture: networks sign their addresses anew at every look, in the query."""
    return address.split("?", 1)[0].split("#", 1)[0]
