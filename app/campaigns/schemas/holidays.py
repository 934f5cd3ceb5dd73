"""Holidays as they come in and go out: whole days in the installation's zone."""

from datetime import date
from zoneinfo import ZoneInfo

from pydantic import model_validator

from app.brands.schemas import Name, refusal
from app.campaigns.models import Holiday
from app.core.shapes import In


class HolidayIn(In):
    """A stretch of whole days that no clock counts."""

    name: Name
    first_on: date
    last_on: date

    @model_validator(mode="after")
    def _rises(self) -> "HolidayIn":
        if not (2000 <= self.first_on.year < 2200 and 0 <= (self.last_on - self.first_on).days <= 60):
            raise refusal("dates_in_wrong_order", "A holiday ends on or after its first day, within sixty days.",
                          "假期应从小到大填写，最长六十天。")
        return self


def first_day(row: Holiday, zone: str) -> date:
    """The first day of a holiday in a zone."""
    return row.started_at.astimezone(ZoneInfo(zone)).date()


def last_day(row: Holiday, zone: str) -> date:
    """The last whole day of a holiday in a zone; it ends at the midnight after it."""
    return date.fromordinal(row.ended_at.astimezone(ZoneInfo(zone)).date().toordinal() - 1)
