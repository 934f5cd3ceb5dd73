"""Seats as they come in and go out: for ops, and as the invitation that a consumer sees."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.consumers.schemas import AddressIn
from app.core.i18n import Text
from app.core.paging import Page
from app.core.shapes import In, Out
from app.seats.models import Seat
from app.seats.rules.offers import Choice


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
    """How many days more."""

    days: Annotated[int, Field(ge=1, le=90)]


class LineOut(Out):
    """A variant and how many of it."""

    variant_id: str
    quantity: int


class SeatOut(Out):
    """A seat for ops, and for the person whom it is about."""

    id: str
    state: str
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


class SeatPage(Out):
    """Some seats, and where the next ones begin."""

    items: list[SeatOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Seat]) -> "SeatPage":
        """The shape of a page."""
        return cls(items=[SeatOut.of(seat) for seat in page.items], next_cursor=page.next_cursor)


class InvitationOut(Out):
    """A seat as its consumer sees it."""

    id: str
    state: str
    campaign_id: str
    offered_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    offer_id: str | None
    must_confirm: list[str]
    fulfilment: str
    deliverable_count: int
    verified_count: int
    shipped_at: datetime | None
    received_at: datetime | None
    deadline_at: datetime | None
    is_late: bool
    reason: str | None

    @classmethod
    def of(cls, seat: Seat) -> "InvitationOut":
        """The shape of an invitation."""
        return cls.model_validate(seat)


class InvitationPage(Out):
    """Some invitations, and where the next ones begin."""

    items: list[InvitationOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Seat]) -> "InvitationPage":
        """The shape of a page."""
        return cls(items=[InvitationOut.of(seat) for seat in page.items], next_cursor=page.next_cursor)


class OfferOut(Out):
    """What one may choose, and whether it is left."""

    id: str
    name: Text
    lines: list[LineOut]
    retail_value: int
    is_left: bool

    @classmethod
    def of(cls, choice: Choice, left: bool) -> "OfferOut":
        """The shape of an offer."""
        lines = [LineOut(variant_id=variant, quantity=quantity) for variant, quantity in choice.lines]
        return cls(id=choice.offer_id, name=choice.name, lines=lines, retail_value=choice.retail_value, is_left=left)


class OneInvitation(Out):
    """An invitation with all that is asked and what may be chosen. Money in minor units of `currency`."""

    invitation: InvitationOut
    name: Text
    about: Text | None
    ask: Text | None
    avoid: Text | None
    currency: str
    time_zone: str
    offers: list[OfferOut]
    deliverables: list[dict[str, Any]]
    trial_days: int
    needs_address: bool
    needs_courier_consent: bool
