"""What is asked about parcels and what is answered, to consumers and to ops."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from app.core.i18n import Language, Text
from app.core.shapes import In, Line, Out, Whole, Words
from app.core.viewer import Viewer
from app.samples.models import Lot, Parcel, ParcelExport, ParcelLine, Trouble
from app.samples.rules import MOST_PHOTOS, READ
from app.samples.rules.tracking import Report

Kind = Literal["address", "lost", "damaged", "wrong_item", "incomplete", "expired", "refused", "returned"]
State = Literal["pending", "exported", "shipped", "in_transit", "delivered", "confirmed", "cancelled"]
TroubleState = Literal["open", "resent", "resolved", "given_up"]
Units = Annotated[Whole, Field(ge=1, le=1_000_000)]


class TroubleIn(In):
    """What is wrong with a parcel; photos are JPEG, PNG or WebP in base64."""

    kind: Kind
    note: Words | None = None
    photos: list[Base64Bytes] = Field(default_factory=list, max_length=MOST_PHOTOS)


class LotChange(In):
    """A batch as it should read."""

    batch: Annotated[Line, Field(max_length=60)]
    expires_on: date | None = None
    units: Units


class LotIn(LotChange):
    """A batch of a variant."""

    variant_id: Line


class LotOut(Out):
    """A batch of a variant, with its date."""

    id: str
    campaign_id: str
    variant_id: str
    batch: str
    expires_on: date | None
    units: int

    @classmethod
    def of(cls, lot: Lot) -> "LotOut":
        """The batch as it is answered."""
        return cls.model_validate(lot)

    @classmethod
    def all(cls, lots: list[Lot]) -> list["LotOut"]:
        """Batches in their order."""
        return [cls.of(lot) for lot in lots]


class Content(Out):
    """One line of a parcel."""

    variant_id: str
    product: Text
    variant: Text
    quantity: int

    @classmethod
    def of(cls, line: ParcelLine) -> "Content":
        """The line with the names of what lies in it."""
        return cls(variant_id=line.variant_id, product=Text.model_validate(line.variant.product.name),
                   variant=Text.model_validate(line.variant.name), quantity=line.quantity)


class TroubleOut(Out):
    """Something that was wrong with a parcel."""

    id: str
    parcel_id: str
    state: TroubleState
    kind: Kind
    note: str | None
    photo_count: int
    opened_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, trouble: Trouble) -> "TroubleOut":
        """The trouble as it is answered."""
        return cls(id=trouble.id, parcel_id=trouble.parcel_id, state=trouble.state, kind=trouble.kind,
                   note=trouble.note, photo_count=len(trouble.photos), opened_at=trouble.opened_at,
                   closed_at=trouble.closed_at)


class ParcelOut(Out):
    """A parcel as its consumer sees it."""

    id: str
    number: str
    state: State
    campaign_id: str
    campaign: Text
    contents: list[Content]
    carrier: str | None
    tracking_number: str | None
    made_at: datetime
    exported_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    confirmed_at: datetime | None
    replaces_id: str | None
    replaced_by_id: str | None
    troubles: list[TroubleOut]

    @classmethod
    def of(cls, parcel: Parcel) -> "ParcelOut":
        """The parcel with its contents and troubles."""
        return cls(**_facts(parcel))


class ParcelForOps(ParcelOut):
    """A parcel as ops see it; the address is told in exports only."""

    seat_id: str
    consumer_id: str
    export_id: str | None

    @classmethod
    def of(cls, parcel: Parcel) -> "ParcelForOps":
        """The parcel with whose it is."""
        return cls(**_facts(parcel), seat_id=parcel.seat_id, consumer_id=parcel.consumer_id,
                   export_id=parcel.export_id)


def _facts(parcel: Parcel) -> dict[str, object]:
    same = ("id", "number", "state", "campaign_id", "carrier", "made_at", "exported_at", "shipped_at", "delivered_at",
            "confirmed_at", "replaces_id")
    return {
        **{name: getattr(parcel, name) for name in same}, "tracking_number": parcel.tracking,
        "campaign": Text.model_validate(parcel.campaign.name),
        "contents": [Content.of(line) for line in parcel.lines],
        "troubles": [TroubleOut.of(trouble) for trouble in parcel.troubles],
        "replaced_by_id": parcel.replaced_by.id if parcel.replaced_by else None,
    }


Shown = ParcelForOps | ParcelOut


def parcel_for(viewer: Viewer) -> Callable[[Parcel], Shown]:
    """The shape in which this viewer is shown a parcel."""
    return ParcelForOps.of if READ in viewer.permissions else ParcelOut.of


class ExportOut(Out):
    """Parcels that were handed out together; the sheet is read at `/api/v1/parcel-exports/{id}.csv`."""

    id: str
    campaign_id: str
    count: int
    made_at: datetime

    @classmethod
    def all(cls, exports: list[ParcelExport]) -> list["ExportOut"]:
        """Exports in their order."""
        return [cls.model_validate(export) for export in exports]


class ExportedOut(ExportOut):
    """An export just made, and how many parcels still wait for an address."""

    waiting: int


class TrackingFault(Out):
    """What is wrong with one line of a tracking list; the head is line 1."""

    line: int
    column: str
    code: str
    detail: str


class TrackingOut(Out):
    """What became of a tracking list; lines with faults changed nothing, all others were taken in."""

    lines: int
    shipped: int = 0
    in_transit: int = 0
    delivered: int = 0
    corrected: int = 0
    unchanged: int = 0
    faults: list[TrackingFault]

    @staticmethod
    def said_in(language: Language) -> Callable[[Report], "TrackingOut"]:
        """The report with its sentences in one language."""
        def of(report: Report) -> TrackingOut:
            faults = [TrackingFault(line=f.line, column=f.column, code=f.code, detail=f.message.pick(language))
                      for f in report.faults]
            return TrackingOut(lines=report.lines, faults=faults, **report.done)
        return of
