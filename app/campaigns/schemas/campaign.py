"""A whole campaign as it comes in, and as it is read back from the store to be written anew."""

from typing import Annotated, Any

from pydantic import Field

from app.brands.schemas import Money, Name, Ref
from app.campaigns.models import Brief, Campaign, Offer
from app.campaigns.rules import Fulfilment, Objective
from app.campaigns.schemas.parts import (
    MOST_DELIVERABLES,
    MOST_OFFERS,
    AudienceIn,
    BriefIn,
    ConditionIn,
    DeliverableIn,
    OfferIn,
    PlatformIn,
    QuotaIn,
    WantIn,
    When,
)
from app.core.shapes import Currency, In, Real, Whole, YesNo, Zone

MOST_HELD_OUT = 0.5
"""The largest share of a hold-out that is taken; one that was kept before stays readable."""
Share = Annotated[Real, Field(ge=0, le=1)]
Days = Annotated[Whole, Field(ge=1, le=365)]
CapDays = Annotated[Whole, Field(ge=0, le=3650)]


class CampaignFields(In):
    """Everything of a campaign but its name; without a zone or currency it takes the brand's."""

    objective: Objective = "advocacy"
    external_ref: Ref | None = None
    follows_id: Ref | None = None
    time_zone: Zone | None = None
    currency: Currency | None = None
    fulfilment: Fulfilment = "parcel"
    starts_at: When | None = None
    ends_at: When | None = None
    posts_from: When | None = None
    answer_days: Days = 3
    trial_days: Annotated[Whole, Field(ge=0, le=365)] = 7
    days_online: Days = 30
    gift_cap_days: CapDays = 30
    brand_cap_days: CapDays = 90
    rival_cap_days: Annotated[Whole, Field(ge=0, le=365)] = 0
    waitlist_share: Annotated[Real, Field(ge=0, le=10)] = 0.5
    reserve_share: Share = 0.03
    needs_verified_account: YesNo = False
    audience: AudienceIn = AudienceIn()
    traits: Annotated[list[WantIn], Field(max_length=40)] = []
    musts: Annotated[list[ConditionIn], Field(max_length=40)] = []
    must_nots: Annotated[list[ConditionIn], Field(max_length=40)] = []
    quotas: Annotated[list[QuotaIn], Field(max_length=60)] = []
    platforms: Annotated[list[PlatformIn], Field(max_length=20)] = []
    offers: Annotated[list[OfferIn], Field(max_length=MOST_OFFERS)] = []
    deliverables: Annotated[list[DeliverableIn], Field(max_length=MOST_DELIVERABLES)] = []
    brief: BriefIn | None = None
    screener: Annotated[str, Field(max_length=60)] | None = None
    measures_lift: YesNo = False
    hold_out_share: Annotated[Real, Field(ge=0, le=1, json_schema_extra={"maximum": MOST_HELD_OUT})] = 0.1
    newcomer_share: Share = 0.1
    control_share: Share = 0.0
    freight_cost: Money = 0
    fee: Money = 0


class CampaignIn(CampaignFields):
    """A new campaign."""

    name: Name

    @classmethod
    def of(cls, row: Campaign) -> "CampaignIn":
        """What would make this campaign as it is now; all of its parts are loaded."""
        kept = {name: getattr(row, name) for name in cls.model_fields if name not in PARTS}
        return cls.model_validate(kept | {
            "audience": row.audience,
            "traits": stored_wants(row), "quotas": stored_quotas(row),
            "platforms": [{"platform": p.platform, "need": p.need, "filing_number": p.filing_number}
                          for p in row.platforms],
            "offers": list(map(_offer, row.offers)),
            "deliverables": [{name: getattr(d, name) for name in DeliverableIn.model_fields} for d in row.deliverables],
            "brief": _brief(row.briefs[-1]) if row.briefs else None})


class CampaignChange(CampaignFields):
    """Some fields of a draft; what is left out stays."""

    name: Name | None = None

    def onto(self, row: Campaign) -> CampaignIn:
        """The whole campaign with these fields changed."""
        changed = {name: getattr(self, name) for name in self.model_fields_set if name != "name" or self.name}
        return CampaignIn.of(row).model_copy(update=changed)


PARTS = ("audience", "traits", "quotas", "platforms", "offers", "deliverables", "brief")


def stored_wants(row: Campaign) -> list[dict[str, Any]]:
    """A campaign's wants in the form that the matching engine parses."""
    return [{"trait": want.key, "weight": want.weight, "want": want.want} for want in row.wants]


def stored_quotas(row: Campaign) -> list[dict[str, Any]]:
    """A campaign's quotas in the form that the matching engine parses."""
    return [{"name": q.name, "of": q.of, "minimum": q.minimum, "maximum": q.maximum} for q in row.quotas]


def _offer(row: Offer) -> dict[str, Any]:
    lines = [{"variant": line.variant_id, "quantity": line.quantity} for line in row.lines]
    return {"name": row.name, "lines": lines, "units": row.units, "choice": row.choice, "trait_rule": row.trait_rule}


def _brief(row: Brief) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BriefIn.model_fields} | {
        "ask": row.ask or {"default": ""}, "avoid": row.avoid or {"default": ""}}
