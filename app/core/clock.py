"""Time is injected: the system's clock, a fixed one for tests, a moving one for a played world."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put and moves only when told to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> datetime:
        """Move by a timedelta's keywords and return the new time."""
        self.at += timedelta(**span)
        return self.at

    def put(self, at: datetime) -> None:
        """Move to a moment."""
        self.at = at
