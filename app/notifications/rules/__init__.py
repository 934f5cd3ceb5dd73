"""Messages: permissions, the machine, and the purposes one may opt out of."""

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
