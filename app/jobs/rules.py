"""When a failed job is tried again, and how long a lane rests that was told to wait."""

from datetime import timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=2)
BATCH = 50
DONE_KEPT = timedelta(days=7)
SHORTEST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(hours=6)
MOST_OF_A_LANE = 8
"""However much a lane admits at once, one claim takes no more of it than this."""


class NotNow(Exception):
    """Work that its counterpart did not let be done this time: it is tried again, after `pause` where one is named.

    `rests`: the whole lane waits as well, for that long, or, where that is nought, longer with every refusal.
    """

    def __init__(self, why: str, *, pause: timedelta | None = None, rests: timedelta | None = None) -> None:
        super().__init__(why)
        self.why, self.pause, self.rests = why, pause, rests


def pause_after(attempts: int, chance: float) -> timedelta:
    """The wait before the next try: doubling from 5 s to an hour, with jitter of a quarter; chance lies in [0, 1)."""
    return jittered(timedelta(seconds=min(3600.0, 5.0 * 2 ** max(0, attempts - 1))), chance)


def rest_after(strikes: int, asked: timedelta, chance: float) -> timedelta:
    """How long a lane rests: as long as it was asked to (at most six hours), else doubling from 30 s, with jitter."""
    if asked > timedelta():
        return min(asked, LONGEST_REST) * (1.0 + 0.25 * chance)
    return jittered(min(LONGEST_REST, SHORTEST_REST * 2 ** min(max(0, strikes - 1), 10)), chance)


def jittered(span: timedelta, chance: float) -> timedelta:
    """A span made up to a quarter shorter or longer; chance lies in [0, 1)."""
    return span * (0.75 + 0.5 * chance)
