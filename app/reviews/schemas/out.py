"""How reviews go out: one shape for each audience: brand, the consumer concerned, ops."""

from datetime import datetime
from typing import Literal

from app.core.i18n import Text
from app.core.shapes import Out
from app.reviews.models import Review, ReviewCheck
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.words import CHECK_WORDS, OUTCOME_WORDS
from app.reviews.schemas.closed import Check, State, Verdict


class NumbersOut(Out):
    """The last known numbers, when and how they were measured; unknown is null, never 0.

    `are_counted` is false while somebody looks at them, and where they were left out of the sums.
    """

    views: int | None
    likes: int | None
    comments: int | None
    saves: int | None
    shares: int | None
    measured_at: datetime | None
    source: str | None
    are_counted: bool

    @classmethod
    def of(cls, review: Review) -> "NumbersOut":
        """The last known numbers of a review."""
        return cls(**{name: getattr(review, name) for name in COUNTS}, measured_at=review.measured_at,
                   source=review.measured_how, are_counted=review.numbers_held_at is None)


class SnapshotOut(Out):
    """Numbers as one look found them; `sources` names those that came from another source than the rest."""

    id: str
    measured_at: datetime
    source: str
    views: int | None
    likes: int | None
    comments: int | None
    saves: int | None
    shares: int | None
    sources: dict[str, str]
    has_fallen: bool


class Dates(Out):
    """When what happened; null where it has not."""

    due_at: datetime | None
    published_at: datetime | None
    submitted_at: datetime | None
    verified_at: datetime | None
    edited_at: datetime | None
    missed_at: datetime | None
    removed_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ChangeOut(Out):
    """What was found changed about a verified post at `edited_at`, and how many words or characters came and went."""

    what: str
    added: int = 0
    taken: int = 0


class ReviewOut(Dates):
    """A review as its brand sees it: under the pseudonym of this campaign.

    Once its author was erased the same keys are there, and what named the person or the post is null.
    """

    id: str
    object: Literal["review"] = "review"
    erased_at: datetime | None
    state: State
    campaign_id: str
    deliverable_id: str
    pseudonym: str | None
    asked_platform: str | None
    platform: str | None
    url: str | None
    is_gifted: Literal[True] = True
    label: Verdict | None
    is_late: bool
    is_on_other_network: bool
    is_withheld: bool
    live_now: bool | None
    numbers: NumbersOut
    changes: list[ChangeOut]
    fixes: list[str]
    rejection: str | None


class FixOut(Out):
    """What is to be mended, in both languages."""

    check: str
    message: Text


class CheckOut(Out):
    """One check: what came of it in words, what it rests on, and, where it failed, what to add and to copy."""

    attempt: int
    name: Check
    words: Text
    outcome: Verdict
    outcome_words: Text
    evidence: str | None
    to_add: Text | None
    to_copy: Text | None
    rule_version: str
    checked_at: datetime

    @classmethod
    def of(cls, row: ReviewCheck) -> "CheckOut":
        """One kept check."""
        plain = {name: getattr(row, name) for name in (
            "attempt", "name", "outcome", "evidence", "to_add", "to_copy", "rule_version", "checked_at")}
        return cls.model_validate(plain | {
            "words": CHECK_WORDS[row.name], "outcome_words": OUTCOME_WORDS[row.outcome]})


class OwnReviewOut(ReviewOut):
    """A review as the person concerned sees it: the pasted link, each check of the last try, what exactly to mend.

    `url` opens the post as it was pasted, with what some networks ask for in a link; brands are told its plain address.
    What is to be mended should be mended by `due_at`; later it still counts, as late.
    """

    link: str | None
    to_mend: list[FixOut]
    checks: list[CheckOut]


class FlagOut(Out):
    """One signal that numbers may not be what they seem: a reason to look, no finding."""

    name: Literal["following", "jump", "flat", "steady", "band", "comments", "linked"]
    words: Text
    evidence: Text
    facts: dict[str, float | str]


class JudgementOut(Out):
    """What ops found of flagged numbers."""

    verdict: str
    grounds: str
    words: Text
    names: list[str]
    at: datetime


class OpsReviewOut(OwnReviewOut):
    """A review as ops see it: the post's words and author, every check with its evidence, signals about its numbers."""

    seat_id: str
    consumer_id: str
    brand_id: str
    post_text: str | None
    author: str | None
    attempt: int
    withheld_reason: str | None
    next_look_at: datetime | None
    flags: list[FlagOut]
    account_facts: dict[str, int]
    judgement: JudgementOut | None
    numbers_held_at: datetime | None


Shown = OpsReviewOut | OwnReviewOut | ReviewOut
