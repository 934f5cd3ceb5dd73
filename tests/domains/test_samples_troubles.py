"""Something wrong with a parcel stops the clock, and ends with a word, a new parcel, or an excuse."""

from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.files import Files, PictureRefused
from app.core.states import WrongState
from app.core.work import Work
from app.main import House
from app.samples import queries
from app.samples import service as samples
from app.samples.rules import TROUBLES
from app.samples.rules.refusals import NothingInReserve, SeatIsOver, SentAgain, TooManyPhotos, TroubleIsOpen
from app.seats import service as seats
from tests import arrange
from tests import arrange_samples as some
from tests.arrange import OPS


async def test_a_trouble_stops_the_clock_and_leaves_the_parcel_as_it_is(work: Work) -> None:
    sent, trouble_id = await some.troubled(work)
    assert (await some.parcel(work, sent.id)).state == "shipped"
    assert await some.open_stops(work, sent.seat_id) == 1
    assert await some.due(work, "parcel.assume_received") == []
    assert await some.events(work, trouble_id) == ["trouble.opened"]


async def test_what_the_person_writes_is_sealed(work: Work) -> None:
    sent = await some.shipped(work)
    trouble = await work.do(samples.open_trouble, sent.who.viewer, sent.id, "damaged", "盒子压扁了")
    stored = await some.trouble(work, trouble.id)
    assert stored.note == "盒子压扁了"
    assert "盒子" not in (stored.note_sealed or "")


@pytest.mark.parametrize("kind", TROUBLES)
async def test_every_kind_of_trouble_can_be_told(work: Work, kind: str) -> None:
    _, trouble_id = await some.troubled(work, kind)
    assert (await some.trouble(work, trouble_id)).kind == kind


async def test_an_unknown_kind_is_refused_at_its_field(work: Work) -> None:
    sent = await some.shipped(work)
    with pytest.raises(Invalid) as refused:
        await work.do(samples.open_trouble, sent.who.viewer, sent.id, "boring")
    assert refused.value.faults[0].where == ("kind",)


async def test_one_parcel_has_one_open_trouble_and_another_one_after_it(work: Work) -> None:
    sent, trouble_id = await some.troubled(work)
    with pytest.raises(TroubleIsOpen):
        await work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost")
    await work.do(samples.resolve, OPS, trouble_id)
    await work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost")


async def test_a_parcel_that_has_not_left_has_no_trouble_yet(work: Work) -> None:
    sent = await some.prepared(work)
    with pytest.raises(WrongState):
        await work.do(samples.open_trouble, sent.who.viewer, sent.id, "lost")


async def test_a_trouble_can_be_told_after_the_parcel_was_confirmed(work: Work) -> None:
    sent = await some.shipped(work)
    await work.do(samples.confirm, sent.who.viewer, sent.id)
    await work.do(samples.open_trouble, sent.who.viewer, sent.id, "expired")
    assert (await some.seat(work, sent.seat_id)).deadline_at is None


async def test_a_stranger_and_a_brand_find_no_parcel_to_complain_about(work: Work) -> None:
    sent, trouble_id = await some.troubled(work)
    stranger = (await arrange.person(work, "zhao")).viewer
    with pytest.raises(NotFound):
        await work.do(samples.open_trouble, stranger, sent.id, "lost")
    with pytest.raises(Forbidden):
        await work.do(samples.open_trouble, sent.campaign.brand.viewer, sent.id, "lost")
    with pytest.raises(NotFound):
        await work.read(queries.trouble, stranger, trouble_id)
    for mend in (samples.resend, samples.resolve, samples.give_up):
        with pytest.raises(Forbidden):
            await work.do(mend, sent.who.viewer, trouble_id)


async def test_resolving_lets_the_clock_run_and_silence_count_again(house: House, clock: SetClock) -> None:
    work = house.work
    sent, trouble_id = await some.troubled(work)
    clock.forward(days=20)
    await house.worker.run_due()
    assert (await some.seat(work, sent.seat_id)).received_at is None
    await work.do(samples.resolve, OPS, trouble_id)
    assert await some.open_stops(work, sent.seat_id) == 0
    await house.worker.run_due()
    assert (await some.seat(work, sent.seat_id)).received_at == clock()


async def test_a_resend_is_a_new_parcel_from_the_reserve_and_the_clock_waits_for_it(
        house: House, clock: SetClock) -> None:
    work = house.work
    sent, trouble_id = await some.troubled(work)
    fresh = await work.do(samples.resend, OPS, trouble_id)
    assert (fresh.state, fresh.replaces_id, [line.quantity for line in fresh.lines]) == ("pending", sent.id, [1])
    stock = await some.stock(work, sent.campaign)
    assert (stock.taken, stock.resent, await some.moved(work, sent.campaign)) == (1, 1, {"taken": 1, "resent": 1})
    clock.forward(days=30)
    await house.worker.run_due()
    assert (await some.seat(work, sent.seat_id)).received_at is None
    await work.do(samples.export_parcels, OPS, sent.campaign.id)
    await work.do(samples.ship, OPS, fresh.id, "SF", "SF2222222222222")
    assert await some.open_stops(work, sent.seat_id) == 1
    await work.do(samples.confirm, sent.who.viewer, fresh.id)
    assert await some.open_stops(work, sent.seat_id) == 0
    assert (await some.seat(work, sent.seat_id)).received_at == clock()


async def test_a_resend_about_which_nobody_says_a_word_counts_as_received(house: House, clock: SetClock) -> None:
    work = house.work
    sent, trouble_id = await some.troubled(work)
    fresh = await work.do(samples.resend, OPS, trouble_id)
    await work.do(samples.export_parcels, OPS, sent.campaign.id)
    await work.do(samples.ship, OPS, fresh.id, "SF", "SF2222222222222")
    clock.forward(days=1)
    await work.do(samples.deliver, OPS, fresh.id)
    clock.forward(days=4)
    await house.worker.run_due()
    assert await some.open_stops(work, sent.seat_id) == 0
    assert (await some.seat(work, sent.seat_id)).received_at == clock() - timedelta(days=1)


async def test_a_resend_after_receipt_moves_the_deadline_by_the_wait(house: House, clock: SetClock) -> None:
    work = house.work
    sent = await some.shipped(work)
    await work.do(samples.confirm, sent.who.viewer, sent.id)
    before = await some.seat(work, sent.seat_id)
    trouble = await work.do(samples.open_trouble, sent.who.viewer, sent.id, "damaged")
    fresh = await work.do(samples.resend, OPS, trouble.id)
    await work.do(samples.export_parcels, OPS, sent.campaign.id)
    await work.do(samples.ship, OPS, fresh.id, "SF", "SF2222222222222")
    clock.forward(days=6)
    await work.do(samples.confirm, sent.who.viewer, fresh.id)
    after = await some.seat(work, sent.seat_id)
    assert after.received_at == before.received_at
    assert after.deadline_at is not None
    assert before.deadline_at is not None
    assert after.deadline_at - before.deadline_at == timedelta(days=6)


async def test_the_first_parcel_says_nothing_any_more_once_it_is_replaced(house: House, clock: SetClock) -> None:
    work = house.work
    sent, trouble_id = await some.troubled(work)
    fresh = await work.do(samples.resend, OPS, trouble_id)
    for again in (samples.confirm, samples.may_open):
        with pytest.raises(SentAgain) as refused:
            await work.do(again, sent.who.viewer, sent.id)
        assert refused.value.number == fresh.number
    await work.do(samples.deliver, OPS, sent.id)
    clock.forward(days=30)
    await house.worker.run_due()
    assert (await some.seat(work, sent.seat_id)).received_at is None


async def test_an_exhausted_reserve_says_what_can_be_done_and_changes_nothing(work: Work) -> None:
    campaign = await arrange.live_campaign(work, reserve=0)
    _, trouble_id = await some.troubled(work, campaign=campaign)
    with pytest.raises(NothingInReserve) as refused:
        await work.do(samples.resend, OPS, trouble_id)
    assert "give it up" in refused.value.sentence()
    assert (await some.trouble(work, trouble_id)).state == "open"
    assert (await some.stock(work, campaign)).resent == 0


async def test_giving_up_excuses_the_person_without_penalty(work: Work) -> None:
    sent, trouble_id = await some.troubled(work)
    await work.do(samples.give_up, OPS, trouble_id)
    seat = await some.seat(work, sent.seat_id)
    assert (seat.state, seat.reason) == ("excused", "not_delivered")
    assert await some.open_stops(work, sent.seat_id) == 0


@pytest.mark.parametrize("mend", [samples.resend, samples.resolve, samples.give_up])
async def test_an_ended_trouble_cannot_be_ended_again(work: Work, mend: object) -> None:
    _, trouble_id = await some.troubled(work)
    await work.do(samples.resolve, OPS, trouble_id)
    with pytest.raises(WrongState):
        await work.do(mend, OPS, trouble_id)


async def test_whoever_has_left_is_sent_nothing_again(work: Work) -> None:
    sent, trouble_id = await some.troubled(work)
    await work.do(seats.react, sent.who.viewer, sent.seat_id)
    with pytest.raises(SeatIsOver):
        await work.do(samples.resend, OPS, trouble_id)


async def test_photos_are_kept_painted_anew_and_too_many_or_broken_ones_refused(house: House) -> None:
    files = Files(house.settings.files_dir)
    kept = await samples.keep_photos(files, [arrange.photo("red"), arrange.photo("blue")], [])
    assert len(set(kept)) == 2
    assert files.open(kept[0]).startswith(b"\x89PNG")
    with pytest.raises(TooManyPhotos):
        await samples.keep_photos(files, [arrange.photo()] * 4, [])
    with pytest.raises(PictureRefused):
        await samples.keep_photos(files, [b"no picture"], [])


async def test_forgetting_a_person_leaves_numbers_and_takes_the_rest(house: House) -> None:
    work, files = house.work, house.files
    sent = await some.shipped(work)
    other = await some.shipped(work, await arrange.live_campaign(work, await arrange.brand(work, "Other")), "wang")
    mine, shared = await samples.keep_photos(files, [arrange.photo("red"), arrange.photo("blue")], [])
    await work.do(samples.open_trouble, sent.who.viewer, sent.id, "damaged", "盒子压扁了", (mine, shared))
    await work.do(samples.open_trouble, other.who.viewer, other.id, "damaged", "湿了", (shared,))
    told = await work.read(samples.export, OPS, sent.who.id)
    assert told["parcels"][0]["address"]["recipient"] == "收件人lin"
    assert told["parcels"][0]["troubles"][0]["note"] == "盒子压扁了"
    assert await work.do(samples.forget, OPS, sent.who.id) == {"parcels": 1, "troubles": 1, "photos": 2}
    await house.worker.run_due()
    parcel = await some.parcel(work, sent.id)
    assert (parcel.recipient, parcel.mobile, parcel.detail, parcel.tracking, parcel.city) == (None,) * 5
    assert (parcel.number, parcel.state, parcel.troubles[0].note) == (told["parcels"][0]["number"], "shipped", None)
    assert (await some.parcel(work, other.id)).recipient == "收件人wang"
    with pytest.raises(NotFound):
        files.open(mine)
    assert files.open(shared)


async def test_no_tracking_number_is_kept_of_somebody_who_was_forgotten(work: Work) -> None:
    sent = await some.exported(work)
    await work.do(samples.forget, OPS, sent.who.id)
    await work.do(samples.ship, OPS, sent.id, "SF", "SF1234567890123")
    assert (await some.parcel(work, sent.id)).tracking is None
