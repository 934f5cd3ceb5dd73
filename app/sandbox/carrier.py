"""Parcels are handed out as a sheet, carriers report what they did as a list, and some go astray."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.consumers.schemas import AddressIn
from app.core.viewer import Viewer
from app.samples import service as samples
from app.samples.rules import sheets
from app.samples.rules.refusals import NothingInReserve
from app.samples.rules.tracking import read_list
from app.sandbox.posting import begin_trial
from app.sandbox.reminding import note_restart, note_stop
from app.sandbox.world import Journey, Place, Stand, World
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.rules.clock import AFTER_DELIVERY

ASTRAY = ("lost", "given_up", "address")
"""Fates in which the first parcel never arrives."""
TAPS = 0.65
ON_RECORD = 13.0
"""Hours after which the house has noted every receipt, those that nobody has told too."""
CARRIER, ZONE = "SF Express", ZoneInfo("Asia/Shanghai")
HEAD = "Parcel number,Carrier,Tracking number,Status,Date\n"


async def send_out(world: World) -> None:
    """Each morning: hand out what is pending, then take in what the carriers report."""
    for stand in world.stands:
        if stand.to_send and not stand.is_paused:
            await _hand_out(world, stand)
        due = [(journey, report) for journey in stand.journeys for report in journey.reports if report[0] <= world.now]
        if due:
            await _take_in(world, stand, due)


async def _hand_out(world: World, stand: Stand) -> None:
    sheet, parcels = await world.work.do(_export, world.ops, stand.campaign_id)
    stand.to_send = 0
    listed = {row[0] for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig")))}
    for number, parcel_id, seat_id in parcels:
        if number not in listed:
            raise LookupError(f"the sheet lacks parcel {number}")
        place = stand.places[seat_id]
        tracking = f"SF{world.chance('tracking', number).randrange(10**12):012d}"
        journey = Journey(number, parcel_id, place, tracking, _reports(world, place))
        stand.journeys.append(journey)
        if not place.was_resent:
            world.ledger.count(stand.plan.key, "sent")
        _plan_trouble(world, journey)


async def _export(session: Any, viewer: Viewer, campaign_id: str) -> tuple[bytes, list[tuple[str, str, str]]]:
    made = await samples.export_parcels(session, viewer, campaign_id)
    rows = await samples.download(session, viewer, made.export.id, "zh-cn")
    return sheets.write(rows), [(parcel.number, parcel.id, parcel.seat_id) for parcel in made.parcels]


def _reports(world: World, place: Place) -> list[tuple[datetime, str]]:
    days = (0.5, 1.4, 2.4 + 1.5 * place.chance.random())
    reports = [(world.now + timedelta(days=day), status)
               for day, status in zip(days, ("shipped", "in_transit", "delivered"), strict=True)]
    return reports[:2] if place.fate in ASTRAY and not place.was_resent else reports


async def _take_in(world: World, stand: Stand, due: list[tuple[Journey, tuple[datetime, str]]]) -> None:
    """The carrier's list, a line for each parcel: the latest report counts."""
    latest = {journey.number: (journey, report) for journey, report in sorted(due, key=lambda one: one[1][0])}
    lines = "".join(
        f"{number},{CARRIER},{journey.tracking},{status},{at.astimezone(ZONE):%Y-%m-%d %H:%M}\n"
        for number, (journey, (at, status)) in latest.items())
    report = await world.work.do(samples.import_tracking, world.ops, stand.campaign_id,
                                 read_list((HEAD + lines).encode()))
    if report.faults:
        raise ValueError(f"the carrier's list was not understood: {report.faults[0]}")
    for journey, (at, status) in latest.values():
        journey.reports = [one for one in journey.reports if one[0] > world.now]
        if status == "delivered":
            _plan_receipt(world, journey, at)


def _plan_receipt(world: World, journey: Journey, delivered_at: datetime) -> None:
    """Most say that they have it; of the others it is assumed after three days."""
    place = journey.place
    if place.chance.random() < TAPS:
        world.after(place.chance.uniform(1, 20), lambda: _tap(world, journey))
    else:
        world.later(delivered_at + AFTER_DELIVERY, lambda: _received(world, journey))


async def _tap(world: World, journey: Journey) -> None:
    await world.work.do(samples.confirm, journey.place.person.viewer, journey.parcel_id)
    await _received(world, journey)


async def _received(world: World, journey: Journey) -> None:
    place = journey.place
    if place.is_received:
        world.after(ON_RECORD, lambda: note_restart(world, place))
    else:
        place.is_received = True
        world.ledger.count(place.stand.plan.key, "received")
    if place.fate == "damaged" and not place.was_resent:
        world.after(3, lambda: _complain(world, journey, "damaged"))
    elif place.fate == "reaction":
        world.after(place.chance.uniform(20, 60), lambda: _react(world, place))
    else:
        world.after(ON_RECORD, lambda: begin_trial(world, place))


async def _react(world: World, place: Place) -> None:
    await world.work.do(seats.react, place.person.viewer, place.seat_id)
    place.answer = "excused"
    world.ledger.count(place.stand.plan.key, "excused")
    world.ledger.fault("reaction", "excused at once, a case opened")


def _plan_trouble(world: World, journey: Journey) -> None:
    place = journey.place
    if place.was_resent or place.fate not in ASTRAY:
        return
    if place.fate == "address":
        world.after(72, lambda: _complain(world, journey, "address"))
    else:
        world.after(24 * 6, lambda: _complain(world, journey, "lost"))


async def _complain(world: World, journey: Journey, kind: str) -> None:
    """Something is wrong: the person says so (the carrier, of an address), and ops mend it the next day."""
    place = journey.place
    viewer = world.ops if kind == "address" else place.person.viewer
    if place.is_received:
        place.deadline_at = (await world.work.read(seats_of.get, world.ops, place.seat_id)).deadline_at
    trouble = await world.work.do(samples.open_trouble, viewer, journey.parcel_id, kind)
    if place.is_received:
        await note_stop(world, place)
    world.after(20, lambda: _mend(world, journey, trouble.id, kind))


async def _mend(world: World, journey: Journey, trouble_id: str, kind: str) -> None:
    place = journey.place
    if place.fate == "given_up":
        await _give_up(world, place, trouble_id, "given up, excused: not delivered")
        return
    if kind == "address":
        better = place.person.life.address | {"detail": place.person.life.address["detail"] + "（二单元）"}
        await world.work.do(seats.change_address, place.person.viewer, place.person.consumer_id,
                            AddressIn.model_validate(better))
    try:
        await world.work.do(samples.resend, world.ops, trouble_id)
    except NothingInReserve as refusal:
        world.ledger.refused[refusal.code()] += 1
        await _give_up(world, place, trouble_id, "nothing left in reserve: given up, excused")
        return
    place.was_resent = True
    place.stand.to_send += 1
    done = "address corrected, sent again from the reserve" if kind == "address" else "sent again from the reserve"
    world.ledger.fault(place.fate, done, place.seat_id)


async def _give_up(world: World, place: Place, trouble_id: str, done: str) -> None:
    await world.work.do(samples.give_up, world.ops, trouble_id)
    place.answer = "excused"
    world.ledger.count(place.stand.plan.key, "excused")
    world.ledger.fault(place.fate, done, place.seat_id)
