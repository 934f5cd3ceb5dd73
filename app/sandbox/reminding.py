"""People who forget until they are reminded, people who need more days, and what reminders and clocks came to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.cases import service as cases
from app.core.viewer import Viewer
from app.notifications import queries as messages_of
from app.notifications.models import Message
from app.notifications.rules import SENT
from app.notifications.rules.reminders import AFTER, BEFORE, OF_POSTS, ON_THE_DAY
from app.sandbox.paging import all_of
from app.sandbox.world import Place, World
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.rules import COMPLETED

WORDS = {BEFORE: "reminded three days before", ON_THE_DAY: "reminded on the last day",
         AFTER: "told once, a day after it, that late is welcome too"}
REMEMBERS, ASKS = timedelta(hours=60), timedelta(days=3)
"""So long before the deadline somebody writes after all, or asks for more time."""
POSTS_LATE, MORE_DAYS = timedelta(days=2), 7
ASKED = {"en": "I am travelling until Sunday. May I post next week?", "zh-cn": "这周在出差，可以下周再发吗？"}
ANSWERED = "可以的，已经为你延长七天。 Of course: you have seven days more."


async def own_time(world: World, place: Place) -> float | None:
    """In how many hours somebody posts for whom the deadline decides; None: when the trial is over."""
    if place.fate not in ("forgets", "asks_time"):
        return None
    until = (await world.work.read(seats_of.get, world.ops, place.seat_id)).deadline_at
    if until is None:
        return None
    if place.fate == "forgets":
        return _hours(until - REMEMBERS - world.now)
    world.later(until - ASKS, lambda: _ask_for_days(world, place))
    return _hours(until + POSTS_LATE - world.now)


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)


async def _ask_for_days(world: World, place: Place) -> None:
    """Somebody asks for more time; ops give it the next morning, and the case is closed."""
    words = ASKED[place.person.life.language]
    case = await world.work.do(cases.ask, place.person.viewer, place.person.consumer_id, "question", words, "seats",
                               place.seat_id)

    async def give() -> None:
        before = (await world.work.read(seats_of.get, world.ops, place.seat_id)).deadline_at
        seat = await world.work.do(seats.extend, world.ops, place.seat_id, MORE_DAYS, reason="travel")
        await world.work.do(cases.reply, world.ops, case.id, ANSWERED)
        await world.work.do(cases.close, world.ops, case.id)
        if before is not None and seat.deadline_at == before + timedelta(days=MORE_DAYS):
            world.ledger.fault("asks_time", "given seven days by ops, told of the new day", place.seat_id)
    world.after(16, give)


async def note_extension(world: World, place: Place) -> None:
    """Note that a post came within the days that were given."""
    seat = await world.work.read(seats_of.get, world.ops, place.seat_id)
    if seat.state == COMPLETED:
        world.ledger.fault("asks_time", "and posted within them: kept its promise", place.seat_id)


async def note_stop(world: World, place: Place) -> None:
    """Note that the clock of a seat stands still: its sample came broken."""
    if (await world.work.read(seats_of.get, world.ops, place.seat_id)).deadline_at is None:
        world.ledger.fault("clock", "it stood still from that hour on", place.seat_id)


async def note_restart(world: World, place: Place) -> None:
    """Note that the clock runs again, and that the days between were added."""
    until = (await world.work.read(seats_of.get, world.ops, place.seat_id)).deadline_at
    if until is not None and place.deadline_at is not None and until > place.deadline_at:
        world.ledger.fault("clock", "it ran on when the new one had come, with the days between added", place.seat_id)


async def note_reminders(world: World) -> None:
    """Note who was reminded of a post, how often, and that it ended by itself."""
    by_seat: defaultdict[str, list[Message]] = defaultdict(list)
    for message in await world.work.read(_reminders, world.ops):
        by_seat[message.subject_id or ""].append(message)
        world.ledger.fault("reminded", WORDS[message.template], message.subject_id or "")
    places = world.places
    for seat_id, told in by_seat.items():
        seat = await world.work.read(seats_of.get, world.ops, seat_id)
        if seat.completed_at is not None and is_over_by(seat.completed_at, told):
            world.ledger.fault("reminded", "handed in then: no further word", seat_id)
        elif told[0].template == AFTER:
            world.ledger.fault("reminded", "after that one let be", seat_id)
        if places[seat_id].fate == "asks_time":
            await note_extension(world, places[seat_id])


def is_over_by(ended_at: datetime, reminders: Sequence[Message]) -> bool:
    """Whether nobody was reminded after the end."""
    return all(one.made_at <= ended_at for one in reminders)


async def _reminders(session: Any, viewer: Viewer) -> list[Message]:
    """Every reminder of a post that was sent, the newest first."""
    sent = await all_of(lambda ask: messages_of.list_page(session, viewer, ask, SENT))
    return [one for one in sent if one.template in OF_POSTS]
