"""A look at a post: what is to be fetched, what came of it, and when to look again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.platforms.known import Networks
from app.platforms.network import Link
from app.platforms.numbers import Numbers
from app.platforms.policies import Policy
from app.platforms.posts import Found
from app.reviews.rules import CHANGED, REMOVED, UNREACHABLE, VERIFIED

FOLLOWED = (VERIFIED, CHANGED, REMOVED, UNREACHABLE)
MISSES_UNTIL_LOST = 3
SOON = timedelta(hours=6)
TRIES = 4
COUNTS = ("views", "likes", "comments", "saves", "shares")
PASSING = frozenset({"server_error", "busy"})
"""Why nothing was seen, where trying again in a while may help."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One look to be made: `turn` is the attempt or the look's number, so that no look is recorded twice."""

    review_id: str
    turn: int
    link: Link
    networks: Networks
    etag: str | None = None
    modified: str | None = None
    tries_left: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What a look brought: `found` is None where nothing has changed since the last one; `link` as followed."""

    link: Link
    found: Found | None
    source: str = "page"
    etag: str | None = None
    modified: str | None = None
    leads_nowhere: bool = False


def next_look_at(verified_at: datetime, online_until: datetime, now: datetime, rule: Policy,
                 misses: int = 0) -> datetime:
    """The next moment of the network's schedule, its last gap repeated; soon after a miss; the last when time is up."""
    offsets, gap = rule.look_after, rule.look_after[-1]
    if len(offsets) > 1:
        gap = offsets[-1] - offsets[-2]
    due = next((verified_at + offset for offset in offsets if verified_at + offset > now), None)
    if due is None:
        last = verified_at + offsets[-1]
        due = last + gap * ((now - last) // gap + 1)
    if 0 < misses < MISSES_UNTIL_LOST:
        due = min(due, now + SOON)
    return min(due, online_until) if now < online_until else due


def has_fallen(before: Numbers, after: Numbers) -> bool:
    """Whether a known number is now lower than when it was last known."""
    pairs = ((getattr(before, name), getattr(after, name)) for name in COUNTS)
    return any(was is not None and now is not None and now < was for was, now in pairs)


def known_of(before: Numbers, after: Numbers) -> Numbers:
    """The last known value of each number: what the newer look could not see keeps its older value."""
    latest = {name: getattr(after, name) for name in COUNTS}
    return Numbers(**{name: getattr(before, name) if value is None else value for name, value in latest.items()})
