"""The clock of a seat: when its window closes, given the stretches in which it stood still."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
AFTER_DELIVERY = 3 * DAY
AFTER_SHIPPING = 15 * DAY
_LAST_SECOND = time(23, 59, 59, fold=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the clock stands still, from start (included) to end; no end: it still does."""

    start: datetime
    end: datetime | None


def end_of_day(at: datetime, days: int, zone: str) -> datetime:
    """The last second of the local day that lies `days` after the day of `at`, in UTC."""
    local = at.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + days * DAY, _LAST_SECOND, ZoneInfo(zone)).astimezone(UTC)


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same stretches in order, with those that touch or overlap joined."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda s: s.start):
        last = joined[-1] if joined else None
        if one.end is not None and one.end <= one.start:
            continue
        if last is None or (last.end is not None and last.end < one.start):
            joined.append(one)
        elif last.end is not None:
            joined[-1] = Stretch(last.start, None if one.end is None else max(last.end, one.end))
    return joined


def deadline(received_at: datetime, days: int, zone: str, stretches: Iterable[Stretch]) -> datetime | None:
    """The end of the day of receipt plus `days` (trial, posting, extension), moved by the length of the union of
    the stretches that lies after receipt and before the deadline as moved so far; None while the clock stands still.
    """
    until = end_of_day(received_at, days, zone)
    for one in union(stretches):
        if one.end is not None and one.end <= received_at:
            continue
        if one.start >= until:
            break
        if one.end is None:
            return None
        until += one.end - max(one.start, received_at)
    return until


def assumed_receipt(shipped_at: datetime | None, delivered_at: datetime | None,
                    trouble_ended_at: datetime | None) -> datetime | None:
    """When a silent person counts as having the parcel: 3 days after delivery or 15 after shipping, whichever is
    earlier, and not before the last trouble ended; None where nothing was shipped.
    """
    moments = [*([delivered_at + AFTER_DELIVERY] if delivered_at else []),
               *([shipped_at + AFTER_SHIPPING] if shipped_at else [])]
    if not moments:
        return None
    return max(min(moments), trouble_ended_at) if trouble_ended_at else min(moments)
