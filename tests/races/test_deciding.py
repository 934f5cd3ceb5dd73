"""Several people of ops decide the same reviews at the same instant: one decision of each is noted."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import queries as journal
from app.main import House
from app.reviews import queries, service
from app.reviews.models import ReviewPicture
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


async def test_of_several_who_judge_one_screenshot_at_once_one_is_heard(own_house: House) -> None:
    work = own_house.work
    promised = await start.promised(work, state="verified")

    async def shown(session: AsyncSession, viewer: Viewer) -> str:
        picture = ReviewPicture(id=new_id(session, "pic"), review_id=promised.review_id, moment="day_7",
                                due_at=now(session), shown_at=now(session), picture="ab" * 32, is_drawn=True)
        session.add(picture)
        return picture.id
    picture_id = await work.do(shown, arrange.OPS)
    said = await asyncio.gather(*(work.do(service.judge_picture, who, picture_id, place == 0, shape=lambda one: one.id)
                                  for place, who in enumerate(PEOPLE)), return_exceptions=True)
    assert [one for one in said if not isinstance(one, WrongState)] == [promised.review_id]
    heard = [entry.event for entry in await work.read(journal.history, arrange.OPS, promised.review_id)]
    assert heard.count("review.picture_judged") == 1
    asked = await work.read(lambda session, _: queries.pictures_of(session, [promised.review_id]), arrange.OPS)
    assert len(asked) == 1 + heard.count("review.picture_asked")
