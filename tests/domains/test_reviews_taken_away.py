"""A verified post that is somebody else's is taken away by ops: it counts for nobody, and its author can have it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.consumers.models import SocialAccount
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.viewer import system
from app.core.work import Work
from app.journal import queries as journal
from app.notifications.models import Message
from app.reviews import queries, service
from app.reviews.queries import weeks
from app.reviews.schemas import label_of
from app.seats import queries as seats
from app.seats import service as seating
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import LABELLED, Promised, Social

WHY = "proven_by_another"


@pytest.fixture
async def twin(work: Work, social: Social, clock: SetClock) -> Promised:
    """Somebody who declared the account of lin.eats and whose review was verified by lin's post."""
    one = await start.promised(work, who=await arrange.person(work, "twin"))
    await _looked(work, social, one, social.publish("p1", clock() - timedelta(days=1)))
    return one


async def _looked(work: Work, social: Social, one: Promised, link: str) -> str:
    await work.do(service.submit, one.who.viewer, one.review_id, link)
    await start.worker(work, social).turn()
    return (await start.review(work, one.review_id)).state


async def _weighed(work: Work, one: Promised) -> list[int | None]:
    async def read(session, viewer) -> list[int | None]:
        looks, _ = await queries.looks_of(session, await queries.get(session, viewer, one.review_id))
        return [look.numbers.views for look in looks]
    return await work.read(read, arrange.OPS)


async def _seat(work: Work, one: Promised):
    return await work.read(seats.get, arrange.OPS, one.seat_id)


async def _events(work: Work, subject_id: str) -> list[str]:
    return [entry.event for entry in await work.read(journal.history, arrange.OPS, subject_id)]


async def _letters(work: Work, one: Promised) -> list[str]:
    async def read(session, viewer) -> list[str]:
        return list((await session.scalars(select(Message.template).where(Message.subject_id == one.review_id))).all())
    return await work.read(read, arrange.OPS)


async def test_a_post_taken_away_counts_no_more_and_another_one_is_asked_for(work, twin, clock: SetClock) -> None:
    assert (await _seat(work, twin)).state == "completed"
    found = await work.do(service.take_away, arrange.OPS, twin.review_id, WHY)
    assert (found.state, found.verified_at, found.post_index, found.link, found.post_text, found.views) == (
        "needs_fix", None, None, None, None, None)
    assert (label_of(found), found.attempt) == (None, 2)
    assert found.fixes[0]["message"]["default"].startswith("Somebody else has shown that this post is by their")
    seat = await _seat(work, twin)
    assert (seat.state, seat.verified_count, seat.completed_at) == ("accepted", 0, None)
    assert ((await _events(work, twin.review_id))[-1], (await _events(work, twin.seat_id))[-1]) == (
        "review.taken_away", "seat.reopened")
    assert (await _letters(work, twin))[-1] == "taken_away"
    told = await work.read(queries.wall, arrange.OPS, twin.campaign.id, Ask())
    assert (told.verified, told.live_now, told.reach, told.reviews.items) == (0, 0, None, [])


async def test_who_lost_a_post_after_the_deadline_has_a_week_for_another(work, twin, clock: SetClock) -> None:
    clock.forward(days=40)
    await work.do(service.take_away, arrange.OPS, twin.review_id, WHY)
    until = (await _seat(work, twin)).deadline_at
    assert timedelta(days=7) <= until - clock() < timedelta(days=8)
    assert (await start.review(work, twin.review_id)).due_at == until
    await work.do(service.close_windows, system("worker"))
    assert (await start.review(work, twin.review_id)).state == "needs_fix"
    clock.forward(days=9)
    await work.do(service.close_windows, system("worker"))
    assert ((await start.review(work, twin.review_id)).state, (await _seat(work, twin)).state) == ("missed", "no_show")


async def test_its_author_has_the_post_and_the_other_ones_own_counts_by_its_own_numbers(
        work, social, twin, clock: SetClock) -> None:
    lin = await start.promised(work, twin.campaign)

    async def prove(session, viewer) -> None:
        await session.execute(update(SocialAccount).where(SocialAccount.consumer_id == lin.who.id).values(
            verified_at=work.clock()))
    await work.do(prove, arrange.OPS)
    assert await _looked(work, social, lin, social.link("p1")) == "checking"
    await work.do(service.take_away, arrange.OPS, twin.review_id, WHY)
    assert (await work.do(service.verify, arrange.OPS, lin.review_id)).post_id == "p1"
    clock.forward(minutes=5)
    own = social.publish("p2", clock() - timedelta(hours=1), text=f"My own words on it. {LABELLED}", views=7)
    assert await _looked(work, social, twin, own) == "verified"
    again = await start.review(work, twin.review_id)
    assert (again.post_id, again.views, (await _seat(work, twin)).state) == ("p2", 7, "completed")
    measured = (await work.read(weeks.posts, arrange.OPS, twin.campaign.id, twin.review_id)).measured
    assert [one.counts[0] for one in measured[twin.review_id]] == [7]
    assert [one.views for one in (await work.read(queries.snapshots, arrange.OPS, twin.review_id, Ask())).items] == [7]
    assert await _weighed(work, twin) == [7]


async def test_nothing_more_is_asked_of_who_was_erased(work, twin) -> None:
    await work.do(service.forget, arrange.OPS, twin.who.id)
    assert (await work.do(service.take_away, arrange.OPS, twin.review_id, WHY)).state == "waived"
    assert "taken_away" not in await _letters(work, twin)


async def test_nothing_more_is_asked_where_the_seat_was_excused(work, social, clock: SetClock) -> None:
    first = await start.promised(work)
    await start.second(work, first)
    await _looked(work, social, first, social.publish("p1", clock() - timedelta(days=1)))
    await work.do(seating.excuse, arrange.OPS, first.seat_id, "illness")
    assert (await work.do(service.take_away, arrange.OPS, first.review_id, WHY)).state == "waived"
    assert (await _seat(work, first)).state == "excused"


@pytest.mark.parametrize("state", ["awaited", "checking", "needs_fix", "rejected", "missed", "waived"])
async def test_what_was_never_verified_is_not_taken_away(work, state: str) -> None:
    promised = await start.promised(work, state=state)
    with pytest.raises(WrongState):
        await work.do(service.take_away, arrange.OPS, promised.review_id, WHY)


async def test_only_ops_take_a_post_away_and_only_for_a_reason_of_the_list(work, twin) -> None:
    with pytest.raises(Forbidden):
        await work.do(service.take_away, twin.who.viewer, twin.review_id, WHY)
    with pytest.raises(Invalid):
        await work.do(service.take_away, arrange.OPS, twin.review_id, "bad_tone")
    assert (await start.review(work, twin.review_id)).state == "verified"


async def test_a_seat_without_a_verified_post_has_nothing_to_take_back(work, twin) -> None:
    await work.do(service.take_away, arrange.OPS, twin.review_id, WHY)
    seat = await work.do(seating.uncount_verified, arrange.OPS, twin.seat_id)
    assert (seat.state, seat.verified_count) == ("accepted", 0)
