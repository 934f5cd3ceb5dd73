"""Reviews, each check with its evidence, and the numbers as they were measured."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Facts, Row, Table, Versioned, sealed
from app.reviews.rules import CHECKS, OUTCOMES, REJECTIONS, REVIEW, SOURCES, WITHHOLDINGS

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
        Index("ix_reviews_campaign_state", "campaign_id", "state"),
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
    post_text: Mapped[str | None] = mapped_column(Text)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    picture: Mapped[str | None] = mapped_column(String(64))
    stars: Mapped[int | None]
    is_on_other_network: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    submitted_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
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
    has_fallen: Mapped[bool] = mapped_column(default=False)
