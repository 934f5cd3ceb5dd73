"""Reminders of promised posts and pictures: they come, they stop by themselves, they wait while the clock stands."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts import queries as contacts
from app.accounts.models import ContactPoint
from app.campaigns.models import Campaign
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.work import Work
from app.main import House
from app.notifications import service
from app.reviews import service as reviews
from app.reviews.models import Review
from app.reviews.rules.evidence import to_show
from app.seats import queries as seat_queries
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules.clock import end_of_day
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange import OPS
from tests.domains.test_messages import SYSTEM, change, mails, messages


async def remind(work: Work) -> list[str]:
    """What one round of reminding adds."""
    before = len(await messages(work))
    await work.do(service.remind, SYSTEM)
    return [message.template for message in (await messages(work))[before:]]


async def due_in(work: Work, clock: SetClock, days: int) -> start.Promised:
    """A promised post of a sample received twenty days ago whose deadline is the end of the day in so many days."""
    received_at = clock() - timedelta(days=20)
    return await start.promised(work, seat={
        "received_at": received_at, "trial_days": 6, "posting_days": 14 + days,
        "deadline_at": end_of_day(received_at, 20 + days, "Asia/Shanghai")})


async def test_a_post_is_reminded_of_before_the_deadline_on_its_day_and_once_after(house: House, clock) -> None:
    work = house.work
    promised = await due_in(work, clock, days=2)
    assert [await remind(work), await remind(work)] == [["post_reminder"], []]
    clock.forward(days=1, hours=23)
    assert [await remind(work), await remind(work)] == [["post_last_day"], []]
    clock.forward(hours=15)
    await work.do(reviews.close_windows, SYSTEM)
    assert await remind(work) == []
    clock.forward(days=1)
    assert [await remind(work), await remind(work)] == [["post_late"], []]
    await house.worker.run_due()
    assert [mail["Subject"] for mail in mails(house)][-1] == "Your view on Oat milk is still welcome"
    assert (await start.review(work, promised.review_id)).state == "missed"


@pytest.mark.parametrize("state", ["submitted", "checking", "verified", "waived"])
async def test_what_was_handed_in_or_is_not_wanted_any_more_is_not_reminded_of(work: Work, clock, state: str) -> None:
    promised = await due_in(work, clock, days=2)
    await change(work, Review, promised.review_id, state=state)
    assert await remind(work) == []


@pytest.mark.parametrize(("model", "values"), [
    (Seat, {"state": "excused", "reason": "illness"}), (Seat, {"deadline_at": None}),
    (Campaign, {"paused_at": SetClock}), (ContactPoint, {"opted_out": ["reminder"]}),
], ids=["excused", "clock stands still", "paused", "opted out"])
async def test_reminders_stop_by_themselves(work: Work, clock: SetClock, model: Any, values: dict[str, Any]) -> None:
    promised = await due_in(work, clock, days=2)
    if model is ContactPoint:
        [point] = await work.read(contacts.contact_points, OPS, promised.who.account_id)
        row_id = point.id
    else:
        row_id = promised.seat_id if model is Seat else promised.campaign.id
    await change(work, model, row_id, **{name: clock() if value is SetClock else value
                                         for name, value in values.items()})
    assert await remind(work) == []


async def test_late_is_not_welcome_any_more_once_the_campaign_is_over(work: Work, clock: SetClock) -> None:
    promised = await due_in(work, clock, days=-2)
    await change(work, Seat, promised.seat_id, state="no_show")
    await change(work, Review, promised.review_id, state="missed")
    await change(work, Campaign, promised.campaign.id, state="completed")
    assert await remind(work) == []
    await change(work, Campaign, promised.campaign.id, state="live")
    assert await remind(work) == ["post_late"]


async def test_more_days_move_the_deadline_tell_the_person_and_are_reminded_of_anew(house: House, clock) -> None:
    work = house.work
    promised = await due_in(work, clock, days=2)
    await remind(work)
    seat = await work.do(seats.extend, OPS, promised.seat_id, 7, "illness")
    clock.forward(days=1)
    assert await remind(work) == []
    await house.worker.run_due()
    assert mails(house)[-1]["Subject"] == "You have more time for Oat milk"
    assert seat.deadline_at is not None
    clock.forward(seconds=(seat.deadline_at - clock()).total_seconds() - 2 * 86_400)
    assert await remind(work) == ["post_reminder"]


async def test_a_brief_that_changed_moves_the_deadline_without_a_letter_of_its_own(work: Work, clock) -> None:
    promised = await due_in(work, clock, days=10)
    await work.do(seats.extend, SYSTEM, promised.seat_id, 3)
    assert [message.template for message in await messages(work)] == []


async def test_nobody_but_ops_gives_more_days_and_only_for_a_reason_of_the_list(work: Work, clock) -> None:
    promised = await due_in(work, clock, days=2)
    with pytest.raises(Forbidden):
        await work.do(seats.extend, promised.who.viewer, promised.seat_id, 3, "asked")
    with pytest.raises(Invalid):
        await work.do(seats.extend, OPS, promised.seat_id, 3, "good_review")


async def test_a_missed_post_lowers_the_shrunk_rate_and_a_sample_that_never_came_does_not(work: Work, clock) -> None:
    missed = await due_in(work, clock, days=0)
    undelivered = await start.promised(work, missed.campaign, await arrange.person(work, "mei"), seat={
        "received_at": None, "received_how": None, "deadline_at": None})
    untouched = (await work.read(seat_queries.standing, OPS, undelivered.who.id)).publishing.p
    clock.forward(days=30)
    await work.do(reviews.close_windows, SYSTEM)
    await work.do(seats.excuse, OPS, undelivered.seat_id, "not_delivered")
    rates = [(await work.read(seat_queries.standing, OPS, one.who.id)).publishing for one in (missed, undelivered)]
    assert (rates[0].n, rates[0].k, rates[0].p < untouched) == (1.0, 0.0, True)
    assert (rates[1].n, rates[1].p) == (0.0, untouched)


async def test_a_picture_is_asked_for_by_letter_reminded_of_once_and_then_left(house: House, clock: SetClock) -> None:
    work = house.work
    promised = await start.promised(work, platform="xiaohongshu", state="checking", post_id="n1", post_index="x" * 64)
    await change(work, Review, promised.review_id, platform="xiaohongshu")
    await work.do(reviews.verify, OPS, promised.review_id)
    await house.worker.run_due()
    clock.forward(days=7, minutes=1)
    await house.worker.run_due()
    await house.worker.run_due()
    assert [message.facts["next"] for message in await messages(work, "picture_due")] == [
        f"/me/reviews/{promised.review_id}/picture"]
    assert "Please show us your post about Oat milk" in [mail["Subject"] for mail in mails(house)]
    assert await remind(work) == []
    clock.forward(days=3)
    assert [await remind(work), await remind(work)] == [["picture_reminder"], []]


async def test_where_a_later_picture_showed_too_little_the_next_letter_says_what(house: House, clock: SetClock) -> None:
    work = house.work
    promised = await start.promised(work, platform="xiaohongshu", state="checking", post_id="n1", post_index="x" * 64)
    await change(work, Review, promised.review_id, platform="xiaohongshu")
    await work.do(reviews.verify, OPS, promised.review_id)
    clock.forward(days=7, minutes=1)
    for _ in range(2):
        await house.worker.run_due()
    shown = await work.do(reviews.show_picture, promised.who.viewer, promised.review_id, "ab" * 32)
    lacks = [fix for fix in to_show() if fix.check in ("picture_author", "picture_date")]
    await work.do(reviews.judge_picture, OPS, shown.id, False, lacks)
    await house.worker.run_due()
    words = [mail.get_content() for mail in mails(house) if "Please show us" in mail["Subject"]]
    assert sorted(all(fix.message.pick("en") in said for fix in lacks) for said in words) == [False, True]
