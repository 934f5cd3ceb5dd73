"""The seat, its stock counters, the cap rows that decide races, and the stops of its clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table, Versioned
from app.seats.rules import REASONS, SEAT, STOPS


class Seat(Row, Versioned, Table):
    """One person's place in one campaign; whatever matching must know of later life stands here."""

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("campaign_id", "consumer_id"),
        CheckConstraint(SEAT.check(), name="state"),
        CheckConstraint(f"reason IS NULL OR reason IN {REASONS!r}", name="reason"),
        CheckConstraint("verified_count <= deliverable_count", name="verified_count"),
        Index("ix_seats_campaign_state", "campaign_id", "state"),
        Index("ix_seats_consumer", "consumer_id", "accepted_at"),
    )

    state: Mapped[str] = mapped_column(String(20), default=SEAT.start)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"))
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    match_id: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(12), default="picked")
    wave: Mapped[int] = mapped_column(default=1)
    rank: Mapped[int] = mapped_column(default=0)
    pseudonym: Mapped[str] = mapped_column(String(16))
    offered_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    waiting_at: Mapped[datetime | None]

    offer_id: Mapped[str | None] = mapped_column(ForeignKey("offers.id"))
    lines: Mapped[list[Any]] = mapped_column(Facts, default=list)
    """Frozen at acceptance: [{'variant_id', 'quantity'}]."""
    brief_number: Mapped[int | None]
    terms_version: Mapped[str | None] = mapped_column(String(20))
    retail_value: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    fulfilment: Mapped[str] = mapped_column(String(10), default="parcel")
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    address_index: Mapped[str | None] = mapped_column(String(64), index=True)
    is_address_shared: Mapped[bool] = mapped_column(default=False)
    must_confirm: Mapped[list[str]] = mapped_column(Facts, default=list)
    """Safety questions that were left unanswered: confirmed by the person at acceptance."""
    safety_confirmed_at: Mapped[datetime | None]

    deliverable_count: Mapped[int] = mapped_column(default=0)
    verified_count: Mapped[int] = mapped_column(default=0)
    exported_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_how: Mapped[str | None] = mapped_column(String(12))
    trial_days: Mapped[int] = mapped_column(default=0)
    posting_days: Mapped[int] = mapped_column(default=0)
    extended_days: Mapped[int] = mapped_column(default=0)
    deadline_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(20))
    changed_at: Mapped[datetime]


class Stock(Table):
    """Units of one variant for one campaign; moved by guarded statements only."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= units", name="units"),
        CheckConstraint("resent >= 0 AND spoiled >= 0 AND resent + spoiled <= reserve", name="reserve"),
    )

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    units: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    reserve: Mapped[int] = mapped_column(default=0)
    resent: Mapped[int] = mapped_column(default=0)
    spoiled: Mapped[int] = mapped_column(default=0)


class CapRow(Table):
    """A row to lock while the gift caps of one key are decided: consumer, phone index or address index."""

    __tablename__ = "cap_rows"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)


class Stop(Row, Table):
    """A stretch in which one seat's clock stands still. Pauses and holidays are read, never copied here."""

    __tablename__ = "stops"
    __table_args__ = (CheckConstraint(f"kind IN {STOPS!r}", name="kind"),)

    seat_id: Mapped[str] = mapped_column(ForeignKey("seats.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    cause_id: Mapped[str | None] = mapped_column(String(40))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
