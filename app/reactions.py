"""What follows from what: an event's name to the verbs that follow it, in the same transaction."""

from app.cases import service as cases
from app.core.work import Reaction
from app.matching import service as matching
from app.notifications import service as notifications
from app.privacy import service as privacy
from app.reviews import service as reviews
from app.samples import service as samples
from app.seats import service as seats

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "account.link_asked": (notifications.link_asked,),
    "consumer.erased": (reviews.waive_person,),
    "consumer.erasure_asked": (privacy.forget_person,),
    "holiday.added": (seats.reset_all_deadlines,),
    "holiday.changed": (seats.reset_all_deadlines,),
    "holiday.removed": (seats.reset_all_deadlines,),
    "campaign.approved": (seats.open_after_approval, notifications.campaign_approved, cases.finish_tasks_for),
    "campaign.changes_requested": (notifications.changes_requested, cases.finish_tasks_for),
    "campaign.brief_changed": (seats.allow_for_brief, notifications.brief_changed),
    "campaign.went_live": (matching.offer_on_live,),
    "campaign.paused": (seats.reset_deadlines,),
    "campaign.resumed": (seats.reset_deadlines, matching.offer_on_live),
    "campaign.completed": (matching.lapse_after, seats.close_with_campaign, cases.finish_tasks_for),
    "campaign.cancelled": (matching.lapse_after, seats.end_with_campaign, cases.finish_tasks_for),
    "campaign.submitted": (cases.open_task_for,),
    "campaign.waitlist_empty": (cases.open_task_for,),
    "stock.opened": (samples.record_planned,),
    "stock.moved": (samples.record_stock,),
    "stock.spoiled": (samples.record_stock,),
    "seat.offered": (notifications.offer, cases.open_telling, cases.finish_finding),
    "seat.promoted": (samples.prepare_parcel, samples.record_taken, notifications.promoted, reviews.await_deliverables),
    "seat.accepted": (samples.prepare_parcel, samples.record_taken, reviews.await_deliverables, cases.finish_tasks_for),
    "seat.extended": (notifications.more_time,),
    "seat.deadline_moved": (reviews.move_due,),
    "seat.released": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after),
    "seat.excused": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after),
    "seat.reacted": (
        samples.cancel_parcel, samples.record_returned, reviews.waive, seats.promote_after_return,
        matching.offer_after, cases.open_for_reaction),
    "seat.withdrawn": (reviews.waive, matching.offer_after, cases.finish_tasks_for),
    "seat.missed": (reviews.miss,),
    "seat.declined": (matching.offer_after, cases.finish_tasks_for),
    "seat.expired": (matching.offer_after,),
    "seat.told": (cases.finish_tasks_for,),
    "parcel.shipped": (notifications.parcel,),
    "parcel.confirmed": (samples.receive,),
    "trouble.opened": (samples.stop_clock, cases.open_task_for),
    "trouble.resent": (cases.finish_tasks_for,),
    "trouble.resolved": (cases.finish_tasks_for,),
    "trouble.given_up": (cases.finish_tasks_for,),
    "review.fix_asked": (notifications.fix_asked, cases.finish_tasks_for),
    "review.verified": (notifications.verified, cases.finish_tasks_for),
    "review.submitted": (reviews.begin_check,),
    "review.needs_eyes": (cases.open_task_for,),
    "review.changed": (cases.open_task_for, notifications.changed),
    "review.edited": (notifications.changed,),
    "review.removed": (cases.open_task_for, notifications.removed, notifications.post_gone),
    "review.hidden": (cases.open_task_for, notifications.removed),
    "review.picture_asked": (notifications.picture_due,),
    "review.picture_drawn": (cases.open_task_for,),
    "review.picture_judged": (cases.finish_tasks_for,),
    "review.numbers_doubted": (cases.open_task_for,),
    "review.numbers_held": (cases.open_task_for,),
    "review.numbers_released": (cases.finish_tasks_for,),
    "review.numbers_left_out": (cases.finish_tasks_for,),
    "review.rejected": (cases.finish_tasks_for,),
    "review.taken_back": (cases.finish_tasks_for,),
    "review.waived": (cases.finish_tasks_for,),
    "review.verified_again": (cases.finish_tasks_for,),
    "review.closed": (cases.finish_tasks_for,),
    "message.failed": (cases.open_task_for,),
    "message.sent": (cases.finish_tasks_for,),
    "message.skipped": (cases.finish_tasks_for,),
    "case.answered": (notifications.case_answered, cases.finish_tasks_for),
    "case.opened": (cases.open_task_for,),
    "case.asked_again": (cases.open_task_for,),
    "case.closed": (cases.finish_tasks_for,),
}
