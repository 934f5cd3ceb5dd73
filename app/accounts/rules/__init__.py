"""Accounts: permissions, states, and how long what lets people in is good for."""

from datetime import timedelta

from app.core.states import Machine, Move
from app.core.viewer import Kind

SIGN_IN = "account:sign_in"
READ_OWN = "account:read_own"
CHANGE_OWN = "account:change_own"
READ = "account:read"
SUSPEND = "account:suspend"
KEY_MAKE = "api_key:make"
KEY_REVOKE = "api_key:revoke"
LET_IN = "account:let_in"
"""Give somebody a way in: a one-time link for any account, a contact point that counts as verified."""

_OWN = frozenset({READ_OWN, CHANGE_OWN, KEY_MAKE, KEY_REVOKE})
GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset({SIGN_IN}),
    "consumer": _OWN | {SIGN_IN},
    "brand": _OWN | {SIGN_IN},
    "ops": _OWN | {SIGN_IN, READ, SUSPEND, LET_IN},
}

ACTIVE, SUSPENDED, ERASED = "active", "suspended", "erased"
ACCOUNT = Machine("account", ACTIVE, (
    Move("suspend", {ACTIVE}, SUSPENDED, SUSPEND, "account.suspended"),
    Move("restore", {SUSPENDED}, ACTIVE, SUSPEND, "account.restored"),
    Move("erase", {ACTIVE, SUSPENDED}, ERASED, CHANGE_OWN, "account.erased"),
))

LINK_LIVES = timedelta(minutes=30)
SESSION_LIVES = timedelta(days=30)
USE_NOTED_EVERY = timedelta(hours=1)
"""How stale the time of a key's last use may be, so that not every call writes."""
DOORS: tuple[Kind, ...] = ("consumer", "brand", "ops")
PATHS: dict[str, str] = {"consumer": "me", "brand": "brand", "ops": "ops"}
"""Under which path each door lies."""
