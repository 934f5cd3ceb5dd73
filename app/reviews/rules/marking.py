"""The words of a post with what was looked for marked in them, and two versions of them side by side."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

from app.platforms.wording import Folded, fold, squeezed, tags_of
from app.reviews.rules.checks.said import naming

Mark = Literal["", "label", "product", "hashtag", "came", "went"]
MOST_COMPARED = 1_500
"""Words of each version that are compared one by one; what is longer is shown as gone and come whole."""
_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words and what it is marked as, if as anything."""

    words: str
    mark: Mark = ""


def marked(written: str, label: str | None = None, product: Sequence[str] = (),
           hashtags: Sequence[str] = ()) -> tuple[Part, ...]:
    """A post's words in parts: the label as it was quoted, the product's words, the hashtags that were asked for."""
    folded = fold(written)
    spans = [*_label(written, label), *_hashtags(folded, hashtags), *_product(folded, product)]
    parts, at = [], 0
    for start, end, mark in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= at:
            parts += [Part(written[at:start]), Part(written[start:end], mark)]
            at = end
    return tuple(part for part in (*parts, Part(written[at:])) if part.words)


def _label(written: str, label: str | None) -> Iterable[tuple[int, int, Mark]]:
    start = written.find(label) if label else -1
    return [(start, start + len(label or ""), "label")] if start >= 0 else []


def _product(folded: Folded, product: Sequence[str]) -> Iterable[tuple[int, int, Mark]]:
    for start, end in naming(folded, [word for word in product if squeezed(word)]):
        yield folded.place(start), folded.place(end - 1) + 1, "product"


def _hashtags(folded: Folded, hashtags: Sequence[str]) -> Iterable[tuple[int, int, Mark]]:
    asked = {squeezed(tag) for tag in hashtags}
    for start, end in tags_of(folded):
        if squeezed(folded.letters[start:end]) in asked:
            yield folded.place(start), folded.place(end - 1) + 1, "hashtag"


def compared(before: str, after: str) -> tuple[Part, ...]:
    """What stayed, what went and what came between two versions, word by word (each Han letter is one)."""
    was, now = _PIECE.findall(before), _PIECE.findall(after)
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    ends = zip(reversed(was[head:]), reversed(now[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    middle = _between(was[head:len(was) - tail], now[head:len(now) - tail])
    parts = (Part("".join(was[:head])), *middle, Part("".join(was[len(was) - tail:])))
    return tuple(part for part in parts if part.words)


def _between(was: list[str], now: list[str]) -> Iterable[Part]:
    if max(len(was), len(now)) > MOST_COMPARED:
        return [Part("".join(was), "went"), Part("".join(now), "came")]
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part("".join(was[a:b])))
        else:
            parts += [Part("".join(was[a:b]), "went"), Part("".join(now[c:d]), "came")]
    return parts
