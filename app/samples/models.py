"""Parcels with their frozen address, lots, stock movements, and troubles."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.brands.models import Variant
from app.campaigns.models import Campaign
from app.core.database import Facts, Row, Table, Versioned, sealed
from app.samples.rules import MOVEMENTS, OPEN, PARCEL, TROUBLE, TROUBLES


class Parcel(Row, Versioned, Table):
    """One parcel of a seat; a resend is a new one. The address is copied in at export, sealed."""

    __tablename__ = "parcels"
    __table_args__ = (
        CheckConstraint(PARCEL.check(), name="state"),
        Index("ix_parcels_campaign_state", "campaign_id", "state"),
    )

    state: Mapped[str] = mapped_column(String(20), default=PARCEL.start)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seats.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("parcels.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    export_id: Mapped[str | None] = mapped_column(ForeignKey("parcel_exports.id"), index=True)
    recipient_sealed: Mapped[str | None] = mapped_column(Text)
    recipient = sealed()
    mobile_sealed: Mapped[str | None] = mapped_column(Text)
    mobile = sealed()
    extension_sealed: Mapped[str | None] = mapped_column(Text)
    extension = sealed()
    province: Mapped[str | None] = mapped_column(String(60))
    city: Mapped[str | None] = mapped_column(String(60))
    district: Mapped[str | None] = mapped_column(String(60))
    detail_sealed: Mapped[str | None] = mapped_column(Text)
    detail = sealed()
    carrier: Mapped[str | None] = mapped_column(String(40))
    tracking_sealed: Mapped[str | None] = mapped_column(Text)
    tracking = sealed()
    made_at: Mapped[datetime]
    exported_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    lines: Mapped[list["ParcelLine"]] = relationship(
        lazy="raise", order_by="ParcelLine.variant_id", cascade="all, delete-orphan")
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    troubles: Mapped[list["Trouble"]] = relationship(lazy="raise", order_by="Trouble.seq", back_populates="parcel")
    replaced_by: Mapped["Parcel | None"] = relationship(
        lazy="raise", remote_side="Parcel.replaces_id", viewonly=True, uselist=False)

    @property
    def trouble(self) -> "Trouble | None":
        """The open trouble, if there is one."""
        return next((trouble for trouble in self.troubles if trouble.state == OPEN), None)


class ParcelLine(Table):
    """What lies in a parcel."""

    __tablename__ = "parcel_lines"

    parcel_id: Mapped[str] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
    lot_id: Mapped[str | None] = mapped_column(ForeignKey("lots.id"))
    variant: Mapped[Variant] = relationship(lazy="raise")
    lot: Mapped["Lot | None"] = relationship(lazy="raise")


class ParcelExport(Row, Table):
    """One CSV of parcels, as it was handed out."""

    __tablename__ = "parcel_exports"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    count: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class Lot(Row, Table):
    """A batch of a variant, with its date."""

    __tablename__ = "lots"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    variant_id: Mapped[str] = mapped_column(ForeignKey("variants.id"))
    batch: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date | None]
    units: Mapped[int]
    variant: Mapped[Variant] = relationship(lazy="raise")


class StockMovement(Row, Table):
    """Units that went in, out, or from the reserve; insert only."""

    __tablename__ = "stock_movements"
    __table_args__ = (CheckConstraint(f"kind IN {MOVEMENTS!r}", name="kind"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    variant_id: Mapped[str] = mapped_column(ForeignKey("variants.id"))
    lot_id: Mapped[str | None] = mapped_column(ForeignKey("lots.id"))
    parcel_id: Mapped[str | None] = mapped_column(ForeignKey("parcels.id"))
    seat_id: Mapped[str | None] = mapped_column(ForeignKey("seats.id"))
    kind: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int]
    at: Mapped[datetime]


class Trouble(Row, Versioned, Table):
    """Something wrong with a parcel; the parcel's own state stays."""

    __tablename__ = "troubles"
    __table_args__ = (
        CheckConstraint(TROUBLE.check(), name="state"),
        CheckConstraint(f"kind IN {TROUBLES!r}", name="kind"),
    )

    state: Mapped[str] = mapped_column(String(12), default=TROUBLE.start, index=True)
    parcel_id: Mapped[str] = mapped_column(ForeignKey("parcels.id"), index=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seats.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    note_sealed: Mapped[str | None] = mapped_column(Text)
    note = sealed()
    photos: Mapped[list[str]] = mapped_column(Facts, default=list)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    parcel: Mapped[Parcel] = relationship(lazy="raise", back_populates="troubles")
