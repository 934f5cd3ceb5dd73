"""Public holidays that every installation begins with; ops edit the table from there on."""

from dataclasses import dataclass
from datetime import date

from app.core.i18n import Text, text


@dataclass(frozen=True, slots=True)
class KnownHoliday:
    """A holiday from its first to its last day."""

    name: Text
    first_on: date
    last_on: date


KNOWN: tuple[KnownHoliday, ...] = (
    KnownHoliday(text("Spring Festival 2026", "2026 年春节"), date(2026, 2, 15), date(2026, 2, 23)),
    KnownHoliday(text("National Day 2026", "2026 年国庆节"), date(2026, 10, 1), date(2026, 10, 7)),
    KnownHoliday(text("Spring Festival 2027", "2027 年春节"), date(2027, 2, 5), date(2027, 2, 11)),
    KnownHoliday(text("National Day 2027", "2027 年国庆节"), date(2027, 10, 1), date(2027, 10, 7)),
)
