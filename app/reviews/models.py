"""Reviews, each check with its evidence, and the numbers as they were measured."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Facts, Row, Table, Versioned, sealed
from app.reviews.rules import CHECKS, MOMENTS, OUTCOMES, REJECTIONS, REVIEW, SOURCES, WAYS, WITHHOLDINGS

CLAIMED = text("post_id IS NOT NULL AND post_index IS NULL")
"""That a review only claims its post, which another one holds."""
Count = BigInteger().with_variant(Integer, "sqlite")


class Review(Row, Versioned, Table):
    """One promised post, from acceptance on. `is_gifted` is true for ever."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("seat_id", "deliverable_id"),
        CheckConstraint(REVIEW.check(), name="state"),
        CheckConstraint("is_gifted", name="is_gifted"),
        CheckConstraint(f"rejection IS NULL OR rejection IN {REJECTIONS!r}", name="rejection"),
        CheckConstraint(f"withheld_reason IS NULL OR withheld_reason IN {WITHHOLDINGS!r}", name="withheld_reason"),
        CheckConstraint(f"verified_how IS NULL OR verified_how IN {WAYS!r}", name="verified_how"),
        Index("ix_reviews_campaign_state", "campaign_id", "state"),
        Index("ix_reviews_claims", "post_id", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
    )

    state: Mapped[str] = mapped_column(String(20), default=REVIEW.start)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seats.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    deliverable_id: Mapped[str] = mapped_column(ForeignKey("deliverables.id"))
    pseudonym: Mapped[str] = mapped_column(String(16))
    asked_platform: Mapped[str | None] = mapped_column(String(30))
    is_gifted: Mapped[bool] = mapped_column(default=True)
    due_at: Mapped[datetime | None]

    platform: Mapped[str | None] = mapped_column(String(30))
    post_id: Mapped[str | None] = mapped_column(String(200))
    post_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    """HMAC of platform and post id: a post counts once, ever, also after its author was erased."""
    link_sealed: Mapped[str | None] = mapped_column(Text)
    link = sealed()
    url: Mapped[str | None] = mapped_column(String(500))
    author_sealed: Mapped[str | None] = mapped_column(Text)
    author = sealed()
    author_index: Mapped[str | None] = mapped_column(String(64))
    """HMAC of the network's own name of the account, which no renaming changes."""
    post_text: Mapped[str | None] = mapped_column(Text)
    earlier_text_sealed: Mapped[str | None] = mapped_column(Text)
    earlier_text = sealed()
    """The words before the last change, for ops alone."""
    has_shop_link: Mapped[bool | None]
    changes: Mapped[list[Any]] = mapped_column(Facts, default=list)
    """What was found changed at the last change: [{'what', 'added', 'taken', 'han_added', 'han_taken'}]."""
    text_from: Mapped[str | None] = mapped_column(String(60))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    picture: Mapped[str | None] = mapped_column(String(64))
    image_sealed: Mapped[str | None] = mapped_column(Text)
    image = sealed()
    """The address of the picture that the post shows first."""
    image_index: Mapped[str | None] = mapped_column(String(64))
    """HMAC of that address without its query, which many networks sign anew at every look."""
    thumbnail: Mapped[str | None] = mapped_column(String(64), index=True)
    thumbnail_at: Mapped[datetime | None]
    thumbnail_why: Mapped[str | None] = mapped_column(String(20))
    """Why there is no thumbnail of a picture whose address is known."""
    stars: Mapped[int | None]
    is_on_other_network: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    submitted_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[str | None] = mapped_column(String(10))
    missed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    online_until: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    attempt: Mapped[int] = mapped_column(default=0)
    fixes: Mapped[list[Any]] = mapped_column(Facts, default=list)
    """What exactly to add or change, and how: [{'check', 'message': {default, zh-cn}}]."""
    rejection: Mapped[str | None] = mapped_column(String(30))
    withheld_reason: Mapped[str | None] = mapped_column(String(20))
    withheld_by: Mapped[str | None] = mapped_column(String(40))
    withheld_at: Mapped[datetime | None]

    views: Mapped[int | None] = mapped_column(Count)
    likes: Mapped[int | None] = mapped_column(Count)
    comments: Mapped[int | None] = mapped_column(Count)
    saves: Mapped[int | None] = mapped_column(Count)
    shares: Mapped[int | None] = mapped_column(Count)
    measured_at: Mapped[datetime | None]
    measured_how: Mapped[str | None] = mapped_column(String(14))
    flags: Mapped[list[Any]] = mapped_column(Facts, default=list, server_default="[]")
    """Signals of bought engagement, for ops alone: [{'name', 'evidence': {default, zh-cn}, 'facts'}]."""
    account_facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict, server_default="{}")
    """What ops saw of the account, in counts: followers, following, comments_read, comments_alike."""
    judgement: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict, server_default="{}")
    """What ops found of the flags that there were: {'verdict', 'grounds', 'names', 'at'}."""
    numbers_held_at: Mapped[datetime | None]
    """Since when the numbers stand in no sum; the review itself counts as ever."""
    looks: Mapped[int] = mapped_column(default=0)
    misses_in_a_row: Mapped[int] = mapped_column(default=0)
    next_look_at: Mapped[datetime | None]
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(60))
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    checks: Mapped[list["ReviewCheck"]] = relationship(lazy="raise", order_by="ReviewCheck.seq")


class ReviewCheck(Row, Table):
    """One check of one attempt: what was asked, what was found, by which version of the rule."""

    __tablename__ = "review_checks"
    __table_args__ = (
        CheckConstraint(f"name IN {CHECKS!r}", name="name"),
        CheckConstraint(f"outcome IN {OUTCOMES!r}", name="outcome"),
    )

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), index=True)
    attempt: Mapped[int]
    name: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(10))
    evidence_sealed: Mapped[str | None] = mapped_column(Text)
    evidence = sealed()
    to_add: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    to_copy: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """What to paste into the post or the profile so that it passes, in both languages."""
    rule_version: Mapped[str] = mapped_column(String(20))
    checked_at: Mapped[datetime]


class Snapshot(Row, Table):
    """Numbers as one look found them; append only; unknown is null, never 0."""

    __tablename__ = "snapshots"
    __table_args__ = (CheckConstraint(f"source IN {SOURCES!r}", name="source"),)

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), index=True)
    measured_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(14))
    views: Mapped[int | None] = mapped_column(Count)
    likes: Mapped[int | None] = mapped_column(Count)
    comments: Mapped[int | None] = mapped_column(Count)
    saves: Mapped[int | None] = mapped_column(Count)
    shares: Mapped[int | None] = mapped_column(Count)
    sources: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """Where single numbers came from another source than the rest: {number: source}."""
    has_fallen: Mapped[bool] = mapped_column(default=False)


class ReviewPicture(Row, Table):
    """A screenshot of a post that nobody can read without signing in: asked for, shown by its author, and, where it
    was drawn or something is odd about it, looked at by ops."""

    __tablename__ = "review_pictures"
    __table_args__ = (
        CheckConstraint(f"moment IN {MOMENTS!r}", name="moment"),
        Index("ix_review_pictures_open", "due_at", sqlite_where=text("shown_at IS NULL"),
              postgresql_where=text("shown_at IS NULL")),
    )

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), index=True)
    moment: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    picture: Mapped[str | None] = mapped_column(String(64), index=True)
    post_index: Mapped[str | None] = mapped_column(String(64))
    """The post that the picture was shown for; another post needs another picture."""
    seed: Mapped[int | None] = mapped_column(BigInteger)
    share: Mapped[float | None]
    is_drawn: Mapped[bool] = mapped_column(default=False)
    """Drawn with this seed as one of the share that ops look at."""
    flags: Mapped[list[str]] = mapped_column(Facts, default=list)
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str | None] = mapped_column(String(40))
    is_accepted: Mapped[bool | None]


class Robots(Table):
    """What a host asks of those who read it by machine, as it was told last; kept for a day."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(String(280), primary_key=True)
    status: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime]
