"""A message to one contact point: what for, in which words, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table, Versioned, sealed
from app.notifications.rules import MESSAGE, PURPOSES


class Message(Row, Versioned, Table):
    """Rendered when it is sent; the text is sealed, tokens in it are stored nowhere else but as hashes."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(MESSAGE.check(), name="state"),
        CheckConstraint(f"purpose IN {PURPOSES!r}", name="purpose"),
    )

    state: Mapped[str] = mapped_column(String(12), default=MESSAGE.start, index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_point_id: Mapped[str | None] = mapped_column(ForeignKey("contact_points.id"))
    subject_id: Mapped[str | None] = mapped_column(String(40), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    headline_sealed: Mapped[str | None] = mapped_column(Text)
    headline = sealed()
    words_sealed: Mapped[str | None] = mapped_column(Text)
    words = sealed()
    error: Mapped[str | None] = mapped_column(String(300))
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
