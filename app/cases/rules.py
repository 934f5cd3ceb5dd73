"""Cases and tasks: permissions, the machine, closed lists."""

from app.core.states import Machine, Move
from app.core.viewer import Kind

ASK = "case:ask"
READ_OWN = "case:read_own"
READ = "case:read"
REPLY = "case:reply"
TASKS = "task:do"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({ASK, READ_OWN}),
    "brand": frozenset(),
    "ops": frozenset({READ, REPLY, TASKS}),
}

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
CASE = Machine("case", OPEN, (
    Move("reply", {OPEN, ANSWERED}, ANSWERED, REPLY, "case.answered"),
    Move("ask_again", {OPEN, ANSWERED, CLOSED}, OPEN, ASK, "case.asked_again"),
    Move("close", {OPEN, ANSWERED}, CLOSED, REPLY, "case.closed"),
))
FINDING = "find_more_people"
"""The task of a campaign that has free units and nobody left to invite."""
HARM = "reaction"
"""The kind of case that goes before all others."""
REACTED = "A reaction to the sample was reported; nothing has been written about it yet."
"""The neutral note with which such a case begins; pages say it in their reader's language."""
KINDS = ("question", "parcel", "product", "reaction", "review", "data", "other")
