"""Parcels and troubles: permissions, machines, closed lists."""

from app.core.states import Machine, Move
from app.core.viewer import Kind

READ_OWN = "parcel:read_own"
CONFIRM = "parcel:confirm"
COMPLAIN = "trouble:open"
READ = "parcel:read"
EXPORT = "parcel:export"
SHIP = "parcel:ship"
MEND = "trouble:mend"
LOTS = "lot:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({READ_OWN, CONFIRM, COMPLAIN}),
    "brand": frozenset(),
    "ops": frozenset({READ, EXPORT, SHIP, MEND, COMPLAIN, LOTS}),
}

PENDING, EXPORTED, SHIPPED, IN_TRANSIT, DELIVERED, CONFIRMED, CANCELLED = (
    "pending", "exported", "shipped", "in_transit", "delivered", "confirmed", "cancelled")
PARCEL = Machine("parcel", PENDING, (
    Move("export", {PENDING}, EXPORTED, EXPORT, "parcel.exported"),
    Move("ship", {EXPORTED}, SHIPPED, SHIP, "parcel.shipped"),
    Move("track", {SHIPPED}, IN_TRANSIT, SHIP, "parcel.in_transit"),
    Move("deliver", {SHIPPED, IN_TRANSIT}, DELIVERED, SHIP, "parcel.delivered"),
    Move("confirm", {SHIPPED, IN_TRANSIT, DELIVERED}, CONFIRMED, CONFIRM, "parcel.confirmed"),
    Move("cancel", {PENDING}, CANCELLED, EXPORT, "parcel.cancelled"),
))

OPEN, RESENT, RESOLVED, GIVEN_UP = "open", "resent", "resolved", "given_up"
TROUBLE = Machine("trouble", OPEN, (
    Move("resend", {OPEN}, RESENT, MEND, "trouble.resent"),
    Move("resolve", {OPEN}, RESOLVED, MEND, "trouble.resolved"),
    Move("give_up", {OPEN}, GIVEN_UP, MEND, "trouble.given_up"),
))
TROUBLES = ("address", "lost", "damaged", "wrong_item", "incomplete", "expired", "refused", "returned")
MOVEMENTS = ("planned", "taken", "returned", "resent", "spoiled", "moved")
MOST_PHOTOS = 3

NO_ADDRESS, INCOMPLETE_ADDRESS, NO_CONSENT = "no_address", "incomplete_address", "no_consent"
"""Why a pending parcel cannot go yet."""

SENT = frozenset({SHIPPED, IN_TRANSIT, DELIVERED})
"""On the way or at the door, and not spoken for by a tap."""
