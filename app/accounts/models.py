"""Accounts, how they are reached, and what lets them in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.rules import ACCOUNT
from app.core.database import Facts, Row, Table, Versioned, sealed

VERIFIED = text("verified_at IS NOT NULL")


class Account(Row, Versioned, Table):
    """Somebody who can sign in; may be consumer, brand member and ops at once."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(ACCOUNT.check(), name="state"),)

    state: Mapped[str] = mapped_column(String(20), default=ACCOUNT.start)
    name_sealed: Mapped[str | None] = mapped_column(Text)
    name = sealed()
    language: Mapped[str] = mapped_column(String(10), default="en")
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_ops: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    contact_points: Mapped[list["ContactPoint"]] = relationship(lazy="raise", back_populates="account")


class ContactPoint(Row, Table):
    """A phone, email or WeChat openid; one verified value belongs to one account."""

    __tablename__ = "contact_points"
    __table_args__ = (
        CheckConstraint("kind IN ('phone', 'email', 'wechat')", name="kind"),
        Index("uq_contact_points_verified", "value_index", unique=True,
              sqlite_where=VERIFIED, postgresql_where=VERIFIED),
        Index("ix_contact_points_value_index", "value_index"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value_sealed: Mapped[str | None] = mapped_column(Text)
    value = sealed()
    value_index: Mapped[str | None] = mapped_column(String(64))
    verified_at: Mapped[datetime | None]
    opted_out: Mapped[list[str]] = mapped_column(Facts, default=list)
    created_at: Mapped[datetime]
    account: Mapped[Account] = relationship(lazy="raise", back_populates="contact_points")


class SignInToken(Table):
    """A one-time link or code, of which only the hash is kept."""

    __tablename__ = "sign_in_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_point_id: Mapped[str | None] = mapped_column(ForeignKey("contact_points.id"))
    door: Mapped[str] = mapped_column(String(12), default="consumer")
    next_path: Mapped[str | None] = mapped_column(String(300))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Row, Table):
    """A signed-in browser."""

    __tablename__ = "sessions"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiKey(Row, Table):
    """A program's key; it opens one door (consumer, brand or ops) with some of its permissions."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("kind IN ('consumer', 'brand', 'ops')", name="kind"),)

    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    scope_id: Mapped[str | None] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_read_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
