"""A campaign as it was agreed: brief, wanted traits, quotas, offers, platforms, deliverables, calendar."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.rules import CAMPAIGN, CHOICES, FULFILMENTS, NEEDS, OBJECTIVES
from app.core.database import Facts, Row, Table, Versioned


class Campaign(Row, Versioned, Table):
    """What a brand gives, to whom, what is asked in return, and when. Money in minor units of `currency`."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(CAMPAIGN.check(), name="state"),
        CheckConstraint(f"objective IN {OBJECTIVES!r}", name="objective"),
        CheckConstraint(f"fulfilment IN {FULFILMENTS!r}", name="fulfilment"),
        UniqueConstraint("brand_id", "external_ref"),
    )

    state: Mapped[str] = mapped_column(String(20), default=CAMPAIGN.start, index=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[dict[str, Any]] = mapped_column(Facts)
    objective: Mapped[str] = mapped_column(String(12), default="advocacy")
    external_ref: Mapped[str | None] = mapped_column(String(120))
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    fulfilment: Mapped[str] = mapped_column(String(10), default="parcel")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    posts_from: Mapped[datetime | None]
    answer_days: Mapped[int] = mapped_column(default=3)
    trial_days: Mapped[int] = mapped_column(default=7)
    days_online: Mapped[int] = mapped_column(default=30)
    gift_cap_days: Mapped[int] = mapped_column(default=30)
    brand_cap_days: Mapped[int] = mapped_column(default=90)
    rival_cap_days: Mapped[int] = mapped_column(default=0)
    """Since a gift of a product of the same category from another brand; 0: no rule."""
    waitlist_share: Mapped[float] = mapped_column(default=0.5)
    reserve_share: Mapped[float] = mapped_column(default=0.03)
    needs_verified_account: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """Ages, regions, city tiers, genders, follower ranges: eligibility, never a score."""
    musts: Mapped[list[Any]] = mapped_column(Facts, default=list)
    must_nots: Mapped[list[Any]] = mapped_column(Facts, default=list)
    screener: Mapped[str | None] = mapped_column(String(60))
    measures_lift: Mapped[bool] = mapped_column(default=False)
    hold_out_share: Mapped[float] = mapped_column(default=0.1)
    newcomer_share: Mapped[float] = mapped_column(default=0.1)
    control_share: Mapped[float] = mapped_column(default=0.0)
    freight_cost: Mapped[int] = mapped_column(default=0)
    """Per parcel."""
    fee: Mapped[int] = mapped_column(default=0)
    """For the campaign as a whole."""
    change_note: Mapped[str | None] = mapped_column(String(2000))
    paused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    wants: Mapped[list["Want"]] = relationship(
        lazy="raise", order_by="Want.position", cascade="all, delete-orphan")
    quotas: Mapped[list["Quota"]] = relationship(
        lazy="raise", order_by="Quota.position", cascade="all, delete-orphan")
    platforms: Mapped[list["CampaignPlatform"]] = relationship(
        lazy="raise", order_by="CampaignPlatform.platform", cascade="all, delete-orphan")
    offers: Mapped[list["Offer"]] = relationship(
        lazy="raise", order_by="Offer.position", cascade="all, delete-orphan")
    deliverables: Mapped[list["Deliverable"]] = relationship(
        lazy="raise", order_by="Deliverable.position", cascade="all, delete-orphan")
    briefs: Mapped[list["Brief"]] = relationship(lazy="raise", order_by="Brief.number", cascade="all, delete-orphan")


class Want(Table):
    """A trait that the ideal person has, with its whole-number weight 1..10."""

    __tablename__ = "wants"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    want: Mapped[Any] = mapped_column(Facts)
    """'high', 'low', {'near': t}, {'table': {...}}, {'any_of': [...]}, {'trapezoid': [a, b, c, d]}."""
    weight: Mapped[int]


class Quota(Table):
    """A named part of the people: at least (soft), at most (hard) so many seats; None = as many as there are units."""

    __tablename__ = "quotas"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    of: Mapped[dict[str, Any]] = mapped_column(Facts)
    """One of {tiers}, {platform, verified}, {platform, low, high}, {genders}, {ages}, {trait, choices}."""
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]


class CampaignPlatform(Table):
    """A network on which reviews may stand; only `required` excludes, `preferred` raises order."""

    __tablename__ = "campaign_platforms"
    __table_args__ = (CheckConstraint(f"need IN {NEEDS!r}", name="need"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    platform: Mapped[str] = mapped_column(String(30), primary_key=True)
    need: Mapped[str] = mapped_column(String(12))
    filing_number: Mapped[str | None] = mapped_column(String(60))


class Offer(Row, Table):
    """What one person receives: lines of variant x quantity; `units` of it are planned."""

    __tablename__ = "offers"
    __table_args__ = (CheckConstraint(f"choice IN {CHOICES!r}", name="choice"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    position: Mapped[int]
    name: Mapped[dict[str, Any]] = mapped_column(Facts)
    choice: Mapped[str] = mapped_column(String(12), default="chosen")
    trait_rule: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """{'trait', 'op', 'value'}: who meets it receives this offer."""
    units: Mapped[int]
    lines: Mapped[list["OfferLine"]] = relationship(
        lazy="raise", order_by="OfferLine.variant_id", cascade="all, delete-orphan")


class OfferLine(Table):
    """A variant in an offer, and how many of it."""

    __tablename__ = "offer_lines"

    offer_id: Mapped[str] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=1)


class Deliverable(Row, Table):
    """A post that is asked for; platform None means any supported network."""

    __tablename__ = "deliverables"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    position: Mapped[int]
    platform: Mapped[str | None] = mapped_column(String(30))
    format: Mapped[str] = mapped_column(String(20), default="post")
    posts_from: Mapped[datetime | None]
    posting_days: Mapped[int] = mapped_column(default=14)
    least_characters: Mapped[int | None]
    least_pictures: Mapped[int | None]
    hashtags: Mapped[list[str]] = mapped_column(Facts, default=list)


class Brief(Row, Table):
    """A version of what is asked of the consumer, in words."""

    __tablename__ = "briefs"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    number: Mapped[int]
    about: Mapped[dict[str, Any]] = mapped_column(Facts)
    ask: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    avoid: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    product_words: Mapped[list[str]] = mapped_column(Facts, default=list)
    shop_link: Mapped[str | None] = mapped_column(String(500))
    terms_version: Mapped[str] = mapped_column(String(20), default="1")
    created_at: Mapped[datetime]


class Pause(Row, Table):
    """A stretch in which offers and exports stood still; every clock reads it."""

    __tablename__ = "pauses"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Holiday(Row, Table):
    """Days that no clock counts, for all campaigns; ops edit them."""

    __tablename__ = "holidays"

    name: Mapped[dict[str, Any]] = mapped_column(Facts)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
