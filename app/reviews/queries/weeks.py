"""A campaign's verified posts with everything that was measured of them, for the pages that show weeks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.reviews.models import Review, Snapshot
from app.reviews.queries.reviews import of_its_post, visible_to
from app.reviews.queries.wall import campaign_of
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.weeks import Followed, Measured, Week, weeks_of


@dataclass(frozen=True, slots=True)
class Posts:
    """A campaign with its verified reviews, the latest first, and what was measured of each, by the review's id."""

    campaign: Campaign
    reviews: tuple[Review, ...]
    measured: dict[str, list[Measured]]

    def weeks(self, at: datetime, *, is_elsewhere: bool) -> list[Week]:
        """Week by week until something was last measured or noticed, at most until a moment: of the posts where they
        were agreed, or of those on another network."""
        own = [Followed(review.verified_at, review.numbers_held_at is None, self.measured[review.id], review.edited_at,
                        review.removed_at)
               for review in self.reviews if review.verified_at and review.is_on_other_network == is_elsewhere]
        noticed = [moment for post in own for moment in (post.edited_at, post.removed_at) if moment is not None]
        last = max((*noticed, *(one.at for post in own for one in post.measured)), default=at)
        return weeks_of(own, min(last, at), self.campaign.time_zone)


async def posts(session: AsyncSession, viewer: Viewer, campaign_id: str, review_id: str | None = None) -> Posts:
    """The verified reviews of a campaign that the viewer may see, or one of them; NotFound where there is none such."""
    campaign = await campaign_of(session, viewer, campaign_id)
    mine = visible_to(viewer).where(Review.campaign_id == campaign_id, Review.verified_at.is_not(None))
    mine = mine if review_id is None else mine.where(Review.id == review_id)
    reviews = tuple((await session.scalars(mine.order_by(Review.seq.desc()))).all())
    if review_id is not None and not reviews:
        raise NotFound("review")
    columns = (getattr(Snapshot, name) for name in COUNTS)
    rows = await session.execute(select(
        Snapshot.review_id, Snapshot.measured_at, Snapshot.source, Snapshot.sources, *columns).where(
        Snapshot.review_id.in_(mine.with_only_columns(Review.id)), of_its_post()).order_by(Snapshot.seq))
    measured: dict[str, list[Measured]] = {review.id: [] for review in reviews}
    for owner, at, source, sources, *counts in rows:
        measured[owner].append(Measured(at, source, tuple(counts), sources))
    return Posts(campaign, reviews, measured)
