"""How often something may be tried: named rules over a moving window, counted per key."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from typing import Protocol

from limits import RateLimitItem, parse_many

from app.core.clock import Clock, system_clock
from app.core.errors import TooMany

FIRST_SWEEP = 4_096


class Limits(Protocol):
    """Counts tries. The composition root says which rules there are."""

    async def hit(self, rule: str, key: str) -> None:
        """Count one try, or raise TooMany with the seconds to wait and count nothing."""


class UnknownLimit(LookupError):
    """Code asks for a rule that the composition root has not named."""

    def __init__(self, rule: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no limit {rule!r}; there are: {', '.join(sorted(known))}")


class MemoryLimits:
    """Limits of one process. Rules are written as in {"sign_in_link": "5/hour; 20/day"}.

    The library reads the rules; the window is kept here, because the library's own reads the machine's clock, which a
    played world does not follow, starts a thread per try, and never forgets a key.
    """

    def __init__(self, rules: Mapping[str, str], clock: Clock = system_clock) -> None:
        self._rules = {name: _windows(name, rule) for name, rule in rules.items()}
        self._now: Callable[[], float] = lambda: clock().timestamp()
        self._tries: dict[tuple[str, str], deque[float]] = {}
        self._sweep_at = FIRST_SWEEP

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._tries)

    async def hit(self, rule: str, key: str) -> None:
        """Count one try, or raise TooMany with the seconds to wait and count nothing."""
        if rule not in self._rules:
            raise UnknownLimit(rule, self._rules)
        now, windows = self._now(), self._rules[rule]
        tries = self._tries.get((rule, key), deque())
        wait = max(_seconds_to_wait(tries, now, window) for window in windows)
        if wait > 0:
            raise TooMany(ceil(wait))
        tries.append(now)
        while len(tries) > max(window.amount for window in windows):
            tries.popleft()
        self._tries[rule, key] = tries
        self._sweep(now)

    def _sweep(self, now: float) -> None:
        """Forget the keys whose last try lies outside every window, each time the memory has doubled."""
        if len(self._tries) < self._sweep_at:
            return
        longest = {name: max(window.get_expiry() for window in windows) for name, windows in self._rules.items()}
        self._tries = {at: tries for at, tries in self._tries.items() if tries[-1] > now - longest[at[0]]}
        self._sweep_at = max(FIRST_SWEEP, 2 * len(self._tries))


def _windows(name: str, rule: str) -> list[RateLimitItem]:
    try:
        return parse_many(rule)
    except ValueError:
        raise ValueError(f"limit {name!r}: {rule!r} is not written like 5/hour") from None


def _seconds_to_wait(tries: deque[float], now: float, window: RateLimitItem) -> float:
    """Seconds until the window has room: the age that its oldest counted try still lacks; 0 or less where there is."""
    if len(tries) < window.amount:
        return 0.0
    return tries[-window.amount] + window.get_expiry() - now
