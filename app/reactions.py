"""What follows from what: an event's name to the verbs that follow it, in the same transaction."""

from app.core.work import Reaction
from app.notifications import service as notifications

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "account.link_asked": (notifications.link_asked,),
    "campaign.approved": (notifications.campaign_approved,),
    "campaign.changes_requested": (notifications.changes_requested,),
    "case.answered": (notifications.case_answered,),
    "parcel.shipped": (notifications.parcel,),
    "review.fix_asked": (notifications.fix_asked,),
    "review.verified": (notifications.verified,),
    "seat.offered": (notifications.offer,),
    "seat.promoted": (notifications.promoted,),
}
