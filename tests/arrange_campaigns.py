"""Catalogues and campaigns for tests to start from, made by the verbs."""

from typing import Any

from app.brands import service as brands
from app.brands.schemas import ProductIn
from app.campaigns import service as campaigns
from app.campaigns.schemas import CampaignIn
from app.core.viewer import Viewer
from app.core.work import Work
from tests.arrange import OPS, House

OAT_MILK: dict[str, Any] = {
    "name": {"default": "Oat milk", "zh-cn": "燕麦奶"}, "category": "drink", "external_ref": "oat",
    "contraindications": {"body:allergies": ["gluten"]},
    "variants": [{"name": "1 litre", "external_ref": "oat-1l", "retail_value": 1990, "unit_cost": 700},
                 {"name": "Barista", "external_ref": "oat-barista", "retail_value": 2490, "unit_cost": 900}],
}
SPRING: dict[str, Any] = {
    "name": {"default": "Oat milk spring", "zh-cn": "燕麦奶春日活动"},
    "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-06-10T09:00:00+08:00",
    "traits": [{"trait": "interest:cooking", "want": "high", "weight": 3},
               {"trait": "habit:tries_new", "want": "high", "weight": 2}],
    "musts": [{"trait": "interest:cooking", "op": "answered"}],
    "quotas": [{"name": "Big cities", "of": {"tiers": [1]}, "minimum": 2, "maximum": 8}],
    "audience": {"ages": [18, None], "regions": ["31"], "tiers": [1, 2], "genders": ["female"]},
    "offers": [{"lines": [{"variant": "oat-1l", "quantity": 2}], "units": 20}],
    "deliverables": [{"posting_days": 10, "hashtags": ["oatmilk"]}],
    "brief": {"about": {"default": "Try it in your coffee and say honestly what you think.",
                        "zh-cn": "加到咖啡里试试，如实说说感受。"}, "product_words": ["oat milk"]},
}


def product(**more: Any) -> ProductIn:
    """Oat milk in two variants, with some fields changed."""
    return ProductIn.model_validate(OAT_MILK | more)


def spring(**more: Any) -> CampaignIn:
    """A whole campaign for oat milk, with some fields changed."""
    return CampaignIn.model_validate(SPRING | more)


async def drafted(work: Work, owner: House, viewer: Viewer | None = None, **more: Any) -> str:
    """A whole draft of a brand that has oat milk in its catalogue; its id."""
    await work.do(brands.make_product, viewer or owner.viewer, owner.id, product())
    made = await work.do(campaigns.draft, viewer or owner.viewer, owner.id, spring(**more))
    return made.id


async def submitted(work: Work, owner: House, **more: Any) -> str:
    """A campaign that waits for approval; its id."""
    campaign_id = await drafted(work, owner, **more)
    await work.do(campaigns.submit, owner.viewer, campaign_id)
    return campaign_id


async def approved(work: Work, owner: House, **more: Any) -> str:
    """A campaign that ops approved; its id."""
    campaign_id = await submitted(work, owner, **more)
    await work.do(campaigns.approve, OPS, campaign_id)
    return campaign_id
