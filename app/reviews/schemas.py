"""What comes in about reviews, and one shape out for each audience: brand, the consumer concerned, ops."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.i18n import Text
from app.core.shapes import In, Out, Words
from app.core.viewer import Viewer
from app.platforms.numbers import MOST, Numbers
from app.reviews.models import Review, ReviewCheck
from app.reviews.rules import CHANGED, READ, REMOVED, VERIFIED
from app.reviews.rules.checks import Fix
from app.reviews.rules.inflation.judging import GROUNDS
from app.reviews.rules.inflation.words import SIGNAL_WORDS
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.words import CHECK_WORDS, OUTCOME_WORDS

State = Literal["awaited", "submitted", "checking", "verified", "needs_fix", "rejected", "missed", "waived", "changed",
                "removed", "unreachable", "closed"]
Rejection = Literal["not_this_product", "not_your_account", "posted_before_sample", "copied_text", "not_public",
                    "illegal_content", "third_party_data"]
Withholding = Literal["illegal", "third_party_data", "safety_claim", "author_wish"]
Check = Literal["network", "account", "author", "date", "label", "product", "hashtags", "length", "pictures", "format",
                "own_words"]
Verdict = Literal["passed", "failed", "unknown"]
Count = Annotated[int, Field(ge=0, le=MOST)]


class SubmissionIn(In):
    """The link of a post, with whatever words the app copied around it."""

    link: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class FixIn(In):
    """One thing to mend, in words; Chinese where there are any."""

    check: Check
    message: Words
    message_zh: Words | None = None

    def fix(self) -> Fix:
        """The fix as verbs take it."""
        return Fix(self.check, Text.model_validate({"default": self.message, "zh-cn": self.message_zh}))


class AskFixIn(In):
    """What exactly is to be mended."""

    fixes: Annotated[list[FixIn], Field(min_length=1, max_length=10)]


class RejectIn(In):
    """One reason of the closed list; none is about tone."""

    reason: Rejection


class DisplayIn(In):
    """Withheld for one reason of the closed list, or (none given) shown again."""

    withheld: Withholding | None = None


class NumbersIn(In):
    """Numbers read by a person; what is not known is left out."""

    views: Count | None = None
    likes: Count | None = None
    comments: Count | None = None
    saves: Count | None = None
    shares: Count | None = None

    def numbers(self) -> Numbers:
        """The numbers as verbs take them."""
        return Numbers(self.views, self.likes, self.comments, self.saves, self.shares)


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
    missed_at: datetime | None
    removed_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class TombstoneOut(Dates):
    """What is left of a review whose author was erased: state, dates, numbers."""

    id: str
    object: Literal["review"] = "review"
    erased_at: datetime
    state: State
    campaign_id: str
    platform: str | None
    is_gifted: Literal[True] = True
    is_late: bool
    is_on_other_network: bool
    live_now: bool | None
    numbers: NumbersOut


class ReviewOut(Dates):
    """A review as its brand sees it: under the pseudonym of this campaign."""

    id: str
    object: Literal["review"] = "review"
    erased_at: None = None
    state: State
    campaign_id: str
    deliverable_id: str
    pseudonym: str
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

    What is to be mended should be mended by `due_at`; later it still counts, as late.
    """

    link: str | None
    to_mend: list[FixOut]
    checks: list[CheckOut]


class AccountFactsIn(In):
    """What is seen of the account on its page, and comments beneath the post, of which only counts are kept."""

    followers: Count | None = None
    following: Count | None = None
    comments: Annotated[list[Annotated[str, StringConstraints(max_length=2000)]], Field(max_length=200)] = []


class NumbersJudgementIn(In):
    """Flagged numbers are in order, or left out of the sums, on grounds of the closed list."""

    verdict: Literal["in_order", "left_out"]
    grounds: Literal["went_round", "misread", "real_people", "bought", "exchanged", "withdrawn"]


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


Shown = OpsReviewOut | OwnReviewOut | ReviewOut | TombstoneOut


class Shaper:
    """Gives a review the shape that belongs to whoever looks."""

    def __init__(self, viewer: Viewer) -> None:
        self.kind = "ops" if READ in viewer.permissions else viewer.kind

    def one(self, review: Review) -> Shown:
        """One review."""
        if review.erased_at is not None:
            return TombstoneOut.model_validate(_common(review) | {"erased_at": review.erased_at})
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
    """Whether the post can be seen at present; null where nobody knows."""
    if review.state in (VERIFIED, CHANGED):
        return True
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
    plain = ("id", "state", "campaign_id", "platform", "is_late", "is_on_other_network", *Dates.model_fields)
    return {name: getattr(review, name) for name in plain} | {
        "live_now": live_now(review), "numbers": NumbersOut.of(review)}


def _named(review: Review, *, hides: bool) -> dict[str, Any]:
    """What is told while the person is not erased; a brand is told the address of posts that were verified."""
    is_open = review.verified_at is not None and review.withheld_at is None
    return {
        "deliverable_id": review.deliverable_id, "pseudonym": review.pseudonym,
        "asked_platform": review.asked_platform, "url": review.url if is_open or not hides else None,
        "label": label_of(review), "is_withheld": review.withheld_at is not None,
        "fixes": [fix["check"] for fix in review.fixes], "rejection": review.rejection}


def _own(review: Review) -> dict[str, Any]:
    latest = {row.name: row for row in review.checks if row.attempt == review.attempt}
    return {"link": review.link, "to_mend": review.fixes, "checks": [CheckOut.of(row) for row in latest.values()]}


def _inner(review: Review) -> dict[str, Any]:
    plain = ("seat_id", "consumer_id", "brand_id", "post_text", "author", "attempt", "withheld_reason", "next_look_at",
             "account_facts", "numbers_held_at")
    found = review.judgement
    return {name: getattr(review, name) for name in plain} | {
        "checks": [CheckOut.of(row) for row in review.checks],
        "flags": [flag | {"words": SIGNAL_WORDS[flag["name"]]} for flag in review.flags],
        "judgement": found | {"words": GROUNDS[found["verdict"]][found["grounds"]]} if found else None}
