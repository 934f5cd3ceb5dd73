"""Open campaigns as people see them, the interest they show, and why they were not picked."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.campaigns.rules import Need
from app.core.i18n import Text
from app.core.shapes import In, Out
from app.matching.models import Interest
from app.seats.schemas import AskedOut, GiftOut, Invitation


class InterestIn(In):
    """I am interested; with the answers to the campaign's own questions where it has some."""

    answers: Annotated[dict[str, Any], Field(max_length=2000)] | None = None


class InterestOut(Out):
    """Interest in a campaign: since when, and until when where it was taken back."""

    campaign_id: str
    response_id: str | None
    shown_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, interest: Interest) -> "InterestOut":
        """Interest as it is answered."""
        return cls.model_validate(interest)


class ToldInvitation(Invitation):
    """An invitation with why it came to this person."""

    why: Text


class NetworkOut(Out):
    """A network of a campaign: required, preferred or also accepted."""

    platform: str
    need: Need


class OpenCampaignOut(Out):
    """A campaign as everybody may read of it: the product, what is asked, until when, on which networks; no count."""

    id: str
    name: Text
    brand: str
    gifts: list[GiftOut]
    about: Text | None
    ask: Text | None
    avoid: Text | None
    deliverables: list[AskedOut]
    platforms: list[NetworkOut]
    fulfilment: str
    trial_days: int
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    screener: str | None
    is_open: bool
    is_interested: bool
    interested_at: datetime | None


class StepOut(Out):
    """One thing that the person could do; `page` is the part of the own answers that it leads to."""

    kind: Literal["answer", "connect", "agree", "allow", "come_back", "publish", "address", "wait", "ask", "nothing"]
    words: Text
    page: str | None
    until: date | None


class WhyOut(Out):
    """Why a person was or was not picked for a campaign he wants, and what would change it; `also` are further reasons
    that stand today; `has_changed`: the reason of that day stands no longer; `was_matched_before`: people were picked
    before he said that he wants it; `is_by_hand`: a person proposed him, no formula; `refuses_automatic`: he refuses
    decisions by a formula."""

    campaign_id: str
    status: Literal["not_matched", "looked_at", "on_waitlist", "invited", "passed_over", "over", "not_picked"]
    matched_at: datetime | None = None
    sentence: Text
    reason: str | None = None
    how_far: Text | None = None
    has_changed: bool = False
    was_matched_before: bool = False
    is_by_hand: bool = False
    refuses_automatic: bool = False
    also: list[Text] = []
    steps: list[StepOut] = []
    seat_id: str | None = None
