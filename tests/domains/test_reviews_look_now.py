"""A followed post that ops have looked at now: once, in its lane, and never where nobody may look."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import SetClock
from app.core.errors import Forbidden
from app.core.states import WrongState
from app.core.work import Work
from app.jobs import service as jobs
from app.jobs.models import Job
from app.reviews import queries, service
from app.reviews.rules.refusals import NobodyMayLook
from app.reviews.service.schedule import look_key
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social


async def _verified(work: Work, social: Social) -> start.Promised:
    promised = await start.promised(work)
    link = social.publish("post", work.clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def _planned(work: Work, review_id: str, turn: int) -> Job:
    return await work.read(lambda s, v: s.scalar(select(Job).where(Job.key == look_key(review_id, turn))), arrange.OPS)


async def test_a_look_asked_for_is_made_at_once_in_its_lane_and_the_schedule_goes_on(
        client, work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    lane = (await _planned(work, promised.review_id, 0)).lane
    social.posts["post"]["views"] = 500
    key = await arrange.key_of(work, arrange.OPS)
    for _ in range(2):
        assert (await client.post(f"/api/v1/reviews/{promised.review_id}/look", headers=key)).status_code == 200
    job = await _planned(work, promised.review_id, 0)
    assert (job.due_at, job.lane, lane is not None) == (clock(), lane, True)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.views, found.looks, found.next_look_at) == (500, 1, clock() + timedelta(hours=1))


async def test_the_button_on_the_reviews_page_asks_for_it(client, work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    url = f"/ops/reviews/{promised.review_id}"
    assert f'action="{url}/look"' in (await client.get(url, headers=ops)).text
    assert (await client.post(f"{url}/look", headers=ops)).headers["location"].startswith(url)
    assert (await start.review(work, promised.review_id)).next_look_at == clock()


async def test_a_look_that_is_being_made_is_not_made_twice(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    clock.forward(hours=1)
    claims = await work.do(jobs.claim, arrange.OPS, ("review.follow",), 9)
    assert len(claims) == 1
    await work.do(service.look, arrange.OPS, promised.review_id)
    job = await _planned(work, promised.review_id, 0)
    assert (job.state, job.lease) == ("leased", claims[0].lease)


async def test_nobody_looks_where_nothing_is_followed_nor_where_a_machine_may_not_read(work, social) -> None:
    awaited = await start.promised(work)
    with pytest.raises(WrongState) as refusal:
        await work.do(service.look, arrange.OPS, awaited.review_id)
    assert refusal.value.sentence() == "This review is marked “Awaited”, so “Look now” is not possible now."
    hidden = await start.promised(work, awaited.campaign, await arrange.person(work, "mei"), state="verified",
                                  verified_at=work.clock(), platform="xiaohongshu")
    with pytest.raises(Forbidden):
        await work.do(service.look, hidden.who.viewer, hidden.review_id)

    async def placed(session, viewer) -> None:
        (await queries.take(session, viewer, hidden.review_id)).platform = "xiaohongshu"
    await work.do(placed, arrange.OPS)
    with pytest.raises(NobodyMayLook):
        await work.do(service.look, arrange.OPS, hidden.review_id)
