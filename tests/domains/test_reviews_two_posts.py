"""Two posts that one seat owes: each with its own link, checks and state; the seat is complete once both stand."""

from datetime import timedelta

import pytest

from app.core.work import Work
from app.reviews import service
from app.reviews.rules.refusals import PostAlreadyCounted
from app.seats import queries as seats
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

LONG = ("Three weeks of oat milk in every coffee of mine: it foams well, it tastes of oats and a little of cardboard, "
        "and my cat does not care for it at all. #gifted")


async def _handed_in(work: Work, social: Social, promised: start.Promised, post: str, **more: object):
    link = social.publish(post, work.clock() - timedelta(days=1), **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return await start.review(work, promised.review_id)


async def _seat(work: Work, promised: start.Promised) -> tuple[str, int]:
    seat = await work.read(seats.get, arrange.OPS, promised.seat_id)
    return seat.state, seat.verified_count


async def test_each_is_checked_for_itself_and_the_seat_is_complete_once_both_stand(work, social) -> None:
    one = await start.promised(work)
    two = await start.second(work, one, hashtags=["oatmilk"])
    first = await _handed_in(work, social, one, "p1")
    assert (first.state, await _seat(work, one)) == ("verified", ("accepted", 1))
    second = await _handed_in(work, social, two, "p2", text="Oat milk again, in tea this time. #gifted")
    assert (second.state, [fix["check"] for fix in second.fixes]) == ("needs_fix", ["hashtags"])
    assert not any(check.name == "hashtags" for check in first.checks)
    assert ((await start.review(work, one.review_id)).state, await _seat(work, one)) == ("verified", ("accepted", 1))
    second = await _handed_in(work, social, two, "p2", text="Oat milk again, in tea this time. #gifted #oatmilk")
    assert (second.state, await _seat(work, one)) == ("verified", ("completed", 2))


async def test_one_post_does_not_stand_for_both_nor_one_text_twice(work, social) -> None:
    one = await start.promised(work)
    two = await start.second(work, one)
    await _handed_in(work, social, one, "p1", text=LONG)
    with pytest.raises(PostAlreadyCounted):
        await work.do(service.submit, two.who.viewer, two.review_id, social.link("p1"))
    again = await _handed_in(work, social, two, "p2", text=LONG)
    assert (again.state, await _seat(work, one)) == ("needs_fix", ("accepted", 1))
    assert "own_words" in {fix["check"] for fix in again.fixes}


async def test_one_that_is_missed_leaves_the_other_as_it_is_and_the_seat_open(work, social, clock) -> None:
    one = await start.promised(work)
    two = await start.second(work, one)
    await _handed_in(work, social, one, "p1")
    clock.forward(days=17)
    await work.do(service.close_windows, arrange.OPS)
    states = [(await start.review(work, each.review_id)).state for each in (one, two)]
    assert (states, (await _seat(work, one))[0]) == (["verified", "missed"], "no_show")
    late = await _handed_in(work, social, two, "p2", text="Oat milk again, in tea this time. #gifted")
    assert ((late.state, late.is_late), (await _seat(work, one))[0]) == (("verified", True), "completed")
