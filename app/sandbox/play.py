"""The play: eight weeks of sign-ups, campaigns, parcels and posts, step by step, all by the house's own verbs."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from app.accounts import service as accounts
from app.core.clock import SetClock
from app.core.viewer import Viewer
from app.jobs.worker import Worker
from app.journal import queries as journal_of
from app.journal import service as journal
from app.main import House
from app.privacy import service as privacy
from app.sandbox.answering import all_seats, fill_the_line, invite_by_hand, look_at_invitations
from app.sandbox.arriving import plan_arrivals
from app.sandbox.books import close_books
from app.sandbox.briefing import look_at_campaigns, open_firms, open_last, plan_campaigns
from app.sandbox.briefs import DAYS, PLANS
from app.sandbox.carrier import send_out
from app.sandbox.counting import recount
from app.sandbox.desk import unsettle
from app.sandbox.mending import look_at_numbers, look_at_reviews
from app.sandbox.network import SimulatedNetwork
from app.sandbox.pictures import look_at_pictures
from app.sandbox.polling import Dashboard, dashboards
from app.sandbox.report import Report, compare
from app.sandbox.world import Person, Place, World
from app.seats.rules import ACCEPTED, COMPLETED, OFFERED
from app.web import roles

STEP_HOURS = 12
LAST = timedelta(seconds=60)
"""What is left at the end to do and seal what is due."""
EARLIER = timedelta(days=2)
"""So long before the last campaign starts somebody asks to be erased: its run is the first without that person."""
PLAYED = "demo.played"
OPS_EMAIL = "ops@daren.test"
Told = Callable[[int, int, str], None]
"""Hours played, hours in all, and what has happened so far."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the journal's first entry of a demo store is about."""

    id: str = "demo"


async def play(house: House, clock: SetClock, network: SimulatedNetwork, *, people: int = 2000, seed: int = 7,
               told: Told | None = None, days: int = DAYS) -> tuple[World, Report]:
    """Play the weeks before the clock's present moment on an empty store, and compare what was noted with the store."""
    began, end = time.monotonic(), clock()
    clock.put(end - timedelta(days=days))
    network.clock = clock
    ops = await _begin(house, seed, people)
    world = World(house, clock, network, seed, people, clock(), end, ops,
                  Worker(house.work, house.registry, most_at_once=32))
    await open_firms(world)
    plan_arrivals(world)
    plan_campaigns(world)
    world.later(world.start + timedelta(days=PLANS[-1].starts_on) - EARLIER, lambda: _erase_one(world))
    await world.worker.prepare()
    async with dashboards(world) as programs:
        for hours in range(0, 24 * days + 1, STEP_HOURS):
            clock.put(min(world.start + timedelta(hours=hours), world.end - LAST))
            await _step(world, hours, programs)
            if told is not None:
                told(hours, 24 * days, _so_far(world))
        await _end(world, programs)
        noted = await close_books(world, programs)
    found = await recount(world)
    return world, compare(world, noted, found, time.monotonic() - began)


async def _begin(house: House, seed: int, people: int) -> Viewer:
    """The mark of a demo store comes first of all; then somebody of ops."""
    async def begin(session: Any, viewer: Viewer) -> str:
        await journal.record(session, viewer, PLAYED, Mark(), seed=seed, people=people)
        account = await accounts.make_account(session, viewer, language="en", name="Ops")
        account.is_ops = True
        await accounts.add_contact(session, viewer, account.id, "email", OPS_EMAIL, verified=True)
        return account.id
    return roles.ops(await house.work.do(begin, roles.ops("demo")))


async def _step(world: World, hours: int, programs: dict[str, Dashboard]) -> None:
    """Everybody acts, then ops, then whatever is due by itself."""
    if world.is_to_unsettle:
        world.is_unsettled = True
        await unsettle(world)
    await _timed(world, "people", world.act)
    await _timed(world, "invitations", lambda: look_at_invitations(world))
    await _timed(world, "reviews", lambda: look_at_reviews(world))
    if hours % 24 == 0:
        await _timed(world, "parcels", lambda: send_out(world))
        await _timed(world, "campaigns", lambda: look_at_campaigns(world))
        await _timed(world, "campaigns", lambda: fill_the_line(world))
    await _timed(world, "worker", world.worker.run_due)
    if hours % 24 == 0:
        await _timed(world, "pictures", lambda: look_at_pictures(world))
        await _timed(world, "numbers", lambda: look_at_numbers(world))
    if hours % 48 == 24:
        for one in programs.values():
            await _timed(world, "polling", partial(one.poll, world.now))


async def _timed(world: World, name: str, act: Callable[[], Any]) -> None:
    began = time.process_time()
    await act()
    world.seconds[name] = world.seconds.get(name, 0.0) + time.process_time() - began


def _so_far(world: World) -> str:
    live = sum(stand.is_live for stand in world.stands)
    parcels = sum(len(stand.journeys) for stand in world.stands)
    reviews = sum(len(place.posts) for place in world.places.values())
    return f"{len(world.people)} people, {live} campaigns live, {parcels} parcels, {reviews} reviews"


async def _end(world: World, programs: dict[str, Dashboard]) -> None:
    """One asks to be erased, one invitation is open, one campaign opens; what is due is done and sealed; the programs
    ask once more."""
    if "erased" not in world.ledger.faults:
        await _erase_one(world)
    last = world.stands[-1]
    spoken = {world.by_consumer[seat.consumer_id].life.language
              for seat in await world.work.read(all_seats, world.ops, last.campaign_id, OFFERED)}
    for language in sorted({"en", "zh-cn"} - spoken):
        await invite_by_hand(world, last, 1, language)
    await open_last(world)
    for seconds in range(LAST.seconds - 1, -1, -1):
        world.clock.put(world.end - timedelta(seconds=seconds))
        await world.act()
        await world.worker.run_due()
        if not (await world.work.read(journal_of.count_waiting, world.ops)):
            break
    await look_at_reviews(world)
    for one in programs.values():
        await one.poll(world.now)


async def _erase_one(world: World) -> None:
    for stand in world.stands:
        for seat in await world.work.read(all_seats, world.ops, stand.campaign_id, COMPLETED):
            person = stand.places[seat.id].person
            if not _may_leave(world, stand.places[seat.id]):
                continue
            invited = {one.id for one in await world.work.read(all_seats, world.ops, None, OFFERED)}
            await world.work.do(privacy.erase, person.viewer, person.consumer_id)
            person.has_left = True
            take_back(world.places.values(), person, invited)
            world.ledger.fault("erased", "answers, address and words gone; the review's state and numbers stay")
            return


def _may_leave(world: World, place: Place) -> bool:
    """Whether nothing befalls somebody's posts and no other sample is on its way."""
    return set(place.fates.values()) == {"plain"} and not any(
        one.person is place.person and one.answer == ACCEPTED
        for stand in world.stands if stand is not place.stand for one in stand.places.values())


def take_back(places: Iterable[Place], person: Person, invited: Collection[str]) -> None:
    """Note that a person's open invitations are taken back; those that ran out before have run out."""
    for place in places:
        if place.person is person and place.seat_id in invited:
            place.answer = place.answer or "withdrawn"
