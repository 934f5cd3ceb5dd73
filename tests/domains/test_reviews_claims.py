"""A post that two people hand in: it is its author's, the other one is asked for another post, ops decide a tie."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.cases import queries as cases
from app.consumers.models import SocialAccount
from app.consumers.rules.proof import code_of
from app.core.clock import SetClock
from app.core.work import Work
from app.journal import queries as journal
from app.notifications.models import Message
from app.reviews import service
from app.reviews.models import Review
from app.reviews.rules.refusals import CountsElsewhere, PostAlreadyCounted
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import LABELLED, Promised, Social


@pytest.fixture
async def lin(work: Work) -> Promised:
    """The author of every post of the small network."""
    return await start.promised(work)


@pytest.fixture
async def mei(work: Work, lin: Promised) -> Promised:
    return await start.promised(work, lin.campaign, await arrange.person(work, "mei"), handle="mei.eats")


async def _hand_in(work: Work, one: Promised, link: str) -> None:
    await work.do(service.submit, one.who.viewer, one.review_id, link)


async def _looked(work: Work, social: Social, one: Promised, link: str) -> Review:
    await _hand_in(work, one, link)
    await start.worker(work, social).turn()
    return await start.review(work, one.review_id)


async def _prove(work: Work, one: Promised) -> None:
    async def prove(session, viewer) -> None:
        await session.execute(update(SocialAccount).where(SocialAccount.consumer_id == one.who.id).values(
            verified_at=work.clock()))
    await work.do(prove, arrange.OPS)


async def _events(work: Work, one: Promised) -> list[str]:
    return [entry.event for entry in await work.read(journal.history, arrange.OPS, one.review_id)]


async def _letters(work: Work, one: Promised) -> list[str]:
    async def read(session, viewer) -> list[str]:
        return list((await session.scalars(select(Message.template).where(Message.subject_id == one.review_id))).all())
    return await work.read(read, arrange.OPS)


def _asked(review: Review) -> list[tuple[str, str]]:
    return [(fix["check"], fix["message"]["default"][:28]) for fix in review.fixes]


@pytest.mark.parametrize("is_looked_at_first", [True, False])
async def test_a_post_that_somebody_else_handed_in_first_is_its_authors(
        work, social, lin, mei, clock: SetClock, is_looked_at_first: bool) -> None:
    link = social.publish("p1", clock() - timedelta(days=1))
    await _hand_in(work, mei, link)
    if is_looked_at_first:
        await start.worker(work, social).turn()
    before = await _letters(work, mei)
    assert (await _looked(work, social, lin, link)).state == "verified"
    theirs = await start.review(work, mei.review_id)
    assert (theirs.state, theirs.post_index, _asked(theirs)) == (
        "needs_fix", None, [("network", "This post is by the account ")])
    assert (await _events(work, mei))[-1] == "review.gave_way"
    assert await _letters(work, mei) == [*before, "fix_asked"]
    own = social.publish("p2", clock() - timedelta(days=1), author="mei.eats", text=f"My own words. {LABELLED}")
    assert (await _looked(work, social, mei, own)).post_id == "p2"


async def test_among_two_of_one_unproven_name_the_code_decides(work, social, lin, clock: SetClock) -> None:
    twin = await start.promised(work, lin.campaign, await arrange.person(work, "twin"))
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk, no label yet.")
    assert [fix["check"] for fix in (await _looked(work, social, twin, link)).fixes] == ["label"]
    found = await _looked(work, social, lin, link)
    assert (found.state, ("account", "Somebody else has handed in ") in _asked(found)) == ("needs_fix", True)
    shown = {check.name: check for check in found.checks}["account"]
    assert shown.to_copy == {"default": code_of(lin.who.id, "simulated"), "zh-cn": code_of(lin.who.id, "simulated")}
    await _prove(work, lin)
    social.publish("p1", clock() - timedelta(days=1))
    assert (await _looked(work, social, lin, link)).state == "verified"
    assert (await start.review(work, twin.review_id)).post_index is None


async def test_where_both_show_a_proof_ops_decide(work, social, lin, clock: SetClock) -> None:
    twin = await start.promised(work, lin.campaign, await arrange.person(work, "twin"))
    await _prove(work, twin)
    link = social.publish("p1", clock() - timedelta(days=1), text=f"Oat milk. {code_of(lin.who.id, 'simulated')}")
    assert (await _looked(work, social, twin, link)).state == "needs_fix"
    social.publish("p1", clock() - timedelta(days=1), text=f"{LABELLED} {code_of(lin.who.id, 'simulated')}")
    found = await _looked(work, social, lin, link)
    assert (found.state, {c.name: c.outcome for c in found.checks}["author"]) == ("checking", "unknown")
    assert await work.read(cases.find_open_task, "check_review", lin.review_id) is not None
    assert (await work.do(service.verify, arrange.OPS, lin.review_id)).post_index is not None
    assert (await start.review(work, twin.review_id)).post_index is None
    assert await work.read(cases.find_open_task, "check_review", lin.review_id) is None


async def test_a_post_that_counts_is_taken_by_nobody_but_ops_hear_of_a_better_proof(
        work, social, lin, clock: SetClock) -> None:
    twin = await start.promised(work, lin.campaign, await arrange.person(work, "twin"))
    link = social.publish("p1", clock() - timedelta(days=1))
    assert (await _looked(work, social, twin, link)).state == "verified"
    with pytest.raises(PostAlreadyCounted):
        await _hand_in(work, lin, link)
    await _prove(work, lin)
    assert (await _looked(work, social, lin, link)).state == "checking"
    with pytest.raises(CountsElsewhere, match=twin.review_id):
        await work.do(service.verify, arrange.OPS, lin.review_id)
    assert (await start.review(work, twin.review_id)).state == "verified"


async def test_of_a_page_that_nobody_can_read_a_proof_is_asked_for_and_then_ops(work, social, lin, mei, clock) -> None:
    social.status["p1"] = 403
    await _looked(work, social, mei, social.link("p1"))
    assert ("account", "Somebody else has handed in ") in _asked(await _looked(work, social, lin, social.link("p1")))
    await _prove(work, lin)
    found = await _looked(work, social, lin, social.link("p1"))
    assert (found.state, (await _events(work, lin))[-1]) == ("checking", "review.needs_eyes")


async def test_another_link_or_a_refusal_frees_a_post(work, social, lin, mei, clock: SetClock) -> None:
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk, no label.")
    assert (await _looked(work, social, lin, link)).state == "needs_fix"
    await _hand_in(work, lin, social.publish("p2", clock() - timedelta(days=1), published_at=None))
    await _hand_in(work, mei, link)
    assert (await start.review(work, mei.review_id)).post_index is not None
    await start.worker(work, social).turn()
    await work.do(service.reject, arrange.OPS, lin.review_id, "copied_text")
    await _hand_in(work, mei, social.link("p2"))
    assert (await start.review(work, mei.review_id)).post_id == "p2"
    assert ((await start.review(work, lin.review_id)).post_index, (await _events(work, lin))[-1]) == (
        None, "review.post_freed")


@pytest.mark.parametrize("who", ["oneself", "nobody's account"])
async def test_a_claim_that_nothing_speaks_for_is_refused_at_once(work, social, lin, clock, who: str) -> None:
    link = social.publish("p1", clock() - timedelta(days=1), published_at=None)
    await _looked(work, social, lin, link)
    later = await arrange.live_campaign(work, await arrange.brand(work, "Lakeside"), platform="simulated")
    one = lin.who if who == "oneself" else await arrange.person(work, "mei")
    again = await start.promised(work, later, one, handle=None)
    with pytest.raises(PostAlreadyCounted, match="another post"):
        await _hand_in(work, again, link)
    assert (await start.review(work, again.review_id)).state == "awaited"
