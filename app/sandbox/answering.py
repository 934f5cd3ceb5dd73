"""People see their invitations and say yes, no or nothing; some step back, some wait and are promoted."""

from functools import partial
from typing import Any

from app.cases import service as cases
from app.consumers.schemas import AddressIn
from app.core.errors import Refusal
from app.core.viewer import Viewer
from app.matching import queries as matches_of
from app.sandbox.arriving import come_in
from app.sandbox.liking import liking
from app.sandbox.paging import all_of
from app.sandbox.venues import can_befall
from app.sandbox.world import Person, Place, Stand, World, together
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, OFFERED, WAITING
from app.seats.rules.refusals import VariantGone
from app.seats.schemas import AcceptIn

OTHER_FATES = ("plain", "no_show", "missing_label", "wrong_author", "too_early", "private", "slow", "busy", "deleted",
               "edited", "lost", "damaged", "reaction", "steps_back", "asks")
ANSWERS_MORE, ANSWERS_LESS = 0.3, 0.05
"""Who likes a product answers its invitation sooner than they answer others."""
WEIGHTS = (66, 0, 8, 2, 2, 3, 1, 3, 2, 3, 1, 1, 2, 2, 4)


async def all_seats(session: Any, viewer: Viewer, campaign_id: str | None, state: str | None = None) -> list[Seat]:
    """The seats of a campaign or of all, in one state or in any."""
    return await all_of(lambda ask: seats_of.page(session, viewer, ask, state=state, campaign_id=campaign_id))


async def look_at_invitations(world: World) -> None:
    """Who was told of an offer decides when to answer; who waits sees whether it is their turn."""
    by_campaign = {stand.campaign_id: stand for stand in world.stands}
    for seat in await world.work.read(all_seats, world.ops, None, OFFERED) if world.stands else ():
        if seat.sent_at is not None:
            _notice(world, by_campaign[seat.campaign_id], seat)
    waiting = [place for place in world.places.values() if place.answer == WAITING]
    for place in waiting:
        seat = await world.work.read(seats_of.get, world.ops, place.seat_id)
        if seat.state == ACCEPTED:
            await _taken(world, place)


def _notice(world: World, stand: Stand, seat: Seat) -> None:
    place = stand.places.get(seat.id)
    if place is None:
        person = world.by_consumer[seat.consumer_id]
        place = Place(seat.id, person, stand, world.chance("seat", stand.plan.key, person.life.number))
        stand.places[seat.id] = place
        person.is_seated = True
        world.ledger.count(stand.plan.key, "offered")
    if seat.wave in place.waves:
        return
    place.waves.add(seat.wave)
    likes = liking(world.people, place)
    if place.chance.random() < place.person.life.answers_offers + ANSWERS_MORE * likes - ANSWERS_LESS:
        says_no = place.chance.random() >= likes
        world.after(place.chance.uniform(1, 50), lambda: _answer(world, place, says_no=says_no))


async def _answer(world: World, place: Place, *, says_no: bool) -> None:
    if place.person.has_left:
        return
    await come_in(world, place.person)
    if says_no:
        await world.work.do(seats.decline, place.person.viewer, place.seat_id)
        place.answer = "declined"
        world.ledger.count(place.stand.plan.key, "declined")
        return
    try:
        seat = await _accept(world, place, place.chance.choice(place.stand.offers))
    except Refusal as refusal:
        world.ledger.refused[refusal.code()] += 1
        return
    if seat.state == WAITING:
        place.answer = WAITING
        world.ledger.count(place.stand.plan.key, "waiting")
    else:
        await _taken(world, place)


async def _accept(world: World, place: Place, offer_id: str) -> Seat:
    """Say yes with address and leave for the courier; where the wish is gone, take what is left."""
    yes = AcceptIn(offer_id=offer_id, confirms=True, courier_consent=True,
                   address=AddressIn.model_validate(place.person.life.address))
    try:
        return await world.work.do(seats.accept_with, place.person.viewer, place.seat_id, yes)
    except VariantGone as gone:
        world.ledger.refused[gone.code()] += 1
        instead = yes.model_copy(update={"offer_id": gone.offer_ids[0]})
        return await world.work.do(seats.accept_with, place.person.viewer, place.seat_id, instead)


async def _taken(world: World, place: Place) -> None:
    """Somebody has a seat: what will befall it is decided now."""
    was_waiting, place.answer = place.answer == WAITING, ACCEPTED
    key = place.stand.plan.key
    world.ledger.count(key, "accepted")
    if was_waiting:
        world.ledger.count(key, "waiting", -1)
        place.was_promoted = True
        world.ledger.fault("waits", "waited in line, promoted when a unit came free")
    place.fate = _fate(place)
    if place.fate == "steps_back":
        await world.work.do(seats.step_back, place.person.viewer, place.seat_id)
        place.answer = "released"
        world.ledger.count(key, "released")
        world.ledger.fault("steps_back", "the unit went back and was given to the next")
        return
    place.stand.to_send += 1
    if place.fate == "asks":
        await _ask(world, place)


def _fate(place: Place) -> str:
    for fate in place.stand.fates:
        if can_befall(place, fate):
            place.stand.fates.remove(fate)
            return fate
    if place.chance.random() > 0.75 + 0.25 * place.person.life.keeps_promises:
        return "no_show"
    fate = place.chance.choices(OTHER_FATES, WEIGHTS)[0]
    return fate if can_befall(place, fate) else "plain"


async def _ask(world: World, place: Place) -> None:
    """A question about the sample; ops answer the next morning, and close it."""
    words = "可以放在浴室里用吗？" if place.person.life.language == "zh-cn" else "May I share it with my sister?"
    case = await world.work.do(cases.ask, place.person.viewer, place.person.consumer_id, "product", words, "seats",
                               place.seat_id)

    async def answer() -> None:
        await world.work.do(cases.reply, world.ops, case.id, "可以的。 Yes, of course.")
        await world.work.do(cases.close, world.ops, case.id)
        world.ledger.fault("asks", "answered by ops and closed")
    world.after(16, answer)


async def fill_the_line(world: World) -> None:
    """Where every unit of a scarce campaign is taken, ops invite a few who asked to be in: they wait for a unit."""
    for stand in world.stands:
        if stand.plan.over_invites and stand.is_live and not stand.has_line and not sum(
                (await world.work.read(units_left, world.ops, stand.campaign_id)).values()):
            stand.has_line = True
            await invite_by_hand(world, stand, stand.plan.over_invites)
            world.after(96, partial(_move_reserve, world, stand))


async def units_left(session: Any, viewer: Viewer, campaign_id: str) -> dict[str, int]:
    """Units of each variant that nobody has taken."""
    return await seats_of.units_left(session, campaign_id)


async def invite_by_hand(world: World, stand: Stand, number: int, language: str | None = None) -> None:
    """Ops invite some people whom no run has picked (who read a language), those first who like their homes best."""
    matched = await world.work.read(_matched, world.ops, stand.campaign_id)
    able = [p for p in world.people if p.is_on_network and not p.is_seated and p.consumer_id not in matched
            and p.life.answers["consent:matching"] and language in (None, p.life.language)]
    keen: list[Person] = sorted(able, key=lambda p: -p.life.answers["interest:home"])[:number]
    await together(world.work.do(seats.offer, world.ops, stand.campaign_id, person.consumer_id, source="interested")
                   for person in keen)


async def _move_reserve(world: World, stand: Stand) -> None:
    """Ops put what is left of the reserve into the units: the first who waits is promoted."""
    for variant_id in await world.work.read(units_left, world.ops, stand.campaign_id):
        await world.work.do(seats.move_reserve, world.ops, stand.campaign_id, variant_id, 1)


async def _matched(session: Any, viewer: Viewer, campaign_id: str) -> set[str]:
    run = await matches_of.latest_run(session, viewer, campaign_id)
    return {one.consumer_id for one in await matches_of.of_run(session, viewer, run.id)} if run else set()
