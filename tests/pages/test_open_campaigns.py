"""Open campaigns on a page: read, wanted, not any more, the campaign's own questions, and why not."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer, Traits
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.matching import service
from app.matching.models import Interest
from tests import arrange
from tests.arrange import OPS
from tests.arrange_matching import crowd, wants
from tests.domains.test_interest import change
from tests.people import all_of

HERE = "/me/campaigns"


async def test_where_nothing_is_open_the_page_says_the_next_step(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    page = (await client.get(HERE, headers=cookie)).text
    assert "Nothing is open just now." in page


async def test_a_campaign_is_wanted_and_not_any_more(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    campaign = await arrange.live_campaign(work, platform="weibo")
    path = f"{HERE}/{campaign.id}"
    page = (await client.get(HERE, headers=cookie)).text
    for words in ("Oat milk from Bergquell", "Weibo", "I am interested", f'href="{path}"'):
        assert words in page, words
    answer = await client.post(f"{path}/interest", headers=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = (await client.get(path, headers=cookie)).text
    for words in ("Nobody has been picked for this campaign yet", "Not any more", "/me/consents#automatic",
                  "Say what you honestly think of it."):
        assert words in page, words
    assert "You are interested in" in (await client.get(HERE, headers=cookie)).text
    answer = await client.post(f"{path}/withdraw", headers=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert (await all_of(work, Interest))[0].withdrawn_at is not None


async def test_the_pages_speak_chinese(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    campaign = await arrange.live_campaign(work)
    assert "燕麦奶，来自 Bergquell" in (await client.get(f"{HERE}?lang=zh-cn", headers=cookie)).text
    assert "我感兴趣" in (await client.get(f"{HERE}/{campaign.id}?lang=zh-cn", headers=cookie)).text


async def test_a_refusal_stands_on_the_campaigns_own_page(client: httpx.AsyncClient, work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    cookie = await arrange.cookie_of(work, who.account_id)
    await change(work, Consumer, who.id, works_for=["mcn"])
    answer = await client.post(f"{HERE}/{campaign.id}/interest", headers=cookie)
    assert answer.status_code == 409
    assert "You told us that you work in the trade" in answer.text


async def test_a_campaigns_own_questions_stand_on_its_page(client: httpx.AsyncClient, work: Work) -> None:
    who, campaign = await arrange.person(work), await arrange.live_campaign(work, screener="lifestyle")
    cookie = await arrange.cookie_of(work, who.account_id)
    path = f"{HERE}/{campaign.id}"
    assert f'href="{path}#questions"' in (await client.get(HERE, headers=cookie)).text
    page = (await client.get(path, headers=cookie)).text
    assert "A few questions of this campaign" in page
    empty = await client.post(f"{path}/interest", headers=cookie)
    assert (empty.status_code, 'class="summary"' in empty.text) == (422, True)
    assert "Please answer this campaign&#39;s own questions" in empty.text
    assert "lifestyle" not in empty.text
    name = page.split('type="radio"')[1].split('name="')[1].split('"')[0]
    wrong = await client.post(f"{path}/interest", headers=cookie, data={name: "77"})
    assert wrong.status_code == 422
    assert 'class="summary"' in wrong.text
    answer = await client.post(f"{path}/interest", headers=cookie, data={name: "3"})
    assert answer.status_code == 303, answer.text
    assert (await all_of(work, Interest))[0].response_id is not None


async def test_why_not_is_told_with_what_would_change_it(client: httpx.AsyncClient, work: Work) -> None:
    who, cook = await arrange.person(work), await arrange.person(work, "wei")
    campaign = await arrange.live_campaign(work, musts=[{"trait": "interest:food", "op": "answered"}])
    await wants(work, campaign.id, cooking=3)
    cookie = await arrange.cookie_of(work, who.account_id)
    await client.post(f"{HERE}/{campaign.id}/interest", headers=cookie)
    await _answers(work, cook.id)
    await work.do(service.run, OPS, campaign.id)
    page = (await client.get(f"{HERE}/{campaign.id}", headers=cookie)).text
    for words in ("Not this time", "A question that matters here has not been answered yet.", "What would change it",
                  'href="/me/answers/enjoy"', "People were picked on"):
        assert words in page, words


async def _answers(work: Work, consumer_id: str) -> None:
    async def write(session: AsyncSession, viewer: Viewer) -> None:
        session.add(Traits(consumer_id=consumer_id, slug="lifestyle", response_id="rsp", source="import",
                           answered_at=now(session), values={"interest:cooking": 5, "interest:food": 4}, earlier={}))
    await work.do(write, OPS)


async def test_a_stranger_and_a_draft_are_out_of_sight(client: httpx.AsyncClient, work: Work) -> None:
    draft = await arrange.live_campaign(work, state="draft")
    assert (await client.get(f"{HERE}/{draft.id}")).status_code == 303
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    assert (await client.get(f"{HERE}/{draft.id}", headers=cookie)).status_code == 404


async def test_the_switch_says_what_follows(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    page = (await client.get("/me/consents", headers=cookie)).text
    assert 'id="automatic"' in page
    assert "If you refuse, the ranking leaves you out" in page
    await client.post("/me/consents/automatic", headers=cookie, data={"refuses": "yes"})
    assert "You refused: the ranking leaves you out" in (await client.get("/me/consents", headers=cookie)).text


async def test_whom_a_person_proposed_reads_so_and_who_refuses_the_formula_is_not_asked_to(
    client: httpx.AsyncClient, work: Work,
) -> None:
    await crowd(work, [{"traits": {"interest:cooking": n}} for n in (5, 3)])
    who, campaign = await arrange.person(work), await arrange.live_campaign(work)
    await wants(work, campaign.id, cooking=3)
    await change(work, Consumer, who.id, refuses_automatic=True)
    await work.do(service.show_interest, who.viewer, campaign.id)
    run = await work.do(service.run, OPS, campaign.id)
    url, cookie = f"{HERE}/{campaign.id}", await arrange.cookie_of(work, who.account_id)
    left_out = (await client.get(url, headers=cookie)).text
    await work.do(service.pick_by_hand, OPS, run.id, who.id, "no_automatic")
    proposed = (await client.get(url, headers=cookie, params={"lang": "zh-cn"})).text
    assert "我们推荐了你" in proposed
    assert "由我们的工作人员推荐了你" in proposed
    for page, words in ((left_out, ("If you would rather not be ranked", "A formula ranks by fit")),
                        (proposed, ("你很合适", "系统按合适程度排序", "如果不希望被自动排序"))):
        assert not [each for each in words if each in page]
    assert "You are not ranked" in left_out
