"""The reading of an answer in JSON: what its status and its refusal prove, then what it says of the post."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from app.platforms.found import Found, Unreachable
from app.platforms.markup import MOST_BYTES
from app.platforms.readings import Ask, Keys, Reading, Reply, Source, Wanted, by_status
from app.platforms.states import answer

Refused = Callable[[int, Any], Found | None]
"""What an answer's status and own words of refusal prove; None where they are no refusal that this network explains."""

_MONTHS = {name: number for number, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)}


def api(
    name: str,
    ask: Callable[[Wanted, Keys], Ask | None],
    read: Callable[[Mapping[str, Any], Wanted], Found],
    *,
    knows: frozenset[str],
    refused: Refused | None = None,
    source: Source = "api",
) -> Reading:
    """An interface made to be asked: `read` is given the object of an answer that is no refusal."""
    def read_reply(reply: Reply, wanted: Wanted) -> Found:
        if len(reply.body) > MOST_BYTES:
            return Unreachable("too_large")
        said = answer(reply.body)
        found = (refused(reply.status, said) if refused else None) or by_status(reply.status)
        if found is not None:
            return found
        return read(said, wanted) if isinstance(said, dict) else Unreachable("unreadable")

    return Reading(name, source, knows, ask, read_reply)


def moment_in_words(said: Any) -> datetime | None:
    """A time as Weibo writes it (Sun Mar 01 20:00:00 +0800 2026) in UTC; None for anything else."""
    parts = said.split() if isinstance(said, str) and len(said) < 40 else []
    if len(parts) != 6 or parts[1] not in _MONTHS:
        return None
    _, month, day, hour, zone, year = parts
    try:
        at = datetime.strptime(f"{year} {_MONTHS[month]} {day} {hour} {zone}", "%Y %m %d %H:%M:%S %z")
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
