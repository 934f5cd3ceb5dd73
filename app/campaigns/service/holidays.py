"""The table of holidays, which ops edit and every clock reads."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries
from app.campaigns.models import Holiday
from app.campaigns.rules import HOLIDAYS
from app.campaigns.rules.holidays import KNOWN
from app.campaigns.schemas.holidays import HolidayIn
from app.core.errors import NotFound
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import new_id, resource
from app.journal import service as journal


async def add_holiday(session: AsyncSession, viewer: Viewer, body: HolidayIn) -> Holiday:
    """Add days that no clock counts."""
    viewer.require(HOLIDAYS)
    zone = resource(session, Settings).time_zone
    row = Holiday(id=new_id(session, "hol"), name=body.name.as_json(), started_at=_midnight(body.first_on, zone),
                  ended_at=_midnight(body.last_on + timedelta(days=1), zone))
    session.add(row)
    await session.flush()
    await journal.record(session, viewer, "holiday.added", row)
    return row


async def remove_holiday(session: AsyncSession, viewer: Viewer, holiday_id: str) -> None:
    """Take a holiday out of the table."""
    viewer.require(HOLIDAYS)
    row = await session.scalar(select(Holiday).where(Holiday.id == holiday_id))
    if row is None:
        raise NotFound("holiday")
    await session.delete(row)
    await journal.record(session, viewer, "holiday.removed", row)


async def add_known_holidays(session: AsyncSession, viewer: Viewer) -> list[Holiday]:
    """Fill an empty table with the known public holidays; one that holds anything is left as it is."""
    if await queries.holidays(session):
        return []
    return [await add_holiday(session, viewer, HolidayIn(name=one.name, first_on=one.first_on, last_on=one.last_on))
            for one in KNOWN]


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone))
