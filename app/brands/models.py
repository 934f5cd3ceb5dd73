"""A brand, who works for it, and what it makes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.brands.rules import CATEGORIES, ROLES
from app.core.database import Facts, Row, Table, Versioned


class Brand(Row, Versioned, Table):
    """Who gives samples."""

    __tablename__ = "brands"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    created_at: Mapped[datetime]


class BrandMember(Row, Table):
    """An account that acts for a brand."""

    __tablename__ = "brand_members"
    __table_args__ = (
        UniqueConstraint("brand_id", "account_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
    )

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]


class Product(Row, Versioned, Table):
    """One product of the catalogue; it knows no stock."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint(f"category IN {CATEGORIES!r}", name="category"),
        UniqueConstraint("brand_id", "external_ref"),
    )

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[dict[str, Any]] = mapped_column(Facts)
    about: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    category: Mapped[str] = mapped_column(String(20))
    aliases: Mapped[list[str]] = mapped_column(Facts, default=list)
    contraindications: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """Trait key to the answers that exclude: {'body:allergies': ['nuts']}."""
    external_ref: Mapped[str | None] = mapped_column(String(120))
    picture: Mapped[str | None] = mapped_column(String(64))
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    variants: Mapped[list["Variant"]] = relationship(lazy="raise", back_populates="product", order_by="Variant.seq")


class Variant(Row, Table):
    """A shade, size or taste of a product; money in minor units of the brand's currency."""

    __tablename__ = "variants"
    __table_args__ = (UniqueConstraint("product_id", "external_ref"),)

    product_id: Mapped[str] = mapped_column(ForeignKey("products.id"), index=True)
    name: Mapped[dict[str, Any]] = mapped_column(Facts)
    options: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    external_ref: Mapped[str | None] = mapped_column(String(120))
    retail_value: Mapped[int] = mapped_column(default=0)
    unit_cost: Mapped[int] = mapped_column(default=0)
    is_archived: Mapped[bool] = mapped_column(default=False)
    product: Mapped[Product] = relationship(lazy="raise", back_populates="variants")
