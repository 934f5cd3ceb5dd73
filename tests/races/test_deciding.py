"""Several people of ops decide the same reviews at the same instant: one decision of each is noted."""

import asyncio

from app.main import House
from app.reviews import service
from app.reviews.queries import queue
from app.reviews.rules.refusals import StillPlanned
from app.web import roles
from tests import arrange
from tests import arrange_reviews as start

PEOPLE = [roles.ops(f"acc_{name}") for name in "abcd"]


async def _removed(house: House, count: int) -> list[str]:
    first = await start.promised(house.work, state="removed")
    ids = [first.review_id]
    for place in range(count - 1):
        who = await arrange.person(house.work, f"p{place}")
        ids.append((await start.promised(house.work, first.campaign, who, state="removed")).review_id)
    return ids


async def test_of_several_who_decide_at_once_one_is_noted_and_the_rest_are_told(own_house: House) -> None:
    work = own_house.work
    review_id, = await _removed(own_house, 1)
    said = await asyncio.gather(*(work.do(service.decide_later, who, review_id, "recheck", shape=lambda one: one.id)
                                  for who in PEOPLE), return_exceptions=True)
    assert [one for one in said if not isinstance(one, StillPlanned)] == [review_id]
    assert sum([len(await work.read(queue.noted, who)) for who in PEOPLE]) == 1


async def test_of_two_who_decide_the_same_ones_in_another_order_each_review_is_decided_once(own_house: House) -> None:
    work = own_house.work
    ids = await _removed(own_house, 6)
    done = await asyncio.gather(*(work.do(service.decide_all_later, who, order, "recheck")
                                  for who, order in zip(PEOPLE, (ids, ids[::-1], ids, ids[::-1]), strict=True)))
    assert sorted(one for each in done for one in each) == sorted(ids)
