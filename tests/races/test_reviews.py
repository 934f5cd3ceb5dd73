"""Two people hand in one post at the same instant: it counts for one of them."""

import asyncio
from collections import Counter
from datetime import timedelta

from app.core.paging import Ask
from app.core.states import WrongState
from app.main import House
from app.reviews import queries, service
from app.reviews.queries import Filters
from app.reviews.rules.refusals import PostAlreadyCounted
from tests import arrange
from tests import arrange_reviews as start


async def test_one_post_handed_in_by_eight_people_at_once_counts_once(own_house: House) -> None:
    work = own_house.work
    async with start.social(work) as social:
        first = await start.promised(work)
        others = [await start.promised(work, first.campaign, await arrange.person(work, f"person{n}"))
                  for n in range(7)]
        link = social.publish("p1", work.clock() - timedelta(days=1))

        async def hand_in(promised: start.Promised) -> str:
            try:
                return (await work.do(service.submit, promised.who.viewer, promised.review_id, link)).state
            except PostAlreadyCounted:
                return "counted"
        said = Counter(await asyncio.gather(*map(hand_in, [first, *others])))
        assert said == {"checking": 1, "counted": 7}
        found = (await work.read(queries.listed, arrange.OPS, Filters(first.campaign.id), Ask())).items
        assert Counter(review.state for review in found) == {"checking": 1, "awaited": 7}
        await asyncio.gather(*(start.worker(work, social).run_due() for _ in range(2)))
        found = (await work.read(queries.listed, arrange.OPS, Filters(first.campaign.id), Ask())).items
        assert len(social.server.requests) == 1
        assert sum(review.verified_at is not None or review.state == "needs_fix" for review in found) == 1


async def test_a_verification_and_a_rejection_at_once_end_in_one_of_them(own_house: House) -> None:
    work = own_house.work
    promised = await start.promised(work, state="checking", platform="simulated", post_index="x" * 64)

    async def decide(verb, *more) -> str:
        try:
            return (await work.do(verb, arrange.OPS, promised.review_id, *more)).state
        except WrongState as refusal:
            return refusal.state
    said = await asyncio.gather(decide(service.verify), decide(service.reject, "copied_text"))
    assert said[0] == said[1]
    assert (await start.review(work, promised.review_id)).state == said[0]
