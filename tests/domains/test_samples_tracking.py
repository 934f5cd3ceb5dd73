"""Lists of tracking numbers are taken in line by line, and receipt follows from a tap or from silence."""

from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.errors import Forbidden, NotFound
from app.core.states import WrongState
from app.core.work import Work
from app.main import House
from app.samples import queries
from app.samples import service as samples
from app.samples.rules import numbers
from app.seats import service as seats
from tests import arrange
from tests import arrange_samples as some
from tests.arrange import OPS

FOREIGN = numbers.write("7K3M2Q8" + numbers.check_symbol("7K3M2Q8"))
TRACKING = "SF1234567890123"


async def line_of(work: Work, sent: some.Sent, *more: str) -> str:
    return ",".join(((await some.parcel(work, sent.id)).number, "SF Express", *(more or (TRACKING,))))


async def test_good_lines_ship_and_bad_ones_are_named(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    first, second = await some.prepared(work, campaign, "a"), await some.prepared(work, campaign, "b")
    await work.do(samples.export_parcels, OPS, campaign.id)
    late = await some.prepared(work, campaign, "c")
    report = await work.do(samples.import_tracking, OPS, campaign.id, some.listed(
        await line_of(work, first), f"{FOREIGN},SF,SF1234567890124", "rubbish,SF,SF1234567890125",
        await line_of(work, late, "SF1234567890126"), await line_of(work, second, "7.73E+11"),
        await line_of(work, second, "SF1234567890127", "delivered", "2026-03-02")))
    assert (report.lines, report.done) == (6, {"shipped": 1, "delivered": 1})
    assert [(fault.line, fault.code) for fault in report.faults] == [
        (3, "no_such_parcel"), (4, "bad_number"), (5, "not_exported"), (6, "scientific_notation")]
    parcel = await some.parcel(work, first.id)
    assert (parcel.state, parcel.carrier, parcel.tracking) == ("shipped", "SF Express", TRACKING)
    assert TRACKING not in (parcel.tracking_sealed or "")
    assert (await some.parcel(work, second.id)).state == "delivered"
    assert (await some.seat(work, first.seat_id)).shipped_at is not None


async def test_the_same_list_again_changes_nothing(work: Work) -> None:
    sent = await some.exported(work)
    listed = some.listed(await line_of(work, sent, TRACKING, "in_transit"))
    await work.do(samples.import_tracking, OPS, sent.campaign.id, listed)
    before = (await some.parcel(work, sent.id)).version, await some.events(work, sent.id)
    report = await work.do(samples.import_tracking, OPS, sent.campaign.id, listed)
    assert report.done == {"unchanged": 1}
    assert ((await some.parcel(work, sent.id)).version, await some.events(work, sent.id)) == before
    assert before[1] == ["parcel.prepared", "parcel.exported", "parcel.shipped", "parcel.in_transit"]


async def test_a_list_that_comes_late_never_moves_a_parcel_back(work: Work) -> None:
    sent = await some.exported(work)
    for status, done in (("delivered", "delivered"), ("shipped", "unchanged"), ("in_transit", "unchanged")):
        report = await work.do(samples.import_tracking, OPS, sent.campaign.id, some.listed(
            await line_of(work, sent, TRACKING, status)))
        assert report.done == {done: 1}
    assert (await some.parcel(work, sent.id)).state == "delivered"


async def test_a_wrong_number_is_corrected_while_the_parcel_travels_and_not_after(work: Work) -> None:
    sent = await some.shipped(work)
    report = await work.do(samples.import_tracking, OPS, sent.campaign.id, some.listed(
        await line_of(work, sent, "SF9999999999999")))
    assert (report.done, (await some.parcel(work, sent.id)).tracking) == ({"corrected": 1}, "SF9999999999999")
    await work.do(samples.deliver, OPS, sent.id)
    report = await work.do(samples.import_tracking, OPS, sent.campaign.id, some.listed(await line_of(work, sent)))
    assert [fault.code for fault in report.faults] == ["has_arrived"]


async def test_a_date_ahead_of_now_or_before_the_export_is_refused(work: Work, clock: SetClock) -> None:
    sent = await some.exported(work)
    clock.forward(days=2)
    for day, code in (("2026-03-01", "before_export"), ("2026-03-09", "in_the_future")):
        report = await work.do(samples.import_tracking, OPS, sent.campaign.id, some.listed(
            await line_of(work, sent, TRACKING, "shipped", day)))
        assert [(fault.column, fault.code) for fault in report.faults] == [("date", code)]
    assert (await some.parcel(work, sent.id)).state == "exported"


async def test_only_ops_take_in_lists_and_only_for_the_campaign_named(work: Work) -> None:
    sent, other = await some.exported(work), await arrange.live_campaign(work, await arrange.brand(work, "Other"))
    listed = some.listed(await line_of(work, sent))
    for viewer in (sent.who.viewer, sent.campaign.brand.viewer):
        with pytest.raises(Forbidden):
            await work.do(samples.import_tracking, viewer, sent.campaign.id, listed)
    report = await work.do(samples.import_tracking, OPS, other.id, listed)
    assert [fault.code for fault in report.faults] == ["no_such_parcel"]
    with pytest.raises(NotFound):
        await work.do(samples.import_tracking, OPS, "cmp_none", listed)


async def test_a_tap_starts_the_clock_once(work: Work, clock: SetClock) -> None:
    sent = await some.shipped(work)
    clock.forward(days=2)
    await work.do(samples.confirm, sent.who.viewer, sent.id)
    seat = await some.seat(work, sent.seat_id)
    assert (seat.received_at, seat.received_how) == (clock(), "tap")
    clock.forward(days=1)
    await work.do(samples.confirm, sent.who.viewer, sent.id)
    assert (await some.seat(work, sent.seat_id)).received_at == seat.received_at
    assert (await some.events(work, sent.id)).count("parcel.confirmed") == 1
    assert await some.due(work, "parcel.assume_received") == []


async def test_nobody_confirms_what_was_not_sent_nor_what_is_not_his(work: Work) -> None:
    sent = await some.exported(work)
    with pytest.raises(WrongState):
        await work.do(samples.confirm, sent.who.viewer, sent.id)
    with pytest.raises(NotFound):
        await work.do(samples.confirm, (await arrange.person(work, "zhao")).viewer, sent.id)
    with pytest.raises(Forbidden):
        await work.do(samples.confirm, OPS, sent.id)


@pytest.mark.parametrize(("delivered_on", "received_on", "how"), [(None, 15, "shipped"), (2, 5, "delivered"),
                                                                  (14, 15, "delivered")])
async def test_silence_counts_as_receipt_when_it_is_due(
        house: House, clock: SetClock, delivered_on: int | None, received_on: int, how: str) -> None:
    work, start = house.work, clock()
    sent = await some.shipped(work)
    if delivered_on is not None:
        clock.forward(days=delivered_on)
        await work.do(samples.deliver, OPS, sent.id)
    clock.put(start + timedelta(days=received_on, seconds=-1))
    await house.worker.run_due()
    assert (await some.seat(work, sent.seat_id)).received_at is None
    clock.put(start + timedelta(days=received_on, hours=5))
    await house.worker.run_due()
    seat = await some.seat(work, sent.seat_id)
    assert (seat.received_at, seat.received_how) == (start + timedelta(days=received_on), how)


async def test_a_seat_that_was_excused_meanwhile_receives_nothing(house: House, clock: SetClock) -> None:
    sent = await some.shipped(house.work)
    await house.work.do(seats.react, sent.who.viewer, sent.seat_id)
    clock.forward(days=16)
    await house.worker.run_due()
    assert (await some.seat(house.work, sent.seat_id)).received_at is None


async def test_parcels_are_counted_by_state(work: Work) -> None:
    sent = await some.shipped(work)
    counts = await work.read(queries.count_by_state, OPS, sent.campaign.id)
    assert (counts["shipped"], counts["pending"]) == (1, 0)
