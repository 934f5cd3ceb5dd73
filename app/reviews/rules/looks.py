"""A look at a post: what is to be fetched, what came of it, and when to look again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.platforms.found import Found, Unreachable
from app.platforms.known import Networks
from app.platforms.network import Link
from app.platforms.numbers import Numbers
from app.platforms.policies import Policy
from app.reviews.rules import CHANGED, REMOVED, UNREACHABLE, VERIFIED
from app.reviews.rules.politeness import Told

FOLLOWED = (VERIFIED, CHANGED, REMOVED, UNREACHABLE)
MISSES_UNTIL_LOST = 3
SOON = timedelta(hours=6)
LAST_LOOK_WITHIN = timedelta(days=1)
"""How long after the promised days the last look may still come, before following ends without one."""
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""The waits between the tries of one look at a followed post; a first look waits seconds, for its author waits too."""
TRIES = 4
MOST_BUSY = 7
"""How often a look is put off by a network that says it is busy, which says nothing about the post."""
COUNTS = ("views", "likes", "comments", "saves", "shares")
PASSING = frozenset({"unreached", "server_error", "busy"})
"""Why nothing was seen, where trying again in a while may help."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One look to be made: `turn` is the attempt or the look's number, so that no look is recorded twice.

    `tried` counts what was tried before; `robots` is what the hosts to be asked have told within a day, by origin.
    """

    review_id: str
    turn: int
    link: Link
    networks: Networks
    at: datetime
    etag: str | None = None
    modified: str | None = None
    tried: int = 0
    tries: int = TRIES
    pauses: tuple[timedelta, ...] = ()
    robots: Mapping[str, Told] = field(default_factory=dict)

    def may_try_again(self, why: str) -> bool:
        """Whether a look that saw nothing for this reason is made once more before it counts."""
        most = MOST_BUSY if why == "busy" and self.pauses else TRIES if why == "unreached" else self.tries
        return why in PASSING and self.tried + 1 < most

    @property
    def pause(self) -> timedelta | None:
        """The wait before the next try; None where the worker's own will do."""
        return self.pauses[min(self.tried, len(self.pauses) - 1)] if self.pauses else None


@dataclass(frozen=True, slots=True)
class Look:
    """What a look brought: `found` is None where nothing has changed since the last one; `link` as followed."""

    link: Link
    found: Found | None
    source: str = "page"
    etag: str | None = None
    modified: str | None = None
    leads_nowhere: bool = False
    told: tuple[Told, ...] = ()
    rests: tuple[str, timedelta] | None = None
    """The lane that was told to wait, and for how long, where this look is not made again."""

    @property
    def was_hindered(self) -> bool:
        """Whether nothing was seen for a reason that is nobody's fault: for it the post's author has nothing to do."""
        why = self.found.why if isinstance(self.found, Unreachable) else ""
        return why == "unreached" or (why in PASSING and self.link.kind == "short")


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


def is_last(online_until: datetime | None, now: datetime, misses: int) -> bool:
    """Whether following ends with this look: the promised days are over, and the post is not merely out of reach."""
    return online_until is not None and now >= online_until and not 0 < misses < MISSES_UNTIL_LOST


def has_fallen(before: Numbers, after: Numbers) -> bool:
    """Whether a known number is now lower than when it was last known."""
    pairs = ((getattr(before, name), getattr(after, name)) for name in COUNTS)
    return any(was is not None and now is not None and now < was for was, now in pairs)


def known_of(before: Numbers, after: Numbers) -> Numbers:
    """The last known value of each number: what the newer look could not see keeps its older value."""
    latest = {name: getattr(after, name) for name in COUNTS}
    return Numbers(**{name: getattr(before, name) if value is None else value for name, value in latest.items()})
