"""What happens to a review after it was verified: numbers, changes, absence, return, the end; and erasing."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries as consumers
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.files import Files
from app.core.i18n import text
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.viewer import system
from app.core.work import Work
from app.jobs import service as jobs
from app.jobs.registry import InStore, Registry
from app.jobs.worker import Worker
from app.journal import queries as journal
from app.journal import service as entries
from app.platforms.numbers import Numbers
from app.reviews import jobs as review_jobs
from app.reviews import queries, service
from app.reviews.models import Review
from app.reviews.queries import Choice
from app.reviews.rules.checks import Fix
from app.reviews.rules.refusals import PostAlreadyCounted, StillPlanned
from app.reviews.schemas import live_now, standing_of
from app.seats import service as seats
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements
from tests.arrange_reviews import Social


async def _verified(work: Work, social: Social, post_id: str = "post", **more) -> start.Promised:
    promised = await start.promised(work, **more)
    link = social.publish(post_id, work.clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def _later(work: Work, social: Social, clock: SetClock, promised: start.Promised, **span: float):
    clock.forward(**span)
    await start.worker(work, social).run_due()
    return await start.review(work, promised.review_id)


async def _events(work: Work, subject_id: str) -> list[str]:
    return [entry.event for entry in await work.read(journal.history, arrange.OPS, subject_id)]


async def _snapshots(work: Work, review_id: str):
    return (await work.read(queries.snapshots, arrange.OPS, review_id, Ask())).items


async def test_numbers_are_appended_and_one_that_falls_is_kept_and_flagged(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    social.posts["post"] |= {"views": 900, "likes": 5}
    found = await _later(work, social, clock, promised, hours=1)
    assert (found.views, found.likes, found.looks) == (900, 5, 1)
    social.posts["post"] |= {"views": None}
    found = await _later(work, social, clock, promised, hours=5)
    assert found.views == 900
    rows = await _snapshots(work, found.id)
    assert [(s.views, s.likes, s.has_fallen, s.source) for s in rows] == [
        (120, 8, False, "api"), (900, 5, True, "api"), (None, 5, False, "api")]
    assert (await _events(work, found.id)).count("review.measured") == 2


async def test_an_unchanged_answer_is_asked_for_by_its_tag_and_confirms_the_numbers(work, social, clock) -> None:
    social.etags["post"] = '"v1"'
    promised = await _verified(work, social)
    found = await _later(work, social, clock, promised, hours=1)
    assert social.server.header("if-none-match") == '"v1"'
    assert [s.views for s in await _snapshots(work, found.id)] == [120, 120]


@pytest.mark.parametrize(("views", "most"), [(120, 7), (900, 9)])
async def test_a_look_costs_few_statements_and_one_that_changes_nothing_fewer(
        work, social, clock: SetClock, views, most) -> None:
    promised = await _verified(work, social)
    social.posts["post"] |= {"views": views}
    clock.forward(hours=1)
    kind = start.worker(work, social).registry.kinds["review.follow"]
    [claim] = await work.do(jobs.claim, system("worker"), ("review.follow",), 5)
    with statements(work) as sent:
        plan = await work.read(kind.read, system(claim.job_id), **claim.args)
        await work.do(jobs.record_outcome, system("worker"), claim, kind, plan, await kind.perform(plan))
    assert len([one for one in sent if "SAVEPOINT" not in one]) <= most, sent
    assert (await start.review(work, promised.review_id)).looks == 1


async def test_changed_words_are_noted_and_the_label_is_looked_for_again(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    social.posts["post"]["text"] = "Oat milk, now without it."
    found = await _later(work, social, clock, promised, hours=1)
    assert (found.state, found.fixes[0]["check"], found.edited_at) == ("changed", "label", clock())
    social.posts["post"]["text"] = "Oat milk, and once more without it."
    found = await _later(work, social, clock, promised, hours=5)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("changed", ["label"])
    found = await work.do(service.recheck, arrange.OPS, found.id)
    assert (found.state, found.fixes) == ("verified", [])
    assert (await _events(work, found.id))[3:] == [
        "review.measured", "review.changed", "review.edited", "review.verified_again"]


async def test_a_deleted_post_is_removed_and_one_that_returns_is_verified_again(work, social, clock) -> None:
    promised = await _verified(work, social)
    social.status["post"] = 410
    found = await _later(work, social, clock, promised, hours=1)
    assert (found.state, found.removed_at) == ("removed", clock())
    social.status.clear()
    found = await _later(work, social, clock, promised, hours=5)
    assert (found.state, found.removed_at) == ("verified", None)


async def test_a_post_is_out_of_sight_only_after_three_misses(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    social.status["post"] = 403
    states = [(await _later(work, social, clock, promised, hours=6)).state for _ in range(3)]
    assert states == ["verified", "verified", "unreachable"]
    social.status.clear()
    assert (await _later(work, social, clock, promised, days=3)).state == "verified"


async def test_a_review_closes_after_its_promised_days_online(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    found = await start.review(work, promised.review_id)
    assert found.online_until == clock() + timedelta(days=30)
    found = await _later(work, social, clock, promised, days=30)
    assert (found.state, found.closed_at, found.next_look_at) == ("closed", clock(), None)
    asked = len(social.server.requests)
    assert (await _later(work, social, clock, promised, days=30)).state == "closed"
    assert len(social.server.requests) == asked


async def _until_the_eve(work: Work, social: Social, clock: SetClock) -> start.Promised:
    """A followed post, seen last an hour before its promised days are over."""
    promised = await _verified(work, social)
    await _later(work, social, clock, promised, days=29, hours=23)
    return promised


async def _ended(work: Work, review_id: str) -> dict[str, object]:
    entry = (await work.read(journal.history, arrange.OPS, review_id))[-1]
    assert entry.event == "review.closed"
    return entry.facts


@pytest.mark.parametrize(("says", "events", "was_online"), [
    (200, ["review.closed"], True), (304, ["review.closed"], True),
    (410, ["review.removed", "review.closed"], False)])
async def test_a_last_look_at_the_promised_end_tells_whether_the_post_was_online(
        work, social, clock: SetClock, says: int, events: list[str], was_online: bool) -> None:
    promised = await _until_the_eve(work, social, clock)
    before = len(await _events(work, promised.review_id))
    social.status["post"] = says
    asked = len(social.server.requests)
    found = await _later(work, social, clock, promised, hours=1)
    assert (found.state, found.closed_at, len(social.server.requests) - asked) == ("closed", found.online_until, 1)
    assert (found.removed_at is None) == was_online
    assert (await _events(work, found.id))[before:] == events
    assert (await _ended(work, found.id))["was_online"] is was_online
    wall = await work.read(queries.wall, promised.campaign.brand.viewer, promised.campaign.id, Ask())
    assert wall.online_to_end == int(was_online)


async def test_a_last_look_that_sees_nothing_is_made_again_before_following_ends(work, social, clock) -> None:
    promised = await _until_the_eve(work, social, clock)
    social.status["post"] = 403
    assert (await _later(work, social, clock, promised, hours=1)).state == "verified"
    social.status.clear()
    found = await _later(work, social, clock, promised, hours=6)
    assert (found.state, found.closed_at) == ("closed", found.online_until + timedelta(hours=6))
    assert (await _ended(work, found.id))["was_online"] is True


async def test_following_ends_a_day_later_where_nobody_came_to_look_and_says_that_this_is_not_known(
        work, social, clock: SetClock) -> None:
    promised = await _until_the_eve(work, social, clock)
    close = Worker(work, Registry(InStore("review.close", service.close)))
    clock.forward(hours=24)
    await close.run_due()
    assert (await start.review(work, promised.review_id)).state == "verified"
    clock.forward(hours=1)
    await close.run_due()
    assert (await start.review(work, promised.review_id)).state == "closed"
    assert (await _ended(work, promised.review_id))["was_online"] is None
    asked = len(social.server.requests)
    assert (await _later(work, social, clock, promised, days=2)).state == "closed"
    assert len(social.server.requests) == asked


async def test_a_post_that_went_is_told_of_as_gone_when_its_following_has_ended(work, social, clock) -> None:
    promised = await _until_the_eve(work, social, clock)
    social.status["post"] = 410
    found = await _later(work, social, clock, promised, hours=1)
    brand, campaign_id = promised.campaign.brand.viewer, promised.campaign.id
    assert (found.state, live_now(found), standing_of(found)) == ("closed", False, "removed")
    for state, ids in (("removed", [found.id]), ("closed", [])):
        wall = await work.read(queries.wall, brand, campaign_id, Ask(), Choice(state))
        assert [one.id for one in wall.reviews.items] == ids
        assert [one.id for one in (await work.read(queries.recent, arrange.OPS, [state], Ask())).items] == ids
    assert wall.counts == {"removed": 1}


async def test_a_look_that_is_recorded_twice_is_one_snapshot(work, social, clock: SetClock) -> None:
    promised = await _verified(work, social)
    clock.forward(hours=1)
    made = start.worker(work, social)
    plan = await work.read(review_jobs.read_follow, system("job"), promised.review_id, 0)
    kind = made.registry.kinds["review.follow"]
    look = await kind.perform(plan)
    claims = await work.do(jobs.claim, system("worker"), ("review.follow",), 5)
    clock.forward(minutes=3)
    again = await work.do(jobs.claim, system("worker"), ("review.follow",), 5)
    assert [c.job_id for c in claims] == [c.job_id for c in again]
    for claim in (claims[0], again[0], again[0]):
        await work.do(jobs.record_outcome, system("worker"), claim, kind, plan, look)
    await work.do(review_jobs.record_follow, system("job"), plan, look)
    assert len(await _snapshots(work, promised.review_id)) == 2
    assert (await start.review(work, promised.review_id)).looks == 1


async def test_a_check_that_is_recorded_twice_is_one_check(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("p", clock() - timedelta(days=1), published_at=None)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    plan = await work.read(review_jobs.read_check, system("job"), promised.review_id, 1)
    look = await start.worker(work, social).registry.kinds["review.check"].perform(plan)
    for _ in range(2):
        await work.do(review_jobs.record_check, system("job"), plan, look)
    assert len((await start.review(work, promised.review_id)).checks) == 6
    assert (await _events(work, promised.review_id)).count("review.needs_eyes") == 1


async def test_ops_enter_numbers_by_hand_and_leave_unknown_what_they_do_not_know(work, social) -> None:
    promised = await _verified(work, social)
    found = await work.do(service.measure, arrange.OPS, promised.review_id, Numbers(saves=4))
    assert (found.views, found.saves, found.measured_how) == (120, 4, "manual")
    assert [(s.views, s.saves, s.source) for s in await _snapshots(work, found.id)][-1] == (None, 4, "manual")
    with pytest.raises(Invalid):
        await work.do(service.measure, arrange.OPS, promised.review_id, Numbers())
    with pytest.raises(Forbidden):
        await work.do(service.measure, promised.who.viewer, promised.review_id, Numbers(views=9))


async def test_a_planned_decision_is_carried_out_after_ten_seconds_in_its_persons_name(work, social, clock) -> None:
    promised = await start.promised(work)
    link = social.publish("p", clock() - timedelta(days=1), published_at=None)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    worker = start.worker(work, social)
    await worker.run_due()
    await work.do(service.decide_later, arrange.OPS, promised.review_id, "verify")
    with pytest.raises(StillPlanned):
        await work.do(service.decide_later, arrange.OPS, promised.review_id, "reject", reason="copied_text")
    assert await work.do(service.undo, arrange.OPS, promised.review_id)
    assert not await work.do(service.undo, arrange.OPS, promised.review_id)
    assert (await _later(work, social, clock, promised, seconds=11)).state == "checking"
    fix = Fix("date", text("When was it published?", "什么时候发布的？"))
    await work.do(service.decide_later, arrange.OPS, promised.review_id, "ask_fix", fixes=[fix])
    found = await _later(work, social, clock, promised, seconds=11)
    assert (found.state, found.fixes) == ("needs_fix", [fix.as_json()])
    entry = (await work.read(journal.history, arrange.OPS, found.id))[-1]
    assert (entry.actor_id, entry.actor_kind, entry.caused_by is not None) == ("acc_ops", "ops", True)
    with pytest.raises(WrongState):
        await work.do(service.decide_later, arrange.OPS, promised.review_id, "verify")


async def test_a_rejection_names_a_reason_of_the_closed_list(work, social, clock: SetClock) -> None:
    promised = await start.promised(work, state="checking")
    found = await work.do(service.reject, arrange.OPS, promised.review_id, "copied_text")
    assert (found.state, found.rejection) == ("rejected", "copied_text")
    with pytest.raises(Forbidden):
        await work.do(service.reject, promised.campaign.brand.viewer, promised.review_id, "copied_text")


async def test_a_withheld_review_stays_in_every_count(work, social) -> None:
    promised = await _verified(work, social)
    brand = promised.campaign.brand.viewer
    found = await work.do(service.withhold, arrange.OPS, promised.review_id, "safety_claim")
    assert (found.withheld_reason, found.withheld_by) == ("safety_claim", "acc_ops")
    wall = await work.read(queries.wall, brand, promised.campaign.id, Ask())
    assert (wall.verified, [r.id for r in wall.reviews.items]) == (1, [found.id])
    assert not (await work.read(queries.wall, brand, promised.campaign.id, Ask(), Choice("changed"))).reviews.items
    assert (await work.do(service.show, arrange.OPS, found.id)).withheld_at is None


async def test_verified_reviews_on_the_wall_are_those_in_the_store_negative_ones_included(work, social, clock) -> None:
    first = await _verified(work, social, "good")
    second = await start.promised(work, first.campaign, await arrange.person(work, "mei"))
    link = social.publish("bad", clock() - timedelta(days=1), text="Awful oat milk. Never again. #gifted")
    await work.do(service.submit, second.who.viewer, second.review_id, link)
    third = await start.promised(work, first.campaign, await arrange.person(work, "an"))
    await start.worker(work, social).run_due()
    wall = await work.read(queries.wall, first.campaign.brand.viewer, first.campaign.id, Ask())
    assert (wall.verified, wall.live_now, wall.reach) == (2, 2, 240)
    assert wall.counts == {"verified": 2, "awaited": 1}
    assert {r.id for r in wall.reviews.items} == {first.review_id, second.review_id}
    assert third.review_id not in {r.id for r in wall.reviews.items}
    with pytest.raises(NotFound):
        await work.read(queries.wall, (await arrange.brand(work, "Other")).viewer, first.campaign.id, Ask())


async def test_a_seat_that_ends_early_asks_for_nothing_more(work, social) -> None:
    promised = await start.promised(work)
    await work.do(seats.excuse, arrange.OPS, promised.seat_id, "illness")
    assert (await start.review(work, promised.review_id)).state == "waived"


async def test_a_deadline_that_moves_takes_the_review_with_it(work, social) -> None:
    promised = await start.promised(work)
    seat = await work.do(seats.extend, arrange.OPS, promised.seat_id, 4)
    found = await start.review(work, promised.review_id)
    assert found.due_at == seat.deadline_at
    assert (await _events(work, found.id))[-1] == "review.due_moved"


async def test_erasing_leaves_state_dates_and_numbers_and_the_post_still_counts_once(work, social, clock) -> None:
    promised = await _verified(work, social)
    picture = work.resources[Files].save_image(arrange.photo()).sha256
    await work.do(service.measure, arrange.OPS, promised.review_id, Numbers(views=130), picture=picture)
    before = await work.do(service.export, promised.who.viewer, promised.who.id)
    assert before["reviews"][0]["link"] == social.link("post")
    assert [s["views"] for s in before["reviews"][0]["snapshots"]] == [120, 130]
    counts = await work.do(service.forget, promised.who.viewer, promised.who.id)
    assert counts == {"reviews": 1, "checks": 6}
    found = await start.review(work, promised.review_id)
    assert (found.state, found.views, found.verified_at) == ("verified", 130, clock())
    assert (found.link, found.url, found.author, found.post_text, found.post_id, found.picture) == (None,) * 6
    assert {check.evidence for check in found.checks} == {None}
    assert found.post_index is not None
    other = await start.promised(work, promised.campaign, await arrange.person(work, "mei"))
    with pytest.raises(PostAlreadyCounted):
        await work.do(service.submit, other.who.viewer, other.review_id, social.link("post"))
    asked = len(social.server.requests)
    await _later(work, social, clock, promised, days=2)
    assert len(social.server.requests) == asked
    with pytest.raises(NotFound):
        work.resources[Files].open(picture)


async def test_nobody_exports_or_erases_somebody_else(work, social) -> None:
    promised = await start.promised(work)
    stranger = await arrange.person(work, "mei")
    for verb in (service.export, service.forget):
        with pytest.raises(NotFound):
            await work.do(verb, stranger.viewer, promised.who.id)


async def test_an_erased_persons_awaited_reviews_are_waived(work, social) -> None:
    promised = await start.promised(work)

    async def erased(session: AsyncSession, viewer) -> None:
        consumer = await consumers.get(session, viewer, promised.who.id)
        await entries.record(session, viewer, "consumer.erased", consumer)
    work.reactions = {"consumer.erased": (service.waive_person,)}
    await work.do(erased, arrange.OPS)
    assert (await start.review(work, promised.review_id)).state == "waived"


async def test_no_review_can_stop_being_gifted(work) -> None:
    promised = await start.promised(work)

    async def forge(session: AsyncSession, viewer) -> None:
        await session.execute(update(Review).where(Review.id == promised.review_id).values(is_gifted=False))
    with pytest.raises(IntegrityError):
        await work.do(forge, arrange.OPS)
