"""Two people hand in one post at the same instant: it counts for one of them."""

import asyncio
from collections import Counter
from datetime import timedelta

from app.core.paging import Ask
from app.core.states import WrongState
from app.core.work import Work
from app.main import House
from app.reviews import queries, service
from app.reviews.queries import Filters
from app.reviews.rules.refusals import PostAlreadyCounted
from app.seats import queries as seats
from tests import arrange
from tests import arrange_reviews as start


async def _states(work: Work, campaign: arrange.Live) -> Counter[str]:
    found = await work.read(queries.listed, arrange.OPS, Filters(campaign.id), Ask())
    return Counter(review.state for review in found.items)


async def test_one_post_handed_in_by_eight_people_at_once_counts_once(own_house: House) -> None:
    work = own_house.work
    async with start.social(work) as social:
        first = await start.promised(work)
        others = [await start.promised(work, first.campaign, await arrange.person(work, f"person{n}"), handle=handle)
                  for n, handle in enumerate(["lin.eats", "lin.eats", "mei.eats", None, None, None, None])]
        link = social.publish("p1", work.clock() - timedelta(days=1))

        async def hand_in(promised: start.Promised) -> str:
            try:
                return (await work.do(service.submit, promised.who.viewer, promised.review_id, link)).state
            except PostAlreadyCounted:
                return "counted"
        said = await asyncio.gather(*map(hand_in, [first, *others]))
        assert set(said) == {"checking", "counted"}
        for _ in range(3):
            await asyncio.gather(*(start.worker(work, social).turn() for _ in range(2)))
        found = await _states(work, first.campaign)
        assert (found["verified"], found["checking"]) == (1, 0)


async def test_a_post_is_its_authors_however_closely_somebody_else_was_first(own_house: House) -> None:
    work = own_house.work
    async with start.social(work) as social:
        author = await start.promised(work)
        thief = await start.promised(work, author.campaign, await arrange.person(work, "mei"), handle="mei.eats")
        link = social.publish("p1", work.clock() - timedelta(days=1))
        await asyncio.gather(*(
            work.do(service.submit, one.who.viewer, one.review_id, link) for one in (thief, author)))
        await asyncio.gather(*(start.worker(work, social).turn() for _ in range(2)))
        states = [(await start.review(work, one.review_id)).state for one in (author, thief)]
        assert states == ["verified", "needs_fix"]


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


async def test_a_post_is_taken_away_once_and_the_seat_loses_one_verified_post(own_house: House) -> None:
    work = own_house.work
    async with start.social(work) as social:
        promised = await start.promised(work)
        link = social.publish("p1", work.clock() - timedelta(days=1))
        await work.do(service.submit, promised.who.viewer, promised.review_id, link)
        await start.worker(work, social).turn()

        async def take_away() -> str:
            try:
                return (await work.do(service.take_away, arrange.OPS, promised.review_id, "not_this_account")).state
            except WrongState as refusal:
                return f"refused: {refusal.state}"
        said = await asyncio.gather(*(take_away() for _ in range(4)))
        assert Counter(said) == {"needs_fix": 1, "refused: needs_fix": 3}
        seat = await work.read(seats.get, arrange.OPS, promised.seat_id)
        assert (seat.state, seat.verified_count) == ("accepted", 0)
