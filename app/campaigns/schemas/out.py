"""A campaign as its brand and ops see it."""

from datetime import datetime
from typing import Any

from app.campaigns.models import Brief, Campaign, Deliverable, Offer
from app.campaigns.schemas.campaign import stored_quotas, stored_wants
from app.core.shapes import Out


class LineOut(Out):
    """A variant in an offer."""

    variant_id: str
    quantity: int


class OfferOut(Out):
    """What one person receives."""

    id: str
    name: dict[str, Any]
    units: int
    choice: str
    trait_rule: dict[str, Any] | None
    lines: list[LineOut]

    @classmethod
    def of(cls, row: Offer) -> "OfferOut":
        """The offer as answered."""
        return cls.model_validate(row)


class DeliverableOut(Out):
    """A post that is asked for; without a platform, on any supported network."""

    id: str
    platform: str | None
    format: str
    posts_from: datetime | None
    posting_days: int
    least_characters: int | None
    least_pictures: int | None
    hashtags: list[str]

    @classmethod
    def of(cls, row: Deliverable) -> "DeliverableOut":
        """The deliverable as answered."""
        return cls.model_validate(row)


class PlatformOut(Out):
    """A network on which reviews may stand."""

    platform: str
    need: str
    filing_number: str | None


class BriefOut(Out):
    """A version of the brief."""

    number: int
    about: dict[str, Any]
    ask: dict[str, Any]
    avoid: dict[str, Any]
    product_words: list[str]
    shop_link: str | None
    terms_version: str
    created_at: datetime

    @classmethod
    def of(cls, row: Brief) -> "BriefOut":
        """The brief as answered."""
        return cls.model_validate(row)


class CampaignOut(Out):
    """A campaign; money in minor units of its currency, `units` over all offers, `brief` the latest version."""

    id: str
    brand_id: str
    state: str
    is_paused: bool
    paused_at: datetime | None
    name: dict[str, Any]
    objective: str
    external_ref: str | None
    follows_id: str | None
    time_zone: str
    currency: str
    fulfilment: str
    starts_at: datetime | None
    ends_at: datetime | None
    posts_from: datetime | None
    answer_days: int
    trial_days: int
    days_online: int
    gift_cap_days: int
    brand_cap_days: int
    rival_cap_days: int
    waitlist_share: float
    reserve_share: float
    needs_verified_account: bool
    audience: dict[str, Any]
    traits: list[dict[str, Any]]
    musts: list[dict[str, Any]]
    must_nots: list[dict[str, Any]]
    quotas: list[dict[str, Any]]
    platforms: list[PlatformOut]
    offers: list[OfferOut]
    units: int
    deliverables: list[DeliverableOut]
    brief: BriefOut | None
    screener: str | None
    measures_lift: bool
    hold_out_share: float
    newcomer_share: float
    control_share: float
    freight_cost: int
    fee: int
    change_note: str | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, row: Campaign) -> "CampaignOut":
        """The campaign as answered; all of its parts are loaded."""
        parts: dict[str, Any] = {
            "is_paused": row.paused_at is not None, "traits": stored_wants(row), "quotas": stored_quotas(row),
            "platforms": [PlatformOut.model_validate(platform) for platform in row.platforms],
            "offers": list(map(OfferOut.of, row.offers)), "units": sum(offer.units for offer in row.offers),
            "deliverables": list(map(DeliverableOut.of, row.deliverables)),
            "brief": BriefOut.of(row.briefs[-1]) if row.briefs else None}
        return cls(**{name: getattr(row, name) for name in cls.model_fields if name not in parts}, **parts)


class CampaignStateOut(Out):
    """What a move of the machine changes of a campaign."""

    id: str
    state: str
    is_paused: bool
    paused_at: datetime | None
    change_note: str | None
    changed_at: datetime

    @classmethod
    def of(cls, row: Campaign) -> "CampaignStateOut":
        """The state as answered; what follows a move may have let go of the campaign's parts."""
        return cls(id=row.id, state=row.state, is_paused=row.paused_at is not None, paused_at=row.paused_at,
                   change_note=row.change_note, changed_at=row.changed_at)
