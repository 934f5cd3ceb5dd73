"""What has changed about a post since it was seen last; whether kinder or unkinder words is never asked."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from app.platforms.found import Post
from app.platforms.policies import POLICIES
from app.reviews.rules.checks import Verdict

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
WORDS, SHOP_LINK, AUTHOR = "words", "shop_link", "author"
SHOWN_ONLY = tuple(sorted(slug for slug, rule in POLICIES.items() if not rule.anonymous_read))
"""Networks on which a post is seen only by its author's pictures."""
MAY_GO = frozenset({"author", "label", "product", "hashtags", "length", "pictures", "format"})
"""Checks of which a later change may undo what was in order before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that has changed; for words, how many came and how many went, and how many of them were Han
    characters."""

    what: str
    added: int = 0
    taken: int = 0
    han_added: int = 0
    han_taken: int = 0

    def as_json(self) -> dict[str, object]:
        """The stored form."""
        return asdict(self)


def text_origin(post: Post) -> str:
    """Where the words come from: words of another reading, or cut ones, cannot be compared with these."""
    return f"{post.text_from[:50]}{'…' if post.is_partial else ''}"


def words_changed(before: str | None, after: str | None) -> Change | None:
    """How many words (Han characters, each one) came and went; None where only spacing or signs differ."""
    was, now = Counter(_WORD.findall(before or "")), Counter(_WORD.findall(after or ""))
    if was == now and " ".join((before or "").split()) == " ".join((after or "").split()):
        return None
    came, went = now - was, was - now
    return Change(WORDS, came.total(), went.total(), _han(came), _han(went))


def _han(words: Counter[str]) -> int:
    return sum(count for word, count in words.items() if _HAN.match(word))


def lost(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What was in order and is no more."""
    return [verdict for verdict in verdicts if verdict.outcome == "failed" and verdict.name in MAY_GO]


def changes_of(words: Change | None, gone: Sequence[Verdict], has_new_shop_link: bool,
               has_new_author: bool) -> list[Change]:
    """Everything that has changed, each once, what weighs most first."""
    names = [verdict.name for verdict in gone]
    own = ([AUTHOR] if has_new_author and AUTHOR not in names else []) + ([SHOP_LINK] if has_new_shop_link else [])
    return [*map(Change, [*own, *names]), *([words] if words else [])]
