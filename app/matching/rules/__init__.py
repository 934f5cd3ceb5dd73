"""Matches: permissions, the machine, and why ops turn one down."""

from app.consumers.rules import ERASE
from app.core.states import Machine, Move
from app.core.viewer import Kind

RUN = "match:run"
READ = "match:read"
DECIDE = "match:decide"
INTEREST = "interest:show"
FORECAST = "forecast:read"
REASONS = "reason:read"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({INTEREST}),
    "brand": frozenset({FORECAST, REASONS}),
    "ops": frozenset({RUN, READ, DECIDE, FORECAST, REASONS}),
}

PROPOSED, APPROVED, REJECTED, SUPERSEDED, USED, REPLACED, LAPSED = (
    "proposed", "approved", "rejected", "superseded", "used", "replaced", "lapsed")
MATCH = Machine("match", PROPOSED, (
    Move("approve", {PROPOSED}, APPROVED, DECIDE, "match.approved"),
    Move("reject", {PROPOSED}, REJECTED, DECIDE, "match.rejected"),
    Move("supersede", {PROPOSED, APPROVED}, SUPERSEDED, RUN, "match.superseded"),
    Move("use", {APPROVED}, USED, RUN, "match.used"),
    Move("replace", {PROPOSED, APPROVED}, REPLACED, DECIDE, "match.replaced"),
    Move("lapse", {PROPOSED, APPROVED}, LAPSED, RUN, "match.lapsed"),
    Move("forget", {PROPOSED, APPROVED}, LAPSED, ERASE, "match.lapsed"),
))
PICKED, INTERESTED, FAN, RETURNING = "picked", "interested", "fan", "returning"
SOURCES = (PICKED, INTERESTED, FAN, RETURNING)
BY_HAND = ("no_automatic", "asked_us", "knows_product", "mix")
"""Why ops ask somebody whom no run picked."""
INSTEAD = "instead"
"""The same of somebody whom ops put in the place of a pick."""
REJECTIONS = ("known_conflict", "doubtful_answers", "doubtful_account", "household_already_served", "brand_safety",
              "unreachable", "asked_not_to")
