"""The same few questions to everybody drawn for a comparison, held out or not: when they are asked, what they tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from app.core.errors import Conflict

When = Literal["before", "after"]
WHENS: tuple[When, ...] = get_args(When)
SLUG = "product-view"
INTENT, BOUGHT, TRIED, RECOMMEND, STARS = (
    "view:intent", "view:bought", "view:tried", "view:recommend", "view:stars")
TOP_TWO = 4
"""Of 1..5: who answers this or more means to buy."""
TRAVELS = timedelta(days=15)
"""How long a parcel is given to arrive."""
STAYS_OPEN = timedelta(days=28)


@dataclass(eq=False)
class SurveyNotOpen(Conflict):
    """The questions are asked at another time."""

    message = "These questions are asked from {opens_at} to {closes_at}; thank you all the same."
    zh = "这些问题的回答时间为 {opens_at} 至 {closes_at}，感谢你的关注。"
    opens_at: str
    closes_at: str


@dataclass(frozen=True, slots=True)
class Course:
    """The moments of a campaign that decide when its people are asked; `over_at`: since when it is over."""

    drawn_at: datetime
    ends_at: datetime | None
    over_at: datetime | None
    answer_days: int
    trial_days: int
    posting_days: int


@dataclass(frozen=True, slots=True)
class Opening:
    """From when to when a survey is asked."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether it is asked at this moment."""
        return self.opens_at <= now < self.closes_at


def opening(when: When, course: Course) -> Opening:
    """When everybody drawn is asked, the same for those held out and those not: before, from the draw on; after, from
    the campaign's end, or where none is planned when the first invited have had their time to try and to tell."""
    days = timedelta(days=course.answer_days + course.trial_days + course.posting_days)
    planned = course.ends_at or course.drawn_at + days + TRAVELS
    after = max(course.drawn_at, min(planned, course.over_at or planned))
    if when == "after":
        return Opening(after, after + STAYS_OPEN)
    return Opening(course.drawn_at, min(course.drawn_at + STAYS_OPEN, after))


def means_to_buy(answers: Mapping[str, Any]) -> bool | None:
    """Whether the answer is in the top two of five; None where it is not known."""
    told = answers.get(INTENT)
    return told >= TOP_TWO if isinstance(told, int) else None


def has_bought(answers: Mapping[str, Any]) -> bool | None:
    """Whether the person bought the product; None where it is not known or not told."""
    return {"yes": True, "no": False}.get(str(answers.get(BOUGHT)))
