"""Numbers of posts over weeks: what was known of each at the end of every week, where from, and the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.reviews.rules.looks import COUNTS
from app.seats.rules.clock import end_of_day

MOST_WEEKS = 26
A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers as one look found them, in the order of COUNTS; None is unknown."""

    at: datetime
    source: str
    counts: tuple[int | None, ...]
    sources: dict[str, str]
    """Where single numbers came from, if elsewhere than the rest."""

    def source_of(self, place: int) -> str:
        """Where the number at a place of COUNTS came from."""
        return self.sources.get(COUNTS[place], self.source)


@dataclass(frozen=True, slots=True)
class Latest:
    """The last known value of one number, where and when it was read, and whether it was higher before."""

    count: int
    source: str
    at: datetime
    has_fallen: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """One verified post with everything that was measured of it, oldest first; what does not count stands in no sum."""

    verified_at: datetime
    is_counted: bool
    measured: Sequence[Measured]
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    """When it was last found edited, and gone."""


@dataclass(frozen=True, slots=True)
class Week:
    """What was known at the end of one week: posts verified by then, and the sum of each number in the order of COUNTS
    over those of which it was known (`known` says how many); how many posts were found edited, and gone, within it."""

    until: datetime
    posts: int
    sums: tuple[int | None, ...]
    known: tuple[int, ...]
    edited: int = 0
    gone: int = 0


def latest_of(measured: Sequence[Measured]) -> tuple[Latest | None, ...]:
    """The last known value of each number, in the order of COUNTS; None where no look has told it."""
    return tuple(_latest(measured, place) for place in range(len(COUNTS)))


def _latest(measured: Sequence[Measured], place: int) -> Latest | None:
    known = [(one, count) for one in measured if (count := one.counts[place]) is not None]
    if not known:
        return None
    last, count = known[-1]
    has_fallen = len(known) > 1 and count < known[-2][1]
    return Latest(count, last.source_of(place), last.at, has_fallen)


def week_ends(first: datetime, last: datetime, zone: str) -> list[datetime]:
    """The ends of the weeks from the day of `first` on until one holds `last`, in the local time of a zone; the latest
    26 where there are more."""
    ends = [end_of_day(first, A_WEEK - 1, zone)]
    while ends[-1] < last:
        ends.append(end_of_day(ends[-1], A_WEEK, zone))
    return ends[-MOST_WEEKS:]


def known_at(measured: Sequence[Measured], until: datetime) -> tuple[int | None, ...]:
    """The last known value of each number at a moment; a later look that could not see one leaves it as it was."""
    found: list[int | None] = [None] * len(COUNTS)
    for one in measured:
        if one.at <= until:
            found = [was if now is None else now for was, now in zip(found, one.counts, strict=True)]
    return tuple(found)


def weeks_of(posts: Sequence[Followed], until: datetime, zone: str) -> list[Week]:
    """A campaign week by week, from its first verified post until a moment; nothing where none was verified."""
    if not posts:
        return []
    ends = week_ends(min(post.verified_at for post in posts), until, zone)
    return [_week(posts, end_of_day(end, -A_WEEK, zone), end) for end in ends]


def _week(posts: Sequence[Followed], before: datetime, end: datetime) -> Week:
    there = [post for post in posts if post.verified_at <= end]
    told = [known_at(post.measured, end) for post in there if post.is_counted]
    columns = [[row[place] for row in told if row[place] is not None] for place in range(len(COUNTS))]
    sums = tuple(sum(value or 0 for value in column) if column else None for column in columns)
    return Week(end, len(there), sums, tuple(len(column) for column in columns),
                *(sum(at is not None and before < at <= end for at in moments)
                  for moments in ([post.edited_at for post in there], [post.removed_at for post in there])))
