"""The corpus of captions: each with its campaign, its network, its tone and the checks that it should pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.platforms.found import Post, content_hash
from app.platforms.numbers import Numbers
from app.platforms.policies import policy
from app.reviews.rules.checks import Asked, Verdict, check_hashtags, check_label, check_length, check_product
from app.reviews.rules.checks.label import words_of
from app.reviews.rules.checks.shops import leads_to_shop

FOLDER = Path(__file__).parent / "corpus"
TUNED, HELD_OUT = ("english", "chinese", "odd", "feelings"), ("held_out",)
CHECKS = ("label", "product", "hashtags", "length", "shop")
NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
SWAPS = (
    ("love", "hate"), ("loved", "hated"), ("great", "awful"), ("good", "poor"), ("best", "worst"),
    ("perfect", "rubbish"), ("happy", "angry"), ("amazing", "useless"), ("winner", "loser"), ("fresh", "stale"),
    ("joy", "mess"), ("win", "bin"), ("creamy", "watery"), ("smooth", "grainy"), ("five stars", "one star"),
    ("★★★★★", "★☆☆☆☆"), ("10/10", "1/10"), ("❤️", "💔"), ("😍", "🤢"), ("⭐⭐⭐⭐⭐", "⭐"), ("好喝", "难喝"),
    ("好看", "难看"), ("喜欢", "讨厌"), ("推荐", "劝退"), ("满意", "失望"), ("惊喜", "糟心"), ("舒服", "难受"),
    ("优点", "缺点"), ("超好", "超差"), ("真的", "并不"), ("宝藏", "废品"))
"""Words of one tone and of the other, never a check's own word; each stands for the other where a post is turned."""


@dataclass(frozen=True)
class Caption:
    """One caption: what was asked, what it says, and what should come of each check ('shop': it leads to one)."""

    where: str
    about: str
    tone: str
    post: Post
    asked: Asked
    expected: dict[str, bool]

    def verdicts(self, **more: Any) -> dict[str, Verdict]:
        """What the checks of its words say, by name."""
        post = replace(self.post, **more)
        found = (check_label(post, self.asked, policy(post.platform)), check_product(post, self.asked),
                 check_hashtags(post, self.asked), check_length(post, self.asked))
        return {verdict.name: verdict for verdict in found if verdict is not None}

    def outcomes(self, **more: Any) -> dict[str, bool]:
        """Whether each check passes; nothing in a whole text is ever unknown."""
        verdicts = self.verdicts(**more)
        assert all(verdict.outcome != "unknown" for verdict in verdicts.values())
        passed = {name: verdict.outcome == "passed" for name, verdict in verdicts.items()}
        return passed | {"shop": leads_to_shop(words_of(replace(self.post, **more))) is not None}


@cache
def briefs() -> dict[str, Asked]:
    """What the campaigns of the corpus ask for."""
    listed = yaml.safe_load((FOLDER / "briefs.yaml").read_text())
    return {name: Asked(platform=None, handle="lin", now=NOW, product_words=tuple(row["words"]),
                        hashtags=tuple(row.get("hashtags", ())), least_characters=row.get("least_characters"))
            for name, row in listed.items()}


def captions(*files: str) -> Iterator[Caption]:
    """The captions of some files, in order."""
    for name in files:
        for line, row in enumerate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text()), start=1):
            yield _caption(f"{name} {line}", row)


def _caption(where: str, row: dict[str, Any]) -> Caption:
    asked = briefs()[row["about"]]
    more = {"hashtags": asked.hashtags, "length": asked.least_characters}
    names = ["label", "product", *(name for name, wanted in more.items() if wanted)]
    assert set(row["good"]) <= set(names), where
    post = Post(row["at"], "p1", "lin", row["text"], NOW, Numbers(), None, content_hash(row["text"], None),
                tags=tuple(row.get("tags", ())))
    expected = {name: name in row["good"] for name in names} | {"shop": row.get("shop", False)}
    return Caption(where, row["about"], row["tone"], post, asked, expected)


def turned(words: str) -> str:
    """The same words in the other tone: every star and every word of feeling exchanged for its counterpart."""
    return _FEELING.sub(lambda hit: _OTHER[hit[0].lower()], words)


_OTHER = {one: other for pair in SWAPS for one, other in (pair, pair[::-1])}
_FEELING = re.compile("|".join(
    rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
    for word in sorted(_OTHER, key=len, reverse=True)), re.IGNORECASE)
