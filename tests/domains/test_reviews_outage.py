"""Our own outage is never the author's fault: tried again, then left to ops; a short link may lead nowhere."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from app.core.clock import SetClock
from app.core.outbound import Outbound
from app.core.work import Work
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.journal import queries as journal
from app.platforms.found import WHYS
from app.platforms.known import Networks
from app.reviews import jobs, service
from app.reviews.rules.checks import NOT_FOLLOWED
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

OURS = {
    "page": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "short": "https://b23.tv/abcdef",
    "walled": "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a?xsec_token=abc",
    "walled short": "http://xhslink.com/a/abcDEF12", "article": "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv",
}


@pytest.fixture
async def social(work: Work) -> AsyncIterator[Social]:
    async with start.social(work) as made:
        known = work.resources[Networks]
        short = replace(known.get("simulated"), short_paths=frozenset({"s"}))
        work.resources[Networks] = Networks((*(one for one in known.all if one.slug != "simulated"), short))
        yield made


async def nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError(host)


def cut_off(work: Work) -> Worker:
    """The worker of a house without a way out."""
    return Worker(work, Registry(*jobs.kinds(Outbound(resolve=nowhere))))


async def handed_in(work: Work, link: str) -> start.Promised:
    promised = await start.promised(work, platform=None)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    return promised


@pytest.mark.parametrize("link", OURS.values(), ids=OURS)
async def test_without_a_way_out_a_look_is_made_again_and_then_left_to_ops(work, social, clock: SetClock, link) -> None:
    promised = await handed_in(work, link)
    worker = cut_off(work)
    for _ in range(3):
        await worker.run_due()
        waiting = await start.review(work, promised.review_id)
        assert (waiting.state, waiting.checks) == ("checking", [])
        clock.forward(minutes=2)
    await worker.run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.fixes) == ("checking", [])
    assert {check.evidence for check in found.checks if check.outcome == "unknown"} == {WHYS["unreached"].default}
    entries = await work.read(journal.history, arrange.OPS, found.id)
    assert entries[-1].event == "review.needs_eyes"


@pytest.mark.parametrize(("forwards", "status"), [("/about", 200), ("/about", 403), ("/about", 404)])
async def test_a_short_link_that_leads_to_no_post_asks_for_the_long_one(work, social, forwards, status) -> None:
    social.forwards["abc"], social.status["about"] = forwards, status
    promised = await handed_in(work, f"{social.origin}/s/abc")
    await start.worker(work, social).run_due()
    found = await start.review(work, promised.review_id)
    assert (found.state, found.fixes) == ("needs_fix", [{"check": "network", "message": NOT_FOLLOWED.as_json()}])
    assert {check.evidence for check in found.checks if check.outcome == "unknown"} == {WHYS["not_followed"].default}


async def test_a_short_link_whose_host_fails_is_left_to_ops_and_not_to_its_author(work, social, clock) -> None:
    social.status["abc"] = 500
    promised = await handed_in(work, f"{social.origin}/s/abc")
    worker = start.worker(work, social)
    for _ in range(4):
        await worker.run_due()
        clock.forward(minutes=2)
    found = await start.review(work, promised.review_id)
    assert (found.state, found.fixes) == ("checking", [])


async def test_the_page_says_that_we_could_not_reach_the_network_and_try_again(client, work, social) -> None:
    promised = await handed_in(work, OURS["walled short"])
    cookie, url = await arrange.cookie_of(work, promised.who.account_id), f"/me/reviews/{promised.review_id}"
    assert "We are looking at your post" in (await client.get(url, headers=cookie)).text
    await cut_off(work).run_due()
    told = (await client.get(url, headers=cookie)).text
    assert "We could not reach Xiaohongshu" in told
    assert "nothing for you to do" in told
    assert "We are looking at your post" not in told
    assert "暂时连接不上小红书" in (await client.get(f"{url}?lang=zh-cn", headers=cookie)).text
