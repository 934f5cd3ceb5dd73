"""A body stands beside the change that made it, is what the rows say, and is never that of an earlier change."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from app.consumers import service as consumers
from app.consumers.models import Consent, Consumer
from app.consumers.service import Ears, Wanted
from app.core.clock import SetClock
from app.core.errors import Refusal
from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.main import House, build
from app.matching import jobs
from app.matching import service as matching
from app.matching.engine.packed.keeper import Keeper
from app.matching.models import PackedPerson, SettledPerson
from app.matching.queries.bodies import missing, packing
from app.matching.queries.kept import Since
from app.matching.queries.kept import kept as kept_bodies
from app.matching.queries.packed import everybody
from app.platforms.known import Networks
from app.privacy import service as privacy
from app.web import roles
from tests import arrange
from tests.arrange import OPS, Person
from tests.arrange_bodies import in_snapshot, kept, obvious
from tests.arrange_changes import CHANGES, somebody, written
from tests.arrange_matching import crowd, statements
from tests.people import FIRST
from tests.pure.engine.packing import bodies

MANY = 40
ACCOUNT = {"networks": ["weibo"], "account:weibo:handle": "lin_yi", "account:weibo:followers": "1000_5000"}
VERBS: dict[str, Callable[[Person], tuple[Any, ...]]] = {
    "answers": lambda who: (consumers.submit, who.viewer, "sign-up", {**FIRST, **ACCOUNT}),
    "no account any more": lambda who: (consumers.submit, who.viewer, "sign-up", {**FIRST, "networks": ["bilibili"]}),
    "other answers": lambda who: (consumers.submit, who.viewer, "lifestyle", {"Music": 5, "Movies": 1}),
    "a page": lambda who: (consumers.submit_page, who.viewer, "sign-up", "you",
                           {"birth": "1980-02", "about:gender": "male", "region": "320500",
                            "about:life_stage": "settled"}),
    "about the body": lambda who: (consumers.submit, who.viewer, "sign-up", {
        **FIRST, "body:skin": "dry", "consent:sensitive": True}),
    "not about the body": lambda who: (consumers.withdraw_consent, who.viewer, who.id, "sensitive"),
    "withdrawn": lambda who: (consumers.withdraw_consent, who.viewer, who.id, "matching"),
    "agreed": lambda who: (consumers.give_consent, who.viewer, who.id, "matching"),
    "refuses": lambda who: (consumers.refuse_automatic, who.viewer, who.id, True),
    "left": lambda who: (consumers.leave, who.viewer, who.id),
    "came back": lambda who: (consumers.come_back, who.viewer, who.id),
    "held": lambda who: (consumers.hold, OPS, who.id, "duplicate"),
    "let go": lambda who: (consumers.release, OPS, who.id),
}


async def is_right(work: Work, *, whole: bool = True) -> None:
    """Every body that is kept is the one of the rows; `whole`: nobody's is missing."""
    found, right = await kept(work), await obvious(work)
    assert {seq: body for seq, body in found.items() if body} == {
        seq: body for seq, body in right.items() if whole or found[seq]}


async def made_good(work: Work) -> int:
    """Make good what is missing, as the job does; how many that were."""
    found = await work.read(missing, OPS)
    if found is None:
        return 0
    await work.do(matching.make_good, OPS, found, None)
    return len(found.people)


async def test_every_verb_leaves_the_body_of_what_is_now_true(work: Work) -> None:
    who, former = await arrange.person(work), None
    for name, call in VERBS.items():
        await work.do(*call(who))
        await is_right(work)
        [body] = (await kept(work)).values()
        assert body != former, name
        former = body


async def test_whoever_is_imported_or_imported_anew_has_a_body(house: House, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    for words in ("person,Music,Movies\np1,5,4\np2,1,\np3,,2\n", "person,Music,Movies\np2,1,5\np3,,2\n"):
        table.write_text(words)
        await consumers.import_file(house.work, OPS, Wanted(table, house.questionnaires.latest("lifestyle"), None,
                                                            ("matching",), "asked in person"),
                                    Ears(lambda bad: None, lambda counted, read: None))
        await is_right(house.work)
    assert len(await kept(house.work)) == 3


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_snapshot_of_kept_bodies_is_the_one_of_rows_whatever_changes(work: Work, seed: int) -> None:
    chance = Random(seed)
    await crowd(work, [somebody(chance) for _ in range(MANY)])
    assert await in_snapshot(work) == await obvious(work)
    assert await made_good(work) == MANY
    for change in chance.sample(sorted(CHANGES), len(CHANGES)):
        for number in chance.sample(range(1, MANY + 1), 3):
            with suppress(Refusal):
                await CHANGES[change](work, f"con_{number:05d}")
        await is_right(work, whole=False)
        assert await in_snapshot(work) == await obvious(work), change
        await work.do(matching.settle, OPS, chance.randrange(1, MANY))
    work.resources[Keeper] = Keeper()
    assert await in_snapshot(work) == await obvious(work)
    await made_good(work)
    await is_right(work)


async def test_a_change_that_nobody_packs_takes_the_body_away(work: Work) -> None:
    await crowd(work, [somebody(Random(1)) for _ in range(3)])
    await made_good(work)
    await written(lambda who: update(Consumer).where(Consumer.id == who).values(gender="other"))(work, "con_00002")
    assert [seq for seq, body in (await kept(work)).items() if body is None] == [2]
    assert await in_snapshot(work) == await obvious(work)


async def test_of_who_is_erased_no_body_stays_and_none_is_made(work: Work) -> None:
    who = await arrange.person(work)
    await work.do(consumers.submit, who.viewer, "sign-up", FIRST)
    assert None not in (await kept(work)).values()
    await work.do(privacy.erase, OPS, who.id)
    assert list((await kept(work)).values()) == [None]
    assert (await made_good(work), await in_snapshot(work)) == (0, {})


async def settled(session: AsyncSession, viewer: Viewer) -> list[int]:
    """Seqs of who has not changed lately."""
    return [*await session.scalars(select(SettledPerson.consumer_seq).order_by(SettledPerson.consumer_seq))]


async def test_who_has_not_changed_lately_is_moved_in_turns_and_read_as_before(own_house: House) -> None:
    work = own_house.work
    for seed in range(7):
        await crowd(work, [somebody(Random(seed))], first=seed + 1)
    await made_good(work)
    before = await kept(work)
    await work.do(matching.settle, OPS, 2, 3)
    assert await work.read(settled, OPS) == [1, 2, 3]
    assert await packers(work).run_due() == 1
    assert await work.read(settled, OPS) == [1, 2, 3]
    await work.do(matching.settle, OPS, 2)
    await work.do(matching.settle, OPS, 2)
    assert await work.read(settled, OPS) == [1, 2, 3, 4, 5]
    assert await kept(work) == before
    assert await in_snapshot(work) == await obvious(work)


async def test_of_who_has_settled_and_is_erased_no_body_stays(own_house: House) -> None:
    work, members = own_house.work, [await arrange.person(own_house.work, name) for name in ("lin", "mei")]
    for who in members:
        await work.do(consumers.submit, who.viewer, "sign-up", FIRST)
    await work.do(matching.settle, OPS, 1)
    assert await work.read(settled, OPS) == [*await kept(work)][:1]
    await work.do(privacy.erase, OPS, members[0].id)
    assert await work.read(settled, OPS) == []
    assert [body is None for body in (await kept(work)).values()] == [True, False]


async def test_a_body_is_made_good_where_its_person_has_settled_too(work: Work) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(5)])
    await work.do(matching.settle, OPS, 1)
    assert await made_good(work) == 5
    await is_right(work)


async def test_bodies_of_another_layout_are_packed_anew_and_made_good(work: Work) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(5)])
    await made_good(work)

    async def spoil(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(update(PackedPerson).where(PackedPerson.consumer_seq < 3).values(body=b"other layout"))
    await work.do(spoil, OPS)
    assert await in_snapshot(work) == await obvious(work)
    assert (await made_good(work), await made_good(work)) == (2, 0)
    await is_right(work)


async def test_with_more_networks_than_before_everybody_is_packed_anew_and_nothing_is_misread(
        own_house: House, clock: SetClock) -> None:
    people = [somebody(Random(seed)) for seed in range(70)]
    await crowd(own_house.work, [one | {"accounts": {**one["accounts"], "new29": "300_1000"}} for one in people])
    await made_good(own_house.work)
    before = await in_snapshot(own_house.work)
    own_house.keeper.finish()
    known, other = own_house.networks.all, build(own_house.settings, clock=clock, seed=2)
    more = tuple(replace(known[0], slug=f"new{number}") for number in range(30))
    other.work.resources[Networks] = Networks((*known, *more))
    structlog.reset_defaults()  # A command that ran before in this process may have hushed its log.
    with capture_logs() as told:
        assert await in_snapshot(other.work) == await obvious(other.work)
    assert [one["event"] for one in told] == ["snapshot_of_another_layout"]
    assert (await made_good(other.work), await made_good(other.work)) == (70, 0)
    await is_right(other.work)
    assert await in_snapshot(own_house.work) == before
    await other.close()


async def test_a_refresh_reads_bodies_alone_even_of_who_agreed_until_some_day(work: Work, clock: SetClock) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(30)])
    await written(lambda who: update(Consent).where(Consent.consumer_id == who).values(
        until=clock() + timedelta(days=9)))(work, "con_00002")
    await made_good(work)
    await work.read(everybody, OPS)
    await work.do(consumers.refuse_automatic, roles.consumer("acc_1", "con_00001"), "con_00001", True)
    with statements(work) as seen:
        await work.read(everybody, OPS)
    assert len(seen) == 2
    assert not any("FROM traits" in one for one in seen)


async def test_few_who_changed_are_read_as_many_are(work: Work, clock: SetClock) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(9)])
    await made_good(work)

    async def spoil(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(update(PackedPerson).where(PackedPerson.consumer_seq < 3).values(body=b"other layout"))
        await session.execute(update(PackedPerson).where(PackedPerson.consumer_seq == 3).values(body=None))
        await session.execute(update(Consent).where(Consent.consumer_id == "con_00009").values(
            until=clock() - timedelta(days=1)))
    await work.do(spoil, OPS)

    async def ask(session: AsyncSession, viewer: Viewer, most: int) -> list[list[Any]]:
        found = await kept_bodies(session, packing(session).layout, Since(1, clock().date()), most)
        return [found.touched.tolist(), *(list(one) for one in zip(*sorted(
            zip(found.known.tolist(), bodies(found.packed), strict=True)), strict=True))]
    few, many = [await work.read(ask, OPS, most) for most in (9, 8)]
    await work.do(matching.settle, OPS, 4)
    assert few == many == await work.read(ask, OPS, 9) == await work.read(ask, OPS, 8)
    assert few[:2] == [[1, 2, 3, 4, 5, 6, 7, 8, 9], [4, 5, 6, 7, 8]]


async def test_a_body_is_not_made_good_by_what_was_read_before_a_change(own_house: House) -> None:
    work = own_house.work
    await crowd(work, [{"gender": "male"}] * 2)
    found = await work.read(missing, OPS)
    await written(lambda who: update(Consumer).where(Consumer.id == who).values(gender="female"))(work, "con_00001")
    await work.do(matching.make_good, OPS, found, None)
    assert [seq for seq, body in (await kept(work)).items() if body is None] == [1]
    await is_right(work, whole=False)


def packers(work: Work) -> Worker:
    """A worker that does nothing else."""
    return Worker(work, Registry(*(kind for kind in jobs.kinds() if kind.name.startswith("people."))))


async def test_every_hour_the_bodies_that_are_missing_are_made_good(work: Work) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(7)])
    await packers(work).prepare()
    assert await packers(work).run_due() == 2
    await is_right(work)


async def test_where_more_are_missing_than_one_turn_makes_good_the_next_follows_at_once(work: Work) -> None:
    await crowd(work, [somebody(Random(seed)) for seed in range(7)])
    await work.do(matching.make_good, OPS, await work.read(missing, OPS, 2), None)
    assert [seq for seq, body in (await kept(work)).items() if body] == [1, 2]
    assert await packers(work).run_due() == 1
    await is_right(work)


async def test_changes_at_once_leave_the_body_of_them_all(own_house: House) -> None:
    work, members = own_house.work, [await arrange.person(own_house.work, name) for name in ("lin", "mei", "hua")]
    for other in ("withdrawn", "agreed", "left"):
        calls = [VERBS[name](who) for who in members for name in ("answers", other, "refuses", "other answers")]
        outcomes = await asyncio.gather(*(work.do(*call) for call in calls), return_exceptions=True)
        assert [one for one in outcomes if isinstance(one, BaseException)] == []
        await is_right(work)


async def test_one_who_is_refused_among_many_takes_nobodys_body_along(own_house: House) -> None:
    work, members = own_house.work, [await arrange.person(own_house.work, name) for name in "abcd"]

    async def refused(session: AsyncSession, viewer: Viewer, who: Person) -> None:
        await consumers.submit(session, viewer, "sign-up", {**FIRST, "birth": "1970-01"})
        await session.flush()
        raise KeyError(who.id)
    calls: list[Any] = [(refused, who.viewer, who) if place == 2 else VERBS["answers"](who)
                        for place, who in enumerate(members)]
    outcomes = await asyncio.gather(*(work.do(*call) for call in calls), return_exceptions=True)
    assert [isinstance(one, KeyError) for one in outcomes] == [False, False, True, False]
    await is_right(work, whole=False)
    assert [body is None for body in (await kept(work)).values()] == [False, False, True, False]
