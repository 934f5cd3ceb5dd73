"""Seats: permissions, the machine, and why one ends early."""

from app.core.states import Machine, Move
from app.core.viewer import Kind

READ_OWN = "seat:read_own"
READ = "seat:read"
OFFER = "seat:offer"
ANSWER = "seat:answer"
TELL = "seat:tell"
RUN = "seat:run"
EXCUSE = "seat:excuse"
REACT = "seat:react"
EXTEND = "seat:extend"
STOCK = "stock:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({READ_OWN, ANSWER, REACT}),
    "brand": frozenset(),
    "ops": frozenset({READ, OFFER, TELL, RUN, EXCUSE, EXTEND, STOCK}),
}

OFFERED, ACCEPTED, WAITING, DECLINED, EXPIRED, WITHDRAWN = (
    "offered", "accepted", "waiting", "declined", "expired", "withdrawn")
COMPLETED, NO_SHOW, RELEASED, EXCUSED = "completed", "no_show", "released", "excused"
SEAT = Machine("seat", OFFERED, (
    Move("accept", {OFFERED}, ACCEPTED, ANSWER, "seat.accepted"),
    Move("queue", {OFFERED}, WAITING, ANSWER, "seat.queued"),
    Move("decline", {OFFERED, WAITING}, DECLINED, ANSWER, "seat.declined"),
    Move("expire", {OFFERED, WAITING}, EXPIRED, RUN, "seat.expired"),
    Move("withdraw", {OFFERED, WAITING}, WITHDRAWN, RUN, "seat.withdrawn"),
    Move("promote", {WAITING}, ACCEPTED, RUN, "seat.promoted"),
    Move("offer_again", {EXPIRED}, OFFERED, OFFER, "seat.offered"),
    Move("complete", {ACCEPTED, NO_SHOW}, COMPLETED, RUN, "seat.completed"),
    Move("reopen", {COMPLETED, NO_SHOW}, ACCEPTED, RUN, "seat.reopened"),
    Move("miss", {ACCEPTED}, NO_SHOW, RUN, "seat.missed"),
    Move("step_back", {ACCEPTED}, RELEASED, ANSWER, "seat.released"),
    Move("react", {ACCEPTED}, EXCUSED, REACT, "seat.reacted"),
    Move("excuse", {ACCEPTED}, EXCUSED, EXCUSE, "seat.excused"),
))
REASONS = ("reaction", "unsuitable", "not_delivered", "recall", "illness", "campaign_cancelled", "erased")
STOPS = ("trouble", "ops")
WHY_MORE_TIME = ("asked", "illness", "travel", "late_parcel", "our_mistake")
"""Why ops give a person more days; the person is told of the new deadline, not of the reason."""
