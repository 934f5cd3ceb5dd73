"""Two people of ops enter numbers, or judge them, at the same instant: numbers are held once, and one task is open."""

import asyncio

from app.core.clock import SetClock
from app.main import House
from app.platforms.numbers import Numbers
from app.reviews import service
from tests.arrange import OPS
from tests.arrange_reviews import review
from tests.domains.test_reviews_flagging import LIKED, events, looked, tasks, verified


async def test_numbers_entered_twice_at_once_are_held_once(own_house: House, clock: SetClock) -> None:
    work = own_house.work
    promised = await verified(work)
    await looked(work, clock, promised.review_id, LIKED[:4])
    clock.forward(days=4)
    await asyncio.gather(*(work.do(service.measure, OPS, promised.review_id, Numbers(*LIKED[4])) for _ in range(4)))
    clock.forward(days=7)
    await asyncio.gather(*(work.do(service.measure, OPS, promised.review_id, Numbers(*LIKED[5])) for _ in range(4)))
    assert sorted(await events(work)) == ["review.numbers_doubted", "review.numbers_held"]
    assert await tasks(work) == [("look_at_numbers", False)]


async def test_of_two_judgements_at_once_the_last_stands_and_nothing_stays_open(
        own_house: House, clock: SetClock) -> None:
    work = own_house.work
    promised = await verified(work)
    await looked(work, clock, promised.review_id, LIKED)
    await asyncio.gather(
        work.do(service.judge_numbers, OPS, promised.review_id, "in_order", "real_people"),
        work.do(service.judge_numbers, OPS, promised.review_id, "left_out", "bought"))
    last, found = (await events(work))[-1], await review(work, promised.review_id)
    is_left_out = last == "review.numbers_left_out"
    assert found.judgement["verdict"] == ("left_out" if is_left_out else "in_order")
    assert (found.numbers_held_at is not None) is is_left_out
    assert await tasks(work) == [("look_at_numbers", True)]
