"""Two hands on one parcel: of an export and a step back one wins, no parcel goes twice, one unit is resent once."""

import asyncio
from typing import Any

from app.core.errors import Conflict
from app.core.work import Work
from app.main import House
from app.samples import queries
from app.samples import service as samples
from app.samples.queries import exports as exports_of
from app.samples.rules.refusals import NothingInReserve, NothingToExport, TroubleIsOpen
from app.seats import service as seats
from tests import arrange
from tests import arrange_samples as some
from tests.arrange import OPS

ROUNDS = 4


async def together(*tries: Any) -> list[Any]:
    """All at once; what each came to."""
    return await asyncio.gather(*tries, return_exceptions=True)


def refused(outcomes: list[Any], *kinds: type[Exception]) -> int:
    """How many were refused; anything but these refusals is raised."""
    unforeseen = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, kinds)]
    if unforeseen:
        raise unforeseen[0]
    return sum(isinstance(one, kinds) for one in outcomes)


async def states(work: Work, sent: some.Sent) -> tuple[str, str]:
    return (await some.seat(work, sent.seat_id)).state, (await some.parcel(work, sent.id)).state


async def test_of_an_export_and_a_step_back_one_wins(own_house: House) -> None:
    work = own_house.work
    campaign = await arrange.live_campaign(work, units=ROUNDS)
    for name in "abcd"[:ROUNDS]:
        sent = await some.prepared(work, campaign, name)
        outcomes = await together(work.do(samples.export_parcels, OPS, campaign.id),
                                  work.do(seats.step_back, sent.who.viewer, sent.seat_id))
        assert refused(outcomes, Conflict) == 1
        assert await states(work, sent) in (("accepted", "exported"), ("released", "cancelled"))
        is_held = (await states(work, sent))[0] == "accepted"
        assert (await some.seat(work, sent.seat_id)).exported_at is not None if is_held else True
    stock, book = await some.stock(work, campaign), await some.moved(work, campaign)
    assert stock.taken == book["taken"] - book.get("returned", 0)


async def test_two_exports_at_once_hand_no_parcel_out_twice(own_house: House) -> None:
    work = own_house.work
    campaign = await arrange.live_campaign(work, units=6)
    parcels = [await some.prepared(work, campaign, name) for name in "abcdef"]
    outcomes = await together(*(work.do(samples.export_parcels, OPS, campaign.id) for _ in range(4)))
    assert refused(outcomes, NothingToExport) == 3
    made = await work.read(exports_of.exports, OPS, campaign.id)
    assert [export.count for export in made] == [len(parcels)]
    assert {(await some.parcel(work, sent.id)).export_id for sent in parcels} == {made[0].id}


async def test_the_last_unit_of_the_reserve_is_resent_once(own_house: House) -> None:
    work = own_house.work
    campaign = await arrange.live_campaign(work, units=2, reserve=1)
    troubles = []
    for name in "ab":
        sent = await some.shipped(work, campaign, name)
        troubles.append((await work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost")).id)
    outcomes = await together(*(work.do(samples.resend, OPS, trouble_id) for trouble_id in troubles))
    assert refused(outcomes, NothingInReserve) == 1
    assert (await some.stock(work, campaign)).resent == 1
    assert sorted([(await some.trouble(work, trouble_id)).state for trouble_id in troubles]) == ["open", "resent"]


async def test_a_trouble_ended_twice_at_once_is_ended_once(own_house: House) -> None:
    work = own_house.work
    campaign = await arrange.live_campaign(work, reserve=4)
    sent, trouble_id = await some.troubled(work, campaign=campaign)
    outcomes = await together(*(work.do(samples.resend, OPS, trouble_id) for _ in range(3)),
                              work.do(samples.give_up, OPS, trouble_id))
    assert refused(outcomes, Conflict) == 3
    made = [parcel for parcel in await work.read(queries.of_seat, OPS, sent.seat_id) if parcel.replaces_id]
    assert len(made) == (await some.stock(work, campaign)).resent


async def test_one_parcel_has_one_open_trouble_though_three_are_told_at_once(own_house: House) -> None:
    work = own_house.work
    sent = await some.shipped(work)
    outcomes = await together(*(work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost") for _ in range(3)))
    assert refused(outcomes, TroubleIsOpen) == 2
    assert await some.open_stops(work, sent.seat_id) == 1


async def test_a_tap_and_a_reaction_at_once_leave_one_story(own_house: House) -> None:
    work = own_house.work
    sent = await some.shipped(work)
    outcomes = await together(work.do(samples.confirm, sent.who.viewer, sent.id),
                              work.do(seats.react, sent.who.viewer, sent.seat_id))
    assert refused(outcomes, Conflict) == 0
    assert await states(work, sent) == ("excused", "confirmed")
