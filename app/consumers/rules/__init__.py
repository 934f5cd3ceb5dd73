"""Consumers: permissions, states and the purposes of consent."""

from datetime import timedelta

from app.core.states import Machine, Move
from app.core.viewer import Kind

SIGN_UP = "consumer:sign_up"
READ_OWN = "consumer:read_own"
ANSWER = "consumer:answer"
CHANGE_OWN = "consumer:change_own"
READ = "consumer:read"
IMPORT = "consumer:import"
HOLD = "consumer:hold"
ERASE = "consumer:erase"
CONFIRM_ACCOUNT = "social_account:confirm"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset({SIGN_UP}),
    "consumer": frozenset({SIGN_UP, READ_OWN, ANSWER, CHANGE_OWN, ERASE}),
    "brand": frozenset(),
    "ops": frozenset({READ, IMPORT, HOLD, ERASE, CONFIRM_ACCOUNT}),
}

ACTIVE, AWAY, HELD, ERASED = "active", "away", "held", "erased"
CONSUMER = Machine("consumer", ACTIVE, (
    Move("leave", {ACTIVE}, AWAY, CHANGE_OWN, "consumer.left"),
    Move("come_back", {AWAY}, ACTIVE, CHANGE_OWN, "consumer.came_back"),
    Move("hold", {ACTIVE, AWAY}, HELD, HOLD, "consumer.held"),
    Move("release", {HELD}, ACTIVE, HOLD, "consumer.hold_released"),
    Move("erase", {ACTIVE, AWAY, HELD}, ERASED, ERASE, "consumer.erased"),
))

MATCHING, SENSITIVE, CONTACT, COURIER, REUSE = "matching", "sensitive", "contact", "courier", "reuse"
PURPOSES = (MATCHING, SENSITIVE, CONTACT, COURIER, REUSE)
YOUNGEST = 14
DRAFT_LIVES = timedelta(days=21)
