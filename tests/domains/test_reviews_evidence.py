"""Posts that only people who have signed in can see: their author's pictures are the evidence, and ops see a share."""

from datetime import timedelta

import pytest

from app.consumers.service.proving import confirm_account, show_account
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.files import Files
from app.core.paging import Ask
from app.core.settings import Settings
from app.core.states import WrongState
from app.core.work import Work
from app.insights.queries import summary
from app.journal import queries as journal
from app.platforms.numbers import Numbers
from app.reviews import queries, service
from app.reviews.queries import pictures, queue
from app.reviews.queries.pictures import Wanted
from app.reviews.rules.checks import Fix
from app.reviews.rules.evidence import LACKS
from app.reviews.schemas import live_now
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

LINK = "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a?xsec_token=abc"


def looked_at(work: Work, share: float) -> None:
    work.resources[Settings] = work.resources[Settings].model_copy(update={"picture_share": share})


def picture(work: Work, number: int = 1) -> str:
    return work.resources[Files].save_image(arrange.photo(f"#{number:06x}")).sha256


async def handed_in(work: Work, social: Social, share: float = 0.0) -> start.Promised:
    looked_at(work, share)
    promised = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await start.worker(work, social).run_due()
    return promised


async def shown(work: Work, social: Social, promised: start.Promised, numbers: Numbers | None = None, which: int = 1):
    await work.do(service.show_picture, promised.who.viewer, promised.review_id, picture(work, which), numbers)
    await start.worker(work, social).run_due()
    return await start.review(work, promised.review_id)


async def events(work: Work, review_id: str) -> list[str]:
    return [entry.event for entry in await work.read(journal.history, arrange.OPS, review_id)]


async def test_without_a_picture_one_is_asked_for_and_ops_are_not_bothered(work, social) -> None:
    promised = await handed_in(work, social)
    found = await start.review(work, promised.review_id)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["screenshot"])
    assert await work.read(queue.at_risk, arrange.OPS) == []
    assert "review.needs_eyes" not in await events(work, found.id)


async def test_a_picture_verifies_the_post_and_its_numbers_say_where_they_come_from(work, social) -> None:
    promised = await handed_in(work, social)
    found = await shown(work, social, promised, Numbers(likes=40, comments=6))
    assert (found.state, found.verified_how, found.likes, found.views) == ("verified", "screenshot", 40, None)
    rows = (await work.read(queries.snapshots, arrange.OPS, found.id, Ask())).items
    assert [(s.likes, s.views, s.source) for s in rows] == [(40, None, "screenshot")]
    assert (found.picture, found.next_look_at) == (picture(work), None)


async def test_a_picture_shown_at_once_needs_no_second_hand_in(work, social) -> None:
    looked_at(work, 0.0)
    promised = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    found = await shown(work, social, promised)
    assert (found.state, found.attempt) == ("verified", 1)


async def test_a_drawn_picture_waits_for_ops_who_accept_it_or_ask_for_another(work, social) -> None:
    promised = await handed_in(work, social, share=1.0)
    found = await shown(work, social, promised)
    assert (found.state, (await events(work, found.id))[-1]) == ("checking", "review.needs_eyes")
    first = (await work.read(lambda s, v: queries.pictures_of(s, [found.id]), arrange.OPS))[0]
    assert (first.is_drawn, first.share, first.seed is not None) == (True, 1.0, True)
    lacks = [Fix(name, LACKS[name][1]) for name in ("picture_label", "picture_date")]
    found = await work.do(service.judge_picture, arrange.OPS, first.id, False, lacks)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["picture_label", "picture_date"])
    judged = next(e for e in await work.read(journal.history, arrange.OPS, found.id) if "judged" in e.event)
    assert judged.facts["lacks"] == ["picture_label", "picture_date"]
    found = await shown(work, social, promised, which=2)
    second = (await work.read(lambda s, v: queries.pictures_of(s, [found.id]), arrange.OPS))[-1]
    found = await work.do(service.judge_picture, arrange.OPS, second.id, True)
    assert (found.state, found.verified_how) == ("verified", "ops")


async def proof_asked(work: Work, social: Social) -> start.Promised:
    """A post that nobody can read, handed in for a campaign that asks for proven accounts."""
    looked_at(work, 0.0)
    campaign = await arrange.live_campaign(work, platform="xiaohongshu", needs_verified_account=True)
    promised = await start.promised(work, campaign, platform="xiaohongshu", account_on="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await start.worker(work, social).run_due()
    return promised


async def looked_again(work: Work, social: Social, promised: start.Promised):
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await start.worker(work, social).run_due()
    return await start.review(work, promised.review_id)


async def test_a_picture_alone_does_not_show_whose_account_it_is_where_that_was_asked_for(work, social) -> None:
    promised = await proof_asked(work, social)
    found = await start.review(work, promised.review_id)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["account", "screenshot"])
    assert (await shown(work, social, promised)).state == "needs_fix"
    assert [fix["check"] for fix in (await start.review(work, promised.review_id)).fixes] == ["account"]
    found = await looked_again(work, social, promised)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("needs_fix", ["account"])
    account = await work.do(show_account, promised.who.viewer, "xiaohongshu", picture(work, 9))
    assert (await looked_again(work, social, promised)).state == "checking"
    assert await waiting(work) == [("checking", "unknown")]
    await work.do(confirm_account, arrange.OPS, account.id)
    await work.do(service.take_back, promised.who.viewer, promised.review_id)
    found = await looked_again(work, social, promised)
    assert (found.state, found.verified_how) == ("verified", "screenshot")


@pytest.mark.parametrize(("is_pictured", "state"), [(True, "verified"), (False, "needs_fix")])
async def test_a_review_that_waits_for_proof_alone_is_looked_at_again_once_ops_confirm_it(
        work, social, is_pictured: bool, state: str) -> None:
    promised = await proof_asked(work, social)
    if is_pictured:
        await shown(work, social, promised)
    account = await work.do(show_account, promised.who.viewer, "xiaohongshu", picture(work, 9))
    await work.do(confirm_account, arrange.OPS, account.id)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == state


async def waiting(work: Work) -> list[tuple[str, str]]:
    return [(row.review.state, row.risk) for row in await work.read(queue.at_risk, arrange.OPS)]


async def test_what_takes_the_place_of_a_picture_that_ops_doubted_is_seen_by_them_too(work, social) -> None:
    """Whether the first one was refused, is drawn and waits, or is odd; and also with the link of another post."""
    promised = await handed_in(work, social, share=1.0)
    await shown(work, social, promised)
    looked_at(work, 0.0)
    await work.do(service.take_back, promised.who.viewer, promised.review_id)
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    found = await shown(work, social, promised, which=2)
    assert await waiting(work) == [("checking", "odd")]
    second = await work.read(lambda s, v: queue.picture_to_judge(s, found.id), arrange.OPS)
    assert second.flags == ["replaces"]
    await work.do(service.judge_picture, arrange.OPS, second.id, False)
    await shown(work, social, promised, which=3)
    assert await waiting(work) == [("checking", "odd")]
    await work.do(service.take_back, promised.who.viewer, promised.review_id)
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK.replace("65f0", "75f0"))
    await shown(work, social, promised, which=4)
    assert await waiting(work) == [("checking", "odd")]
    last = await work.read(lambda s, v: queue.picture_to_judge(s, found.id), arrange.OPS)
    found = await work.do(service.judge_picture, arrange.OPS, last.id, True)
    assert (found.state, found.verified_how) == ("verified", "ops")


async def test_a_picture_that_comes_while_a_decision_waits_is_not_judged_by_it(work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social, share=1.0)
    await shown(work, social, promised)
    await work.do(service.decide_later, arrange.OPS, promised.review_id, "accept_picture")
    await work.do(service.show_picture, promised.who.viewer, promised.review_id, picture(work, 2))
    clock.forward(seconds=11)
    await start.worker(work, social).run_due()
    assert await waiting(work) == [("checking", "odd")]


async def test_the_same_picture_for_two_reviews_is_looked_at(work, social) -> None:
    promised = await handed_in(work, social)
    await shown(work, social, promised)
    other = await start.promised(work, promised.campaign, await arrange.person(work, "mei"), platform="xiaohongshu")
    await work.do(service.submit, other.who.viewer, other.review_id, LINK.replace("65f0", "75f0"))
    found = await shown(work, social, other)
    assert (found.state, (await events(work, found.id))[-1]) == ("checking", "review.needs_eyes")


async def test_later_pictures_are_asked_for_in_time_and_one_not_shown_is_noted(work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social)
    await shown(work, social, promised, Numbers(likes=40))
    with pytest.raises(WrongState):
        await work.do(service.show_picture, promised.who.viewer, promised.review_id, picture(work))
    clock.forward(days=7)
    await start.worker(work, social).run_due()
    assert (await events(work, promised.review_id))[-1] == "review.picture_asked"
    found = await shown(work, social, promised, Numbers(likes=55), which=2)
    assert (found.state, found.likes, found.looks) == ("verified", 55, 1)
    clock.forward(days=23)
    await start.worker(work, social).run_due()
    assert (await start.review(work, promised.review_id)).state == "closed"
    clock.forward(days=5)
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert ((await events(work, found.id))[-1], found.misses_in_a_row) == ("review.picture_missed", 1)
    found = await shown(work, social, promised, Numbers(likes=56), which=3)
    assert (found.state, found.likes, found.misses_in_a_row) == ("closed", 56, 0)


async def test_a_post_whose_later_picture_was_not_shown_is_no_longer_said_to_be_live(
        client, work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social)
    found = await shown(work, social, promised)
    url, brand = f"/brand/campaigns/{found.campaign_id}/reviews", promised.campaign.brand

    async def told() -> tuple[bool | None, int, int, bool]:
        one = await start.review(work, found.id)
        wall = await work.read(queries.wall, brand.viewer, one.campaign_id, Ask())
        report = await work.read(summary, brand.viewer, one.campaign_id)
        page = await client.get(url, headers=await arrange.cookie_of(work, brand.account_id))
        return live_now(one), wall.live_now, report.reviews.live_now, "last seen on" in page.text
    assert await told() == (True, 1, 1, False)
    for days in (7, 5):
        clock.forward(days=days)
        await start.worker(work, social).run_due()
    assert await told() == (None, 0, 0, True)


async def test_a_later_picture_that_is_drawn_is_a_task_and_one_that_shows_nothing_loses_sight(
        work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social)
    await shown(work, social, promised)
    clock.forward(days=7)
    await start.worker(work, social).run_due()
    looked_at(work, 1.0)
    found = await shown(work, social, promised, which=2)
    assert (found.state, (await events(work, found.id))[-1]) == ("verified", "review.picture_drawn")
    last = next(p for p in await work.read(lambda s, v: queries.pictures_of(s, [found.id]), arrange.OPS)
                if p.moment == "day_7")
    lacks = [Fix("picture_post", LACKS["picture_post"][1])]
    found = await work.do(service.judge_picture, arrange.OPS, last.id, False, lacks)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("unreachable", ["picture_post"])
    assert await work.read(pictures.wanted, promised.who.viewer, found.id) == Wanted(
        "day_7", clock() + timedelta(days=5))
    found = await shown(work, social, promised, which=3)
    assert (found.state, found.fixes) == ("unreachable", [])
    waits = await work.read(lambda s, v: queue.picture_to_judge(s, found.id), arrange.OPS)
    found = await work.do(service.judge_picture, arrange.OPS, waits.id, True)
    assert (found.state, found.misses_in_a_row) == ("verified", 0)


async def test_a_picture_waits_for_ops_only_once_a_look_has_shown_that_it_is_needed(work, social) -> None:
    looked_at(work, 1.0)
    promised = await start.promised(work, platform="xiaohongshu")
    await work.do(service.submit, promised.who.viewer, promised.review_id, LINK)
    await work.do(service.show_picture, promised.who.viewer, promised.review_id, picture(work))
    assert await work.read(queue.at_risk, arrange.OPS) == []
    await start.worker(work, social).run_due()
    assert [found.risk for found in await work.read(queue.at_risk, arrange.OPS)] == ["drawn"]


async def test_a_picture_shown_after_the_end_is_looked_at_all_the_same(work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social)
    await shown(work, social, promised)
    clock.forward(days=30)
    await start.worker(work, social).run_due()
    looked_at(work, 1.0)
    for which in (2, 3):
        found = await shown(work, social, promised, which=which)
    assert (found.state, [row.risk for row in await work.read(queue.at_risk, arrange.OPS)]) == ("closed", ["drawn"])


async def test_nobody_shows_for_another_nor_judges_without_leave_nor_reads_off_what_cannot_be(work, social) -> None:
    promised = await handed_in(work, social)
    stranger = await arrange.person(work, "mei")
    with pytest.raises(NotFound):
        await work.do(service.show_picture, stranger.viewer, promised.review_id, picture(work))
    with pytest.raises(Invalid) as refusal:
        await work.do(service.show_picture, promised.who.viewer, promised.review_id, picture(work),
                      Numbers(views=3, likes=8))
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/likes", "impossible_numbers")]
    await shown(work, social, promised)
    first = (await work.read(lambda s, v: queries.pictures_of(s, [promised.review_id]), arrange.OPS))[0]
    with pytest.raises(Forbidden):
        await work.do(service.judge_picture, promised.who.viewer, first.id, True)
    await work.do(service.judge_picture, arrange.OPS, first.id, True)
    with pytest.raises(WrongState):
        await work.do(service.judge_picture, arrange.OPS, first.id, False)
    with pytest.raises(Invalid):
        await work.do(service.measure, arrange.OPS, promised.review_id, Numbers(views=3, saves=8))


async def test_erasing_takes_every_picture_along(work, social) -> None:
    promised = await handed_in(work, social)
    found = await shown(work, social, promised)
    await work.do(service.forget, promised.who.viewer, promised.who.id)
    await start.worker(work, social).run_due()
    with pytest.raises(NotFound):
        work.resources[Files].open(picture_hash := found.picture)
    assert picture_hash is not None
    assert {p.picture for p in await work.read(lambda s, v: queries.pictures_of(s, [found.id]), arrange.OPS)} == {None}


async def test_a_readable_network_asks_for_no_picture(work, social, clock: SetClock) -> None:
    promised = await start.promised(work)
    link = social.publish("post", clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    assert await work.read(lambda s, v: queries.pictures_of(s, [promised.review_id]), arrange.OPS) == []
