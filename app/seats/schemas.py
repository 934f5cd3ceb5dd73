"""Seats as they come in and go out: for ops, and as the invitation that a consumer sees."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.consumers.schemas import AddressIn
from app.core.i18n import Text
from app.core.shapes import In, Out
from app.seats.models import Seat, Stock


class AcceptIn(In):
    """Yes: which offer, that the product is safe for me, and what was still missing for the parcel."""

    offer_id: Annotated[str, Field(max_length=40)] | None = None
    confirms: bool = False
    address: AddressIn | None = None
    courier_consent: bool = False


class ExcuseIn(In):
    """Why a seat is excused."""

    reason: Annotated[str, Field(max_length=20)]


class ExtendIn(In):
    """How many days more, and why; with a reason the person is written to."""

    days: Annotated[int, Field(ge=1, le=90)]
    reason: Literal["asked", "illness", "travel", "late_parcel", "our_mistake"] | None = None


class MoveIn(In):
    """How many units leave a variant's reserve."""

    variant_id: Annotated[str, Field(max_length=40)]
    units: Annotated[int, Field(ge=1, le=1_000_000)]


class CountOut(Out):
    """One variant's units: planned and taken; kept back, resent and spoiled."""

    variant_id: str
    units: int
    taken: int
    reserve: int
    resent: int
    spoiled: int


class StockOut(Out):
    """A campaign's counters."""

    data: list[CountOut]

    @classmethod
    def of(cls, rows: list[Stock]) -> "StockOut":
        """The shape of the counters."""
        return cls(data=[CountOut.model_validate(row) for row in rows])


State = Literal["offered", "accepted", "waiting", "declined", "expired", "withdrawn", "completed", "no_show",
                "released", "excused"]


class LineOut(Out):
    """A variant and how many of it."""

    variant_id: str
    quantity: int


class SeatOut(Out):
    """A seat for ops, and for the person whom it is about."""

    id: str
    state: State
    campaign_id: str
    consumer_id: str
    brand_id: str
    match_id: str | None
    pseudonym: str
    source: str
    wave: int
    rank: int
    offered_at: datetime
    sent_at: datetime | None
    answer_by: datetime | None
    answered_at: datetime | None
    accepted_at: datetime | None
    waiting_at: datetime | None
    offer_id: str | None
    lines: list[LineOut]
    brief_number: int | None
    terms_version: str | None
    retail_value: int | None
    currency: str | None
    fulfilment: str
    is_address_shared: bool
    deliverable_count: int
    verified_count: int
    exported_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    received_how: str | None
    extended_days: int
    deadline_at: datetime | None
    settled_at: datetime | None
    completed_at: datetime | None
    is_late: bool
    reason: str | None
    version: int

    @classmethod
    def of(cls, seat: Seat) -> "SeatOut":
        """The shape of a seat."""
        return cls.model_validate(seat)


class InvitationOut(Out):
    """A seat as its consumer sees it."""

    id: str
    state: State
    campaign_id: str
    match_id: str | None
    offered_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    offer_id: str | None
    accepted_at: datetime | None
    lines: list[LineOut] | None
    must_confirm: list[str]
    fulfilment: str
    deliverable_count: int | None
    verified_count: int
    exported_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    trial_days: int | None
    deadline_at: datetime | None
    is_late: bool
    reason: str | None

    @classmethod
    def of(cls, seat: Seat) -> "InvitationOut":
        """The shape of an invitation; what the yes fixes is null until then."""
        shaped = cls.model_validate(seat)
        if seat.accepted_at is not None:
            return shaped
        return shaped.model_copy(update={"deliverable_count": None, "trial_days": None, "lines": shaped.lines or None})


class OfferOut(Out):
    """What one may choose, and whether it is left; money in minor units of the campaign's currency."""

    id: str
    name: Text
    lines: list[LineOut]
    retail_value: int
    is_left: bool


class GiftOut(Out):
    """A product that lies in the gift."""

    name: Text
    about: Text | None
    picture: str | None


class AskedOut(Out):
    """A post that is asked for; without a network, on any supported one."""

    platform: str | None
    format: str
    posting_days: int
    posts_from: datetime | None
    least_characters: int | None
    least_pictures: int | None
    hashtags: list[str]


class SafetyOut(Out):
    """A safety question that was left open: what excludes a person from this product."""

    trait: str
    question: Text
    excludes: list[Text]


class Invitation(Out):
    """An invitation with all that is asked and what may be chosen."""

    invitation: InvitationOut
    campaign: Text
    brand: str
    gifts: list[GiftOut]
    about: Text | None
    ask: Text | None
    avoid: Text | None
    has_shop_link: bool
    deliverables: list[AskedOut]
    platforms: list[str]
    trial_days: int
    days_online: int
    offers: list[OfferOut]
    currency: str
    time_zone: str
    safety: list[SafetyOut]
    lacks_address: bool
    lacks_courier_consent: bool


def wording(words: dict[str, Any] | None) -> Text | None:
    """A stored text, or None where nothing is said."""
    return Text.model_validate(words) if words and words.get("default") else None
