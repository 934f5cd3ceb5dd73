"""Reviews: permissions, the machine, and closed lists (none of them about tone)."""

from app.core.states import Machine, Move
from app.core.viewer import Kind

READ_OWN = "review:read_own"
READ = "review:read"
READ_PICTURES = "review:read_pictures"
SUBMIT = "review:submit"
CHECK = "review:check"
VERIFY = "review:verify"
TRACK = "review:track"
WITHHOLD = "review:withhold"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({READ_OWN, READ_PICTURES, SUBMIT}),
    "brand": frozenset({READ_OWN}),
    "ops": frozenset({READ, READ_PICTURES, CHECK, VERIFY, TRACK, WITHHOLD}),
}

AWAITED, SUBMITTED, CHECKING, VERIFIED, NEEDS_FIX, REJECTED, MISSED, WAIVED = (
    "awaited", "submitted", "checking", "verified", "needs_fix", "rejected", "missed", "waived")
CHANGED, REMOVED, UNREACHABLE, CLOSED = "changed", "removed", "unreachable", "closed"
REVIEW = Machine("review", AWAITED, (
    Move("submit", {AWAITED, NEEDS_FIX, REJECTED, MISSED}, SUBMITTED, SUBMIT, "review.submitted"),
    Move("check", {SUBMITTED}, CHECKING, CHECK, "review.checking"),
    Move("take_back", {CHECKING}, AWAITED, SUBMIT, "review.taken_back"),
    Move("verify", {CHECKING}, VERIFIED, VERIFY, "review.verified"),
    Move("ask_fix", {CHECKING}, NEEDS_FIX, VERIFY, "review.fix_asked"),
    Move("give_way", {CHECKING, NEEDS_FIX}, NEEDS_FIX, CHECK, "review.gave_way"),
    Move("reject", {CHECKING}, REJECTED, VERIFY, "review.rejected"),
    Move("miss", {AWAITED, NEEDS_FIX, REJECTED}, MISSED, TRACK, "review.missed"),
    Move("waive", {AWAITED, SUBMITTED, CHECKING, NEEDS_FIX, REJECTED}, WAIVED, TRACK, "review.waived"),
    Move("note_change", {VERIFIED, UNREACHABLE}, CHANGED, TRACK, "review.changed"),
    Move("lose", {VERIFIED, CHANGED, UNREACHABLE}, REMOVED, TRACK, "review.removed"),
    Move("lose_sight", {VERIFIED, CHANGED}, UNREACHABLE, TRACK, "review.unreachable"),
    Move("take_away", {VERIFIED, CHANGED, REMOVED, UNREACHABLE, CLOSED}, NEEDS_FIX, VERIFY, "review.taken_away"),
    Move("recheck", {CHANGED, REMOVED, UNREACHABLE}, VERIFIED, VERIFY, "review.verified_again"),
    Move("close", {VERIFIED, CHANGED, REMOVED, UNREACHABLE}, CLOSED, TRACK, "review.closed"),
))
REJECTIONS = ("not_this_product", "not_your_account", "posted_before_sample", "copied_text", "not_public",
              "illegal_content", "third_party_data")
TAKINGS = ("not_this_account", "proven_by_another")
"""Why a verified post does not count for somebody after all."""
WITHHOLDINGS = ("illegal", "third_party_data", "safety_claim", "author_wish")
SOURCES = ("api", "page", "screenshot", "self_reported", "manual")
CHECKS = ("network", "account", "author", "date", "label", "product", "hashtags", "length", "pictures", "format",
          "own_words")
OUTCOMES = ("passed", "apart", "failed", "unknown")
"""`apart`: in order, but on another network than was asked for; it is kept and counted apart."""
MOMENTS = ("submission", "day_7", "day_30")
"""When a picture is asked of a post that nobody can read without signing in."""
WAYS = ("read", "screenshot", "ops")
"""What a verification rests on: the post itself, its author's picture of it, or the eyes of ops."""
