"""When a failed job is tried again."""

from datetime import timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=2)
BATCH = 50
DONE_KEPT = timedelta(days=7)


def pause_after(attempts: int, chance: float) -> timedelta:
    """The wait before the next try: doubling from 5 s to an hour, with jitter of a quarter; chance lies in [0, 1)."""
    return timedelta(seconds=min(3600.0, 5.0 * 2 ** max(0, attempts - 1)) * (0.75 + 0.5 * chance))
