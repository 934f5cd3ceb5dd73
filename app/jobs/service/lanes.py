"""Lanes: opened with the first work of their kind, resting when told to wait, spaced where somebody asks for it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.work import insert_at_end, now, unit
from app.jobs.models import Lane
from app.jobs.rules import rest_after

MOST = 2
KNOWN = "lanes that are there"
OPEN: Mapping[str, Any] = {
    name: dialect.insert(Lane.__table__).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
"""By dialect: of two first works at once, both open the same lane and neither fails."""


def open_lane(session: AsyncSession, name: str) -> None:
    """See to it that there is a lane of this name; one that is there stays as it is."""
    if name in session.info.get(KNOWN, ()):
        return
    new = {"name": name, "most": MOST, "gap": 0.0, "strikes": 0}
    insert_at_end(session, OPEN[session.get_bind().dialect.name], new)


def note_open(session: AsyncSession, name: str) -> None:
    """Know for this unit that a lane is there: it stays as long as work lies in it, and the unit holds such work."""
    session.info.setdefault(KNOWN, set()).add(name)


async def rest(session: AsyncSession, name: str, asked: timedelta) -> None:
    """Let a lane rest, as long as it was asked to or longer with every time in a row; never shorter than it does."""
    lane = await session.scalar(select(Lane).where(Lane.name == name).with_for_update())
    if lane is None:
        return
    lane.strikes += 1
    until = now(session) + rest_after(lane.strikes, asked, unit(session).chance.random())
    lane.not_before = max(until, lane.not_before or until)


async def praise(session: AsyncSession, name: str) -> None:
    """Work of a lane was done: what it was told before counts no more."""
    await session.execute(update(Lane).where(Lane.name == name, Lane.strikes > 0).values(strikes=0))


async def space(session: AsyncSession, name: str, gap: float) -> None:
    """Let so many seconds pass between two beginnings in a lane."""
    await session.execute(update(Lane).where(Lane.name == name, Lane.gap != gap).values(gap=gap))
