"""What is owed to those who are looked at: their robots.txt, their word to come back later, their lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

AGENT = "daren"
"""The name by which a robots.txt may speak of us; the door says the same one."""
KEPT = timedelta(days=1)
MOST_TOLD = 500_000
"""Characters of a robots.txt that are read (RFC 9309 asks for at least 500 KiB)."""
LONGEST_GAP = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """What an origin's robots.txt said; one that is not there (4xx) forbids nothing (RFC 9309, 2.3.1)."""

    origin: str
    status: int
    text: str = ""

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched."""
        return self.status >= 400 or _rules(self.text).can_fetch(AGENT, url)

    @property
    def gap(self) -> float:
        """Seconds asked for between two fetches, at most a minute; 0 where none were asked for."""
        asked = None if self.status >= 400 else _rules(self.text).crawl_delay(AGENT)
        return min(LONGEST_GAP, float(asked or 0.0))


@lru_cache(maxsize=64)
def _rules(text: str) -> RobotFileParser:
    made = RobotFileParser()
    made.parse(text.splitlines())
    return made


def origin_of(url: str) -> str:
    """Scheme, host and port of a page: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()[:280]


def lane_of(url: str) -> str:
    """The lane of a host: of all looks at it, few are made at once."""
    return f"host:{(urlsplit(url).hostname or '').removesuffix('.')}"[:280]


def told_to_wait(headers: Mapping[str, str], at: datetime) -> timedelta:
    """What a Retry-After asks for, in seconds or as a date; nought where there is none that can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 10**8))
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - at)
