"""Counts as networks write them (1.2万, 12.3k, 1,234) to whole numbers; what is not certain stays unknown."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MOST = 10**11
MOST_PEOPLE = 9 * 10**9
_UNITS = {
    "": 1, "k": 10**3, "千": 10**3, "w": 10**4, "万": 10**4, "萬": 10**4, "m": 10**6, "亿": 10**8, "億": 10**8,
    "b": 10**9,
}
_COUNT = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,8})?|[0-9]{1,3}(?:,[0-9]{3}){1,4})\s?([kwmb千万萬亿億]?)")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a post has gathered so far; None is unknown, never nought."""

    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    saves: int | None = None
    shares: int | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether more people liked or saved it than have seen it; kept all the same, for a human's eyes."""
        return self.views is not None and self.views < max(self.likes or 0, self.saves or 0)


def read_count(said: object) -> int | None:
    """A count in whole units, or None for what is open (999+), negative, broken, or above 10^11."""
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float):
        return int(said) if 0 <= said <= MOST and said == int(said) else None
    if not isinstance(said, str) or len(said) > 32:
        return None
    found = _COUNT.fullmatch(unicodedata.normalize("NFKC", said).strip().lower())
    if not found:
        return None
    count = Decimal(found[1].replace(",", "")) * _UNITS[found[2]]
    return int(count) if count <= MOST and count == int(count) else None


def counted(**said: object) -> Numbers:
    """Numbers from what was said of each; more likes or saves than there are people on earth are unknown."""
    counts = {name: read_count(value) for name, value in said.items()}
    for name in ("likes", "saves"):
        if (counts.get(name) or 0) > MOST_PEOPLE:
            counts[name] = None
    return Numbers(**counts)
