"""Parcels are prepared with the seat, handed out once, to the address that stood then."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Address, Consent
from app.core.clock import SetClock
from app.core.errors import Forbidden, NotFound
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.samples import queries
from app.samples import service as samples
from app.samples.models import Lot, Parcel
from app.samples.queries import exports as exports_of
from app.samples.rules import numbers, sheets
from app.samples.rules.refusals import ExportsPaused, NothingToExport
from app.seats import service as seats
from app.seats.rules.refusals import AlreadyExported
from tests import arrange
from tests import arrange_samples as some
from tests.arrange import OPS


async def test_whoever_accepts_has_a_parcel_with_a_number_and_the_seats_lines(work: Work) -> None:
    sent = await some.prepared(work)
    parcel = await some.parcel(work, sent.id)
    assert (parcel.state, parcel.seat_id, numbers.read(parcel.number)) == ("pending", sent.seat_id, parcel.number)
    assert [(line.variant_id, line.quantity) for line in parcel.lines] == [(sent.campaign.variant_id, 1)]
    assert await some.events(work, sent.id) == ["parcel.prepared"]


async def test_a_campaign_that_sends_no_parcels_prepares_none(work: Work) -> None:
    campaign = await arrange.live_campaign(work, fulfilment="code")
    who = await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who)
    await work.do(seats.accept, who.viewer, seat_id)
    assert await work.read(queries.of_seat, OPS, seat_id) == []


async def test_whoever_waits_has_no_parcel_and_has_one_once_promoted(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    first = await some.prepared(work, campaign, "lin")
    second = await arrange.person(work, "wang")
    waiting = await arrange.offered_seat(work, campaign, second)
    assert (await work.do(seats.accept, second.viewer, waiting)).state == "waiting"
    assert await work.read(queries.of_seat, OPS, waiting) == []
    await work.do(seats.step_back, first.who.viewer, first.seat_id)
    await work.do(seats.promote_next, OPS, campaign.id)
    assert [parcel.state for parcel in await work.read(queries.of_seat, OPS, waiting)] == ["pending"]
    assert await some.moved(work, campaign) == {"taken": 2, "returned": 1}


async def test_whoever_steps_back_is_sent_nothing_and_the_book_agrees_with_the_counter(work: Work) -> None:
    sent = await some.prepared(work)
    await work.do(seats.step_back, sent.who.viewer, sent.seat_id)
    assert (await some.parcel(work, sent.id)).state == "cancelled"
    assert await some.moved(work, sent.campaign) == {"taken": 1, "returned": 1}
    assert (await some.stock(work, sent.campaign)).taken == 0
    with pytest.raises(NothingToExport):
        await work.do(samples.export_parcels, OPS, sent.campaign.id)


@pytest.mark.parametrize("leave", ["react", "excuse"])
async def test_a_reaction_or_an_excuse_before_the_export_cancels_the_parcel(work: Work, leave: str) -> None:
    sent = await some.prepared(work)
    if leave == "react":
        await work.do(seats.react, sent.who.viewer, sent.seat_id)
    else:
        await work.do(seats.excuse, OPS, sent.seat_id, "illness")
    assert (await some.parcel(work, sent.id)).state == "cancelled"
    assert await some.moved(work, sent.campaign) == {"taken": 1, "returned": 1}


async def test_an_excuse_after_the_export_leaves_parcel_and_book_as_they_are(work: Work) -> None:
    sent = await some.exported(work)
    await work.do(seats.excuse, OPS, sent.seat_id, "illness")
    assert (await some.parcel(work, sent.id)).state == "exported"
    assert await some.moved(work, sent.campaign) == {"taken": 1}


async def test_an_export_freezes_the_address_and_tells_the_seat(work: Work) -> None:
    sent = await some.prepared(work)
    done = await work.do(samples.export_parcels, OPS, sent.campaign.id)
    assert (done.export.count, done.waiting) == (1, 0)
    parcel = await some.parcel(work, sent.id)
    assert (parcel.state, parcel.recipient, parcel.mobile, parcel.detail) == (
        "exported", "收件人lin", "13800000000", "lin路1号")
    assert "lin" not in (parcel.recipient_sealed or "")
    assert (await some.seat(work, sent.seat_id)).exported_at is not None
    with pytest.raises(AlreadyExported):
        await work.do(seats.step_back, sent.who.viewer, sent.seat_id)


async def test_a_second_export_finds_nothing_and_says_who_waits(work: Work) -> None:
    sent = await some.exported(work)
    with pytest.raises(NothingToExport):
        await work.do(samples.export_parcels, OPS, sent.campaign.id)
    assert len(await work.read(exports_of.exports, OPS, sent.campaign.id)) == 1


async def test_the_sheet_is_the_same_when_it_is_read_again_and_reading_it_is_written_down(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=2)
    await some.prepared(work, campaign, "lin")
    await some.prepared(work, campaign, "wang")
    done = await work.do(samples.export_parcels, OPS, campaign.id)
    first = sheets.write(await work.do(samples.download, OPS, done.export.id, "zh-cn"))
    again = sheets.write(await work.do(samples.download, OPS, done.export.id, "zh-cn"))
    assert first == again
    assert "收件人wang,13800000000,,上海市,上海市,徐汇区,wang路1号,燕麦奶 1 litre ×1" in first.decode("utf-8-sig")
    assert (await some.events(work, done.export.id)).count("parcel_export.downloaded") == 2


async def test_a_paused_campaign_sends_nothing(work: Work) -> None:
    sent = await some.prepared(work)

    async def pause(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(update(Campaign).where(Campaign.id == sent.campaign.id).values(paused_at=now(session)))
    await work.do(pause, OPS)
    with pytest.raises(ExportsPaused):
        await work.do(samples.export_parcels, OPS, sent.campaign.id)
    assert (await some.parcel(work, sent.id)).state == "pending"


@pytest.mark.parametrize("lacks", ["no_address", "incomplete_address", "no_consent"])
async def test_nobody_without_a_usable_address_is_lost(work: Work, lacks: str) -> None:
    campaign = await arrange.live_campaign(work, units=2)
    good = await some.prepared(work, campaign, "lin")
    bad = await some.prepared(work, campaign, "wang")

    async def take_away(session: AsyncSession, viewer: Viewer) -> None:
        own = Address.consumer_id == bad.who.id
        if lacks == "no_address":
            await session.execute(delete(Address).where(own))
        elif lacks == "incomplete_address":
            await session.execute(update(Address).where(own).values(mobile_sealed=None))
        else:
            await session.execute(update(Consent).where(
                Consent.consumer_id == bad.who.id, Consent.purpose == "courier").values(withdrawn_at=now(session)))
    await work.do(take_away, OPS)
    done = await work.do(samples.export_parcels, OPS, campaign.id)
    assert ([parcel.id for parcel in done.parcels], done.waiting) == ([good.id], 1)
    waiting = await work.read(exports_of.waiting, OPS, campaign.id)
    assert [(one.parcel.id, one.lacks) for one in waiting] == [(bad.id, lacks)]
    with pytest.raises(NothingToExport) as refused:
        await work.do(samples.export_parcels, OPS, campaign.id)
    assert refused.value.waiting == 1


async def test_lines_name_the_lot_that_expires_first_while_it_lasts(work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work, units=3)

    async def lots(session: AsyncSession, viewer: Viewer) -> None:
        today = now(session).date()
        for batch, days, units in (("LATE", 90, 9), ("SOON", 30, 2), ("OVER", -1, 9)):
            session.add(Lot(id=new_id(session, "lot"), campaign_id=campaign.id, variant_id=campaign.variant_id,
                            batch=batch, expires_on=today + timedelta(days=days), units=units))
    await work.do(lots, OPS)
    for name in ("a", "b", "c"):
        await some.prepared(work, campaign, name)
    done = await work.do(samples.export_parcels, OPS, campaign.id)
    contents = [row.contents for row in await work.do(samples.download, OPS, done.export.id)]
    assert [words.split("[")[1] for words in contents] == ["SOON]", "SOON]", "LATE]"]


async def test_nobody_but_ops_exports_or_reads_an_export(work: Work) -> None:
    sent = await some.exported(work)
    export = (await work.read(exports_of.exports, OPS, sent.campaign.id))[0]
    for viewer in (sent.who.viewer, sent.campaign.brand.viewer):
        with pytest.raises(Forbidden):
            await work.do(samples.export_parcels, viewer, sent.campaign.id)
        with pytest.raises(Forbidden):
            await work.do(samples.download, viewer, export.id)
        with pytest.raises(NotFound):
            await work.read(exports_of.exports, viewer, sent.campaign.id)
    with pytest.raises(NotFound):
        await work.do(samples.export_parcels, OPS, "cmp_none")


async def test_a_brand_sees_no_parcel_and_a_consumer_only_the_own(work: Work) -> None:
    sent = await some.prepared(work)
    stranger = await arrange.person(work, "zhao")
    for viewer in (sent.campaign.brand.viewer, stranger.viewer):
        with pytest.raises(NotFound):
            await work.read(queries.get, viewer, sent.id)
    assert (await work.read(queries.get, sent.who.viewer, sent.id)).id == sent.id


async def test_every_parcel_of_a_campaign_has_another_number(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=4)
    for name in ("a", "b", "c", "d"):
        await some.prepared(work, campaign, name)

    async def found(session: AsyncSession, viewer: Viewer) -> list[str]:
        return list((await session.scalars(select(Parcel.number).where(Parcel.campaign_id == campaign.id))).all())
    assert len(set(await work.read(found, OPS))) == 4
