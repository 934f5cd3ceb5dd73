"""The reading of a network's own page: the state that it carries, else its tags and JSON-LD, else its loud words."""

from collections.abc import Callable

from app.platforms.found import Found, Gone, Post, Private, Unreachable, content_hash, tags_in
from app.platforms.markup import decode
from app.platforms.page import Page, read_page
from app.platforms.pictured import picture_at
from app.platforms.readings import COUNTS, WORDS, Ask, Keys, Reading, Reply, Wanted, by_status

State = Callable[[str, Wanted], Found | None]
"""What the data that a page carries along says of the asked post; None where it does not speak of it."""

_PAGES = ("text/html", "application/xhtml+xml", "")


def page(state: State | None = None, *, knows: frozenset[str] = WORDS | COUNTS,
         opened_at: Callable[[str], str] | None = None) -> Reading:
    """The page of a post as a way to look at it; `state` reads the data that this network's pages carry along.

    It is opened as it was pasted; where a link needs nothing else than its post, it may be `opened_at` the one page
    that says most.
    """
    def ask(wanted: Wanted, keys: Keys) -> Ask | None:
        return Ask(opened_at(wanted.post_id)) if opened_at else Ask(wanted.url) if wanted.url else None

    def read(reply: Reply, wanted: Wanted) -> Found:
        return _read(reply, wanted, state)

    return Reading("page", "page", knows, ask, read)


def markup_of(reply: Reply) -> str | Found:
    """A page's letters, or why there are none."""
    found = by_status(reply.status)
    if found is not None:
        return found
    return decode(reply.content_type, reply.body) if reply.kind in _PAGES else Unreachable("wrong_type")


def _read(reply: Reply, wanted: Wanted, state: State | None) -> Found:
    markup = markup_of(reply)
    if not isinstance(markup, str):
        return markup
    carried = state(markup, wanted) if state else None
    return _shown(wanted, read_page(markup, wanted.names)) if carried is None else carried


def _shown(wanted: Wanted, said: Page) -> Found:
    """A page proves the post only by naming it; its loud words count only where it does not."""
    if said.shows is None:
        return without_post(wanted, said)
    if not said.shows:
        return Unreachable("another_post")
    if said.text is None and said.author is None:
        return without_post(wanted, said, "unreadable")
    return Post(
        platform=wanted.platform,
        post_id=wanted.post_id,
        author=said.author,
        text=said.text,
        published_at=said.published_at,
        numbers=said.numbers,
        has_shop_link=None,
        content_hash=content_hash(said.text, None),
        is_partial=said.is_partial,
        edited_at=said.edited_at,
        has_video=said.has_video,
        tags=tags_in(said.text),
        text_from="tags",
        image=picture_at(said.image, wanted.url),
    )


def without_post(wanted: Wanted, said: Page, otherwise: str = "no_post") -> Found:
    """What the loud words of a page mean that does not show the post."""
    signs = wanted.signs
    if any(words in said.loud for words in signs.gone):
        return Gone("deleted")
    if any(words in said.loud for words in signs.private):
        return Private()
    if any(words in said.loud for words in signs.wall):
        return Unreachable("sign_in_needed")
    return Unreachable("check_asked" if "captcha" in said.loud or "验证" in said.loud else otherwise)


PAGE = page()
