"""What is proven of posts beside each other: no near copies, several posts of one seat, what the person is told."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.campaigns.models import Deliverable
from app.core.clock import SetClock
from app.core.work import Work
from app.reviews import service
from app.reviews.rules.refusals import PostAlreadyCounted
from app.reviews.schemas import OwnReviewOut, Shaper
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

WORDS = "Oat milk in six coffees: it froths for a minute, then it splits; in porridge nobody at the table noticed."
COPY = "Oatmilk in six coffees! It froths for one minute, then it splits. In porridge nobody at the table noticed"


async def looked_at(work: Work, social: Social, promised: start.Promised, link: str) -> OwnReviewOut:
    """Hand a link in, have it looked at, and read what its author is shown."""
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    shown = Shaper(promised.who.viewer).one(await start.review(work, promised.review_id))
    assert isinstance(shown, OwnReviewOut)
    return shown


async def test_a_near_copy_of_somebody_elses_review_is_asked_for_own_words(work, social, clock: SetClock) -> None:
    first = await start.promised(work)
    mei = await arrange.person(work, "mei")
    second = await start.promised(work, first.campaign, mei, handle="mei.eats")
    at = clock() - timedelta(days=2)
    assert (await looked_at(work, social, first, social.publish("p1", at, text=f"#gifted {WORDS}"))).state == "verified"
    later = social.publish("p2", at + timedelta(hours=5), text=f"#gifted {COPY}", author="mei.eats")
    shown = await looked_at(work, social, second, later)
    assert (shown.state, shown.fixes) == ("needs_fix", ["own_words"])
    [check] = [one for one in shown.checks if one.name == "own_words"]
    assert "lin" not in f"{check.evidence} {check.to_add}"
    mended = social.publish("p2", at, text="#gifted Oat milk again. Mine went into a cake, and the cake is gone.",
                            author="mei.eats")
    assert (await looked_at(work, social, second, mended)).state == "verified"


async def test_who_wrote_first_waits_for_ops_and_is_asked_for_nothing(work, social, clock: SetClock) -> None:
    copied = await start.promised(work)
    mei = await arrange.person(work, "mei")
    first = await start.promised(work, copied.campaign, mei, handle="mei.eats")
    at = clock() - timedelta(days=1)
    await looked_at(work, social, copied, social.publish("p1", at, text=f"#gifted {COPY}"))
    earlier = social.publish("p2", at - timedelta(hours=9), text=f"#gifted {WORDS}", author="mei.eats")
    shown = await looked_at(work, social, first, earlier)
    assert (shown.state, shown.to_mend) == ("checking", [])


async def test_a_post_for_one_promise_never_counts_for_the_other(work, social, clock: SetClock) -> None:
    first = await start.promised(work)
    later = await arrange.live_campaign(work, await arrange.brand(work, "Lakeside"), platform="simulated")
    second = await start.promised(work, later, first.who, handle=None)
    link = social.publish("p1", clock() - timedelta(days=1))
    assert (await looked_at(work, social, first, link)).state == "verified"
    with pytest.raises(PostAlreadyCounted):
        await work.do(service.submit, first.who.viewer, second.review_id, link)
    assert (await start.review(work, second.review_id)).state == "awaited"


async def test_the_person_is_told_each_check_what_to_copy_and_by_when(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)

    async def ask(session, viewer) -> None:
        await session.execute(update(Deliverable).where(Deliverable.id == promised.campaign.deliverable_id).values(
            hashtags=["#HavrefinMornings"], least_pictures=2, format="photo"))
    await work.do(ask, arrange.OPS)
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk, fine.", pictures=1)
    shown = await looked_at(work, social, promised, link)
    told = {check.name: (check.outcome, check.to_copy.pick("en") if check.to_copy else None) for check in shown.checks}
    assert told == {
        "network": ("passed", None), "author": ("passed", None), "date": ("passed", None),
        "label": ("failed", "#gifted"), "product": ("passed", None), "hashtags": ("failed", "#HavrefinMornings"),
        "pictures": ("failed", None), "format": ("passed", None), "own_words": ("passed", None)}
    assert (shown.state, shown.fixes) == ("needs_fix", ["label", "hashtags", "pictures"])
    assert shown.due_at is not None
    assert next(check.evidence for check in shown.checks if check.name == "product") == "Oat milk"
