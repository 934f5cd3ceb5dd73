"""Giving a review the shape that belongs to whoever looks."""

from typing import Any

from app.core.viewer import Viewer
from app.reviews.models import Review, ReviewCheck
from app.reviews.rules import CHANGED, READ, REMOVED, VERIFIED
from app.reviews.rules.following import SHOWN_ONLY
from app.reviews.rules.inflation.judging import GROUNDS
from app.reviews.rules.inflation.words import SIGNAL_WORDS
from app.reviews.rules.opening import opened_at
from app.reviews.schemas.out import CheckOut, Dates, NumbersOut, OpsReviewOut, OwnReviewOut, ReviewOut, Shown


class Shaper:
    """Gives a review the shape that belongs to whoever looks."""

    def __init__(self, viewer: Viewer) -> None:
        self.kind = "ops" if READ in viewer.permissions else viewer.kind

    def one(self, review: Review) -> Shown:
        """One review."""
        if self.kind == "ops":
            return self.for_ops(review)
        plain = _common(review) | _named(review, hides=self.kind == "brand")
        if self.kind == "consumer":
            return OwnReviewOut.model_validate(plain | _own(review))
        return ReviewOut.model_validate(plain)

    def for_ops(self, review: Review) -> OpsReviewOut:
        """One review as ops' own page shows it, whatever is left of it."""
        return OpsReviewOut.model_validate(
            _common(review) | _named(review, hides=False) | _own(review) | _inner(review))


def live_now(review: Review) -> bool | None:
    """Whether the post can be seen at present; null where nobody knows: whoever is erased is not looked after, and a
    picture that was asked for and not shown leaves a post unseen."""
    if review.state in (VERIFIED, CHANGED):
        is_missed = review.platform in SHOWN_ONLY and review.misses_in_a_row > 0
        return None if is_missed or review.erased_at is not None else True
    return False if standing_of(review) == REMOVED or review.verified_at is None else None


def standing_of(review: Review) -> str:
    """The state that is told: a post that was gone when its following ended is told as gone, not as closed."""
    return REMOVED if review.removed_at is not None else review.state


def label_of(review: Review) -> str | None:
    """The verdict of the latest label check."""
    labels: list[ReviewCheck] = [check for check in review.checks if check.name == "label"]
    latest = [check for check in labels if check.attempt == review.attempt]
    return latest[-1].outcome if latest else None


def _common(review: Review) -> dict[str, Any]:
    plain = ("id", "state", "campaign_id", "deliverable_id", "asked_platform", "platform", "is_late",
             "is_on_other_network", "erased_at", *Dates.model_fields)
    return {name: getattr(review, name) for name in plain} | {
        "is_withheld": review.withheld_at is not None, "live_now": live_now(review), "numbers": NumbersOut.of(review)}


def _named(review: Review, *, hides: bool) -> dict[str, Any]:
    """What is told of a post while its author is not erased; a brand is told the address of verified ones."""
    if review.erased_at is not None:
        return {"pseudonym": None, "url": None, "label": None, "changes": [], "fixes": [], "rejection": None}
    is_open = review.verified_at is not None and review.withheld_at is None
    return {"pseudonym": review.pseudonym, "url": review.url if is_open or not hides else None,
            "label": label_of(review), "changes": review.changes if review.edited_at else [],
            "fixes": [fix["check"] for fix in review.fixes], "rejection": review.rejection}


def _own(review: Review) -> dict[str, Any]:
    latest = {row.name: row for row in review.checks if row.attempt == review.attempt}
    return {"link": review.link, "url": opened_at(review.link, review.platform, review.post_id, review.url),
            "to_mend": review.fixes, "checks": [CheckOut.of(row) for row in latest.values()]}


def _inner(review: Review) -> dict[str, Any]:
    plain = ("seat_id", "consumer_id", "brand_id", "post_text", "author", "attempt", "withheld_reason", "next_look_at",
             "account_facts", "numbers_held_at")
    found = review.judgement
    return {name: getattr(review, name) for name in plain} | {
        "checks": [CheckOut.of(row) for row in review.checks],
        "flags": [flag | {"words": SIGNAL_WORDS[flag["name"]]} for flag in review.flags],
        "judgement": found | {"words": GROUNDS[found["verdict"]][found["grounds"]]} if found else None}
