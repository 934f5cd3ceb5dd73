"""Whether the words are the person's own: not nearly those of the brief, of another review, or of an earlier one."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from rapidfuzz import fuzz, process

from app.core.i18n import Text, text
from app.platforms.found import Post
from app.platforms.han import simplified
from app.platforms.wording import ADDRESS, MOST_CHARACTERS, fold, plain, tags_of
from app.reviews.rules.checks.said import naming
from app.reviews.rules.checks.verdict import MOST_EVIDENCE, Asked, Other, Verdict

ALIKE, CONTAINED = 55.0, 80.0
"""Of 100: Dice's share of common 3-grams, and the share of the shorter text that the longer one holds. Measured on the
corpus: copies with words exchanged here and there share 68 and more, two people on one product 23 and less."""
ROUGHLY = 40.0
LEAST_GRAMS = 24
MOST_CANDIDATES = 40
_MENTION = re.compile(r"@\S+")
_WHOSE: dict[str, Text] = {
    "brief": text("the brief", "活动说明"), "own": text("an earlier post of yours", "你之前发布的内容"),
    "another": text("another review of this campaign", "本活动中的另一篇评价"),
}


def own_part(words: str, product_words: Iterable[str]) -> str:
    """The compared letters without what everybody writes: product words, hashtags, labels among them, links, names."""
    folded = fold(_MENTION.sub(" ", ADDRESS.sub(" ", words)))
    letters = list(folded.letters)
    for start, end in [*tags_of(folded), *naming(folded, product_words)]:
        letters[start:end] = " " * (end - start)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def grams(part: str) -> frozenset[str]:
    """The 3-grams of a text as it is compared, without its spaces."""
    whole = part.replace(" ", "")
    return frozenset(whole[at : at + 3] for at in range(len(whole) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share, 0 to 100; a short text within a long one counts by what the long one holds of it."""
    if min(len(one), len(other)) < LEAST_GRAMS:
        return 0.0
    common = len(one & other)
    dice = 200.0 * common / (len(one) + len(other))
    held = 100.0 * common / min(len(one), len(other))
    return max(dice, held * ALIKE / CONTAINED)


def nearest(part: str, others: Iterable[Other], product_words: Iterable[str]) -> tuple[float, Other] | None:
    """The most alike of the other texts; a quick look at their letters leaves few for the look at their 3-grams."""
    listed, named, mine = list(others), tuple(product_words), grams(part)
    if len(mine) < LEAST_GRAMS:
        return None
    rough = process.extract(part, [_letters(other.words) for other in listed], scorer=fuzz.ratio,
                            score_cutoff=ROUGHLY, limit=MOST_CANDIDATES)
    found = [(likeness(mine, grams(own_part(listed[at].words, named))), listed[at]) for _, _, at in rough]
    return max(found, key=lambda pair: pair[0], default=None)


def _letters(words: str) -> str:
    return simplified(words[:MOST_CHARACTERS]).lower()


def check_own_words(post: Post, asked: Asked) -> Verdict | None:
    """Whether the text is no near copy; too short a text is nobody's. Who wrote first is never asked to write anew.

    The evidence quotes the person's own text and names nobody else.
    """
    if post.text is None:
        return None
    found = nearest(own_part(post.text, asked.product_words), asked.others, asked.product_words)
    if found is None or found[0] < ALIKE:
        return Verdict("own_words", "passed", None if found is None else f"{found[0]:.0f} / 100")
    share, other = found
    evidence = f"{share:.0f} / 100: {shared(post.text, other.words)}"
    if other.whose == "another" and _was_first(post, other):
        return Verdict("own_words", "unknown", evidence)
    whose = _WHOSE[other.whose]
    return Verdict("own_words", "failed", evidence, text(
        f"A good part of this text also stands in {whose.pick('en')}. Please say it in your own words; what you think "
        "stays yours.",
        f"这段文字有不少与{whose.pick('zh-cn')}相同，请换成自己的话来写；观点由你决定。"))


def _was_first(post: Post, other: Other) -> bool:
    return bool(post.published_at and other.published_at and post.published_at < other.published_at)


def shared(words: str, other: str) -> str:
    """The longest stretch of the person's own text that stands in the other one too."""
    mine, theirs = fold(words), plain(other[:2_000])
    block = SequenceMatcher(None, mine.letters[:2_000], theirs, autojunk=False).find_longest_match()
    return mine.quote(block.a, block.a + block.size).strip()[:MOST_EVIDENCE]
