"""What consumers ask us, and what ops have to do."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.rules import CASE, KINDS
from app.core.database import Facts, Row, Table, Versioned, sealed

UNDONE = text("done_at IS NULL")


class Case(Row, Versioned, Table):
    """A consumer's question or complaint about something, until it is closed."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(CASE.check(), name="state"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
    )

    state: Mapped[str] = mapped_column(String(12), default=CASE.start, index=True)
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_type: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(40), index=True)
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    messages: Mapped[list["CaseMessage"]] = relationship(lazy="raise", order_by="CaseMessage.seq")


class CaseMessage(Row, Table):
    """One message of a case, sealed."""

    __tablename__ = "case_messages"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    author_kind: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[str] = mapped_column(String(40))
    words_sealed: Mapped[str | None] = mapped_column(Text)
    words = sealed()
    at: Mapped[datetime]


class Task(Row, Table):
    """Something that waits for a person of ops; one open task per kind and subject."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("uq_tasks_open", "kind", "subject_id", unique=True, sqlite_where=UNDONE, postgresql_where=UNDONE),
    )

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    campaign_id: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(40))
