"""What follows from what: an event's name to the verbs that follow it, in the same transaction."""

from app.core.work import Reaction
from app.matching import service as matching
from app.notifications import service as notifications
from app.reviews import service as reviews
from app.samples import service as samples
from app.seats import service as seats

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "account.link_asked": (notifications.link_asked,),
    "campaign.approved": (seats.open_after_approval, notifications.campaign_approved,),
    "campaign.changes_requested": (notifications.changes_requested,),
    "case.answered": (notifications.case_answered,),
    "parcel.shipped": (notifications.parcel,),
    "review.fix_asked": (notifications.fix_asked,),
    "review.verified": (notifications.verified,),
    "seat.offered": (notifications.offer,),
    "seat.promoted": (samples.prepare_parcel, samples.record_taken, notifications.promoted, reviews.await_deliverables),
    "consumer.erased": (reviews.waive_person,),
    "review.submitted": (reviews.begin_check,),
    "seat.accepted": (samples.prepare_parcel, samples.record_taken, reviews.await_deliverables,),
    "seat.deadline_moved": (reviews.move_due,),
    "seat.released": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after),
    "seat.excused": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after),
    "seat.reacted": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after),
    "seat.withdrawn": (reviews.waive, matching.offer_after),
    "seat.missed": (reviews.miss,),
    "parcel.confirmed": (samples.receive,),
    "trouble.opened": (samples.stop_clock,),
    "stock.opened": (samples.record_planned,),
    "stock.moved": (samples.record_stock, seats.promote_after_return),
    "stock.spoiled": (samples.record_stock,),
    "campaign.went_live": (matching.offer_on_live,),
    "campaign.paused": (seats.reset_deadlines,),
    "campaign.resumed": (seats.reset_deadlines, matching.offer_on_live),
    "campaign.completed": (matching.lapse_after, seats.close_with_campaign),
    "campaign.cancelled": (matching.lapse_after, seats.end_with_campaign),
    "holiday.added": (seats.reset_all_deadlines,),
    "holiday.changed": (seats.reset_all_deadlines,),
    "holiday.removed": (seats.reset_all_deadlines,),
    "seat.declined": (matching.offer_after,),
    "seat.expired": (matching.offer_after,),
}
