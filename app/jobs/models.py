"""A due row: what is to be done, when, and how far it is; and the lanes in which only so much is done at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table


class Job(Row, Table):
    """One piece of work for later; `key` keeps two of a kind apart, or keeps a second one from being planned."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'leased', 'done', 'failed')", name="state"),
        Index("ix_jobs_free", "state", "due_at", sqlite_where=text("lane IS NULL"),
              postgresql_where=text("lane IS NULL")),
        Index("ix_jobs_in_lane", "lane", "state", "due_at", sqlite_where=text("lane IS NOT NULL"),
              postgresql_where=text("lane IS NOT NULL")),
        Index("ix_jobs_leased", "lease_until", sqlite_where=text("state = 'leased'"),
              postgresql_where=text("state = 'leased'")),
    )

    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    lane: Mapped[str | None] = mapped_column(String(280))
    args: Mapped[dict[str, Any]] = mapped_column(Facts)
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]


class Lane(Table):
    """A queue of its own for work that must spare somebody: so much at once, so far apart, not before a moment."""

    __tablename__ = "lanes"

    name: Mapped[str] = mapped_column(String(280), primary_key=True)
    most: Mapped[int] = mapped_column(default=2)
    gap: Mapped[float] = mapped_column(default=0.0)
    """Seconds between two beginnings; 0 where they may follow each other at once."""
    not_before: Mapped[datetime | None]
    strikes: Mapped[int] = mapped_column(default=0)
    """How often in a row this lane was told to wait."""
