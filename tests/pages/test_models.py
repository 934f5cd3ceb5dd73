"""Ops read which model ranked a run, what it adds for a person, and the card of every version; nobody else does."""

import re
from dataclasses import replace
from datetime import date

import httpx
import pytest

from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.learning import cards
from app.matching.engine.learning.anchored import Anchored, Scaling
from app.matching.engine.learning.calibration import Curve
from app.matching.engine.learning.cards import Card
from app.matching.engine.learning.measures import Decile
from app.matching.queries import explaining
from app.matching.schemas.runs import PersonOut
from app.matching.service.learning import keep_cards
from app.web.api.forecasts import ReasonsOut
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants, why_picked

TESTED = cards.Tested(46, .81, .05, .5, .2, (Decile(23, .3, .25), Decile(23, .7, .75)), .62, .81, .05)
MODEL = Anchored(("interest:home",), Scaling((3.0,), (1.4,), 0.0, 1.0), -0.4, 0.2, (0.9,))
USED = Card("a", date(2026, 3, 1), "anchored", "better", 92, 40, TESTED, Curve(0, 1, 0, 1, False), MODEL)
TURNED = replace(USED, kind="cold", reason="against_brief", inputs_hash="b", model=replace(MODEL, fit_weight=-0.6))


async def arranged(work: Work, card: Card | None, people: int = 12) -> tuple[Live, dict[str, str]]:
    """A campaign for cooks among people who love their homes and do not cook, but for a few, ranked by a card."""
    await crowd(work, [*({"traits": {"interest:cooking": 1, "interest:home": 5}} for _ in range(people)),
                       *({"traits": {"interest:cooking": 5, "interest:home": 1}} for _ in range(20))])
    campaign = await arrange.live_campaign(work, units=people, state="approved")
    await wants(work, campaign.id, cooking=3)
    if card is not None:
        await work.do(keep_cards, OPS, {f"brand:{campaign.brand.id}": card}, shape=len)
    return campaign, await arrange.cookie_of(work, await arrange.ops_account(work))


async def run_at(work: Work, campaign: Live) -> str:
    run = await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_of_run, OPS, run.id, None)
    return f"/ops/matching/{run.id}"


async def test_a_run_names_the_model_that_ranked_it_and_what_it_adds(client: httpx.AsyncClient, work: Work) -> None:
    campaign, ops = await arranged(work, USED)
    at = await run_at(work, campaign)
    run = (await client.get(at, headers=ops)).text
    assert ("Ordered by worth: chances from a model learned from 92 outcomes of this brand&#39;s campaigns, version 1; "
            "the fit is one of its inputs.") in run
    assert "Look at the brief" not in run
    card = run.split('href="/ops/models/')[1].split('"')[0]
    picked = (await client.get(at, headers=ops, params={"person": "con_00001"})).text
    assert "Rank 1 of 32" in picked
    assert "− the fit to the brief lowers the odds of a yes (× 0.7" in picked
    assert "raises the odds of a yes (× 3.62)" in picked
    assert "模型的影响" in (await client.get(at, headers=ops, params={"person": "con_00001", "lang": "zh-cn"})).text
    looked = await jobs.look(work, OPS, at.rsplit("/", 1)[1], "con_00001")
    out = PersonOut.of("con_00001", looked.why.words.label, None, looked.found)
    assert [(one.key, one.log_odds > 0) for one in out.learned] == [(None, False), ("interest:home", True)]
    one = (await client.get(f"/ops/models/{card}", headers=ops)).text
    for words in ("version 1", "Took over", "0.810", "0.620", "The better the fit, the more",
                  "Who answers “", "5%"):
        assert words in one, words
    assert (await client.get("/ops/models/mdl_nowhere", headers=ops)).status_code == 404


async def test_a_brand_and_a_person_whom_the_brief_alone_would_not_name_read_a_true_reason(work: Work) -> None:
    campaign, _ = await arranged(work, USED)
    await run_at(work, campaign)
    told = await work.read(explaining.reasons_of, campaign.brand.viewer, campaign.id, shape=ReasonsOut.of)
    assert [(one.key, one.points) for one in told.strongest] == [("learned", None)]
    assert told.words
    assert told.words.default.startswith("People with answers like theirs said yes to campaigns like this one")
    run = await work.read(queries.latest_run, OPS, campaign.id)
    assert run is not None
    first = (await work.read(queries.of_run, OPS, run.id))[0]
    assert (await work.read(why_picked, OPS, first.id)).pick("en") == (
        "People with answers like yours said yes to campaigns like this one more often than others.")


async def test_a_brief_that_runs_against_people_is_warned_of_in_the_run_on_the_card_and_to_its_brand(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work, TURNED)
    at = await run_at(work, campaign)
    run = (await client.get(at, headers=ops)).text
    warning = "The brief&#39;s wishes run against what people liked: look at the brief."
    assert "chances follow from the brief&#39;s fit alone. The learned score leads only by turning the brief" in run
    assert warning in run
    listed = (await client.get("/ops/models", headers=ops)).text
    assert warning in listed
    assert "The better the fit, the fewer say yes" in listed
    own = await arrange.cookie_of(work, campaign.brand.account_id)
    assert warning in (await client.get(f"/brand/campaigns/{campaign.id}", headers=own)).text
    assert "需求与大家实际的喜好相反" in (await client.get("/ops/models", headers=ops, params={"lang": "zh-cn"})).text


async def test_before_anything_is_learned_the_run_and_the_page_of_cards_say_so(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work, None, 2)
    at = await run_at(work, campaign)
    run = (await client.get(at, headers=ops)).text
    assert "nothing has been learned yet" in run
    assert "/ops/models/" not in run
    assert 'href="/ops/models"' in (await client.get("/ops/matching", headers=ops)).text
    listed = (await client.get("/ops/models", headers=ops)).text
    assert "Nothing has been learned yet." in listed
    assert "No campaign measures lift." in listed


@pytest.mark.parametrize("path", ["/ops/models", "/ops/models/mdl_1"])
async def test_cards_are_for_ops_alone(client: httpx.AsyncClient, work: Work, path: str) -> None:
    stranger = await arrange.cookie_of(work, (await arrange.brand(work)).account_id)
    assert (await client.get(path)).headers["location"].startswith("/sign-in")
    assert (await client.get(path, headers=stranger)).status_code in (303, 403)


async def test_each_scope_has_one_row_and_its_older_versions_stand_behind_it(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, ops = await arranged(work, USED)
    await work.do(keep_cards, OPS, {"category:snacks": USED}, shape=len)
    for more in (1, 2):
        newer = replace(USED, inputs_hash=f"newer {more}")
        await work.do(keep_cards, OPS, {f"brand:{campaign.brand.id}": newer}, shape=len)
    page = (await client.get("/ops/models", headers=ops)).text
    found = re.findall(r"([^<>]*), version ([0-9]+)", page)
    assert [number for _, number in found] == ["3", "1"]
    assert "Kind of product" in found[1][0]
    assert "2 older versions" in page
    [newest] = re.findall(r'href="(/ops/models/[^"]+)#earlier"', page)
    one = (await client.get(newest, headers=ops)).text
    assert one.count('<td data-label="Version"') == 2
    [*older] = re.findall(r'<td data-label="Version" class="num"><div><a href="([^"]+)"', one)
    assert "Older versions" in (await client.get(older[0], headers=ops)).text
    assert "Older versions" not in (await client.get(older[1], headers=ops)).text


async def test_a_model_that_ranks_with_chances_far_off_is_told_to_be_rough(
    client: httpx.AsyncClient, work: Work,
) -> None:
    rough = replace(USED, tested=replace(TESTED, deciles=(Decile(23, .1, .4), Decile(23, .4, .7))))
    for card, is_rough in ((USED, False), (rough, True), (replace(TURNED, tested=rough.tested), False)):
        scope = f"category:{card.inputs_hash}{is_rough}"
        await work.do(keep_cards, OPS, {scope: card}, shape=len)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    assert (await client.get("/ops/models", headers=ops)).text.count("so they are rough") == 1
