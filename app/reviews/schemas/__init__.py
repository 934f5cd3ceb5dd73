"""Reviews as they come in, and one shape out for each audience: brand, the consumer concerned, ops."""

from app.reviews.schemas.asked import (
    AccountFactsIn,
    AskFixIn,
    DisplayIn,
    FixIn,
    JudgePictureIn,
    NumbersIn,
    NumbersJudgementIn,
    RejectIn,
    SubmissionIn,
    TakeAwayIn,
)
from app.reviews.schemas.closed import State
from app.reviews.schemas.out import OpsReviewOut, OwnReviewOut, ReviewOut, Shown, SnapshotOut
from app.reviews.schemas.screenshots import ScreenshotShaper, ShownScreenshot
from app.reviews.schemas.shaping import Shaper, label_of, live_now, standing_of

__all__ = [
    "AccountFactsIn", "AskFixIn", "DisplayIn", "FixIn", "JudgePictureIn", "NumbersIn", "NumbersJudgementIn",
    "OpsReviewOut", "OwnReviewOut", "RejectIn", "ReviewOut", "ScreenshotShaper", "Shaper", "Shown", "ShownScreenshot",
    "SnapshotOut", "State", "SubmissionIn", "TakeAwayIn", "label_of", "live_now", "standing_of",
]
