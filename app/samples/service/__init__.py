"""What can be done with parcels, their troubles, lots and the stock book."""

from app.samples.service.exports import Exported, download, export_parcels
from app.samples.service.lots import add_lot, change_lot, remove_lot
from app.samples.service.movements import record_planned, record_returned, record_stock, record_taken
from app.samples.service.parcels import (
    assume_received,
    cancel_parcel,
    confirm,
    deliver,
    prepare_parcel,
    receive,
    ship,
    track,
)
from app.samples.service.privacy import export, forget
from app.samples.service.tracking import import_tracking
from app.samples.service.troubles import (
    give_up,
    keep_photos,
    may_open,
    open_trouble,
    resend,
    resolve,
    stop_clock,
)

__all__ = [
    "Exported", "add_lot", "assume_received", "cancel_parcel", "change_lot", "confirm", "deliver",
    "download", "export", "export_parcels", "forget", "give_up", "import_tracking", "keep_photos",
    "may_open", "open_trouble", "prepare_parcel", "receive", "record_planned", "record_returned", "record_stock",
    "record_taken", "remove_lot", "resend", "resolve", "ship", "stop_clock", "track",
]
