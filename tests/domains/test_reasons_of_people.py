"""A brand reads why its picked people as a whole suit the campaign: from ten approved on, never of the body."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Want
from app.core.errors import Forbidden, NotFound
from app.core.work import Work
from app.matching import service
from app.matching.queries import explaining
from app.web.api.forecasts import ReasonsOut
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants


async def approved(work: Work, people: int, **weights: int) -> Live:
    answers = {"interest:cooking": 5, "habit:reads_reviews": 5, "habit:tries_new": 2, "body:skin": "dry"}
    others = {"interest:cooking": 1, "habit:reads_reviews": 1, "habit:tries_new": 3, "body:skin": "oily"}
    await crowd(work, [*({"traits": answers, "consents": ("matching", "sensitive")} for _ in range(people)),
                       *({"traits": others, "consents": ("matching", "sensitive")} for _ in range(20))])
    campaign = await arrange.live_campaign(work, units=people, state="approved")
    await wants(work, campaign.id, cooking=5, **weights)

    async def more(session: AsyncSession, _: Any) -> None:
        for place, key in enumerate(("habit:reads_reviews", "habit:tries_new"), 5):
            session.add(Want(campaign_id=campaign.id, position=place, key=key, want="high", weight=1))
        body = Want(campaign_id=campaign.id, position=9, key="body:skin", want={"table": {"dry": 1}}, weight=3)
        session.add(body)
    await work.do(more, OPS)
    run = await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_of_run, OPS, run.id, None)
    return campaign


async def test_the_strongest_and_the_weakest_are_said_in_words(work: Work) -> None:
    campaign = await approved(work, 12)
    told = await work.read(explaining.reasons_of, campaign.brand.viewer, campaign.id)
    assert told is not None
    assert told.people == 12
    assert [one.key for one in told.strongest] == ["interest:cooking", "habit:reads_reviews"]
    assert told.words.default.startswith("They love cooking and read reviews before they buy. Least: “")
    assert "skin" not in told.words.default
    assert told.words.pick("zh-cn").startswith("他们喜欢做饭，买之前会先看评价。")
    out = ReasonsOut.of(told)
    assert (out.people, out.weakest and out.weakest.key) == (12, "habit:tries_new")


async def test_of_fewer_than_ten_nothing_is_told(work: Work) -> None:
    campaign = await approved(work, 9)
    told = await work.read(explaining.reasons_of, campaign.brand.viewer, campaign.id)
    assert (told, ReasonsOut.of(told).words) == (None, None)


async def test_it_is_for_the_own_brand_and_ops_and_stands_on_its_page(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await approved(work, 12)
    other = await arrange.brand(work, "other")
    with pytest.raises(NotFound):
        await work.read(explaining.reasons_of, other.viewer, campaign.id)
    with pytest.raises(Forbidden):
        await work.read(explaining.reasons_of, arrange.Person("con_00001", "acc_1").viewer, campaign.id)
    assert await work.read(explaining.reasons_of, OPS, campaign.id) is not None
    own = await arrange.cookie_of(work, campaign.brand.account_id)
    page = (await client.get(f"/brand/campaigns/{campaign.id}", headers=own)).text
    assert "They love cooking and read reviews before they buy." in page
    assert "con_0" not in page
