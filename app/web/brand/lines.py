"""Numbers over time as the points of a small drawing; what is not known is left out, never drawn as nought."""

from collections.abc import Sequence
from datetime import datetime

WIDTH, HEIGHT, EDGE = 120.0, 28.0, 3.0


def points_of(series: Sequence[tuple[datetime, int | None]]) -> str:
    """The points of a line in a field of 120 by 28, time to the right, nought at the foot; empty under two values."""
    known = [(at, count) for at, count in series if count is not None]
    if len(known) < 2 or known[-1][0] == known[0][0]:
        return ""
    span = (known[-1][0] - known[0][0]).total_seconds()
    most = max(count for _, count in known) or 1
    return " ".join(
        f"{EDGE + (at - known[0][0]).total_seconds() / span * (WIDTH - 2 * EDGE):.1f},"
        f"{HEIGHT - EDGE - count / most * (HEIGHT - 2 * EDGE):.1f}" for at, count in known)
