"""Messages: queued for what happened, written, handed over, sent again, forgotten."""

from app.notifications.service.online import changed, post_gone, removed
from app.notifications.service.queueing import opt_out, queue, send_again
from app.notifications.service.reactions import (
    brief_changed,
    campaign_approved,
    case_answered,
    changes_requested,
    fix_asked,
    link_asked,
    offer,
    parcel,
    promoted,
    taken_away,
    verified,
)
from app.notifications.service.reminding import more_time, picture_due, remind
from app.notifications.service.sending import export, forget, letter, record, write

__all__ = [
    "brief_changed", "campaign_approved", "case_answered", "changed", "changes_requested", "export", "fix_asked",
    "forget", "letter", "link_asked", "more_time", "offer", "opt_out", "parcel", "picture_due", "post_gone",
    "promoted", "queue", "record", "remind", "removed", "send_again", "taken_away", "verified",
    "write",
]
