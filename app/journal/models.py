"""Entries (insert only), the seals that order and chain them, and the list of entries yet to be sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table


class Entry(Row, Table):
    """One thing that happened: who did what to which, with ids, codes and numbers only."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_subject", "subject_id"), Index("ix_entries_event", "event"))

    event: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(12))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    subject_version: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts)
    caused_by: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]


class Unsealed(Table):
    """An entry that waits for the sealer; the row goes when the seal comes."""

    __tablename__ = "unsealed_entries"

    entry_id: Mapped[str] = mapped_column(String(40), primary_key=True)


class Seal(Table):
    """The place of an entry in the order, chained to the one before."""

    __tablename__ = "seals"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
