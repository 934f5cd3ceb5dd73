"""Handing in a post and its first look: verified, to be mended, or for ops' eyes; over real HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.errors import Forbidden, NotFound
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.work import Work
from app.journal import queries as journal
from app.journal import service as entries
from app.platforms.known import Networks
from app.platforms.refusals import NoLink, UnknownNetwork
from app.reviews import queries, service
from app.reviews.queries import Filters, queue
from app.reviews.rules.refusals import PostAlreadyCounted
from app.seats import queries as seats
from tests import arrange
from tests import arrange_reviews as start


async def _hand_in(work: Work, promised: start.Promised, link: str):
    return await work.do(service.submit, promised.who.viewer, promised.review_id, link)


async def _events(work: Work, subject_id: str) -> list[str]:
    return [entry.event for entry in await work.read(journal.history, arrange.OPS, subject_id)]


async def test_an_accepted_seat_is_awaited_one_review_for_each_deliverable(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who, state="accepted")

    async def accept(session, viewer):
        seat = await seats.get(session, viewer, seat_id)
        await entries.record(session, viewer, "seat.accepted", seat)
        await entries.record(session, viewer, "seat.promoted", seat)

    work.reactions = dict.fromkeys(("seat.accepted", "seat.promoted"), (service.await_deliverables,))
    await work.do(accept, arrange.OPS)
    found = (await work.read(queries.listed, arrange.OPS, Filters(campaign.id), Ask())).items
    assert [(r.state, r.deliverable_id, r.is_gifted) for r in found] == [("awaited", campaign.deliverable_id, True)]
    assert await _events(work, found[0].id) == ["review.awaited"]


async def test_a_good_post_is_verified_by_itself_and_completes_the_seat(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("p1", clock() - timedelta(days=1))
    handed = await _hand_in(work, promised, f"Look at this! {link} (copied from the app)")
    assert (handed.state, handed.link) == ("checking", f"Look at this! {link} (copied from the app)")
    assert link not in (handed.link_sealed or "")
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.verified_at, found.views, found.is_late) == ("verified", clock(), 120, False)
    assert {c.name: c.outcome for c in found.checks} == dict.fromkeys(
        ("network", "author", "label", "date", "product", "own_words"), "passed")
    assert next(c.evidence for c in found.checks if c.name == "label") == "#gifted"
    assert (await work.read(seats.get, arrange.OPS, promised.seat_id)).state == "completed"
    assert await _events(work, found.id) == [
        "review.submitted", "review.checking", "review.verified", "review.measured"]


async def test_a_post_without_a_label_is_told_exactly_what_to_add(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("p2", clock() - timedelta(days=1), text="Oat milk, thin on its own.")
    await _hand_in(work, promised, link)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert found.state == "needs_fix"
    assert found.fixes == [{"check": "label", "message": {
        "default": "Please add “#gifted” at the start of your post's text.", "zh-cn": "请在正文开头加上“#赠品体验”。"}}]
    social.publish("p2", clock() - timedelta(days=1))
    await _hand_in(work, promised, link)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.attempt, found.fixes) == ("verified", 2, [])


async def test_another_persons_post_is_asked_to_be_replaced(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    await _hand_in(work, promised, social.publish("p3", clock() - timedelta(days=1), author="somebody.else"))
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["author"])
    assert "somebody" not in str(found.fixes)


async def test_a_post_that_cannot_be_opened_is_asked_to_be_made_public(work, social) -> None:
    promised = await start.promised(work)
    await _hand_in(work, promised, social.link("nothing-there"))
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.fixes[0]["message"]["default"][:29]) == ("needs_fix", "We cannot open this post. Is ")


async def test_what_cannot_be_read_waits_for_the_eyes_of_ops(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    await _hand_in(work, promised, social.publish("p4", clock() - timedelta(days=1), published_at="yesterday"))
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert found.state == "checking"
    entries = await work.read(journal.history, arrange.OPS, found.id)
    assert (entries[-1].event, entries[-1].facts["unknown"]) == ("review.needs_eyes", ["date"])
    assert [row.review.id for row in await work.read(queue.at_risk, arrange.OPS)] == [found.id]
    assert (await work.do(service.verify, arrange.OPS, found.id)).state == "verified"


async def test_a_failing_network_is_asked_again_and_then_left_to_ops(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    social.status["p5"] = 503
    await _hand_in(work, promised, social.link("p5"))
    worker = start.worker(work, social)
    for _ in range(8):
        await worker.run_due()
        clock.forward(minutes=2)
    assert len(social.server.requests) == 4
    found = await start.review(work, promised.review_id)
    assert (found.state, {c.outcome for c in found.checks}) == ("checking", {"passed", "unknown"})


async def test_a_failing_network_that_mends_itself_costs_nobody_anything(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("p6", clock() - timedelta(days=1))
    social.status["p6"] = 500
    await _hand_in(work, promised, link)
    worker = start.worker(work, social)
    await worker.run_due()
    social.status.clear()
    clock.forward(minutes=1)
    await worker.run_due()
    assert (await start.review(work, promised.review_id)).state == "verified"


async def test_a_post_counts_once_whoever_hands_it_in(work, social, clock: SetClock) -> None:
    first = await start.promised(work)
    second = await start.promised(work, first.campaign, await arrange.person(work, "mei"), handle="mei.eats")
    link = social.publish("p7", clock() - timedelta(days=1))
    await _hand_in(work, first, link)
    await start.worker(work, social).run_due()
    with pytest.raises(PostAlreadyCounted):
        await _hand_in(work, second, f"{link}?share=1")
    assert (await start.review(work, second.review_id)).state == "awaited"


async def test_a_post_that_was_taken_back_may_be_handed_in_again(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("p8", clock() - timedelta(days=1))
    await _hand_in(work, promised, link)
    back = await work.do(service.take_back, promised.who.viewer, promised.review_id)
    assert (back.state, back.link, back.post_index) == ("awaited", None, None)
    await start.worker(work, social).run_due()
    assert social.server.requests == []
    assert (await _hand_in(work, promised, link)).attempt == 2


async def test_a_post_after_the_deadline_is_late_and_still_counts(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    clock.forward(days=17)
    await start.worker(work, social).prepare()
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == "missed"
    await _hand_in(work, promised, social.publish("p9", clock() - timedelta(hours=1)))
    await start.worker(work, social).turn()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.is_late) == ("verified", True)
    seat = await work.read(seats.get, arrange.OPS, promised.seat_id)
    assert (seat.state, seat.is_late) == ("completed", True)


async def test_what_came_in_time_is_decided_before_the_window_closes(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    await _hand_in(work, promised, social.publish("p10", clock() - timedelta(days=1), published_at=None))
    await start.worker(work, social).run_due()
    clock.forward(days=17)
    await start.worker(work, social).prepare()
    await start.worker(work, social).run_due()
    assert (await work.read(seats.get, arrange.OPS, promised.seat_id)).state == "accepted"
    found = await work.do(service.verify, arrange.OPS, promised.review_id)
    assert (found.state, found.is_late) == ("verified", False)


async def test_a_post_on_another_network_is_kept_and_counted_apart(work, social, clock: SetClock) -> None:
    promised = await start.promised(work, platform="weibo")
    await _hand_in(work, promised, social.publish("p11", clock() - timedelta(days=1)))
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.is_on_other_network) == ("verified", True)
    assert {c.name: c.outcome for c in found.checks}["network"] == "apart"


@pytest.mark.parametrize(("pasted", "refusal", "says"), [
    ("no link here", NoLink, "There is no link"), ("https://example.test/p/1", UnknownNetwork, "example.test"),
])
async def test_a_link_that_cannot_be_taken_changes_nothing(work, social, pasted, refusal, says) -> None:
    promised = await start.promised(work)
    with pytest.raises(refusal, match=says):
        await _hand_in(work, promised, pasted)
    assert (await start.review(work, promised.review_id)).state == "awaited"


async def test_nobody_hands_in_for_somebody_else(work, social) -> None:
    promised = await start.promised(work)
    stranger = await arrange.person(work, "mei")
    with pytest.raises(NotFound):
        await work.do(service.submit, stranger.viewer, promised.review_id, social.link("x"))
    with pytest.raises(Forbidden):
        await work.do(service.submit, promised.campaign.brand.viewer, promised.review_id, social.link("x"))


async def test_a_verified_review_takes_no_second_post(work, social) -> None:
    promised = await start.promised(work, state="verified")
    with pytest.raises(WrongState, match="Verified"):
        await _hand_in(work, promised, social.link("x"))


async def test_a_short_link_is_followed_to_the_post_it_names(work, social, clock: SetClock) -> None:
    """A short link has no post id until somebody has followed it; the post then counts as any other."""
    known = work.resources[Networks]
    one = known.get("simulated")
    work.resources[Networks] = Networks((replace(one, short_paths=frozenset({"s"})),))
    promised = await start.promised(work)
    social.publish("p12", clock() - timedelta(days=1))
    social.forwards["abc"] = "/posts/p12"
    handed = await _hand_in(work, promised, f"{social.origin}/s/abc")
    assert (handed.state, handed.post_index) == ("checking", None)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.post_id, found.url) == ("verified", "p12", social.link("p12"))
    other = await start.promised(work, promised.campaign, await arrange.person(work, "mei"))
    social.forwards["def"] = "/posts/p12"
    await _hand_in(work, other, f"{social.origin}/s/def")
    await start.worker(work, social).run_due()
    found = await start.review(work, other.review_id)
    assert (found.state, found.fixes[0]["message"]["default"][:36]) == (
        "needs_fix", "This post has been handed in before.")
