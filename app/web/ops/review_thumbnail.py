"""The picture of a post as ops see it: where its small copy lies and since when, or why there is none."""

from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import Text, text
from app.platforms.policies import policy
from app.reviews.models import Review
from app.reviews.rules.thumbnails import NO_PICTURE, WHYS

COMES = text("Its picture is being fetched.", "正在获取图片。")


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Where to see it and when it was fetched, or what to say in its place; neither where no post was seen."""

    href: str | None = None
    at: datetime | None = None
    why: Text | None = None


def thumbnail_of(review: Review) -> Thumbnail:
    """What there is to show of a review's picture."""
    if review.thumbnail is not None:
        return Thumbnail(f"/ops/reviews/{review.id}/thumbnail", review.thumbnail_at)
    if review.thumbnail_why is not None:
        return Thumbnail(why=WHYS[review.thumbnail_why])
    if review.image_index is not None:
        return Thumbnail(why=COMES)
    was_seen = review.content_hash is not None and review.platform and policy(review.platform).anonymous_read
    return Thumbnail(why=NO_PICTURE if was_seen else None)
