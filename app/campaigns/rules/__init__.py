"""Campaigns: permissions, the machine, and closed lists."""

from app.core.states import Machine, Move
from app.core.viewer import Kind

DRAFT = "campaign:draft"
READ_OWN = "campaign:read_own"
READ_OPEN = "campaign:read_open"
READ = "campaign:read"
SUBMIT = "campaign:submit"
APPROVE = "campaign:approve"
RUN = "campaign:run"
PAUSE = "campaign:pause"
RESUME = "campaign:resume"
CANCEL = "campaign:cancel"
HOLIDAYS = "holiday:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({READ_OPEN}),
    "brand": frozenset({DRAFT, READ_OWN, SUBMIT, PAUSE, CANCEL}),
    "ops": frozenset({DRAFT, READ, SUBMIT, APPROVE, RUN, PAUSE, RESUME, CANCEL, HOLIDAYS}),
}

DRAFTED, SUBMITTED, CHANGES_REQUESTED, APPROVED, LIVE, COMPLETED, ARCHIVED, CANCELLED = (
    "draft", "submitted", "changes_requested", "approved", "live", "completed", "archived", "cancelled")
CAMPAIGN = Machine("campaign", DRAFTED, (
    Move("submit", {DRAFTED}, SUBMITTED, SUBMIT, "campaign.submitted"),
    Move("request_changes", {SUBMITTED}, CHANGES_REQUESTED, APPROVE, "campaign.changes_requested"),
    Move("reopen", {CHANGES_REQUESTED}, DRAFTED, DRAFT, "campaign.reopened"),
    Move("approve", {SUBMITTED}, APPROVED, APPROVE, "campaign.approved"),
    Move("go_live", {APPROVED}, LIVE, RUN, "campaign.went_live"),
    Move("complete", {LIVE}, COMPLETED, RUN, "campaign.completed"),
    Move("archive", {COMPLETED}, ARCHIVED, RUN, "campaign.archived"),
    Move("cancel", {SUBMITTED, CHANGES_REQUESTED, APPROVED, LIVE}, CANCELLED, CANCEL, "campaign.cancelled"),
))

OBJECTIVES = ("advocacy", "amplify", "sales")
NEEDS = ("required", "preferred", "accepted")
FULFILMENTS = ("parcel", "code", "visit")
CHOICES = ("chosen", "by_trait", "fixed")
