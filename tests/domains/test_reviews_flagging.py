"""Numbers that look bought: weighed with every look, held for ops, judged by ops; nothing happens to the person."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.models import Task
from app.consumers.models import Consumer
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.i18n import Text
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work
from app.insights import queries as insights
from app.journal.models import Entry
from app.platforms.numbers import Numbers
from app.reviews import queries, service
from app.reviews.schemas import OpsReviewOut, Shaper
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange import OPS

HOURS = (1, 5, 18, 48, 96, 168, 384)
CALM = ((150, 8, 0, 2, 1), (600, 31, 3, 9, 3), (1200, 60, 6, 19, 6), (1700, 86, 8, 27, 8), (1900, 96, 9, 30, 9),
        (1980, 100, 10, 31, 9), (2000, 101, 10, 32, 9))
LIKED = tuple((views, likes + (900 if place > 3 else 0), *rest) for place, (views, likes, *rest) in enumerate(CALM))


async def verified(work: Work, **more: Any) -> start.Promised:
    """A verified review on a network, published just now."""
    return await start.promised(work, platform="bilibili", state="verified", **{
        "verified_at": work.clock(), "published_at": work.clock(), "post_id": "BV1", "post_index": "x" * 64,
        "online_until": work.clock() + timedelta(days=60)} | more)


async def looked(work: Work, clock: SetClock, review_id: str, rows: Sequence[Sequence[int]]) -> None:
    """Looks at the usual hours, each entered by ops."""
    for hours, row in zip(HOURS, rows, strict=False):
        clock.forward(hours=hours)
        await work.do(service.measure, OPS, review_id, Numbers(*row))


async def tasks(work: Work) -> list[tuple[str, bool]]:
    """The tasks there are: kind and whether each is done."""
    async def read(session: AsyncSession, viewer: Viewer) -> list[tuple[str, bool]]:
        return [(task.kind, task.done_at is not None)
                for task in (await session.scalars(select(Task).order_by(Task.seq))).all()]
    return await work.read(read, OPS)


async def events(work: Work) -> list[str]:
    """What was noted about numbers, in order."""
    async def read(session: AsyncSession, viewer: Viewer) -> list[str]:
        rows = select(Entry.event).where(Entry.event.startswith("review.numbers")).order_by(Entry.seq)
        return list((await session.scalars(rows)).all())
    return await work.read(read, OPS)


async def shown(work: Work, review_id: str, viewer: Viewer = OPS) -> Any:
    """A review in the shape of whoever looks."""
    return await work.read(queries.get, viewer, review_id, shape=Shaper(viewer).one)


async def test_calm_numbers_raise_nothing(work: Work, clock: SetClock) -> None:
    promised = await verified(work)
    await looked(work, clock, promised.review_id, CALM)
    found = await start.review(work, promised.review_id)
    assert (found.flags, found.numbers_held_at, await tasks(work)) == ([], None, [])


async def test_bought_likes_hold_the_numbers_for_ops_and_leave_review_and_person_as_they_are(house, clock) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    found: OpsReviewOut = await shown(work, promised.review_id)
    assert [flag.name for flag in found.flags] == ["jump", "flat", "band"]
    assert "likes came from day" in found.flags[0].evidence.pick("en")
    assert (found.state, found.numbers_held_at is not None, found.judgement) == ("verified", True, None)
    assert await tasks(work) == [("look_at_numbers", False)]
    assert await events(work) == ["review.numbers_doubted", "review.numbers_held"]


async def test_held_numbers_stand_in_no_sum_and_the_review_still_counts(house, clock) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    brand = promised.campaign.brand.viewer
    wall = await work.read(queries.wall, brand, promised.campaign.id, Ask())
    summary = await work.read(insights.summary, brand, promised.campaign.id)
    assert (wall.reach, wall.verified + wall.on_other_network, summary.numbers.views, summary.numbers.posts) == (
        None, 1, None, 1)
    await work.do(service.judge_numbers, OPS, promised.review_id, "in_order", "went_round")
    wall = await work.read(queries.wall, brand, promised.campaign.id, Ask())
    assert wall.reach == 2000


async def test_a_brand_and_the_person_read_that_numbers_do_not_count_now_and_no_accusation(house, clock) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    for viewer in (promised.campaign.brand.viewer, promised.who.viewer):
        told = (await shown(work, promised.review_id, viewer)).model_dump()
        assert told["numbers"]["are_counted"] is False
        assert not {"flags", "judgement", "account_facts", "numbers_held_at"} & set(told)


@pytest.mark.parametrize(("verdict", "grounds", "is_held", "event"), [
    ("in_order", "real_people", False, "review.numbers_released"),
    ("left_out", "bought", True, "review.numbers_left_out"),
])
async def test_ops_judge_on_stated_grounds_and_the_same_signals_are_not_brought_up_again(
        house, clock, verdict: str, grounds: str, is_held: bool, event: str) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    await work.do(service.judge_numbers, OPS, promised.review_id, verdict, grounds)
    clock.forward(days=3)
    await work.do(service.measure, OPS, promised.review_id, Numbers(2010, 1002, 10, 32, 9))
    found: OpsReviewOut = await shown(work, promised.review_id)
    assert (found.numbers_held_at is not None, found.judgement.grounds) == (is_held, grounds)
    assert (await tasks(work), (await events(work))[-1]) == ([("look_at_numbers", True)], event)


async def test_a_new_signal_is_brought_up_after_a_judgement(house, clock) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    await work.do(service.judge_numbers, OPS, promised.review_id, "in_order", "real_people")
    await work.do(service.tell_account, OPS, promised.review_id, followers=30, following=6_000)
    assert (await events(work))[-1] == "review.numbers_held"
    assert await tasks(work) == [("look_at_numbers", True), ("look_at_numbers", False)]


async def test_what_ops_see_of_the_account_is_kept_in_counts_alone(house) -> None:
    work, promised = house.work, await verified(house.work)
    said = ["This tastes like summer to me"] * 7
    await work.do(service.tell_account, OPS, promised.review_id, followers=300, following=4_000, comments=said)
    found: OpsReviewOut = await shown(work, promised.review_id)
    assert found.account_facts == {"followers": 300, "following": 4000, "comments_read": 7, "comments_alike": 7}
    assert [flag.name for flag in found.flags] == ["following", "comments"]
    assert (found.numbers_held_at, await tasks(work)) == (None, [("look_at_numbers", False)])
    assert "summer" not in found.model_dump_json()


@pytest.mark.parametrize(("more", "seen"), [({}, ["linked"]), ({"is_address_shared": True}, [])])
async def test_accounts_at_one_address_are_a_signal_but_never_those_of_a_shared_one(work, more, seen) -> None:
    promised = await verified(work)

    async def move_in(session: AsyncSession, viewer: Viewer) -> None:
        for person in (await session.scalars(select(Consumer))).all():
            person.address_index = "same"
            person.is_address_shared = more.get("is_address_shared", False)
    for name in ("a", "b", "c"):
        await arrange.person(work, name)
    await work.do(move_in, OPS)
    await work.do(service.measure, OPS, promised.review_id, Numbers(views=100))
    assert [flag["name"] for flag in (await start.review(work, promised.review_id)).flags] == seen


async def test_nobody_but_ops_notes_or_judges_and_only_what_there_is(work) -> None:
    promised = await verified(work)
    for viewer in (promised.who.viewer, promised.campaign.brand.viewer):
        with pytest.raises(Forbidden):
            await work.do(service.judge_numbers, viewer, promised.review_id, "in_order", "misread")
        with pytest.raises(Forbidden):
            await work.do(service.tell_account, viewer, promised.review_id, followers=1)
    with pytest.raises(WrongState):
        await work.do(service.judge_numbers, OPS, promised.review_id, "in_order", "misread")
    for verdict, grounds in (("in_order", "bought"), ("banned", "bought"), ("left_out", "few_followers")):
        with pytest.raises(Invalid):
            await work.do(service.judge_numbers, OPS, promised.review_id, verdict, grounds)
    awaited = await start.promised(work, promised.campaign, await arrange.person(work, "mei"))
    with pytest.raises(WrongState):
        await work.do(service.tell_account, OPS, awaited.review_id, followers=1)


async def test_signals_go_with_the_person_and_what_stands_in_no_sum_stays_so(house, clock) -> None:
    work, promised = house.work, await verified(house.work)
    await looked(work, clock, promised.review_id, LIKED)
    given = await work.do(service.export, OPS, promised.who.id)
    assert [Text.model_validate(flag["evidence"]).pick("en")[:3] for flag in given["reviews"][0]["flags"]] == [
        "910", "Sin", "Lik"]
    await work.do(service.forget, OPS, promised.who.id)
    found = await start.review(work, promised.review_id)
    assert (found.flags, found.account_facts, found.numbers_held_at is not None) == ([], {}, True)
