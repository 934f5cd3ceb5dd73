"""What the words of a post hold: the product's name, the hashtags asked for, and enough of them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from app.core.i18n import Count, Text, text
from app.platforms.found import Post
from app.platforms.wording import ADDRESS, HAN, Folded, fold, plain, squeezed, tags_of
from app.reviews.rules.checks.label import words_of
from app.reviews.rules.checks.verdict import Asked, Verdict

_BETWEEN = r"[\s\-_.·•'’・]*"
_MENTION = re.compile(r"@\S+")
_WITHIN_TAG = 6
_IS_HAN = re.compile(f"[{HAN}]")


def check_product(post: Post, asked: Asked) -> Verdict | None:
    """Whether the post names the product by one of the brief's words, in either language; None where it gives none."""
    words = [word for word in asked.product_words if squeezed(word)]
    if not words:
        return None
    if post.text is None:
        return Verdict("product", "unknown")
    folded = fold(words_of(post))
    named = next(iter(naming(folded, words)), None)
    if named is not None:
        return Verdict("product", "passed", folded.quote(*named))
    if post.is_partial:
        return Verdict("product", "unknown")
    english, chinese = _one_of(words, is_han=False), _one_of(words, is_han=True)
    return Verdict("product", "failed", None, text(
        f"Please name the product in your text, for example “{english}”.",
        f"请在正文里写出产品名称，例如“{chinese}”。"), to_copy=text(english, chinese))


def _one_of(words: Iterable[str], *, is_han: bool) -> str:
    """The first word of that script, else the first of all."""
    listed = list(words)
    return next((word for word in listed if bool(_IS_HAN.search(word)) is is_han), listed[0])


def naming(folded: Folded, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where the words of a brief stand: spacing, case, width and accents apart, never as a part of another word."""
    for word in words:
        yield from (hit.span() for hit in _pattern(word).finditer(folded.letters))
        whole = squeezed(word)
        if len(whole) >= _WITHIN_TAG or _IS_HAN.search(whole):
            yield from ((start, end) for start, end in tags_of(folded) if whole in squeezed(folded.letters[start:end]))


@lru_cache(maxsize=2_000)
def _pattern(word: str) -> re.Pattern[str]:
    """The letters of a word with any small mark or space between its parts; Latin ones stand apart from others."""
    parts = re.findall(f"[{HAN}]|[^\\W_{HAN}]+", plain(word))
    body = _BETWEEN.join(map(re.escape, parts))
    before = "" if _IS_HAN.match(parts[0]) else "(?<![a-z0-9])"
    after = "" if _IS_HAN.match(parts[-1]) else r"(?=(?:['’]?s|es)?(?![a-z0-9]))"
    return re.compile(before + body + after)


def check_hashtags(post: Post, asked: Asked) -> Verdict | None:
    """Whether every hashtag that was asked for stands there, in any case and width; None where none was asked for."""
    if not asked.hashtags:
        return None
    if post.text is None and not post.tags:
        return Verdict("hashtags", "unknown")
    folded = fold(words_of(post))
    there = {squeezed(folded.letters[start:end]) for start, end in tags_of(folded)}
    missing = [tag for tag in asked.hashtags if squeezed(tag) not in there]
    if not missing:
        return Verdict("hashtags", "passed", " ".join(asked.hashtags)[:200])
    if post.text is None or post.is_partial:
        return Verdict("hashtags", "unknown")
    lacking = " ".join(missing)
    return Verdict("hashtags", "failed", None, text(
        f"Please add {lacking} to your text.", f"请在正文里加上 {lacking}。"), to_copy=text(lacking, lacking))


def characters(words: str) -> int:
    """How many letters and digits people wrote: a Han letter counts one and so does a Latin one.

    Addresses, @names, hashtags, spaces, marks and emoji count nothing, so that neither the label nor padding does.
    """
    folded = fold(_MENTION.sub(" ", ADDRESS.sub(" ", words)))
    tags = {at for start, end in tags_of(folded) for at in range(start, end)}
    return sum(letter.isalnum() for at, letter in enumerate(folded.letters) if at not in tags)


def check_length(post: Post, asked: Asked) -> Verdict | None:
    """Whether the words are as many as the brief asks for; None where it asks for no length."""
    if not asked.least_characters:
        return None
    if post.text is None:
        return Verdict("length", "unknown")
    count = characters(post.text)
    if count >= asked.least_characters:
        return Verdict("length", "passed", str(count))
    if post.is_partial:
        return Verdict("length", "unknown", str(count))
    return Verdict("length", "failed", str(count), _too_short(count, asked.least_characters))


def _too_short(count: int, least: int) -> Text:
    return text(
        f"Your text has {Count(count):letter/letters} without hashtags, links and spaces; {least} were asked for. "
        "Please add a few words of your own.",
        f"去掉话题、链接和空格后，正文有 {count} 个字；约定至少 {least} 个字。请用自己的话再补充几句。")
