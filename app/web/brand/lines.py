"""Numbers over time as a small drawing; what is not known is left out, never drawn as nought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT, EDGE = 120.0, 28.0, 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the points of a field of 120 by 28, with marks at the moments when something was noticed."""

    points: str
    marks: tuple[tuple[str, str], ...] = ()
    """What was noticed, and how far to the right."""


def line_of(series: Sequence[tuple[datetime, int | None]], noticed: Mapping[str, datetime | None]) -> Line | None:
    """Time to the right, nought at the foot; None under two values, or where all were read at one moment."""
    known = [(at, count) for at, count in series if count is not None]
    if len(known) < 2 or known[-1][0] == known[0][0]:
        return None
    begin, marks = known[0][0], {what: at for what, at in noticed.items() if at is not None and at >= known[0][0]}
    span = (max(known[-1][0], *marks.values(), known[-1][0]) - begin).total_seconds()
    most = max(count for _, count in known) or 1

    def right(at: datetime) -> str:
        return f"{EDGE + (at - begin).total_seconds() / span * (WIDTH - 2 * EDGE):.1f}"
    points = " ".join(f"{right(at)},{HEIGHT - EDGE - count / most * (HEIGHT - 2 * EDGE):.1f}" for at, count in known)
    return Line(points, tuple((what, right(at)) for what, at in marks.items()))
