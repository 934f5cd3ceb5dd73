"""Messages: permissions, the machine, the purposes one may opt out of, and what each template is for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import Conflict
from app.core.states import Machine, Move
from app.core.viewer import Kind

READ = "message:read"
SEND = "message:send"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset(),
    "brand": frozenset(),
    "ops": frozenset({READ, SEND}),
}

WAITING, SENT, FAILED, SKIPPED = "waiting", "sent", "failed", "skipped"
MESSAGE = Machine("message", WAITING, (
    Move("send", {WAITING, FAILED}, SENT, SEND, "message.sent"),
    Move("fail", {WAITING}, FAILED, SEND, "message.failed"),
    Move("skip", {WAITING, FAILED}, SKIPPED, SEND, "message.skipped"),
))
PURPOSES = ("sign_in", "offer", "reminder", "parcel", "review", "campaign", "case")
ALWAYS = frozenset({"sign_in", "case"})
"""Purposes that nobody opts out of: they answer what somebody asked."""
OPTIONAL = tuple(purpose for purpose in PURPOSES if purpose not in ALWAYS)

TEMPLATES: dict[str, str] = {
    "sign_in": "sign_in", "offer": "offer", "promoted": "offer", "answer_reminder": "reminder",
    "post_reminder": "reminder", "post_last_day": "reminder", "post_late": "reminder", "more_time": "reminder",
    "picture_due": "review", "picture_reminder": "reminder", "brief_changed": "offer", "parcel": "parcel",
    "fix_asked": "review", "verified": "review", "changed": "review", "removed": "review", "post_gone": "campaign",
    "taken_away": "review", "campaign_approved": "campaign", "changes_requested": "campaign", "case_answered": "case",
}
"""Each template and its purpose."""
ONLY_WHILE: dict[str, str] = {
    "offer": "offered", "answer_reminder": "offered", "promoted": "accepted", "post_reminder": "accepted",
    "post_last_day": "accepted", "post_late": "no_show", "more_time": "accepted",
    "brief_changed": "accepted",
}
"""The seat's state outside of which a message has nothing to say any more."""

LINK_OF_A_MESSAGE_LIVES = timedelta(days=7)
REMIND_TO_ANSWER = timedelta(hours=24)
REMIND_TO_POST = timedelta(days=3)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""The waits before the second and each later try of sending."""


@dataclass(eq=False)
class NoWayToReach(Conflict):
    """Nothing to send to: no contact point, none that can be reached from here, or none for this purpose."""

    message = "There is no contact point to which this can be sent."
    zh = "没有可用于发送此消息的联系方式。"


def pause_before_next(template: str, attempt: int) -> timedelta | None:
    """The wait after a failed try; None after the last. A sign-in link is not worth hours: it gets three tries."""
    pauses = PAUSES[:2] if template == "sign_in" else PAUSES
    return pauses[attempt - 1] if attempt <= len(pauses) else None


def is_time_to_remind(began_at: datetime, until: datetime, now: datetime, ahead: timedelta) -> bool:
    """Whether the end is near (at most `ahead` away) and at least half of the time has gone."""
    return now < until <= now + ahead and now - began_at >= (until - began_at) / 2
