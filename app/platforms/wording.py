"""A post's words as they are compared: case, width, accents, invisible letters, addresses and old Han set aside."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.platforms.han import simplified

MOST_CHARACTERS = 20_000
HAN = "\u3400-\u9fff\u3040-\u30ff"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_ENDS = r"\s#\[\]()<>{}【】「」《》“”\"',，。！？!?;；:：、|…~～"
_TAG = re.compile(rf"(?<![a-z0-9_&/])#(?P<word>[^{_ENDS}]{{1,60}})(?:\[[^\]\n]{{1,6}}\])?")
_WRAPPED = re.compile(rf"#(?P<word>(?=[^\s#])[^#\n]{{0,30}}[{HAN}][^#\n]{{0,30}})#")


@dataclass(frozen=True, slots=True)
class Folded:
    """Words as they are compared, and each letter's place in the words as they were written."""

    written: str
    letters: str
    places: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """What stands as written between two places of the compared letters."""
        return self.written[self.places[start] : self.places[end - 1] + 1] if start < end else ""

    def place(self, at: int) -> int:
        """Where a compared letter stands in the words as written."""
        return self.places[at]


def fold(words: str) -> Folded:
    """The first 20,000 characters of some words, as they are compared; addresses become line ends."""
    written = words[:MOST_CHARACTERS]
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(ADDRESS.sub(lambda hit: "\n" * len(hit[0]), written)):
        told = _plain(letter)
        letters.append(told)
        places += [place] * len(told)
    return Folded(written, "".join(letters), tuple(places))


@lru_cache(maxsize=20_000)
def _plain(letter: str) -> str:
    if _INVISIBLE.fullmatch(letter):
        return ""
    parts = unicodedata.normalize("NFKD", letter).casefold()
    return simplified("".join(part for part in parts if unicodedata.category(part) != "Mn"))


def plain(words: str) -> str:
    """Some words as they are compared, in one line's worth of plain letters."""
    return "".join(map(_plain, words))


def squeezed(words: str) -> str:
    """Only the letters and digits of some words, as they are compared: 'Oat-Milk' and 'oat milk' are one."""
    return "".join(letter for letter in plain(words) if letter.isalnum())


def tags_of(folded: Folded) -> Iterator[tuple[int, int]]:
    """Where each hashtag stands in the compared letters, from its mark to its last letter: #one, ＃二, #三 四#."""
    ends = 0
    letters = folded.letters
    while (mark := letters.find("#", ends)) >= 0:
        wrapped, bare = _WRAPPED.match(letters, mark), _TAG.match(letters, mark)
        hit = bare if bare and not (wrapped and _closes(letters, wrapped, bare)) else wrapped
        if hit is None:
            ends = mark + 1
            continue
        yield mark, hit.end("word")
        ends = hit.end()


def _closes(letters: str, wrapped: re.Match[str], bare: re.Match[str]) -> bool:
    """Whether a second mark closes a topic of several words, rather than beginning the next hashtag."""
    is_longer = wrapped.end("word") > bare.end("word") and " " in wrapped["word"].strip()
    return is_longer and not letters[wrapped.end() : wrapped.end() + 1].isalnum()
