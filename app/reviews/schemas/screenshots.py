"""Screenshots of posts as they go out: to the person who shows them, and to ops."""

from datetime import datetime
from typing import Literal

from app.core.shapes import Out
from app.core.viewer import Viewer
from app.reviews.models import ReviewPicture
from app.reviews.rules import READ
from app.reviews.rules.evidence import SUBMISSION, shown_until
from app.reviews.schemas.closed import Moment


class ScreenshotOut(Out):
    """A screenshot that was asked for (`shown_at` is null until it is there, `due_at` its moment, `until` its end) or
    shown, and, where ops have looked at it, whether it shows the post as promised."""

    id: str
    object: Literal["screenshot"] = "screenshot"
    review_id: str
    moment: Moment
    due_at: datetime
    until: datetime | None
    shown_at: datetime | None
    missed_at: datetime | None
    is_accepted: bool | None


class OpsScreenshotOut(ScreenshotOut):
    """A screenshot as ops see it: whether it was drawn by lot, and what is odd about it."""

    is_drawn: bool
    flags: list[str]
    judged_at: datetime | None


ShownScreenshot = OpsScreenshotOut | ScreenshotOut


class ScreenshotShaper:
    """Gives a screenshot the shape that belongs to whoever looks."""

    def __init__(self, viewer: Viewer) -> None:
        self.shape = OpsScreenshotOut if READ in viewer.permissions else ScreenshotOut

    def one(self, shown: ReviewPicture) -> ShownScreenshot:
        """One screenshot."""
        until = None if shown.moment == SUBMISSION else shown_until(shown.due_at)
        plain = {name: getattr(shown, name) for name in self.shape.model_fields if name not in ("object", "until")}
        return self.shape.model_validate(plain | {"until": until})
