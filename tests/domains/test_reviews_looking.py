"""Looks at posts: hosts are asked politely, a failing look is made again, and several ways to look become one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.work import Work
from app.jobs import queries as planned
from app.jobs.models import Lane
from app.platforms import simulated
from app.platforms.known import Networks
from app.platforms.readings import Ask
from app.reviews import service
from app.reviews.rules.looks import RETRIES
from app.reviews.service.schedule import look_key
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social


def read_as_pages(work: Work, social: Social, *more) -> None:
    """Let the small network be one whose posts are pages, so that its robots.txt counts."""
    network = simulated.at(social.origin)
    readings = (*more, replace(simulated.ANSWER, name="page", source="page"))
    work.resources[Networks] = Networks((replace(network, readings=readings),))


async def handed_in(work: Work, social: Social, post_id: str = "post", **more) -> start.Promised:
    promised = await start.promised(work)
    link = social.publish(post_id, work.clock() - timedelta(days=1), **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    return promised


def asked(social: Social) -> list[str]:
    return [request.split(b" ")[1].decode() for request in social.server.requests]


async def lane(session, viewer, name: str) -> Lane:
    return await session.get_one(Lane, name)


async def test_robots_are_asked_once_a_day_before_a_page_is_opened(work, social, clock: SetClock) -> None:
    read_as_pages(work, social)
    social.robots = "User-agent: *\nCrawl-delay: 2"
    promised = await handed_in(work, social)
    worker = start.worker(work, social)
    await worker.run_due()
    assert asked(social) == ["/robots.txt", "/api/posts/post"]
    assert (await work.read(lane, arrange.OPS, "host:127.0.0.1")).gap == 2.0
    clock.forward(hours=1)
    await worker.run_due()
    assert asked(social)[2:] == ["/api/posts/post"]
    clock.forward(hours=24)
    await worker.run_due()
    assert asked(social)[3:] == ["/robots.txt", "/api/posts/post"]
    found = await start.review(work, promised.review_id)
    assert (found.state, found.looks, found.measured_how) == ("verified", 2, "page")


async def test_a_page_that_robots_forbid_is_not_opened_and_waits_for_ops(work, social) -> None:
    read_as_pages(work, social)
    social.robots = "User-agent: *\nDisallow: /"
    promised = await handed_in(work, social)
    await start.worker(work, social).run_due()
    assert asked(social) == ["/robots.txt"]
    found = await start.review(work, promised.review_id)
    assert (found.state, {c.outcome for c in found.checks if c.name != "network"}) == ("checking", {"unknown"})


@pytest.mark.parametrize("status", [500, 429])
async def test_a_host_that_cannot_say_what_it_allows_is_left_alone_for_now(work, social, clock, status) -> None:
    read_as_pages(work, social)
    social.status["robots.txt"] = status
    promised = await handed_in(work, social)
    worker = start.worker(work, social)
    await worker.run_due()
    assert asked(social) == ["/robots.txt"]
    social.status.clear()
    clock.forward(minutes=1)
    await worker.run_due()
    assert asked(social)[1:] == ["/robots.txt", "/api/posts/post"]
    assert (await start.review(work, promised.review_id)).state == "verified"


async def test_a_busy_host_is_given_the_time_it_asks_for_by_all_looks(work, social, clock: SetClock) -> None:
    social.status |= {"one": 429, "two": 429, "three": 429}
    social.wait = "900"
    campaign = await arrange.live_campaign(work, platform="simulated")
    for post_id in ("one", "two", "three"):
        promised = await start.promised(work, campaign, await arrange.person(work, post_id))
        social.posts[post_id] = {}
        await work.do(service.submit, promised.who.viewer, promised.review_id, social.link(post_id))
    worker = start.worker(work, social)
    await worker.run_due()
    assert len(asked(social)) == 2
    clock.forward(minutes=15)
    assert await worker.run_due() == 0
    clock.forward(minutes=5)
    assert await worker.run_due() == 2


async def test_a_look_that_fails_is_made_again_within_its_window_before_it_counts(work, social, clock) -> None:
    promised = await handed_in(work, social)
    worker = start.worker(work, social)
    await worker.run_due()
    social.status["post"] = 500
    clock.forward(hours=1)
    for pause in RETRIES[:2]:
        await worker.run_due()
        assert (await start.review(work, promised.review_id)).looks == 0
        clock.forward(seconds=pause.total_seconds() * 1.25)
    social.status.clear()
    await worker.run_due()
    found = await start.review(work, promised.review_id)
    assert (found.looks, found.misses_in_a_row, found.state) == (1, 0, "verified")


async def test_a_look_that_fails_four_times_is_one_miss(work, social, clock: SetClock) -> None:
    promised = await handed_in(work, social)
    worker = start.worker(work, social)
    await worker.run_due()
    social.status["post"] = 500
    for _ in range(5):
        clock.forward(minutes=45)
        await worker.run_due()
    found = await start.review(work, promised.review_id)
    assert (found.looks, found.misses_in_a_row) == (1, 1)
    waiting = await work.read(lambda s, v: planned.find(s, look_key(found.id, 1)), arrange.OPS)
    assert waiting.lane == "host:127.0.0.1"
    assert waiting.due_at <= clock() + timedelta(hours=6)


async def test_what_one_way_to_look_cannot_tell_is_asked_the_next_way(work, social) -> None:
    def first(wanted, keys):
        return Ask(f"{social.origin}/first/{wanted.post_id}-short")
    read_as_pages(work, social, replace(simulated.ANSWER, name="first", ask=first))
    promised = await handed_in(work, social)
    social.posts["post-short"] = {"id": "post", "author": "@lin.eats", "likes": 77}
    await start.worker(work, social).run_due()
    assert asked(social) == ["/first/post-short", "/robots.txt", "/api/posts/post"]
    found = await start.review(work, promised.review_id)
    assert (found.state, found.likes, found.views) == ("verified", 77, 120)
