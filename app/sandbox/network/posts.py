"""A post of the made-up world: what its author left there, how its numbers grow, and what goes wrong when one looks."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

REACH_DAYS = 6.0
LIE_UNTIL = 10**15


@dataclass(slots=True)
class SimulatedPost:
    """One post as its author left it; numbers follow from its age.

    `id` is what the network calls it; `troubles` are kinds of wire trouble, each of which befalls one look in turn;
    `lie` is a way in which its numbers are false; so many likes were `bought`, and came at once, at `bought_at`.
    """

    id: str
    author: str
    text: str
    published_at: datetime
    reach: int
    platform: str = "simulated"
    author_id: str = ""
    shop_link: str | None = None
    pictures: int = 1
    has_video: bool = False
    edited_at: datetime | None = None
    is_gone: bool = False
    is_private: bool = False
    hides_author: bool = False
    troubles: list[str] = field(default_factory=list)
    lie: str = ""
    bought: int = 0
    bought_at: datetime | None = None
    looks: int = 0

    @property
    def short(self) -> str:
        """The name by which a short link calls it."""
        return "S" + sha256(f"{self.platform}/{self.id}".encode()).hexdigest()[:7]

    def numbers(self, at: datetime) -> dict[str, int]:
        """Views saturate at the reach with the age in days; the rest are shares of the views."""
        views = self._views(at)
        found = {"views": views, "likes": views // 18, "comments": views // 150, "saves": views // 60,
                 "shares": views // 220}
        if self.bought_at is not None and at >= self.bought_at:
            found["likes"] += self.bought
        return found | LIES[self.lie](views) if self.lie else found

    def _views(self, at: datetime) -> int:
        age = max(0.0, (at - self.published_at) / timedelta(days=1))
        views = int(self.reach * (1 - math.exp(-age / REACH_DAYS)))
        if self.lie == "falling":
            # Counted anew by the network when a week has gone by.
            return views if age < 7 else views // 3
        return views

    def etag(self, at: datetime) -> str:
        """Changes with text and numbers."""
        return sha256(f"{self.author}{self.text}{self.is_private}{self.numbers(at)}".encode()).hexdigest()[:16]


LIES: dict[str, Callable[[int], dict[str, int]]] = {
    "more_likes": lambda views: {"likes": views * 3 + 40},
    "endless": lambda views: {"likes": LIE_UNTIL + views, "views": LIE_UNTIL * 10},
    "falling": lambda views: {},
}
"""Numbers that cannot be true: more likes than views, more than there are people, fewer than before."""
