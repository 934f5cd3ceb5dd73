"""A campaign's numbers week by week as programs read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from app.campaigns.models import Campaign
from app.core.shapes import Out
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.weeks import Week


class WeekOut(Out):
    """What was known at the end of a week: sums over the posts verified by then, null where none tells one.

    `known` says of how many posts each number is known; `edited` and `gone` how many were found so within the week.
    """

    until: datetime
    is_over: bool
    posts: int
    views: int | None
    likes: int | None
    comments: int | None
    saves: int | None
    shares: int | None
    known: dict[str, int]
    edited: int
    gone: int

    @classmethod
    def of(cls, week: Week, at: datetime) -> "WeekOut":
        """One week as it stands at a moment."""
        return cls(until=week.until, is_over=week.until <= at, posts=week.posts, edited=week.edited, gone=week.gone,
                   known=dict(zip(COUNTS, week.known, strict=True)), **dict(zip(COUNTS, week.sums, strict=True)))


class WeeksOut(Out):
    """A campaign's weeks, the oldest first; posts on another network than was agreed stand apart."""

    object: Literal["campaign_weeks"] = "campaign_weeks"
    campaign_id: str
    time_zone: str
    weeks: list[WeekOut]
    weeks_elsewhere: list[WeekOut]

    @classmethod
    def of(cls, campaign: Campaign, weeks: Sequence[Week], elsewhere: Sequence[Week], at: datetime) -> "WeeksOut":
        """A campaign's weeks as they stand at a moment."""
        return cls(campaign_id=campaign.id, time_zone=campaign.time_zone, weeks=[WeekOut.of(one, at) for one in weeks],
                   weeks_elsewhere=[WeekOut.of(one, at) for one in elsewhere])
