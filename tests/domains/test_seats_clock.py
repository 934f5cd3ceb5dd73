"""From packing to the outcome: receipt, stops, deadlines, verified posts, missed windows, the reserve."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Holiday, Pause
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work, new_id
from app.seats import queries
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules.clock import end_of_day
from app.seats.rules.refusals import CampaignClosedToOffers, NothingReserved
from tests import arrange
from tests.arrange import OPS
from tests.arrange_seats import REACTIONS, accepted, another_offer, events_of, happen, seat_of, stock_of

DAYS = 7 + 14


@pytest.fixture(autouse=True)
def _seats_alone(work: Work) -> None:
    work.reactions = REACTIONS | {"campaign.paused": (seats.reset_deadlines,),
                                  "campaign.resumed": (seats.reset_deadlines,)}


async def received(work: Work, name: str = "lin", **more: object) -> Seat:
    """A seat whose person has just said that the parcel is here."""
    campaign = await arrange.live_campaign(work, **more)
    who, seat = await accepted(work, campaign, name)
    await work.do(seats.mark_exported, OPS, seat.id)
    await work.do(seats.mark_shipped, OPS, seat.id)
    return await work.do(seats.mark_received, who.viewer, seat.id)


async def test_the_clock_begins_with_receipt_and_only_once(work: Work, clock: SetClock) -> None:
    seat = await received(work)
    first = clock()
    assert (seat.received_at, seat.received_how) == (first, "tap")
    assert seat.deadline_at == end_of_day(first, DAYS, "Asia/Shanghai")
    clock.forward(days=1)
    again = await work.do(seats.mark_received, OPS, seat.id, "delivered", clock())
    assert (again.received_at, again.received_how) == (first, "tap")
    assert await events_of(work, seat.id) == ["seat.accepted", "seat.exported", "seat.received", "seat.deadline_moved"]


async def test_receipt_does_not_lie_in_the_future(work: Work, clock: SetClock) -> None:
    _, seat = await accepted(work)
    marked = await work.do(seats.mark_received, OPS, seat.id, "delivered", clock() + timedelta(days=3))
    assert marked.received_at == clock()


async def test_nothing_is_received_on_a_seat_that_was_not_accepted(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who)
    with pytest.raises(WrongState):
        await work.do(seats.mark_received, who.viewer, seat_id)


async def test_nothing_is_packed_while_the_campaign_stands_still(work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work)
    _, seat = await accepted(work, campaign)
    await happen(work, campaign.id, "campaign.paused", paused_at=clock())
    with pytest.raises(CampaignClosedToOffers):
        await work.do(seats.mark_exported, OPS, seat.id)


async def test_while_a_trouble_is_open_there_is_no_deadline_and_afterwards_a_later_one(
        work: Work, clock: SetClock) -> None:
    seat = await received(work)
    before = seat.deadline_at
    clock.forward(days=2)
    assert (await work.do(seats.stop_clock, OPS, seat.id, "trouble", "trb_1")).deadline_at is None
    await work.do(seats.stop_clock, OPS, seat.id, "trouble", "trb_1")
    clock.forward(days=5, hours=3)
    moved = await work.do(seats.restart_clock, OPS, seat.id, "trb_1")
    assert before is not None
    assert moved.deadline_at == before + timedelta(days=5, hours=3)
    assert (await work.do(seats.restart_clock, OPS, seat.id, "trb_1")).deadline_at == moved.deadline_at


async def test_a_pause_and_a_trouble_at_once_count_once_and_a_holiday_besides(work: Work, clock: SetClock) -> None:
    seat = await received(work)
    assert seat.deadline_at is not None
    start, before = clock(), seat.deadline_at

    async def rest(session: AsyncSession, viewer: Viewer) -> None:
        session.add_all((
            Pause(id=new_id(session, "pau"), campaign_id=seat.campaign_id, started_at=start + timedelta(days=1),
                  ended_at=start + timedelta(days=4)),
            Holiday(id=new_id(session, "hol"), name={"default": "A feast"}, started_at=start + timedelta(days=10),
                    ended_at=start + timedelta(days=12))))
    await work.do(rest, OPS)
    clock.put(start + timedelta(days=2))
    await work.do(seats.stop_clock, OPS, seat.id, "trouble", "trb_1")
    clock.put(start + timedelta(days=5))
    moved = await work.do(seats.restart_clock, OPS, seat.id, "trb_1")
    assert moved.deadline_at == before + timedelta(days=4 + 2)


async def test_a_pause_takes_the_deadline_away_until_the_campaign_goes_on(work: Work, clock: SetClock) -> None:
    seat = await received(work)

    async def stand_still(session: AsyncSession, viewer: Viewer) -> None:
        session.add(Pause(id="pau_1", campaign_id=seat.campaign_id, started_at=clock()))
    await work.do(stand_still, OPS)
    await happen(work, seat.campaign_id, "campaign.paused")
    assert (await seat_of(work, seat.id)).deadline_at is None
    clock.forward(days=60)
    assert (await work.do(seats.settle, OPS, seat.id)).state == "accepted"


async def test_ops_give_more_days_within_reason(work: Work) -> None:
    seat = await received(work)
    before = seat.deadline_at
    assert before is not None
    assert (await work.do(seats.extend, OPS, seat.id, 3)).deadline_at == before + timedelta(days=3)
    for days in (0, 91):
        with pytest.raises(Invalid):
            await work.do(seats.extend, OPS, seat.id, days)
    with pytest.raises(Forbidden):
        await work.do(seats.extend, arrange.roles.consumer("acc", seat.consumer_id), seat.id, 3)


async def test_the_last_verified_post_completes_the_seat(work: Work, clock: SetClock) -> None:
    seat = await received(work)
    done = await work.do(seats.count_verified, OPS, seat.id)
    assert (done.state, done.verified_count, done.completed_at, done.is_late) == ("completed", 1, clock(), False)
    assert (await work.do(seats.count_verified, OPS, seat.id)).verified_count == 1
    assert (await events_of(work, seat.id))[-1] == "seat.completed"


async def test_a_window_that_closed_without_a_post_is_missed_and_a_late_post_still_completes(
        work: Work, clock: SetClock) -> None:
    seat = await received(work)
    assert (await work.do(seats.settle, OPS, seat.id)).state == "accepted"
    clock.forward(days=DAYS + 1)
    missed = await work.do(seats.settle, OPS, seat.id)
    assert (missed.state, missed.settled_at) == ("no_show", clock())
    late = await work.do(seats.count_verified, OPS, seat.id)
    assert (late.state, late.is_late) == ("completed", True)


async def test_a_post_that_came_in_time_is_not_late_because_its_check_was(work: Work, clock: SetClock) -> None:
    seat = await received(work)
    clock.forward(days=DAYS + 5)
    done = await work.do(seats.count_verified, OPS, seat.id, is_late=False)
    assert (done.state, done.is_late) == ("completed", False)


async def test_after_the_campaign_a_missed_seat_stays_missed(work: Work, clock: SetClock) -> None:
    seat = await received(work)
    clock.forward(days=DAYS + 1)
    await work.do(seats.settle, OPS, seat.id)
    await happen(work, seat.campaign_id, "campaign.completed", state="completed")
    after = await work.do(seats.count_verified, OPS, seat.id)
    assert (after.state, after.verified_count) == ("no_show", 1)


async def test_a_reaction_after_the_outcome_is_heard_and_changes_no_state(work: Work) -> None:
    seat = await received(work)
    await work.do(seats.count_verified, OPS, seat.id)
    viewer = arrange.roles.consumer("acc", seat.consumer_id)
    assert (await work.do(seats.react, viewer, seat.id)).state == "completed"
    assert (await events_of(work, seat.id))[-1] == "seat.reacted"


async def test_stock_is_opened_once_from_the_offers_with_the_reserve_on_top(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=40, reserve_share=0.03)
    await another_offer(work, campaign, "pairs", 35, quantity=2)

    async def clear(session: AsyncSession, viewer: Viewer) -> None:
        for row in await queries.stock_of(session, campaign.id):
            await session.delete(row)
    await work.do(clear, OPS)
    for _ in range(2):
        await work.do(seats.open_stock, OPS, campaign.id)
    assert sorted((row.units, row.reserve) for row in await stock_of(work, campaign.id)) == [(40, 2), (70, 3)]
    assert await events_of(work, campaign.id) == ["stock.opened"]


async def test_a_resend_takes_from_the_reserve_until_there_is_none(work: Work) -> None:
    seat = await received(work, reserve=1)
    assert (await work.do(seats.take_reserve, OPS, seat.id)).shipped_at is None
    with pytest.raises(NothingReserved):
        await work.do(seats.take_reserve, OPS, seat.id)
    assert [(row.taken, row.resent) for row in await stock_of(work, seat.campaign_id)] == [(1, 1)]


async def test_what_is_left_of_the_reserve_goes_to_those_who_wait(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1, reserve=1)
    await accepted(work, campaign, "first")
    _, waiting = await accepted(work, campaign, "second")
    await work.do(seats.move_reserve, OPS, campaign.id, campaign.variant_id, 1)
    assert (await seat_of(work, waiting.id)).state == "accepted"
    for units in (1, 0, -1):
        with pytest.raises(NothingReserved):
            await work.do(seats.move_reserve, OPS, campaign.id, campaign.variant_id, units)


async def test_spoiled_units_leave_the_reserve(work: Work) -> None:
    campaign = await arrange.live_campaign(work, reserve=1)
    await work.do(seats.spoil, OPS, campaign.id, campaign.variant_id)
    with pytest.raises(NothingReserved):
        await work.do(seats.spoil, OPS, campaign.id, campaign.variant_id)
