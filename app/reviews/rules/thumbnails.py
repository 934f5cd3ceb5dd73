"""The picture that a post shows: what is to be fetched, what came of it, and why there is nothing to see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core.files import Files
from app.core.i18n import Text, text
from app.reviews.rules.politeness import Told

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
TRIES = 3
WHYS: dict[str, Text] = {
    "not_a_picture": text("What lies there is no picture that we can read.", "该地址的内容不是可读取的图片。"),
    "too_large": text("The picture is too large to be fetched.", "图片过大，未获取。"),
    "refused": text("Its host does not let us fetch it.", "图片所在的网站不允许我们获取。"),
    "gone": text("The picture is no longer there.", "图片已不存在。"),
    "unreached": text("Its host could not be reached.", "无法连接图片所在的网站。"),
}
NO_PICTURE = text("The post shows no picture that we could read.", "内容中没有我们能读取的图片。")
PASSING = "unreached"


@dataclass(frozen=True, slots=True)
class ThumbnailPlan:
    """A picture to be fetched; `index` names its address. `robots`: what hosts have told within a day, by origin."""

    review_id: str
    index: str
    address: str = field(repr=False)
    at: datetime
    files: Files
    tried: int = 0
    robots: Mapping[str, Told] = field(default_factory=dict)

    def may_try_again(self, why: str) -> bool:
        """Whether a failure that may mend itself is tried once more."""
        return why == PASSING and self.tried + 1 < TRIES


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """What came of it: the hash of the small picture that was kept, or why there is none, a key of WHYS."""

    kept: str | None = None
    why: str | None = None
    told: tuple[Told, ...] = ()
    rests: tuple[str, timedelta] | None = None


def why_of(status: int) -> str | None:
    """Why an answer brings no picture; None where it may."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return "gone"
    return PASSING if status in (408, 429) or status >= 500 else "refused"
