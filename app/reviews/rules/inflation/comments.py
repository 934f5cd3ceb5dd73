"""Comments that repeat one another: counted, never kept, for they are other people's words."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from app.platforms.wording import plain
from app.reviews.rules.inflation.series import Comments

ALIKE = 88.0
LEAST_LETTERS = 6
"""Shorter ones (“Nice!”, 想要) are everybody's."""
MOST = 200


def count_alike(said: Iterable[str]) -> Comments:
    """How many comments were read, of those long enough to be somebody's own, and how many nearly repeat another."""
    read = [letters for words in said if len(letters := _letters(words)) >= LEAST_LETTERS][:MOST]
    alike = sum(any(fuzz.ratio(one, other, score_cutoff=ALIKE) > 0 for place, other in enumerate(read) if place != at)
                for at, one in enumerate(read))
    return Comments(len(read), alike)


def _letters(words: str) -> str:
    return "".join(letter for letter in plain(words[:500]) if letter.isalnum())
