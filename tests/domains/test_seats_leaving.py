"""After the answer: no, no longer, who waits, who moves house, who is erased, and what is counted."""

import pytest

from app.core.clock import SetClock
from app.core.errors import Invalid
from app.core.states import WrongState
from app.core.work import Work
from app.seats import queries
from app.seats import service as seats
from app.seats.rules.refusals import (
    AddressFrozen,
    AddressHadGift,
    AlreadyExported,
)
from tests import arrange
from tests.arrange import OPS
from tests.arrange_seats import (
    REACTIONS,
    accepted,
    count_states,
    crowd,
    events_of,
    happen,
    seat_of,
    stock_of,
)
from tests.domains.test_seats import HOME


@pytest.fixture(autouse=True)
def _seats_alone(work: Work) -> None:
    work.reactions = REACTIONS


async def test_no_costs_nothing_and_twice_is_once(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who)
    for _ in range(2):
        assert (await work.do(seats.decline, who.viewer, seat_id)).state == "declined"
    assert await events_of(work, seat_id) == ["seat.declined"]
    with pytest.raises(WrongState):
        await work.do(seats.accept, who.viewer, seat_id)


async def test_a_unit_that_comes_back_goes_to_the_one_who_has_waited_longest(work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    holder, held = await accepted(work, campaign, "holder")
    waiters = await crowd(work, campaign, 3)
    for who, seat_id in reversed(waiters):
        await work.do(seats.accept, who.viewer, seat_id)
        clock.forward(minutes=1)
    await work.do(seats.step_back, holder.viewer, held.id)
    assert [(await seat_of(work, seat_id)).state for _, seat_id in waiters] == ["waiting", "waiting", "accepted"]
    assert await events_of(work, waiters[2][1]) == ["seat.queued", "seat.promoted"]
    assert [stock.taken for stock in await stock_of(work, campaign.id)] == [1]


async def test_who_is_at_a_cap_by_then_waits_on_and_the_next_is_promoted(work: Work, clock: SetClock) -> None:
    campaign, other = await arrange.live_campaign(work, units=1), await arrange.live_campaign(
        work, await arrange.brand(work, "Other"))
    holder, held = await accepted(work, campaign, "holder")
    (busy, busy_seat), (free, free_seat) = await crowd(work, campaign, 2)
    await work.do(seats.accept, busy.viewer, busy_seat)
    clock.forward(minutes=1)
    await work.do(seats.accept, free.viewer, free_seat)
    await work.do(seats.accept, busy.viewer, await arrange.offered_seat(work, other, busy))
    await work.do(seats.step_back, holder.viewer, held.id)
    assert (await seat_of(work, busy_seat)).state == "waiting"
    assert (await seat_of(work, free_seat)).state == "accepted"


async def test_nobody_steps_back_from_a_parcel_that_is_being_packed(work: Work) -> None:
    who, seat = await accepted(work)
    await work.do(seats.mark_exported, OPS, seat.id)
    with pytest.raises(AlreadyExported):
        await work.do(seats.step_back, who.viewer, seat.id)


@pytest.mark.parametrize("exported", [False, True])
async def test_a_reaction_excuses_at_once_and_keeps_a_unit_that_has_left(work: Work, exported: bool) -> None:
    campaign = await arrange.live_campaign(work)
    who, seat = await accepted(work, campaign)
    if exported:
        await work.do(seats.mark_exported, OPS, seat.id)
    excused = await work.do(seats.react, who.viewer, seat.id)
    assert (excused.state, excused.reason) == ("excused", "reaction")
    assert [stock.taken for stock in await stock_of(work, campaign.id)] == [int(exported)]
    assert (await events_of(work, seat.id))[-1] == "seat.reacted"


async def test_an_excuse_needs_one_of_the_reasons(work: Work) -> None:
    _, seat = await accepted(work)
    with pytest.raises(Invalid):
        await work.do(seats.excuse, OPS, seat.id, "praised too little")


async def test_with_a_cancelled_campaign_goes_all_that_has_not_been_packed(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=2)
    _, packed = await accepted(work, campaign, "packed")
    await work.do(seats.mark_exported, OPS, packed.id)
    await accepted(work, campaign, "seated")
    (waiter, waiting), _ = await crowd(work, campaign, 2)
    await work.do(seats.accept, waiter.viewer, waiting)

    await happen(work, campaign.id, "campaign.cancelled", state="cancelled")
    assert await count_states(work, campaign.id) == {"accepted": 1, "excused": 1, "withdrawn": 2}
    assert (await seat_of(work, packed.id)).state == "accepted"


async def test_an_address_changes_until_the_parcel_is_packed(work: Work) -> None:
    who, seat = await accepted(work)
    before = seat.address_index
    await work.do(seats.change_address, who.viewer, who.id, HOME)
    assert (await seat_of(work, seat.id)).address_index not in (None, before)
    await work.do(seats.mark_exported, OPS, seat.id)
    with pytest.raises(AddressFrozen):
        await work.do(seats.change_address, who.viewer, who.id, HOME)


async def test_nobody_moves_to_where_a_gift_was_taken_lately(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    one, one_seat = await accepted(work, campaign, "one")
    two, _ = await accepted(work, campaign, "two")
    await work.do(seats.change_address, one.viewer, one.id, HOME)
    with pytest.raises(AddressHadGift):
        await work.do(seats.change_address, two.viewer, two.id, HOME.model_copy(update={"mobile": "13900000002"}))
    await work.do(seats.step_back, one.viewer, one_seat.id)
    await work.do(seats.change_address, two.viewer, two.id, HOME.model_copy(update={"mobile": "13900000002"}))


async def test_an_erased_person_leaves_no_open_seat_and_no_index(work: Work) -> None:
    campaign, other = await arrange.live_campaign(work), await arrange.live_campaign(
        work, await arrange.brand(work, "Other"))
    who, seat = await accepted(work, campaign)
    offered = await arrange.offered_seat(work, other, who)
    told = await work.read(seats.export, who.viewer, who.id)
    assert [row["state"] for row in told["seats"]] == ["accepted", "offered"]
    assert await work.do(seats.forget, who.viewer, who.id) == {"withdrawn": 1, "excused": 1}
    gone = await seat_of(work, seat.id)
    assert (gone.state, gone.reason, gone.phone_index, gone.address_index) == ("excused", "erased", None, None)
    assert (await seat_of(work, offered)).state == "withdrawn"


async def test_a_brand_counts_its_seats_and_sees_no_row(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    await accepted(work, campaign)
    counts = await work.read(queries.counts_by_state, campaign.brand.viewer, campaign.id)
    assert (counts["accepted"], counts["no_show"]) == (1, 0)
    stranger = await arrange.brand(work, "Other")
    assert sum((await work.read(queries.counts_by_state, stranger.viewer, campaign.id)).values()) == 0


async def test_free_units_are_those_neither_taken_nor_offered_nor_waited_for(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=4)
    await accepted(work, campaign)
    await crowd(work, campaign, 2)
    assert await work.read(lambda s, v: queries.free_units(s, campaign.id), OPS) == 1


async def test_standing_is_computed_from_seats_and_leaves_excused_ones_aside(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    who, seat = await accepted(work, campaign)
    nothing = await work.read(queries.standing, OPS, "con_nobody")
    assert (nothing.accepting.p, nothing.publishing.p) == (0.4, 0.6)
    assert (await work.read(queries.standing, OPS, who.id)).accepting.p == pytest.approx(5 / 11)
    await work.do(seats.excuse, OPS, seat.id, "illness")
    assert (await work.read(queries.standing, OPS, who.id)).accepting.n == 0
