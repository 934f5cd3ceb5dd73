"""Two posts that one person owes are told apart wherever ops look: by network, and by their place among the agreed."""

import re

from app.core.work import Work
from tests import arrange
from tests import arrange_reviews as start


async def test_two_posts_of_one_person_are_told_apart_in_the_queue_and_at_hand(client, work: Work) -> None:
    first = await start.promised(work, state="removed")
    other = await start.second(work, first, platform="bilibili")
    await start.promised(work, first.campaign, await arrange.person(work, "mei"), state="removed")
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))

    async def lose(session, viewer) -> None:
        (await start.queries.take(session, viewer, other.review_id)).state = "removed"
    await work.do(lose, arrange.OPS)
    for language, told in (("en", ("post 1 of 2", "Bilibili, post 2 of 2")),
                           ("zh-cn", ("第 1 篇（共 2 篇）", "哔哩哔哩，第 2 篇（共 2 篇）"))):
        page = (await client.get(f"/ops/reviews?lang={language}", headers=ops)).text
        listed = re.search(r'class="queue".*', page, re.DOTALL)[0]
        assert all(words in listed for words in told)
    at_hand = (await client.get(f"/ops/reviews?review={other.review_id}&lang=en", headers=ops)).text
    assert "Bilibili, post 2 of 2" in at_hand[at_hand.index('id="at-hand"'):at_hand.index('class="decide"')]
    assert "Bilibili, post 2 of 2" in (await client.get(f"/ops/reviews/{other.review_id}?lang=en", headers=ops)).text


async def test_the_only_post_of_a_person_is_named_by_its_network_alone(client, work: Work) -> None:
    await start.promised(work, state="removed", platform=None)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    page = (await client.get("/ops/reviews?lang=en", headers=ops)).text
    assert ("any network" in page, "post 1 of" in page) == (True, False)
