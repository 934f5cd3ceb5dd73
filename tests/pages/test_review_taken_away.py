"""Ops take a verified post away on a page: with a reason, undone within ten seconds, and the person reads why."""

from datetime import timedelta

import pytest

from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

REASON = {"reason": "not_this_account"}


@pytest.fixture
async def ops(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


@pytest.fixture
async def verified(work: Work, social: Social) -> start.Promised:
    promised = await start.promised(work)
    link = social.publish("p1", work.clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def test_a_verified_post_is_taken_away_on_its_page_after_ten_seconds_to_undo(
        client, work, social, ops, verified, clock) -> None:
    url = f"/ops/reviews/{verified.review_id}"
    assert "Take the post away" in (await client.get(url, headers=ops)).text
    bare = await client.post(f"{url}/take-away", headers=ops)
    assert (bare.status_code, 'id="error-reason"' in bare.text or 'class="error"' in bare.text) == (422, True)
    await client.post(f"{url}/take-away", data=REASON, headers=ops)
    assert "Waiting: Take the post away" in (await client.get(url, headers=ops)).text
    await client.post(f"{url}/undo", headers=ops)
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, verified.review_id)).state == "verified"
    await client.post(f"{url}/take-away", data=REASON, headers=ops)
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, verified.review_id)).state == "needs_fix"
    own = await arrange.cookie_of(work, verified.who.account_id)
    page = (await client.get(f"/me/reviews/{verified.review_id}?lang=zh-cn", headers=own)).text
    assert "这篇内容不是由你的账号发布的" in page
    assert social.link("p1") not in page


async def test_a_post_in_the_queue_is_taken_away_by_a_key_and_a_reason(client, work, social, ops, clock) -> None:
    promised = await start.promised(work, state="changed", edited_at=work.clock(), verified_at=work.clock())
    page = (await client.get("/ops/reviews", headers=ops)).text
    assert 'data-key="t">Take the post away' in page
    url = f"/ops/reviews/{promised.review_id}/decide"
    empty = await client.post(url, data={"what": "take_away"}, headers=ops)
    assert empty.status_code == 422
    await client.post(url, data={"what": "take_away", "reason": "proven_by_another"}, headers=ops)
    assert "Take the post away: p-1234" in (await client.get("/ops/reviews", headers=ops)).text
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == "needs_fix"
