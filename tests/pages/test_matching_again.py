"""Ops match a campaign again on a page, and read what bound it: who stays, who could not, what was full."""

from typing import Any

import httpx
from sqlalchemy import update

from app.campaigns.models import Quota
from app.consumers.models import Consumer
from app.core.work import Work
from app.matching import queries, service
from app.web.ops.matching_person import told_total
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants


async def test_a_run_by_itself_names_the_quotas_that_bound_it(client: httpx.AsyncClient, work: Work) -> None:
    await crowd(work, [{"traits": {"interest:cooking": n}, "gender": "female" if n < 3 else "male"}
                       for n in (5, 5, 4, 2, 1)])
    campaign = await arrange.live_campaign(work, await arrange.brand(work), units=2, state="approved")
    await wants(work, campaign.id, cooking=3)

    async def bind(session: Any, viewer: Any) -> None:
        session.add(Quota(campaign_id=campaign.id, position=0, name="Men", of={"genders": ["male"]}, minimum=0,
                          maximum=1))
        session.add(Quota(campaign_id=campaign.id, position=1, name="Women", of={"genders": ["female"]}, minimum=1))
    await work.do(bind, OPS)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    run = await work.do(service.run, OPS, campaign.id)
    page = (await client.get(f"/ops/matching/{run.id}", headers=ops)).text
    assert "“Men” was full: 1 of 1." in page
    assert "“Women” took its minimum of 1: people ahead of them were passed over." in page
    told = (await client.get(f"/ops/matching/{run.id}", headers=ops, params={"lang": "zh-cn"})).text
    assert "“Men”已满：1/1。" in told


async def test_matched_again_the_page_says_who_stays_and_names_who_could_not(
    client: httpx.AsyncClient, work: Work,
) -> None:
    await crowd(work, [{"traits": {"interest:cooking": n}} for n in (5, 4, 3, 2, 1)])
    campaign = await arrange.live_campaign(work, await arrange.brand(work), units=3, state="approved")
    await wants(work, campaign.id, cooking=3)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    run = await work.do(service.run, OPS, campaign.id)
    stays, lost, *_ = await work.read(queries.of_run, OPS, run.id)
    await work.do(service.approve, OPS, [stays.id, lost.id])

    async def hold(session: Any, viewer: Any) -> None:
        await session.execute(update(Consumer).where(Consumer.id == lost.consumer_id).values(state="held"))
    await work.do(hold, OPS)
    answer = await client.post(f"/ops/matching/campaigns/{campaign.id}/runs", headers=ops)
    page = (await client.get(answer.headers["location"], headers=ops)).text
    assert "1 approved pick stays, 3 new to decide; 1 could not stay: Held by ops." in page
    assert "Approved before, and could not stay" in page
    assert f"?person={lost.consumer_id}" in page


def test_the_sum_shown_of_a_fit_is_that_of_the_figures_shown() -> None:
    assert round(told_total(.9657, .4984), 6) == 46.8
    assert round(told_total(.4984, .9657), 6) == -46.8
