"""Runs on the snapshot are those on freshly read rows, whatever changes; a file that is not right is never used."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import structlog
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from app.consumers import service as consumers
from app.consumers.models import Consent, Consumer
from app.consumers.queries.audience import people
from app.core.clock import SetClock
from app.core.errors import Refusal
from app.core.work import Work, now
from app.journal.models import Entry, Unsealed
from app.main import House, build
from app.matching.engine import columns
from app.matching.engine.columns import Row
from app.matching.engine.packed.keeper import Keeper
from app.matching.engine.run import Result, match
from app.matching.queries.inputs import all_traits, gifts, inputs, whole
from app.matching.queries.packed import everybody, layout_of, tidy
from app.matching.queries.rows import row_of
from app.matching.rules.computing import Inputs, compute, outlook_of
from app.matching.rules.packing import code_in
from app.privacy import service as privacy
from app.seats.models import Seat
from app.web import roles
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_bodies import in_snapshot, obvious
from tests.arrange_changes import CHANGES, somebody, written
from tests.arrange_matching import crowd, wants

MANY = 60


async def reference(work: Work, campaign_id: str) -> Result:
    """What a run over everybody finds, its people read row by row from their own tables."""
    read, rows = await work.read(rows_of_a_run, OPS, campaign_id)
    audience = columns.build(rows, read.brief.kinds)
    return match(audience, read.brief.wants, read.brief.criteria, read.brief.quotas, read.units, read.waitlist,
                 outlook_of(audience, read), read.seed)


async def rows_of_a_run(session: Any, viewer: Any, campaign_id: str) -> tuple[Inputs, list[Row]]:
    """All that a run reads, and its people as plain rows."""
    read = await inputs(session, viewer, campaign_id, 5)
    traits = all_traits(session)
    found = await people(session, viewer, read.brief.kinds, [key for key, spec in traits.items() if spec.sensitive])
    seats = await gifts(session, await whole(session, campaign_id))
    return read, [row_of(one, seats.get(one.seq)) for one in found]


async def agree(work: Work, campaign_ids: list[str]) -> int:
    """Both ways find the same for each campaign; how many are eligible in all."""
    eligible = 0
    for campaign_id in campaign_ids:
        outcome, plain = compute(await work.read(inputs, OPS, campaign_id, 5)), await reference(work, campaign_id)
        packed, seqs = outcome.result, plain.audience.seq
        picked = {*plain.chosen.tolist(), *plain.waitlist.tolist()}
        assert [code_in(outcome.left_out, seq) for seq in seqs.tolist()] == [
            None if at in picked else code for at, code in enumerate(plain.codes.tolist())]
        for name in ("chosen", "waitlist", "order"):
            one, other = getattr(packed, name), getattr(plain, name)
            assert packed.audience.seq[one].tolist() == seqs[other].tolist(), name
            for told in ("ranks", "fit", "coverage", "contributions"):
                assert getattr(packed, told)[one].tobytes() == getattr(plain, told)[other].tobytes(), told
        assert (dict(packed.counts), packed.means) == (dict(plain.counts), plain.means)
        eligible += len(packed.order)
    return eligible


async def campaigns(work: Work) -> list[str]:
    """Three briefs, and seats of one of them."""
    plain = await arrange.live_campaign(work, units=6)
    picky = await arrange.live_campaign(
        work, await arrange.brand(work, "Yuncha"), units=4, audience={"ages": [18, 60], "genders": ["female"]},
        musts=[{"trait": "interest:travel", "op": "at_least", "value": 2}])
    local = await arrange.live_campaign(
        work, await arrange.brand(work, "Pawly"), units=8, platform="weibo",
        audience={"regions": ["31"], "followers": {"weibo": [1, 3]}},
        must_nots=[{"trait": "habit:impulse", "op": "at_least", "value": 5}])
    for one in (plain, picky, local):
        await wants(work, one.id, cooking=3, travel=1)
    await seated(work, plain)
    return [plain.id, picky.id, local.id]


async def seated(work: Work, campaign: Live) -> None:
    async def make(session: Any, viewer: Any) -> None:
        for number, state in enumerate(("accepted", "offered", "declined", "completed"), 1):
            done = now(session) - timedelta(days=3) if state in ("accepted", "completed") else None
            session.add(Seat(id=f"seat_{number}", campaign_id=campaign.id, consumer_id=f"con_{number:05d}",
                             brand_id=campaign.brand.id, pseudonym=f"p{number}", changed_at=now(session), state=state,
                             offered_at=now(session), accepted_at=done, answer_by=now(session)))
    await work.do(make, OPS)


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_run_on_the_snapshot_is_the_run_on_the_rows_whatever_changes(work: Work, seed: int) -> None:
    chance = Random(seed)
    await crowd(work, [somebody(chance) for _ in range(MANY)])
    ids = await campaigns(work)
    assert await agree(work, ids)
    for change in chance.sample(sorted(CHANGES), len(CHANGES)):
        for number in chance.sample(range(1, MANY + 1), 3):
            with suppress(Refusal):
                await CHANGES[change](work, f"con_{number:05d}")
        assert await agree(work, ids), change
    await crowd(work, [somebody(chance) for _ in range(10)], first=MANY + 1)
    assert await agree(work, ids)


async def test_a_consent_ends_on_its_day_without_anybody_changing_it(work: Work, clock: SetClock) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5, "interest:travel": 4}}] * 5)
    ids = await campaigns(work)
    await written(lambda who: update(Consent).where(Consent.consumer_id == who).values(
        until=clock() + timedelta(days=1)))(work, "con_00001")
    assert compute(await work.read(inputs, OPS, ids[2])).result.counts["NO_CONSENT"] == 0
    clock.forward(days=2)
    assert compute(await work.read(inputs, OPS, ids[2])).result.counts["NO_CONSENT"] == 1
    await agree(work, ids)


async def test_what_a_transaction_saw_that_was_undone_is_not_kept(work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 5, "interest:travel": 4}}] * 5)
    ids = await campaigns(work)
    await agree(work, ids)

    async def undone(session: Any, viewer: Any) -> None:
        await session.execute(delete(Consent))
        assert not (await inputs(session, viewer, ids[0])).people.audience(()).consent.any()
        raise KeyError("undone")
    with pytest.raises(KeyError):
        await work.do(undone, OPS)
    assert (await work.read(inputs, OPS, ids[0])).people.audience(()).consent.all()


async def test_who_was_changed_by_a_transaction_that_ended_late_is_not_missed(own_house: House) -> None:
    work = own_house.work
    await crowd(work, [{"traits": {"interest:cooking": 5}}] * 3)
    began, may_end = asyncio.Event(), asyncio.Event()

    async def slow(session: Any, viewer: Any) -> None:
        await session.execute(update(Consumer).where(Consumer.id == "con_00001").values(state="away"))
        began.set()
        await may_end.wait()

    async def paused() -> int:
        snapshot = await work.read(everybody, OPS)
        return int(sum((table.source.array("flags") & 2 != 0).sum() for table in snapshot.tables))
    writing = asyncio.create_task(work.do(slow, OPS))
    await began.wait()
    if work.database.dialect == "postgresql":
        await written(lambda who: update(Consumer).where(Consumer.id == who).values(gender="male"))(work, "con_00002")
    assert await paused() == 0
    may_end.set()
    await writing
    assert await paused() == 1


def again(house: House, clock: SetClock) -> House:
    """Another process on the same store."""
    return build(house.settings, clock=clock, seed=2)


async def filed(house: House) -> Keeper:
    """More than fifty people, read once, so that there is a file; the keeper that wrote it."""
    await crowd(house.work, [{"traits": {"interest:cooking": 5}}] * 70)
    await house.work.do(consumers.leave, roles.consumer("acc_1", "con_00001"), "con_00001")
    await house.work.read(everybody, OPS)

    house.keeper.finish()
    return house.keeper


async def held_people(house: House) -> tuple[int, int]:
    """How many people the next process finds, and how many of them in the file, once it is written."""
    assert (await house.work.read(everybody, OPS)).people
    house.keeper.finish()
    snapshot = await house.work.read(everybody, OPS)
    return snapshot.people, len(snapshot.base.source.array("seq"))


async def test_the_next_process_goes_on_from_the_file(own_house: House, clock: SetClock) -> None:
    keeper = await filed(own_house)
    assert keeper.path
    before = keeper.path.stat().st_mtime_ns
    await written(lambda who: update(Consumer).where(Consumer.id == who).values(gender="male"))(
        own_house.work, "con_00002")
    other = again(own_house, clock)
    assert await held_people(other) == (70, 70)
    assert keeper.path.stat().st_mtime_ns == before
    assert keeper.path.stat().st_mode & 0o077 == 0
    await other.close()


async def test_a_consent_that_ended_long_before_the_file_is_read_again_is_not_missed(
        own_house: House, clock: SetClock) -> None:
    await crowd(own_house.work, [{"traits": {"interest:cooking": 5}}] * 70)
    await written(lambda who: update(Consent).where(Consent.consumer_id == who).values(
        until=clock() + timedelta(days=1)))(own_house.work, "con_00002")
    assert await held_people(own_house) == (70, 70)
    clock.forward(days=40)
    other = again(own_house, clock)
    for house in (other, own_house):
        assert await in_snapshot(house.work) == await obvious(house.work)
    await other.close()


@pytest.mark.parametrize("harm", ["a byte", "cut short", "no snapshot", "another store"])
async def test_a_file_that_is_not_right_is_not_used_but_made_anew(own_house: House, clock: SetClock,
                                                                  harm: str) -> None:
    keeper = await filed(own_house)
    assert keeper.path
    whole_file = keeper.path.read_bytes()
    spoilt = {"a byte": whole_file[:-9] + bytes([whole_file[-9] ^ 1]) + whole_file[-8:],
              "cut short": whole_file[:-100], "no snapshot": b"x" * 100}.get(harm, whole_file)
    keeper.path.write_bytes(spoilt)
    if harm == "another store":
        await _forget_entries(own_house)
    other = again(own_house, clock)
    structlog.reset_defaults()  # A command that ran before in this process may have hushed its log.
    with capture_logs() as told:
        assert await held_people(other) == (70, 70)
    assert [one["event"] for one in told] == ([] if harm == "another store" else ["snapshot_damaged"])

    async def layout(session: Any, viewer: Any) -> Any:
        return layout_of(session)
    assert Keeper(keeper.path).stored(await other.work.read(layout, OPS))
    await other.close()


async def _forget_entries(house: House) -> None:
    """As a store set back to before its newest entry."""
    async def forget(session: Any, viewer: Any) -> None:
        await session.execute(delete(Unsealed))
        await session.execute(delete(Entry))
    await house.work.do(forget, OPS)


async def test_what_changes_while_the_file_is_written_is_not_lost(own_house: House) -> None:
    work = own_house.work
    await crowd(work, [{"traits": {"interest:cooking": 5}}] * 70)
    for number in range(1, 40):
        await written(lambda who: update(Consumer).where(Consumer.id == who).values(gender="male"))(
            work, f"con_{number:05d}")
        assert await in_snapshot(work) == await obvious(work)
    await work.do(privacy.erase, OPS, "con_00050")
    assert await in_snapshot(work) == await obvious(work)
    own_house.keeper.finish()
    assert await in_snapshot(work) == await obvious(work)
    own_house.keeper.finish()
    assert await held_people(own_house) == (69, 69)


async def test_whoever_was_erased_before_is_no_reason_to_write_the_file_again(own_house: House) -> None:
    keeper = await filed(own_house)
    await written(lambda who: update(Consent).where(Consent.consumer_id == who).values(
        until=own_house.clock() + timedelta(days=9)))(own_house.work, "con_00002")
    await own_house.work.do(privacy.erase, OPS, "con_00002")
    assert await held_people(own_house) == (69, 69)
    assert keeper.path
    before = keeper.path.stat().st_mtime_ns
    assert await held_people(own_house) == (69, 69)
    assert keeper.path.stat().st_mtime_ns == before


async def test_nobody_who_was_erased_stays_in_the_file(own_house: House, clock: SetClock) -> None:
    await filed(own_house)
    await own_house.work.do(privacy.erase, OPS, "con_00002")
    tidying, other = again(own_house, clock), again(own_house, clock)
    await tidying.work.read(tidy, OPS)
    await tidying.close()
    assert await held_people(other) == (69, 69)
    await other.close()
