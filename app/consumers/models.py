"""A consumer, the answers given, what follows from them, and what was agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.consumers.rules import CONSUMER
from app.core.database import Facts, Row, Table, Versioned, sealed

VERIFIED = text("verified_at IS NOT NULL")
ENDS = text("until IS NOT NULL")


class Consumer(Row, Versioned, Table):
    """A person who may receive samples. Imported ones have no account; `seq` orders ties in matching."""

    __tablename__ = "consumers"
    __table_args__ = (
        CheckConstraint(CONSUMER.check(), name="state"),
        UniqueConstraint("external_source", "external_id"),
    )

    state: Mapped[str] = mapped_column(String(20), default=CONSUMER.start)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), unique=True)
    external_source: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120))
    birth_month: Mapped[int | None]
    """Months since year 0 (12 * year + month - 1); None where not told."""
    gender: Mapped[str | None] = mapped_column(String(20))
    region_code: Mapped[str | None] = mapped_column(String(6))
    works_for: Mapped[list[str]] = mapped_column(Facts, default=list)
    refuses_automatic: Mapped[bool] = mapped_column(default=False)
    hold_reason: Mapped[str | None] = mapped_column(String(60))
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    address_index: Mapped[str | None] = mapped_column(String(64), index=True)
    is_address_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    member_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Draft(Row, Table):
    """Answers on their way: saved page by page, resumed by the holder of a token, gone after some weeks."""

    __tablename__ = "drafts"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    consumer_id: Mapped[str | None] = mapped_column(ForeignKey("consumers.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60))
    questionnaire_version: Mapped[int]
    answers_sealed: Mapped[str | None] = mapped_column(Text)
    answers = sealed()
    pages_done: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """Page to the seconds that it took at most when it was saved first (None: unknown); drafts begun before times were
    noted hold only the names, as a list."""
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Response(Row, Table):
    """One person's checked answers to one questionnaire file; answering anew makes a new row and keeps this one."""

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("purpose IN ('sign_up', 'screener', 'before', 'after', 'panel')", name="purpose"),
        Index("ix_responses_consumer_slug", "consumer_id", "slug"),
    )

    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"))
    slug: Mapped[str] = mapped_column(String(60))
    questionnaire_version: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(Facts)
    answers_hash: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(10))
    submitted_at: Mapped[datetime]


class QuestionnaireFile(Table):
    """A questionnaire file that has been answered: from then on its bytes may not change."""

    __tablename__ = "questionnaire_files"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[datetime]


class Traits(Table):
    """What follows from a person's latest answers to one questionnaire, packed in one row."""

    __tablename__ = "traits"

    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    response_id: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime]
    values: Mapped[dict[str, Any]] = mapped_column(Facts)
    """Trait key to value: scale int, single str, multiple list of str, number int or float."""
    earlier: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """Trait key to ISO time, for keys that were answered before `answered_at`."""
    flags: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict, server_default="{}")
    """Flag of doubtful answers to its evidence in numbers."""


class SocialAccount(Row, Table):
    """An account on a network, as declared; verified once it is shown to be this person's."""

    __tablename__ = "social_accounts"
    __table_args__ = (
        UniqueConstraint("consumer_id", "platform"),
        Index("uq_social_accounts_verified", "platform", "handle_index", unique=True,
              sqlite_where=VERIFIED, postgresql_where=VERIFIED),
    )

    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    platform: Mapped[str] = mapped_column(String(30))
    handle_sealed: Mapped[str | None] = mapped_column(Text)
    handle = sealed()
    handle_index: Mapped[str | None] = mapped_column(String(64), index=True)
    follower_band: Mapped[str | None] = mapped_column(String(20))
    declared_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    author_id_sealed: Mapped[str | None] = mapped_column(Text)
    author_id = sealed()
    """The network's own name of the account, kept with the first proof; no renaming changes it."""
    proof_asked_at: Mapped[datetime | None]
    proof_outcome: Mapped[str | None] = mapped_column(String(12))
    """What came of the last look for the code: found, missing, unreadable."""
    proof_picture: Mapped[str | None] = mapped_column(String(64))


class Address(Row, Table):
    """Where samples go: sealed field by field, region codes clear."""

    __tablename__ = "addresses"

    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), unique=True)
    recipient_sealed: Mapped[str | None] = mapped_column(Text)
    recipient = sealed()
    mobile_sealed: Mapped[str | None] = mapped_column(Text)
    mobile = sealed()
    extension_sealed: Mapped[str | None] = mapped_column(Text)
    extension = sealed()
    province: Mapped[str] = mapped_column(String(60))
    city: Mapped[str] = mapped_column(String(60))
    district: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str | None] = mapped_column(String(6))
    detail_sealed: Mapped[str | None] = mapped_column(Text)
    detail = sealed()
    is_shared: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]


class Consent(Row, Table):
    """What was agreed to: purpose, for whom, about what, in which words, and how we know."""

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_consumer_purpose", "consumer_id", "purpose"),
        Index("ix_consents_until", "until", sqlite_where=ENDS, postgresql_where=ENDS),
    )

    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[str | None] = mapped_column(String(300))
    given_at: Mapped[datetime]
    until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
