"""Whoever is invited reads on the invitation why it came to him, on the page and over REST, however he was picked."""

import httpx
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Traits
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.matching import service
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants

LIKES = {"interest:cooking": 5, "interest:home": 4}


async def answers(session: AsyncSession, viewer: Viewer, consumer_id: str, values: dict[str, int]) -> None:
    await session.execute(insert(Traits), [{
        "consumer_id": consumer_id, "slug": "lifestyle", "response_id": "rsp", "source": "import",
        "answered_at": now(session), "values": values, "earlier": {}}])


@pytest.mark.parametrize(("source", "matches", "likes", "en", "zh"), [
    ("interested", True, LIKES, "You love cooking and love making a home.", "你喜欢做饭，喜欢布置家。"),
    ("picked", True, {}, "One of us chose you for it.", "由我们的工作人员选中了你。"),
    ("interested", False, LIKES, "You told us that you would like to try it.", "你告诉过我们想试试这款产品。"),
])
async def test_whom_no_run_picked_reads_at_the_top_why_he_was_invited_all_the_same(
    client: httpx.AsyncClient, work: Work, source: str, matches: bool, likes: dict[str, int], en: str, zh: str,
) -> None:
    await crowd(work, [{"traits": {"interest:cooking": n, "interest:home": 3}} for n in (1, 3, 5)], first=100)
    campaign = await arrange.live_campaign(work)
    await wants(work, campaign.id, cooking=3, home=1)
    if matches:
        await work.do(service.run, OPS, campaign.id)
    who = await arrange.person(work)
    if likes:
        await work.do(answers, OPS, who.id, likes)
    seat = await work.do(seats.offer, OPS, campaign.id, who.id, source=source)
    url, cookie = f"/me/invitations/{seat.id}", await arrange.cookie_of(work, who.account_id)
    page = (await client.get(url, headers=cookie)).text
    assert page.index(en) < page.index("What is asked")
    assert zh in (await client.get(url, headers=cookie, params={"lang": "zh-cn"})).text
    told = (await client.get(f"/api/v1/invitations/{seat.id}", headers=await arrange.key_of(work, who.viewer))).json()
    assert told["why"] == {"default": en, "zh-cn": zh}
