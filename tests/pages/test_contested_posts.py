"""A post that two people have shown to be theirs, on ops' desk: both are named, and a press gives it to one of them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.consumers.models import SocialAccount
from app.consumers.rules.proof import code_of
from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import LABELLED, Promised, Social

DESK = "/ops/reviews"


@pytest.fixture
async def ops(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


@pytest.fixture
async def twins(work: Work, social: Social) -> tuple[Promised, Promised]:
    """Two people who named the same account; only one can have written there."""
    first = await start.promised(work)
    return first, await start.promised(work, first.campaign, await arrange.person(work, "twin"))


async def _prove(work: Work, one: Promised) -> None:
    async def prove(session, viewer) -> None:
        await session.execute(update(SocialAccount).where(SocialAccount.consumer_id == one.who.id).values(
            verified_at=work.clock()))
    await work.do(prove, arrange.OPS)


async def _hand_in(work: Work, social: Social, one: Promised, words: str) -> None:
    link = social.publish("p1", work.clock() - timedelta(days=1), text=words)
    await work.do(service.submit, one.who.viewer, one.review_id, link)
    await start.worker(work, social).turn()


async def test_ops_see_both_and_give_the_post_to_one(client, work, social, ops, twins, clock) -> None:
    first, second = twins
    await _prove(work, first)
    await _hand_in(work, social, first, "Oat milk.")
    await _hand_in(work, social, second, f"{LABELLED} {code_of(second.who.id, 'simulated')}")
    page = (await client.get(DESK, headers=ops)).text
    assert f'action="{DESK}/{second.review_id}/decide"' in page
    assert f'The same post was handed in by <a href="{DESK}/{first.review_id}">' in page
    assert "One of us looks at whose it is." in page
    await client.post(f"{DESK}/{second.review_id}/decide", data={"what": "verify"}, headers=ops)
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert [(await start.review(work, one.review_id)).state for one in twins] == ["needs_fix", "verified"]
    own = await arrange.cookie_of(work, first.who.account_id)
    assert "This post is by the account of somebody else" in (
        await client.get(f"/me/reviews/{first.review_id}", headers=own)).text


async def test_a_post_that_counts_cannot_be_given_away_from_the_desk(client, work, social, ops, twins) -> None:
    first, second = twins
    await _hand_in(work, social, first, LABELLED)
    await _prove(work, second)
    await _hand_in(work, social, second, LABELLED)
    assert [(await start.review(work, one.review_id)).state for one in twins] == ["verified", "checking"]
    answer = await client.post(f"{DESK}/{second.review_id}/decide", data={"what": "verify"}, headers=ops)
    told = {"cookie": f"{ops['cookie']}; {answer.headers['set-cookie'].partition(';')[0]}"}
    page = (await client.get(answer.headers["location"], headers=told)).text
    assert f"This post counts for another review already ({first.review_id})." in page
