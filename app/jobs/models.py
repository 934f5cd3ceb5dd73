"""A due row: what is to be done, when, and how far it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table


class Job(Row, Table):
    """One piece of work for later; `key` keeps two of a kind apart, or keeps a second one from being planned."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'leased', 'done', 'failed')", name="state"),
        Index("ix_jobs_state_due_at", "state", "due_at"),
    )

    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    args: Mapped[dict[str, Any]] = mapped_column(Facts)
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
