"""Campaigns as they come in and go out."""

from app.campaigns.schemas.campaign import CampaignChange, CampaignIn, stored_quotas, stored_wants
from app.campaigns.schemas.holidays import HolidayIn
from app.campaigns.schemas.out import CampaignOut, CampaignStateOut
from app.campaigns.schemas.parts import BriefIn

__all__ = [
    "BriefIn", "CampaignChange", "CampaignIn", "CampaignOut", "CampaignStateOut", "HolidayIn", "stored_quotas",
    "stored_wants",
]
